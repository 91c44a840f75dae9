"""Second looks: what is drawn, who looks, and that nothing but the look itself changes."""

from datetime import date
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.domain.second_looks import is_drawn
from portal.extensions import db
from portal.models import Activity, AuditRow, Review, SecondLook, Setting, Tally
from portal.models.settings import LOOK_SECRET
from portal.queries.second_looks import get_visible_look, list_about_own, list_of_activity, list_to_look_at
from portal.services import second_looks
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.second_looks import look_again
from portal.transaction import transaction, transactional
from tests.queries_counted import counting_statements

SECRET = bytes(range(32))
DRAWN = [one for number in range(200) if is_drawn(one := UUID(int=number), SECRET)]
NOT_DRAWN = [one for number in range(200) if not is_drawn(one := UUID(int=number), SECRET)]


@pytest.fixture(autouse=True)
def secret(app):
    """The secret by which these ids are drawn or are not."""
    keep_secret()


@transactional
def keep_secret() -> None:
    """Let this database draw by the secret of the tests."""
    second_looks.forget_secret()
    db.session.merge(Setting(key=LOOK_SECRET, value=SECRET.hex()))
    db.session.flush()
    second_looks.get_secret()


@pytest.fixture
def desk(world):
    """A commune whose coordinator once sat in its team, with the staff above."""

    class Desk:
        province = world.province()
        district = world.district(province)
        commune = world.commune(district)
        team = world.team(commune)
        member = world.member(team)
        reviewer = world.coordinator(commune, "An")
        colleague = world.coordinator(commune, "Bình")
        above = world.staff(Role.coordinator, district, "Cúc")
        staff = world.staff(Role.province_staff, province, "Dung")

    world.member(Desk.team, Desk.reviewer, since=date(2022, 4, 1), until=date(2022, 5, 1))
    return Desk


@transactional
def with_id(entry: Activity, uuid: UUID) -> Activity:
    """Give an entry an id that is drawn, or is not."""
    entry.uuid = uuid
    return entry


def approved(world, desk, uuid=DRAWN[0], by=None) -> Activity:
    """Approve an entry with this id."""
    entry = with_id(world.activity(desk.team, desk.member), uuid)
    approve_activity(world.viewer(by or desk.reviewer), entry)
    return entry


def looks() -> list[SecondLook]:
    return db.session.scalars(select(SecondLook).execution_options(populate_existing=True)).all()


def sheet(world, desk):
    """Return the one look that there is."""
    return get_visible_look(world.viewer(desk.staff), looks()[0].id)


def test_the_secret_is_made_once_and_stays(world, desk):
    with transaction():
        db.session.execute(delete(Setting))
    second_looks.forget_secret()
    approved(world, desk)
    first = db.session.scalars(select(Setting.value).where(Setting.key == LOOK_SECRET)).all()
    second_looks.forget_secret()

    approved(world, desk, DRAWN[1])

    assert [len(bytes.fromhex(one)) for one in first] == [32] and first != [SECRET.hex()]
    assert db.session.scalars(select(Setting.value).where(Setting.key == LOOK_SECRET)).all() == first


def test_a_secret_that_was_undone_with_its_approval_is_not_used_again(world, desk):
    with transaction():
        db.session.execute(delete(Setting))
    second_looks.forget_secret()
    made = []

    with pytest.raises(RuleBroken), transaction():
        made.append(second_looks.get_secret())
        raise RuleBroken("closed_period")

    with transaction():
        kept = second_looks.get_secret()
    assert kept != made[0]
    assert db.session.get_one(Setting, LOOK_SECRET).value == kept.hex()


def test_whatever_id_a_phone_chooses_the_secret_decides(world, desk):
    # Ids that no one could draw when their hash alone decided.
    chosen = [one for one in DRAWN if int(sha256(one.bytes).hexdigest()[:16], 16) % 5]

    approved(world, desk, chosen[0])

    assert len(looks()) == 1


def test_an_approval_within_ones_own_team_is_drawn_by_its_id(world, desk):
    entry = approved(world, desk)
    approved(world, desk, NOT_DRAWN[0])

    [look] = looks()
    review = db.session.scalars(select(Review).where(Review.activity_id == entry.id)).one()
    assert (look.activity_id, look.review_id, look.commune_id) == (entry.id, review.id, desk.commune.id)
    assert (look.drawn_at, look.outcome, look.note) == (clock.now(), None, "")


def test_approvals_of_other_teams_and_other_decisions_are_not_drawn(world, desk):
    approved(world, desk, DRAWN[1], by=desk.colleague)
    returned = with_id(world.activity(desk.team, desk.member), DRAWN[2])
    return_activity(world.viewer(desk.reviewer), returned, "wrong_counts")

    assert looks() == []


