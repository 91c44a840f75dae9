"""A team is stopped and started again by a decision; its seats stay, and what was begun can be finished."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.activity_content import ContentInvalid
from portal.domain.errors import RuleBroken
from portal.domain.team_decisions import DecisionKind, decision_needed
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import TeamStatusChange
from portal.queries.teams import get_team_sheet
from portal.services.activities import correct_activity, submit_activity
from portal.services.reviews import approve_activity
from portal.services.team_statuses import set_status
from tests.conventions.visitors import stored_rows
from tests.entries import TODAY, EntryPlace, set_returned, uuid7
from tests.teams import JUNE, PAPER, TwoTeams, decisions_of, seats_of

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("active", "suspended", DecisionKind.suspension),
        ("needs_support", "dissolved", DecisionKind.dissolution),
        ("suspended", "dissolved", DecisionKind.dissolution),
        ("suspended", "active", DecisionKind.resumption),
        ("dissolved", "needs_support", DecisionKind.resumption),
        ("active", "needs_support", None),
        ("", "active", None),
        ("suspended", "suspended", None),
    ],
)
def test_stopping_and_starting_again_need_a_decision(before, after, kind):
    assert decision_needed(before, after) == kind


def test_each_change_rests_on_its_paper(place):
    papers = [PAPER._replace(number=f"{number}/QĐ") for number in (40, 41, 42)]
    steps = [("suspended", JUNE), ("active", date(2022, 6, 10)), ("dissolved", TODAY)]

    for paper, (status, day) in zip(papers, steps, strict=True):
        set_status(place.actor, place.team, status, starts_on=day, reason="Lý do", decision=paper)

    sheet = get_team_sheet(place.team, TODAY)
    papers_by_id = {one.id: one for one in sheet.decisions}
    told = [(one.status, papers_by_id[one.decision_id].number) for one in sheet.changes if one.decision_id]
    assert told == [("dissolved", "42/QĐ"), ("active", "41/QĐ"), ("suspended", "40/QĐ")]
    kinds = [kind for kind, _number in decisions_of(place.team)]
    assert kinds == ["founding", "suspension", "resumption", "dissolution"]
    assert get_team_sheet(place.team, date(2022, 6, 5)).missing == ("suspended",)
    assert get_team_sheet(place.team, date(2022, 6, 12)).missing == ()


@pytest.mark.parametrize("status", [TeamStatus.suspended, TeamStatus.dissolved])
def test_without_a_paper_nothing_is_stopped(place, status):
    before = stored_rows()

    with pytest.raises(RuleBroken) as caught:
        set_status(place.actor, place.team, status, starts_on=TODAY, reason="Lý do")

    assert caught.value.code == "decision_needed"
    assert stored_rows() == before


def test_a_slip_corrected_on_its_day_takes_its_paper_along(place):
    set_status(place.actor, place.team, "dissolved", starts_on=TODAY, decision=PAPER)

    set_status(place.actor, place.team, "needs_support", starts_on=TODAY, reason="Nhầm")

    assert decisions_of(place.team) == [("founding", "12/QĐ-UBND")]
    changes = db.session.scalars(
        select(TeamStatusChange).filter_by(team_id=place.team.id).order_by(TeamStatusChange.id)
    ).all()
    assert [(one.status, one.decision_id) for one in changes][1] == ("needs_support", None)


def test_dissolving_ends_no_seat_so_that_resuming_brings_all_back(place):
    seats = seats_of(place.team)
    set_status(place.actor, place.team, "dissolved", starts_on=JUNE, decision=PAPER)
    assert seats_of(place.team) == seats

    again = PAPER._replace(number="50/QĐ")
    set_status(place.actor, place.team, "active", starts_on=TODAY, decision=again)

    assert get_team_sheet(place.team, YESTERDAY).missing == ("dissolved",)
    assert get_team_sheet(place.team, TODAY).missing == ()


def test_what_was_begun_before_a_dissolution_can_be_finished(world):
    place = EntryPlace(world)
    coordinator = world.viewer(world.coordinator(place.commune))
    waiting, returned = place.submitted(), place.submitted(occurred_on="2022-06-10")
    set_returned(returned)
    set_status(coordinator, place.team, "dissolved", starts_on=TODAY, decision=PAPER)

    approve_activity(coordinator, waiting, version=1)
    correct_activity(place.viewer(), returned, place.content(occurred_on="2022-06-10", visits=4))
    before = submit_activity(place.viewer(), uuid7(), place.content(occurred_on="2022-06-15"))

    assert (waiting.status, returned.status, before.created) == ("approved", "submitted", True)
    with pytest.raises(ContentInvalid) as refused:
        submit_activity(place.viewer(), uuid7(), place.content())
    assert refused.value.errors == {"occurred_on": "team_dissolved"}
