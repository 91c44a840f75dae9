"""Note what was done about a team or a hamlet that needs help."""

from datetime import date, timedelta

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.needs import HAMLET_NEEDS, NEEDS
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import FollowUp
from portal.policy import require
from portal.queries.need_places import NeedPlace
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional

# Whoever looks again only after a year has forgotten why.
_LONGEST_WAIT = timedelta(days=366)


@transactional
def note_follow_up(
    viewer: Viewer, need: str, place: NeedPlace, note: str, look_again_on: date | None = None
) -> None:
    """Note what was done about a need of NEEDS, and when to look again.

    Raises NotAllowed, and RuleBroken("unknown_need", "look_again_early", "look_again_late", "note_needed",
    "note_too_long" or "bad_note").
    """
    require(viewer, Action.follow_up, place)
    note = read_note(note, is_needed=True)
    if need not in NEEDS or (need in HAMLET_NEEDS) is (place.hamlet_id is None):
        raise RuleBroken("unknown_need")
    if look_again_on is not None and look_again_on <= clock.today():
        raise RuleBroken("look_again_early")
    if look_again_on is not None and look_again_on > clock.today() + _LONGEST_WAIT:
        raise RuleBroken("look_again_late")
    db.session.add(
        FollowUp(
            need=need,
            team_id=place.team_id,
            hamlet_id=place.hamlet_id,
            commune_id=place.commune_id,
            noted_by_id=viewer.id,
            note=note,
            noted_at=clock.now(),
            look_again_on=look_again_on,
        )
    )
    db.session.flush()
    thing = f"team:{place.team_id}" if place.team_id else f"unit:{place.hamlet_id}"
    audit.record(viewer, Action.follow_up, thing, commune_id=place.commune_id, need=need)
