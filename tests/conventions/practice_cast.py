"""The good practices of the world that visits every page, and what is sent to their pages."""

import unicodedata

from portal.domain.practices import PracticeText
from portal.extensions import db
from portal.models import Activity, CommunitySession, Practice
from portal.queries.activities import get_visible_activity
from portal.queries.practices import get_visible_practice
from portal.services.practices import propose_practice, publish_practice
from portal.transaction import transactional

# One for each person whom the matrix lets decide, and one that is published.
PROPOSALS = 4
STEPS = unicodedata.normalize("NFD", "Chuẩn bị mã dán ở quầy; bà con tự quét, tự trả.\n") * 6
TEXT = PracticeText(
    title=unicodedata.normalize("NFD", "Trả tiền điện: mỗi người làm trên máy của mình"),
    steps=STEPS,
    skills=("payment", "safety"),
    audience=unicodedata.normalize("NFD", "Người cao tuổi ở sóc Bù Ghe Bù Núi A"),
    minutes=90,
    links=("https://example.vn/" + "x" * 200,),
)


def build_practices(world, place) -> None:
    """Let the leader propose approved sessions, of which one is published and copied, and others are left."""
    leader, entries = world.viewer(place.leader), []
    for _number in range(PROPOSALS + 1):
        entries.append(approved_session(world, place))
    ids = [propose_practice(leader, get_visible_activity(leader, one.uuid), TEXT) for one in entries]
    coordinator = world.viewer(place.coordinator)
    first = get_visible_practice(coordinator, ids[0])
    publish_practice(coordinator, first, version=first.version)
    copy_by(place.successor.id, ids[0], place)
    for _number in range(2):
        approved_session(world, place)


def approved_session(world, place) -> Activity:
    """Make an approved session of the member that nobody has written up."""
    return world.activity(
        place.team, place.member, status="approved", kind="session", visits=40, alone=10, together=20
    )


@transactional
def copy_by(team_id: int, practice_id: int, place) -> None:
    """Let a logged session of the place be one that another team planned by a practice."""
    logged = db.select(CommunitySession).where(
        CommunitySession.commune_id == place.commune.id, CommunitySession.activity_id.is_not(None)
    )
    session = db.session.scalars(logged).one()
    session.team_id, session.practice_id = team_id, practice_id


def practice_in(place, status: str) -> Practice:
    """Return the first practice of a place that stands so."""
    found = db.select(Practice).where(Practice.commune_id == place.commune.id, Practice.status == status)
    ordered = found.order_by(Practice.id)
    return db.session.scalars(ordered.execution_options(populate_existing=True)).first()


def unwritten_session(place) -> Activity:
    """Return an approved session of a place that is no practice yet."""
    written = db.select(Practice.activity_id)
    found = db.select(Activity).where(
        Activity.team_id == place.team.id,
        Activity.kind == "session",
        Activity.status == "approved",
        Activity.id.not_in(written),
    )
    return db.session.scalars(found.order_by(Activity.id)).first()


def practice_form(cast) -> dict[str, object]:
    """Return a practice in words."""
    return {
        "title": TEXT.title,
        "steps": STEPS,
        "skills": ["payment"],
        "minutes": "45",
        "links": "https://example.vn",
    }


def of_proposal(**values: object):
    """Return what makes the form about the first proposal as it is now."""
    return lambda cast: {"version": practice_in(cast.own, "proposed").version, **values}


PRACTICE_FORMS = {
    "practices.new": practice_form,
    "practices.edit": lambda cast: practice_form(cast) | of_proposal()(cast),
    "practices.publish": of_proposal(),
    "practices.return_": of_proposal(note="Viết rõ bước 2."),
    "practices.withdraw": of_proposal(reason="Ứng dụng đã đổi."),
}
