"""Slips answered and issued at the same moment, through several processes: each once, and none too many."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from portal.domain.confirmations import CitizenAnswer
from portal.domain.errors import Missing, RuleBroken
from portal.extensions import db
from portal.models import Confirmation, ConfirmationSlip
from portal.queries.activities import get_visible_activity
from portal.services.audit import verify_chains
from portal.services.confirmations import answer_slip, find_slip, issue_slip, print_slips
from portal.transaction import transaction
from tests.concurrency.contenders import compete, viewer_of
from tests.entries import EntryPlace

TWO_PROCESSES = 2


def open_for_long() -> None:
    """Let the slips outlast the clock of the other processes, which does not stand still."""
    with transaction():
        db.session.execute(update(ConfirmationSlip).values(expires_at=datetime(2200, 1, 1, tzinfo=UTC)))


def answering(token: str):
    """Return the answering of a slip whose page is open already."""
    slip = find_slip(token)

    def answer() -> None:
        try:
            answer_slip(slip, CitizenAnswer("yes"))
        except Missing:
            raise RuleBroken("used") from None

    return answer


def issuing(user_id: int, uuid):
    """Return the issuing of a slip."""
    viewer = viewer_of(user_id)
    activity = get_visible_activity(viewer, uuid)
    return lambda: issue_slip(viewer, activity)


def test_one_slip_answered_ten_times_at_once_is_one_answer(app, world):
    place = EntryPlace(world)
    world.campaign(place.commune, asks_citizens=True)
    slip = issue_slip(place.viewer(), place.submitted(visits=5))
    open_for_long()

    outcomes = compete(app, answering, [(slip.token,)] * 10, TWO_PROCESSES)

    assert sorted(outcomes) == ["done"] + ["used"] * 9
    assert db.session.scalars(select(Confirmation.answer)).all() == ["yes"]


def test_all_slips_answered_at_once_are_as_many_answers_as_visits(app, world):
    place = EntryPlace(world)
    world.campaign(place.commune, asks_citizens=True)
    slips = print_slips(place.viewer(), place.submitted(visits=6), 6)
    open_for_long()

    outcomes = compete(app, answering, [(slip.token,) for slip in slips], TWO_PROCESSES)

    assert outcomes == ["done"] * 6
    assert len(db.session.scalars(select(Confirmation.id)).all()) == 6


def test_slips_issued_at_once_never_outnumber_the_visits(app, world):
    place = EntryPlace(world)
    world.campaign(place.commune, asks_citizens=True)
    entry = place.submitted(visits=3)

    outcomes = compete(app, issuing, [(place.member.id, entry.uuid)] * 8, TWO_PROCESSES)

    # What was read before is read anew.
    db.session.rollback()
    assert outcomes == ["done"] * 8
    assert len(db.session.scalars(select(ConfirmationSlip.id)).all()) == 3
    assert verify_chains() is None
