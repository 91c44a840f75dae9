"""Which teams and hamlets need help: by hand, in scope, in order, and for the same cost whatever there is."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from portal.domain.needs import HAMLET_NEEDS, NEEDS
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.queries import follow_ups, needs
from portal.queries.need_places import get_need_place, list_commune_places, list_coordinators
from portal.queries.needs import cut_page, list_needs, with_last_days
from tests.needs import TODAY, NeedyPlaces
from tests.queries_counted import counting_statements


@pytest.fixture
def there(world) -> NeedyPlaces:
    return NeedyPlaces(world)


def found(there, days=14, reached_in=None):
    """Return all needs of both communes."""
    places = list_commune_places([there.commune.id, there.other.id], TODAY)
    return list_needs(places, TODAY, days, reached_in)


def names(lines):
    return [line.name for line in lines]


def test_teams_without_an_approved_entry_of_the_days_are_asleep(there):
    # Today is 16/6, so the last 14 days are 03/6 to 16/6: team 1 worked on 03/6, team 2 on 02/6.
    assert names(found(there)["team_asleep"]) == ["Tổ 2", "Tổ 9"]
    assert names(found(there, days=15)["team_asleep"]) == ["Tổ 9"]
    assert names(found(there, days=13)["team_asleep"]) == ["Tổ 1", "Tổ 2", "Tổ 9"]


def test_entries_that_wait_wake_no_team_but_are_shown(there, world):
    world.activity(there.asleep, there.member, occurred_on=date(2022, 6, 15))
    world.activity(there.asleep, there.member, occurred_on=date(2022, 6, 16))

    [line, _] = found(there)["team_asleep"]

    assert (line.name, line.waiting) == ("Tổ 2", 2)
    [line] = with_last_days([line])
    assert line.last_on == date(2022, 6, 2)


def test_a_hamlet_is_reached_by_an_approved_entry_that_names_it(there, world):
    # Named were hamlet 1 on 03/6 and hamlet 2 on 02/6.
    assert names(found(there)["hamlet_never_reached"]) == ["Thôn 3", "Thôn 4"]

    world.activity(there.asleep, there.member, hamlet_id=there.hamlets[2].id)

    assert names(found(there)["hamlet_never_reached"]) == ["Thôn 3", "Thôn 4"]


def test_a_hamlet_can_be_asked_for_within_a_campaign(there):
    campaign = Period(date(2022, 6, 3), date(2022, 9, 1))

    assert names(found(there, reached_in=campaign)["hamlet_never_reached"]) == ["Thôn 2", "Thôn 3", "Thôn 4"]


def test_an_entry_that_names_no_hamlet_reaches_the_only_one_of_its_team(there, world):
    # Team 2 serves hamlets 2 and 3, so nobody knows which of them this was; team 6 serves hamlet 4 alone.
    there.approved(there.asleep, TODAY)
    there.approved(world.team(there.commune, there.hamlets[3:], name="Tổ 6"), TODAY)

    assert names(found(there)["hamlet_never_reached"]) == ["Thôn 3"]


def test_hamlets_without_a_team_and_teams_without_papers_or_leader_are_listed(there):
    lists = found(there)

    assert names(lists["hamlet_without_team"]) == ["Thôn 4"]
    assert names(lists["no_founding_decision"]) == ["Tổ 9"]
    assert names(lists["no_leader"]) == ["Tổ 9"]


def test_members_without_training_are_counted_by_team(there, world):
    # Team 1: leader and member, one of them trained. Teams 2 and 5: an untrained leader each.
    world.training(there.member)

    counted = [(one.name, one.untrained, one.members) for one in found(there)["untrained_members"]]

    assert counted == [("Tổ 1", 1, 2), ("Tổ 2", 1, 1), ("Tổ 5", 1, 1)]


def test_a_dissolved_team_needs_nothing_and_serves_nobody(there, world):
    gone = world.team(there.commune, there.hamlets[3:], name="Tổ 7", leader=False, status="dissolved")

    lists = found(there)

    assert all(line.about_id != gone.id for need in NEEDS if "hamlet" not in need for line in lists[need])
    assert names(lists["hamlet_without_team"]) == ["Thôn 4"]


def test_pages_follow_each_other_by_key(there, monkeypatch):
    monkeypatch.setattr(needs, "PAGE_SIZE", 1)
    lines = found(there)["team_asleep"]

    first = cut_page(lines, None)
    second = cut_page(lines, first.next_after)

    assert (names(first.lines), names(second.lines), second.next_after) == (["Tổ 2"], ["Tổ 9"], None)
    assert cut_page(lines, 99_999) == first


def test_a_page_ends_with_the_commune_that_fills_it(there, world, monkeypatch):
    monkeypatch.setattr(needs, "PAGE_SIZE", 2)
    for number in (3, 4):
        hamlet = world.hamlet(there.commune, f"Mới {number}")
        there.approved(world.team(there.commune, [hamlet], name=f"Tổ {number}"), date(2022, 5, 5))
    lines = found(there)["team_asleep"]

    first = cut_page(lines, None)

    assert names(first.lines) == ["Tổ 2", "Tổ 3", "Tổ 4"]
    assert names(cut_page(lines, first.next_after).lines) == ["Tổ 9"]


def test_the_number_of_statements_does_not_grow(there, world):
    def count() -> int:
        with counting_statements() as statements:
            lists = found(there)
            with_last_days(lists["team_asleep"])
        return len(statements)

    few = count()
    for number in range(12):
        hamlet = world.hamlet(there.commune, f"Mới {number}")
        there.approved(world.team(there.commune, [hamlet], name=f"Tổ mới {number}"), date(2022, 5, 5))

    assert count() == few == 5


def test_indexes_answer_whether_a_hamlet_was_reached(there):
    """Look at the plan: entries are found by their hamlet or team, and never walked through."""
    if db.engine.dialect.name == "postgresql":
        # Over so few rows the planner would rather read them all, and knows only those of earlier tests.
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        db.session.execute(text("ANALYZE"))

    reached = plan_of(needs._hamlets([there.commune.id], TODAY, None))
    last = plan_of(needs._last_days([there.asleep.id]))
    since = [plan_of(follow_ups._first_approvals(need, [1], TODAY)) for need in ("no_leader", *HAMLET_NEEDS)]

    assert "ix_activities_hamlet_id" in reached and "ix_activities_no_hamlet" in reached
    assert "ix_activities_team_id" in last and "ix_activities_team_id" in since[0]
    assert all("ix_activities_hamlet_id" in plan for plan in since[1:])
    for plan in (reached, last, *since):
        assert not re.search(r"ix_activities_(queue|commune_queue)|(SCAN|Seq Scan on) activities", plan), plan


def plan_of(statement) -> str:
    """Return the database's plan of a statement."""
    written = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    verb = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    rows = db.session.connection().exec_driver_sql(f"{verb} {written}")
    return "\n".join(str(row[-1]) for row in rows)


