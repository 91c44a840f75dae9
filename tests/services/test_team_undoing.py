"""A decision is taken back with all that it changed, while it is fresh and nothing rests on it."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import AuditRow, Team, TeamDecision
from portal.queries.team_history import list_undoable
from portal.services.memberships import end_membership
from portal.services.people import NewPerson
from portal.services.team_mergers import TeamMerger, merge_teams
from portal.services.team_reforms import NewSeat, Reform, reform_team
from portal.services.team_undoing import undo_decision
from tests.conventions.visitors import stored_rows
from tests.teams import JUNE, PAPER, TODAY, TwoTeams

KEPT = {"acts", "act_rows"}


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


def merge(place) -> TeamDecision:
    """Let the other team go into the first with all its people; its leader becomes a deputy."""
    people = (place.other_leader, place.other_deputy, place.both)
    seats = [place.seat_of(place.other, person) for person in people]
    return merge_teams(place.actor, place.other, place.team, TeamMerger(PAPER, JUNE, seats, TeamRole.deputy))


def reform(place) -> TeamDecision:
    """Change leader, hamlets and name, and let somebody new join."""
    roles = place.roles(place.team, leader=TeamRole.member, member=TeamRole.leader)
    joining = [NewSeat(NewPerson("Khuê", "0912345678"), TeamRole.deputy, "teacher")]
    paper = PAPER._replace(kind=DecisionKind.re_forming)
    return reform_team(place.actor, place.team, Reform(paper, roles, joining, [], "Tổ mới"))


def code_of(act, *args) -> str:
    """Return the code of a refusal, and assert that it changed nothing."""
    before = stored_rows()
    with pytest.raises(RuleBroken) as caught:
        act(*args)
    assert stored_rows() == before
    return caught.value.code


@pytest.mark.parametrize("decide", [merge, reform])
def test_everything_is_as_it_was_before(place, frozen_clock, decide):
    before = stored_rows(but=KEPT)
    decision = decide(place)
    assert stored_rows(but=KEPT) != before
    team = db.session.get(Team, decision.team_id)
    assert [one.number for one in list_undoable(team.id, frozen_clock.moment)] == ["30/QĐ-UBND"]

    undo_decision(place.actor, team, decision.id)

    assert stored_rows(but=KEPT) == before
    assert list_undoable(team.id, frozen_clock.moment) == []
    assert db.session.scalars(select(AuditRow).where(AuditRow.action == "undo_decision")).first()


def test_a_merger_is_taken_back_from_either_team(place):
    before = stored_rows(but=KEPT)
    merge(place)
    of_successor = select(TeamDecision.id).filter_by(team_id=place.team.id, kind="merger")

    undo_decision(place.actor, place.team, db.session.scalar(of_successor))

    assert stored_rows(but=KEPT) == before


def test_after_a_day_it_is_too_late(place, frozen_clock):
    decision = merge(place)
    frozen_clock.tick(hours=24)

    assert list_undoable(place.other.id, frozen_clock.moment) == []
    assert code_of(undo_decision, place.actor, place.other, decision.id) == "undo_too_late"


def test_help_logged_by_somebody_who_only_sits_there_by_the_merger_keeps_it(world, place):
    decision = merge(place)
    world.activity(place.team, place.other_deputy, occurred_on=date(2022, 6, 10))

    assert code_of(undo_decision, place.actor, place.other, decision.id) == "act_in_use"


def test_help_logged_by_who_sat_there_before_does_not_stand_in_the_way(world, place):
    decision = merge(place)
    world.activity(place.team, place.both, occurred_on=date(2022, 6, 10))

    undo_decision(place.actor, place.other, decision.id)

    assert db.session.scalars(select(TeamDecision).where(TeamDecision.kind == "merger")).all() == []


def test_a_later_change_of_what_it_made_keeps_it(place):
    decision = merge(place)
    end_membership(place.actor, place.team, place.seat_of(place.team, place.other_deputy), TODAY)

    assert code_of(undo_decision, place.actor, place.other, decision.id) == "act_changed_since"


def test_only_the_coordinator_undoes_and_only_what_was_an_act(world, place):
    decision = merge(place)
    founding = db.session.scalar(select(TeamDecision.id).filter_by(team_id=place.team.id, kind="founding"))

    with pytest.raises(NotAllowed):
        undo_decision(world.viewer(place.leader), place.other, decision.id)
    for team, decision_id in ((place.team, founding), (place.team, decision.id), (place.team, 99_999)):
        with pytest.raises(Missing):
            undo_decision(place.actor, team, decision_id)

    assert db.session.scalar(select(TeamDecision.id).filter_by(id=decision.id)) == decision.id


def test_of_two_who_undo_at_once_one_is_told(app, place):
    decision_id, team_id, actor, outcomes = merge(place).id, place.other.id, place.actor, []

    def undo() -> None:
        with app.app_context():
            try:
                undo_decision(actor, db.session.get(Team, team_id), decision_id)
                outcomes.append("done")
            except (RuleBroken, Missing) as error:
                outcomes.append(getattr(error, "code", "missing"))
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=undo) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("done") == 1 and len(outcomes) == 2
    assert set(outcomes) <= {"done", "act_undone", "missing"}
