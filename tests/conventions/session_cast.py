"""The community sessions of the world that visits every page, and what is sent to their pages."""

import unicodedata
from datetime import date, time, timedelta

from portal import clock
from portal.domain.community_sessions import Repetition, SessionPlan
from portal.extensions import db
from portal.models import CommunitySession
from portal.queries.community_sessions import get_visible_session
from portal.services.community_sessions import cancel_session, plan_sessions, show_contact
from portal.transaction import transactional
from tests.conventions.practice_cast import PRACTICE_FORMS, build_practices

LAST_DAY = date(2022, 8, 25)
LONG_PLACE = (
    unicodedata.normalize("NFD", "Nhà văn hóa cộng đồng sóc Bù Ghe Bù Núi A, cạnh trường tiểu học. ") * 2
)


def build_sessions(world, place) -> None:
    """Let the member plan a series, of which one is over, one logged and one cancelled; and the practices."""
    member = world.viewer(place.member)
    plan = SessionPlan(
        hamlet_id=place.hamlet.id,
        held_on=clock.today(),
        start_time=time(23, 30),
        place=LONG_PLACE,
        skills=("public_services", "payment", "safety"),
        end_time=time(23, 45),
        expected=999,
        bring=LONG_PLACE,
    )
    _first, second, third, fourth, *_rest = plan_sessions(
        member, place.team, plan, Repetition.weekly, LAST_DAY
    )
    move(second, date(2022, 6, 10))
    move(third, date(2022, 6, 3))
    log(third, place.asked.id)
    line = get_visible_session(member, fourth)
    cancel_session(member, line, LONG_PLACE, version=line.version)
    show_contact(world.viewer(place.leader), place.team, shown=True)
    build_practices(world, place)


@transactional
def move(session_id: int, day: date) -> None:
    """Put a session on a day that is over."""
    db.session.get(CommunitySession, session_id).held_on = day


@transactional
def log(session_id: int, activity_id: int) -> None:
    """Let an entry stand for a session."""
    db.session.get(CommunitySession, session_id).activity_id = activity_id


def coming_session(place) -> CommunitySession:
    """Return the next session of a place that still stands."""
    return _first(place, CommunitySession.held_on >= clock.today())


def held_session(place) -> CommunitySession:
    """Return a session of a place that is over and not logged."""
    return _first(place, CommunitySession.held_on < clock.today())


def _first(place, *when) -> CommunitySession:
    standing = db.select(CommunitySession).where(
        CommunitySession.team_id == place.team.id,
        CommunitySession.cancelled_at.is_(None),
        CommunitySession.activity_id.is_(None),
        *when,
    )
    ordered = standing.order_by(CommunitySession.held_on, CommunitySession.id)
    return db.session.scalars(ordered.execution_options(populate_existing=True)).first()


def plan_form(cast) -> dict[str, object]:
    """Return a plan for an hour that nobody has taken yet."""
    planned = db.session.scalar(db.select(db.func.count()).select_from(CommunitySession))
    return {
        "hamlet": cast.own.hamlet.id,
        "held_on": f"{clock.today() + timedelta(days=3):%d/%m/%Y}",
        "start_time": f"{planned % 24}h15",
        "place": LONG_PLACE,
        "skills": ["payment", "safety"],
        "expected": "30",
        "repetition": "once",
    }


def changed_plan_form(cast) -> dict[str, object]:
    """Return another plan for the next session alone."""
    return plan_form(cast) | {"scope": "this", "version": coming_session(cast.own).version}


SESSION_FORMS = PRACTICE_FORMS | {
    "community_sessions.new": plan_form,
    "community_sessions.edit": changed_plan_form,
    "community_sessions.cancel": lambda cast: {
        "scope": "this",
        "version": coming_session(cast.own).version,
        "reason": unicodedata.normalize("NFD", "Mưa lớn, đường ngập."),
    },
    "community_sessions.log": lambda cast: {},
    "community_sessions.contact": lambda cast: {"shown": "0"},
}
