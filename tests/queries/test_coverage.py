"""Coverage and indicator 8, worked out by hand: what counts, when, and how places add up."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD, resolve_period
from portal.domain.errors import Missing
from portal.domain.team_status import TeamRole, TeamStatus
from portal.extensions import db
from portal.models import Activity, TeamStatusChange
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import Coverage, get_coverage, list_coverage, sort_rows
from portal.transaction import transactional
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)
AFTER = date(2022, 9, 2)
APPROVED = ActivityStatus.approved


@pytest.fixture
def place(world):
    """A commune with three hamlets, one of them served by a team with two members and one entry."""
    province = world.province()
    district = world.district(province)
    commune = world.commune(district, "Đak Nhau", code="25405", population=8_000, households=2_000)
    hamlets = [world.hamlet(commune, f"Bù Lư {number}") for number in range(1, 4)]
    team = world.team(commune, hamlets[:1])
    member = world.member(team)
    world.activity(team, member, status=APPROVED, occurred_on=date(2022, 6, 3), visits=5, households=2)
    world.campaign(province)
    return SimpleNamespace(
        province=province, district=district, commune=commune, hamlets=hamlets, team=team, member=member
    )


def cover(unit, period="whole", mode=IN_PERIOD, *, today=TODAY, as_of=None) -> Coverage:
    """Compute the coverage of a place in the campaign."""
    campaign = get_campaign("kh170-2022")
    named = resolve_period(period, campaign.period, named_windows(campaign))
    return get_coverage(campaign, unit.id, named, mode, today=today, as_of=as_of)


def ratio(coverage, code: str) -> tuple[int, int | None]:
    """Return what a line divides."""
    line = coverage.line(code)
    return line.numerator, line.denominator


@transactional
def change_status(team, status, starts_on):
    """Let the team's status change on a day."""
    db.session.add(
        TeamStatusChange(
            team_id=team.id, status=status, starts_on=starts_on, recorded_at=datetime(2022, 6, 1, tzinfo=UTC)
        )
    )


def test_lines_of_a_commune_are_as_worked_out_by_hand(world, place):
    world.training(place.member)

    coverage = cover(place.commune)

    assert ratio(coverage, "8.1") == (1, 1)
    assert ratio(coverage, "8.2") == (1, 3)
    # The leader has no training, the member has one.
    assert ratio(coverage, "8.3") == (1, 2)
    assert ratio(coverage, "8.4") == (1, 3)
    assert (coverage.line("8.4").percent, coverage.line("8.4").gap) == ("33,3", 2)
    assert ratio(coverage, "8.5") == (5, None)
    assert ratio(coverage, "8.6") == (2, 2_000)
    # 2 members / 8 000 residents = 0,025 per hundred, printed "0,1" because it is not nothing.
    assert ratio(coverage, "8.7") == (2, 8_000)
    assert coverage.facts.visits_by_skill == {"payment": 5}


def test_having_a_team_and_having_a_working_team_are_apart(world, place):
    world.team(place.commune, [place.hamlets[1]], name="Tổ ngủ quên")

    coverage = cover(place.commune)

    assert ratio(coverage, "8.2") == (2, 3)
    assert ratio(coverage, "8.4") == (1, 3)
    assert [hamlet.full_name for hamlet in coverage.gaps.hamlets_without_team] == ["Thôn Bù Lư 3"]
    assert [hamlet.full_name for hamlet in coverage.gaps.hamlets_asleep] == ["Thôn Bù Lư 2"]


def test_only_approved_entries_count_and_what_waits_stands_beside(world, place):
    team = world.team(place.commune, [place.hamlets[1]])
    author = world.member(team)
    world.activity(team, author, status=ActivityStatus.submitted, visits=7)
    world.activity(team, author, status=ActivityStatus.returned, visits=11)
    world.activity(team, author, status=ActivityStatus.withdrawn, visits=13)

    coverage = cover(place.commune)

    assert ratio(coverage, "8.4") == (1, 3)
    assert coverage.line("8.4").waiting == 1
    assert (coverage.facts.visits, coverage.line("8.5").waiting) == (5, 7)
    assert coverage.facts.returned == 1


