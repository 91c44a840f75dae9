"""A team is flagged as to be re-formed, once for each reason, and a re-forming from then on settles it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.team_decisions import DecisionKind
from portal.extensions import db
from portal.models import AuditRow, TeamDecision, TeamFlag
from portal.queries.team_flags import list_teams_needing_reform
from portal.queries.team_lists import TeamFilter, list_teams
from portal.services.team_decisions import correct_decision, record_decision
from portal.services.team_flags import flag_team
from portal.services.team_mergers import TeamMerger, merge_teams
from portal.services.team_statuses import set_status
from portal.services.team_undoing import undo_decision
from tests.teams import JUNE, MAY, PAPER, TODAY, TwoTeams

RE_FORMING = PAPER._replace(kind=DecisionKind.re_forming)


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


def needing(place, on: date = TODAY) -> list[str]:
    """Return the names of the teams to be re-formed on a day."""
    return [one.name for one in list_teams_needing_reform([place.commune.id], on)]


def test_a_flag_holds_from_its_day_in_its_commune_and_is_set_once(world, place):
    for _time in range(2):
        flag_team(None, place.team, "hamlets_merged", MAY, " Thôn 1 và  thôn 2 nhập lại ")

    flag = db.session.scalars(select(TeamFlag)).one()
    assert (flag.note, flag.recorded_by_id) == ("Thôn 1 và thôn 2 nhập lại", None)
    assert needing(place) == needing(place, MAY) == ["Tổ thôn 1"]
    assert needing(place, MAY - timedelta(days=1)) == []
    assert list_teams_needing_reform([world.commune(name="Khác").id], TODAY) == []
    assert len(db.session.scalars(select(AuditRow).where(AuditRow.action == "flag_team")).all()) == 1


@pytest.mark.parametrize(
    ("since", "is_settled"), [(MAY, True), (JUNE, True), (JUNE + timedelta(days=1), False)]
)
def test_a_re_forming_on_or_after_the_day_settles_it(place, since, is_settled):
    flag_team(place.actor, place.team, "hamlet_ended", since)

    record_decision(place.actor, place.team, RE_FORMING)

    assert (needing(place) == []) is is_settled
    assert (needing(place, JUNE - timedelta(days=1)) == ["Tổ thôn 1"]) is (since == MAY)


def test_a_new_leader_alone_settles_nothing_and_a_corrected_date_counts(place):
    flag_team(place.actor, place.team, "other", MAY)
    record_decision(place.actor, place.team, RE_FORMING._replace(kind=DecisionKind.change_of_leader))
    assert needing(place) == ["Tổ thôn 1"]
    record_decision(place.actor, place.team, RE_FORMING)
    assert needing(place) == []
    decision_id = db.session.scalar(select(TeamDecision.id).where(TeamDecision.kind == "re_forming"))

    correct_decision(place.actor, place.team, decision_id, RE_FORMING._replace(decided_on=date(2022, 5, 1)))

    assert needing(place) == ["Tổ thôn 1"]


def test_a_merger_settles_both_and_undoing_it_asks_again(place):
    for team in (place.team, place.other):
        flag_team(place.actor, team, "hamlets_merged", MAY)

    decision = merge_teams(place.actor, place.other, place.team, TeamMerger(PAPER, JUNE, []))

    assert needing(place) == []
    undo_decision(place.actor, place.other, decision.id)
    assert needing(place) == ["Tổ thôn 1", "Tổ thôn 2"]


def test_a_dissolved_team_needs_nothing_from_that_day_on(place):
    flag_team(place.actor, place.team, "hamlet_ended", MAY)

    set_status(place.actor, place.team, "dissolved", starts_on=JUNE, decision=PAPER)

    assert (needing(place), needing(place, JUNE - timedelta(days=1))) == ([], ["Tổ thôn 1"])


def test_the_list_of_teams_is_narrowed_down_to_them(place):
    flag_team(place.actor, place.other, "hamlets_merged", MAY)

    narrowed = list_teams(place.actor, TeamFilter(needs_reform=True), TODAY).lines
    everything = list_teams(place.actor, TeamFilter(), TODAY).lines

    assert [line.name for line in narrowed] == ["Tổ thôn 2"]
    assert [line.needs_reform for line in everything] == [False, True]