def test_an_approval_after_a_reopening_is_drawn_anew(world, desk, frozen_clock):
    entry = approved(world, desk)
    reopen_activity(world.viewer(desk.colleague), entry, "new_facts", "Xem lại")
    frozen_clock.tick(hours=1)
    approve_activity(world.viewer(desk.reviewer), entry)

    assert len({look.review_id for look in looks()}) == 2


def test_drawing_costs_one_statement_and_only_for_what_is_drawn(world, desk):
    counts = []
    # The first act of a commune begins its audit chain.
    approved(world, desk, NOT_DRAWN[1])
    for uuid in (NOT_DRAWN[0], DRAWN[0]):
        entry, viewer = with_id(world.activity(desk.team, desk.member), uuid), world.viewer(desk.reviewer)
        with counting_statements() as statements:
            approve_activity(viewer, entry)
        counts.append(len(statements))

    assert counts[1] == counts[0] + 1


@pytest.mark.parametrize("who", ["colleague", "above", "staff"])
def test_others_of_the_area_look_and_the_entry_stays_as_it_is(world, desk, who):
    entry, looker = approved(world, desk), getattr(desk, who)
    version = entry.version

    look_again(world.viewer(looker), sheet(world, desk), "disagrees", " Ảnh không rõ. ")

    [look] = looks()
    assert (look.outcome, look.note) == ("disagrees", "Ảnh không rõ.")
    assert (look.looked_by_id, look.looked_at) == (looker.id, clock.now())
    stored = db.session.get_one(Activity, entry.id, populate_existing=True)
    assert (stored.status, stored.version) == ("approved", version)
    assert db.session.scalars(select(Tally.approved).where(Tally.skill == "")).all() == [1, 1, 1]
    last = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert (last.action, last.thing) == ("look_again", f"activity:{entry.uuid}")


def test_who_decided_or_has_a_part_in_the_entry_does_not_look(world, desk):
    approved(world, desk)
    teammate = world.coordinator(desk.commune, "Em")
    world.member(desk.team, teammate)
    elsewhere = world.coordinator(world.commune(desk.district, "Khác"))

    for person in (desk.reviewer, desk.member, teammate, elsewhere):
        with pytest.raises(NotAllowed):
            look_again(world.viewer(person), sheet(world, desk), "agrees")

    assert looks()[0].outcome is None


@pytest.mark.parametrize(
    ("outcome", "note", "code"),
    [
        ("perhaps", "", "unknown_outcome"),
        ("disagrees", " ", "note_needed"),
        ("agrees", "x" * 1001, "note_too_long"),
    ],
)
def test_what_says_nothing_is_refused(world, desk, outcome, note, code):
    approved(world, desk)

    with pytest.raises(RuleBroken) as caught:
        look_again(world.viewer(desk.staff), sheet(world, desk), outcome, note)

    assert (caught.value.code, looks()[0].outcome) == (code, None)


def test_the_second_of_two_who_look_is_told_so(world, desk):
    approved(world, desk)
    seen = sheet(world, desk)
    look_again(world.viewer(desk.colleague), seen, "agrees")

    with pytest.raises(RuleBroken) as caught:
        look_again(world.viewer(desk.staff), seen, "disagrees", "Không đúng")

    assert (caught.value.code, looks()[0].outcome) == ("looked_meanwhile", "agrees")


def test_what_waits_is_listed_for_others_and_what_was_found_for_the_reviewer(world, desk):
    entries = [approved(world, desk, uuid) for uuid in DRAWN[:2]]
    outsider = world.coordinator(world.commune(desk.district, "Khác"))

    listed = {who: list_to_look_at(world.viewer(getattr(desk, who)))[0] for who in ("reviewer", "colleague")}
    look_again(world.viewer(desk.staff), listed["colleague"][0], "disagrees", "Xem lại ảnh")

    assert listed["reviewer"] == []
    assert [look.uuid for look in listed["colleague"]] == [entry.uuid for entry in entries]
    assert list_to_look_at(world.viewer(outsider)) == ([], None)
    assert len(list_to_look_at(world.viewer(desk.above))[0]) == 1
    [found] = list_about_own(world.viewer(desk.reviewer))
    assert (found.outcome, found.note, found.looked_by) == ("disagrees", "Xem lại ảnh", "Dung")
    assert list_of_activity(entries[0].id) == [found]
    assert list_about_own(world.viewer(desk.colleague)) == []