def test_team_works_only_from_the_number_of_entries_that_the_definition_asks_for(world):
    commune = world.commune()
    team = world.team(commune, [world.hamlet(commune)])
    author = world.member(team)
    world.campaign(commune, k=2)
    world.activity(team, author, status=APPROVED)

    before = ratio(cover(commune), "8.4")
    world.activity(team, author, status=APPROVED)
    after = ratio(cover(commune), "8.4")

    assert (before, after) == ((0, 1), (1, 1))


def test_entry_of_16_june_counts_in_the_second_window_only(world, place):
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 6, 16), visits=40)

    first = cover(place.commune, "w1", today=AFTER)
    second = cover(place.commune, "w2", today=AFTER)
    whole = cover(place.commune, "whole", today=AFTER)

    # The published labels "01 - 16/6/2022" and "16 - 22/6/2022" both name the 16th.
    assert first.facts.visits == 5
    assert second.facts.visits == 40
    assert whole.facts.visits == 45


def test_last_day_of_august_counts_in_the_campaign_and_the_first_of_september_does_not(world, place):
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 8, 31), visits=40)
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 9, 1), visits=700)

    coverage = cover(place.commune, today=AFTER)

    assert coverage.facts.visits == 45
    assert cover(place.commune, "2022-08", today=AFTER).facts.visits == 40


def test_cumulative_counts_from_the_campaigns_start_to_the_periods_end(world, place):
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 6, 17), visits=40)
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 6, 23), visits=300)

    in_period = cover(place.commune, "w2", IN_PERIOD, today=AFTER)
    cumulative = cover(place.commune, "w2", CUMULATIVE, today=AFTER)

    assert in_period.facts.visits == 40
    assert cumulative.facts.visits == 5 + 40
    assert cumulative.basis.counted.starts_on == date(2022, 6, 1)


@pytest.mark.parametrize("period", ["2022-06", "2022-W24", "2022-Q3", "2022-R07", "w1", "whole"])
def test_sums_of_any_period_equal_the_entries_dated_in_it(world, place, period):
    days = [date(2022, 6, day) for day in (1, 13, 15, 16, 19, 30)] + [date(2022, 7, 14), date(2022, 8, 31)]
    for power, day in enumerate(days):
        world.activity(place.team, place.member, status=APPROVED, occurred_on=day, visits=2**power)

    coverage = cover(place.commune, period, today=AFTER)

    counted = coverage.basis.counted
    stored = db.session.query(Activity.occurred_on, Activity.visits).all()
    assert coverage.facts.visits == sum(visits for day, visits in stored if counted.contains(day))


def test_unconfirmed_commune_is_unknown_and_never_nothing_or_everything(world, place):
    other = world.commune(place.district, "Tân Tiến", confirmed=False)
    hamlet = world.hamlet(other)
    team = world.team(other, [hamlet])
    world.activity(team, world.member(team), status=APPROVED)

    commune, province = cover(other), cover(place.province)

    assert ratio(commune, "8.2") == (1, None)
    assert commune.line("8.2").percent is None
    assert commune.line("8.2").state == "not_enough_data"
    # The known part is the first commune's, together with how many are unknown.
    assert ratio(province, "8.2") == (1, 3)
    assert province.line("8.2").unknown_units == 1
    assert ratio(province, "8.1") == (2, 2)
    assert [one.full_name for one in province.gaps.communes_unconfirmed] == ["Xã Tân Tiến"]
    assert hamlet.id not in {one.id for one in province.gaps.hamlets_without_team}


def test_gap_of_a_figure_is_as_long_as_its_list_of_names(world, place):
    world.team(place.commune, [place.hamlets[1]])

    coverage = cover(place.province)

    missing = len(coverage.gaps.hamlets_without_team) + len(coverage.gaps.hamlets_asleep)
    assert coverage.line("8.4").gap == missing == 2
    assert coverage.line("8.2").gap == len(coverage.gaps.hamlets_without_team) == 1


def test_person_in_two_teams_counts_once_even_over_two_communes(world, place):
    neighbour = world.commune(place.district, "Thọ Sơn")
    second = world.team(neighbour, [world.hamlet(neighbour)])
    world.member(second, place.member)
    world.member(world.team(place.commune, leader=False), place.member)
    world.training(place.member)

    district = cover(place.district)

    # Leaders of both hamlet teams and the one member of three teams.
    assert ratio(district, "8.3") == (1, 3)
    by_name = {row.place.full_name: ratio(row, "8.3") for row in district.rows}
    assert by_name == {"Xã Đak Nhau": (1, 2), "Xã Thọ Sơn": (1, 2)}