def test_the_last_days_are_read_from_the_tallies_alone(there):
    with counting_statements() as statements:
        needs._read_lately([there.commune.id], TODAY - timedelta(days=13), TODAY)

    [statement] = statements
    assert "FROM tallies" in statement and "activities" not in statement


def test_coordinators_are_named_with_phones_for_staff_above_them_only(there, world):
    closed = world.coordinator(there.commune, "Người đã nghỉ")
    ended = world.user("Người cũ")
    world.grant(ended, Role.coordinator, there.commune, until=date(2022, 6, 16))
    close(closed)
    places = list_commune_places([there.commune.id, there.other.id], TODAY).values()
    neighbour = world.viewer(world.coordinator(there.other))

    asked = list_coordinators(world.viewer(there.staff), places, TODAY)
    by_neighbour = list_coordinators(neighbour, places, TODAY)

    assert [(one.name, one.phone) for one in asked[there.commune.id]] == [
        ("Trần Thị Phượng", there.coordinator.phone)
    ]
    assert [(one.name, one.phone) for one in by_neighbour[there.commune.id]] == [("Trần Thị Phượng", None)]


def close(user) -> None:
    """Close an account."""
    user.disabled_at, user.disabled_reason = user.created_at, "admin"
    db.session.commit()


def test_a_place_is_found_within_the_area_of_ones_roles_only(there, world):
    coordinator = world.viewer(there.coordinator)
    member_elsewhere = world.viewer(world.member(there.leaderless, there.coordinator, role=TeamRole.member))

    assert get_need_place(coordinator, "team_asleep", there.asleep.id, TODAY).name == "Tổ 2"
    assert get_need_place(coordinator, "hamlet_never_reached", there.hamlets[2].id, TODAY).name == "Thôn 3"
    assert get_need_place(coordinator, "team_asleep", there.leaderless.id, TODAY) is None
    # A seat in a team is no role over its commune.
    assert get_need_place(member_elsewhere, "team_asleep", there.leaderless.id, TODAY) is None
    assert get_need_place(coordinator, "hamlet_never_reached", there.commune.id, TODAY) is None
