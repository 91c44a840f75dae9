"""A merger by one decision: hamlets and people go over once, and the days before stay as they were."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal.documents.coverage_csv import coverage_csv
from portal.documents.coverage_json import coverage_json
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.community_sessions import SessionPlan
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import AuditRow, CommunitySession, TeamHamlet, TeamSuccession
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import get_coverage
from portal.queries.hamlet_pages import get_hamlet_page, get_public_hamlet
from portal.queries.teams import get_team_sheet
from portal.services.community_sessions import plan_sessions
from portal.services.reviews import approve_activity
from portal.services.team_mergers import TeamMerger, merge_teams
from portal.services.team_statuses import set_status
from portal.services.team_undoing import undo_decision
from portal.transaction import transactional
from tests.community_sessions import move
from tests.conventions.visitors import stored_rows
from tests.teams import APRIL, JUNE, PAPER, TODAY, TwoTeams, decisions_of, seats_of

JULY = date(2022, 7, 1)


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


def merger(place, *people, on=JUNE, decision=PAPER, leader_role=TeamRole.member) -> TeamMerger:
    """Return a merger by which these people of the other team go on."""
    seats = [place.seat_of(place.other, person) for person in people]
    return TeamMerger(decision, on, seats, leader_role)


def refusal(place, team, into, wanted: TeamMerger) -> str:
    """Return the code with which a merger is refused, and assert that nothing was stored."""
    before = stored_rows()
    with pytest.raises(RuleBroken) as caught:
        merge_teams(place.actor, team, into, wanted)
    assert stored_rows() == before
    return caught.value.code


def served(team) -> list[tuple]:
    """Return (hamlet, first day, end) of all that a team serves or served."""
    rows = db.session.scalars(
        select(TeamHamlet).filter_by(team_id=team.id).order_by(TeamHamlet.hamlet_id, TeamHamlet.starts_on)
    )
    return [(row.hamlet_id, row.starts_on, row.ends_on) for row in rows]


def test_hamlets_and_ticked_people_go_over_once_and_the_rest_ends(place):
    wanted = merger(place, place.other_leader, place.both, leader_role=TeamRole.deputy)

    merge_teams(place.actor, place.other, place.team, wanted)

    one, two, three = (hamlet.id for hamlet in place.hamlets)
    assert served(place.team) == [(one, APRIL, None), (two, JUNE, None), (three, JUNE, None)]
    assert served(place.other) == [(two, APRIL, JUNE), (three, APRIL, JUNE)]
    assert {end for *_seat, end in seats_of(place.other)} == {JUNE}
    assert seats_of(place.team) == [
        (place.leader.id, "leader", APRIL, None),
        # Who sat in both keeps the one seat.
        (place.member.id, "member", APRIL, None),
        (place.other_leader.id, "deputy", JUNE, None),
    ]
    assert decisions_of(place.other) == [("founding", "12/QĐ-UBND"), ("merger", "30/QĐ-UBND")]
    assert decisions_of(place.team) == [("founding", "12/QĐ-UBND"), ("merger", "30/QĐ-UBND")]
    succession = db.session.scalars(select(TeamSuccession)).one()
    assert (succession.from_team_id, succession.to_team_id) == (place.other.id, place.team.id)
    assert succession.changed_on == JUNE
    assert get_team_sheet(place.other, TODAY).status == "dissolved"
    day_before = get_team_sheet(place.other, JUNE - timedelta(days=1))
    assert (day_before.status, len(day_before.members), len(day_before.hamlets)) == ("active", 3, 2)
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["merge_teams", "take_over_team"]


def test_a_hamlet_that_both_served_is_served_once(world, place):
    with db.session.begin_nested():
        db.session.add(TeamHamlet(team_id=place.team.id, hamlet_id=place.hamlets[1].id, starts_on=APRIL))
    db.session.commit()

    merge_teams(place.actor, place.other, place.team, merger(place))

    assert [row for row in served(place.team) if row[0] == place.hamlets[1].id] == [
        (place.hamlets[1].id, APRIL, None)
    ]


def figures(place, period: str) -> bytes:
    """Return all figures of the commune and its province in a period, as the files hold them."""
    campaign, written = get_campaign("kh170-2022"), []
    named = resolve_period(period, campaign.period, named_windows(campaign))
    for unit_id in (place.commune.id, int(place.commune.path.split("/")[0]), place.hamlets[1].id):
        coverage = get_coverage(campaign, unit_id, named, IN_PERIOD, today=date(2022, 7, 20))
        written += [json.dumps(coverage_json(coverage)), coverage_csv(coverage, coverage.rows)]
    return "\n".join(written).encode()


def test_figures_of_june_are_the_same_to_the_byte_and_july_counts_once(app, world, place, frozen_clock):
    world.campaign(db.session.get(type(place.commune), int(place.commune.path.split("/")[0])))
    world.training(place.other_deputy)
    approved = {"status": ActivityStatus.approved, "households": 2}
    world.activity(place.other, place.other_leader, occurred_on=date(2022, 6, 3), **approved)
    world.activity(place.other, place.other_deputy, occurred_on=date(2022, 6, 20))
    frozen_clock.set(datetime(2022, 7, 20, 3, tzinfo=UTC))
    with app.test_request_context():
        june, july = figures(place, "2022-06"), figures(place, "2022-07")

        everybody = merger(
            place, place.other_leader, place.other_deputy, place.both, on=JULY,
            decision=PAPER._replace(decided_on=JULY),
        )  # fmt: skip
        merge_teams(place.actor, place.other, place.team, everybody)

        assert figures(place, "2022-06") == june
        assert figures(place, "2022-07") != july
    world.activity(place.team, place.other_leader, occurred_on=date(2022, 7, 4), **approved)
    campaign = get_campaign("kh170-2022")
    named = resolve_period("2022-07", campaign.period, named_windows(campaign))
    after = get_coverage(campaign, place.commune.id, named, IN_PERIOD, today=date(2022, 7, 20))
    lines = {line.code: (line.numerator, line.denominator) for line in after.lines}
    # Three hamlets, all served by the one team; An, Bình, Cúc, Dung once each, Dung is trained.
    assert (lines["8.2"], lines["8.4"], lines["8.3"]) == ((3, 3), (3, 3), (1, 4))


def test_what_waits_is_still_decided_and_stays_with_the_team_that_logged_it(world, place):
    entry = world.activity(place.other, place.other_deputy, occurred_on=date(2022, 5, 20))
    merge_teams(place.actor, place.other, place.team, merger(place, place.other_deputy))

    approve_activity(place.actor, entry, version=1)

    assert (entry.status, entry.team_id) == ("approved", place.other.id)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "in_future"),
        ({"decision": PAPER._replace(decided_on=TODAY + timedelta(days=1))}, "in_future"),
        ({"on": date(2022, 5, 31)}, "before_decision"),
        (
            {"on": date(2022, 3, 1), "decision": PAPER._replace(decided_on=date(2022, 3, 1))},
            "before_founding",
        ),
    ],
)
def test_a_day_that_does_not_fit_is_refused(place, changed, code):
    assert refusal(place, place.other, place.team, merger(place, **changed)) == code


def test_teams_that_do_not_fit_are_refused(world, place):
    bare = world.team(place.commune, founded_on=None, name="Tổ chưa lập")
    assert refusal(place, place.other, bare, merger(place)) == "not_founded"
    assert refusal(place, place.other, place.other, merger(place)) == "same_team"
    assert refusal(place, place.other, place.team, TeamMerger(PAPER, JUNE, [99_999])) == "changed_meanwhile"
    foreign = world.team(world.commune(name="Xã khác"))
    with pytest.raises(Missing):
        merge_teams(place.actor, place.other, foreign, merger(place))
    with pytest.raises(NotAllowed):
        merge_teams(world.viewer(place.other_leader), place.other, place.team, merger(place))

    merge_teams(place.actor, place.other, place.team, merger(place))

    assert refusal(place, place.other, place.team, TeamMerger(PAPER, JUNE, [])) == "team_is_dissolved"
    later = TeamMerger(PAPER._replace(number="31/QĐ"), TODAY, [])
    assert refusal(place, place.team, place.other, later) == "team_is_dissolved"


def test_a_merger_before_the_last_change_of_status_is_refused(place):
    set_status(place.actor, place.other, "needs_support", starts_on=TODAY)

    assert refusal(place, place.other, place.team, merger(place)) == "status_before_last_change"


def test_the_status_of_the_day_of_a_merger_is_not_typed_over(place):
    merge_teams(place.actor, place.other, place.team, merger(place, on=TODAY))

    with pytest.raises(RuleBroken) as caught:
        set_status(place.actor, place.other, "active", starts_on=TODAY)

    assert caught.value.code == "merged_that_day"
    assert get_team_sheet(place.other, TODAY).status == "dissolved"


def planned(place, team, hamlet, day: date, hour: int = 19) -> int:
    """Let a team announce a session; return its id."""
    plan = SessionPlan(
        hamlet_id=hamlet.id, held_on=day, start_time=time(hour), place="Nhà văn hóa", skills=("payment",)
    )
    leader = place.leader if team is place.team else place.other_leader
    return plan_sessions(place.world.viewer(leader), team, plan)[0]


def sessions() -> dict[int, tuple[int, str]]:
    """Return the team of every session, and why it is cancelled."""
    rows = db.session.execute(
        select(CommunitySession.id, CommunitySession.team_id, CommunitySession.cancel_reason)
    )
    return {session_id: (team_id, reason) for session_id, team_id, reason in rows}


def test_what_was_announced_goes_on_in_the_other_team_and_what_was_before_stays(place):
    before, after = (planned(place, place.other, place.hamlets[1], date(2022, 6, day)) for day in (17, 18))
    move(before, date(2022, 5, 31))

    decision = merge_teams(place.actor, place.other, place.team, merger(place, place.other_leader))

    assert sessions() == {before: (place.other.id, ""), after: (place.team.id, "")}
    [shown] = get_hamlet_page(get_public_hamlet(place.hamlets[1].id, TODAY), TODAY).upcoming
    assert (shown.id, shown.team_name) == (after, "Tổ thôn 1")
    undo_decision(place.actor, place.other, decision.id)
    assert sessions() == {before: (place.other.id, ""), after: (place.other.id, "")}


def test_a_session_that_both_announced_is_held_once(place):
    double = planned(place, place.other, place.hamlets[1], date(2022, 6, 18))
    kept = planned(place, place.team, place.hamlets[1], date(2022, 6, 18))

    merge_teams(place.actor, place.other, place.team, merger(place))

    assert sessions() == {double: (place.other.id, "30/QĐ-UBND"), kept: (place.team.id, "")}
    page = get_hamlet_page(get_public_hamlet(place.hamlets[1].id, TODAY), TODAY)
    assert ([one.id for one in page.upcoming], page.cancelled) == ([kept], [])


def test_a_merger_whose_session_was_logged_since_is_not_taken_back(world, place):
    announced = planned(place, place.other, place.hamlets[1], date(2022, 6, 17))
    decision = merge_teams(place.actor, place.other, place.team, merger(place))
    log_session(announced, world.activity(place.team, place.leader).id)

    with pytest.raises(RuleBroken) as caught:
        undo_decision(place.actor, place.other, decision.id)

    assert caught.value.code == "act_in_use"
    assert sessions() == {announced: (place.team.id, "")}


@transactional
def log_session(session_id: int, activity_id: int) -> None:
    """Let an entry say what came of a session."""
    db.session.get(CommunitySession, session_id).activity_id = activity_id