@pytest.mark.parametrize("status", [TeamStatus.suspended, TeamStatus.dissolved])
def test_stopped_team_leaves_lines_1_2_and_4(place, status):
    change_status(place.team, status, date(2022, 6, 10))

    coverage = cover(place.commune)

    assert [ratio(coverage, code)[0] for code in ("8.1", "8.2", "8.4")] == [0, 0, 0]
    # Its approved visits were really given and stay.
    assert coverage.facts.visits == 5


def test_status_counts_as_of_the_periods_end(place):
    change_status(place.team, TeamStatus.suspended, date(2022, 6, 16))

    first = cover(place.commune, "w1", today=AFTER)
    second = cover(place.commune, "w2", today=AFTER)

    assert ratio(first, "8.2") == (1, 3)
    assert ratio(second, "8.2") == (0, 3)


def test_dissolved_team_has_no_members_and_a_suspended_one_has(place):
    change_status(place.team, TeamStatus.suspended, date(2022, 6, 10))
    suspended = ratio(cover(place.commune), "8.3")
    change_status(place.team, TeamStatus.dissolved, date(2022, 6, 11))
    dissolved = ratio(cover(place.commune), "8.3")

    assert suspended == (0, 2)
    assert dissolved == (0, 0)


def test_team_founded_after_the_periods_end_does_not_count(world, place):
    world.team(place.commune, [place.hamlets[1]], founded_on=date(2022, 6, 20))

    first = cover(place.commune, "w1", today=AFTER)
    second = cover(place.commune, "w2", today=AFTER)

    assert ratio(first, "8.2") == (1, 3)
    assert ratio(second, "8.2") == (2, 3)


def test_team_without_decision_or_leader_does_not_count(world, place):
    world.team(place.commune, [place.hamlets[1]], founded_on=None)
    world.team(place.commune, [place.hamlets[2]], leader=False)

    coverage = cover(place.commune)

    assert ratio(coverage, "8.2") == (1, 3)
    assert sorted(team.missing for team in coverage.teams) == [(), ("no_founding_decision",), ("no_leader",)]


def test_leader_who_left_leaves_the_team_without_one(world, place):
    team = world.team(place.commune, [place.hamlets[1]], leader=False)
    world.member(team, role=TeamRole.leader, until=date(2022, 6, 16))

    first = cover(place.commune, "w1", today=AFTER)
    second = cover(place.commune, "w2", today=AFTER)

    assert ratio(first, "8.2") == (2, 3)
    assert ratio(second, "8.2") == (1, 3)


def test_ended_member_and_later_training_are_not_counted(world, place):
    world.training(world.member(place.team, until=date(2022, 6, 10)))
    world.training(place.member, completed_on=date(2022, 6, 17))

    first = cover(place.commune, "w1", today=AFTER)
    second = cover(place.commune, "w2", today=AFTER)

    assert ratio(first, "8.3") == (0, 2)
    assert ratio(second, "8.3") == (1, 2)


def test_places_and_teams_are_those_of_today_while_the_period_runs(world, place):
    world.hamlet(place.commune, "Mới", since=date(2022, 6, 20))

    running = cover(place.commune, today=TODAY)
    later = cover(place.commune, today=date(2022, 6, 20))
    asked = cover(place.commune, today=date(2022, 6, 20), as_of=date(2022, 6, 1))

    assert (running.basis.units_on, ratio(running, "8.2")) == (TODAY, (1, 3))
    assert (later.basis.units_on, ratio(later, "8.2")) == (date(2022, 6, 20), (1, 4))
    assert (asked.basis.units_on, ratio(asked, "8.2")) == (date(2022, 6, 1), (1, 3))


def test_place_that_was_not_there_is_missing(world, place):
    new = world.unit("commune", "Phường Mới", place.district, since=date(2025, 7, 1))

    with pytest.raises(Missing):
        cover(new)


def test_rows_add_up_from_hamlet_to_commune_to_district_to_province(world, place):
    shared = world.team(place.commune, place.hamlets[1:], name="Tổ hai thôn")
    author = world.member(shared)
    world.activity(shared, author, status=APPROVED, visits=8, households=3)
    world.activity(shared, author, status=ActivityStatus.submitted)
    commune_team = world.team(place.commune, level="commune")
    world.activity(commune_team, world.member(commune_team), status=APPROVED, visits=20)
    other = world.commune(world.district(place.province, "Lộc Ninh"), "Lộc Hòa", population=100)
    team = world.team(other, [world.hamlet(other)])
    world.activity(team, world.member(team), status=APPROVED, visits=100)

    for unit in (place.commune, place.district, place.province):
        coverage = cover(unit)

        assert len(coverage.rows) >= 1
        for code in ("8.2", "8.4"):
            assert sum(row.line(code).numerator for row in coverage.rows) == coverage.line(code).numerator
            assert sum(row.line(code).denominator for row in coverage.rows) == coverage.line(code).denominator
        for count in ("visits", "activities", "waiting", "returned", "households_reached", "visits_waiting"):
            assert sum(getattr(row.facts, count) for row in coverage.rows) == getattr(coverage.facts, count)


def test_entries_of_a_team_that_serves_several_hamlets_belong_to_no_single_one(world, place):
    shared = world.team(place.commune, place.hamlets[1:])
    world.activity(shared, world.member(shared), status=APPROVED, visits=8)

    coverage = cover(place.commune)

    visits = [(row.place and row.place.full_name, row.facts.visits) for row in coverage.rows]
    assert visits == [("Thôn Bù Lư 1", 5), ("Thôn Bù Lư 2", 0), ("Thôn Bù Lư 3", 0), (None, 8)]
    assert ratio(coverage, "8.4") == (3, 3)


def test_hamlet_shows_the_teams_that_serve_it(world, place):
    hamlet = cover(place.hamlets[0])

    assert [team.id for team in hamlet.teams] == [place.team.id]
    assert (ratio(hamlet, "8.2"), ratio(hamlet, "8.4"), hamlet.facts.visits) == ((1, 1), (1, 1), 5)
    assert (hamlet.facts.members, hamlet.teams[0].people.members) == (2, 2)
    assert [one.id for one in hamlet.ancestors] == [place.province.id, place.district.id, place.commune.id]


def test_province_without_districts_has_communes_as_rows(world):
    province = world.province("Đồng Nai", "75")
    communes = [world.commune(province, name) for name in ("Đồng Xoài", "Bình Long")]
    world.member(world.team(communes[0], [world.hamlet(communes[0])]))
    world.campaign(province)

    coverage = cover(province)

    assert [row.place.full_name for row in coverage.rows] == ["Xã Bình Long", "Xã Đồng Xoài"]
    assert ratio(coverage, "8.3") == (0, 2)
    assert [ratio(row, "8.3") for row in coverage.rows] == [(0, 0), (0, 2)]


def test_households_and_residents_are_unknown_where_no_census_says(world, place):
    other = world.commune(place.district, "Không Điều Tra")
    team = world.team(other)
    world.activity(team, world.member(team), status=APPROVED, households=9)

    district = cover(place.district)

    # Households reached where they are known: 2 of 2 000; one commune is left out.
    assert ratio(district, "8.6") == (2, 2_000)
    assert district.line("8.6").unknown_units == 1
    assert ratio(district, "8.7") == (2, 8_000)


def test_several_windows_are_read_in_as_many_statements_as_one(world, place):
    campaign = get_campaign("kh170-2022")
    windows = named_windows(campaign)

    with counting_statements() as statements:
        found = list_coverage(campaign, place.province.id, windows, IN_PERIOD, today=AFTER)

    assert len(statements) == 5
    assert [coverage.facts.visits for coverage in found] == [5, 0]
    alone = cover(place.province, "w2", today=AFTER)
    assert found[1].lines == alone.lines


def test_rows_sort_by_the_exact_ratio_with_the_unknown_last(world, place):
    full = world.commune(place.district, "An Phú")
    world.team(full, [world.hamlet(full)])
    world.commune(place.district, "Chưa Xác Nhận", confirmed=False)

    rows = cover(place.district).rows

    def names(key):
        return [row.place.full_name for row in sort_rows(rows, key)]

    assert names("name") == ["Xã An Phú", "Xã Chưa Xác Nhận", "Xã Đak Nhau"]
    assert names("-name") == ["Xã Đak Nhau", "Xã Chưa Xác Nhận", "Xã An Phú"]
    assert names("8.2") == ["Xã Đak Nhau", "Xã An Phú", "Xã Chưa Xác Nhận"]
    assert names("-8.2") == ["Xã An Phú", "Xã Đak Nhau", "Xã Chưa Xác Nhận"]
