"""The log of a thing and the moves of a figure: newest first, paged by key, and read along an index."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from portal import clock
from portal.domain.periods import Period
from portal.extensions import db
from portal.queries import audit_trail, figure_moves
from portal.queries.audit_trail import list_names, list_trail
from portal.queries.figure_moves import list_moves
from portal.services import audit
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.transaction import transactional
from tests.queries_counted import counting_statements
from tests.teams import TwoTeams

JUNE = Period(date(2022, 6, 1), date(2022, 7, 1))


@pytest.fixture
def two(world) -> TwoTeams:
    return TwoTeams(world)


@transactional
def record(two, action: str, thing: str, **detail) -> None:
    """Write a row of the log."""
    audit.record(two.actor, action, thing, commune_id=two.commune.id, **detail)


def test_the_log_of_one_thing_is_read_newest_first_page_by_page(two, monkeypatch):
    monkeypatch.setattr(audit_trail, "PAGE_SIZE", 2)
    for number in range(3):
        record(two, f"act_{number}", "team:1")
        record(two, "act", "team:11")

    first, following = list_trail("team:1")
    second, end = list_trail("team:1", following)

    assert [row.action for row in (*first, *second)] == ["act_2", "act_1", "act_0"]
    assert (len(first), end) == (2, None)
    assert (first[0].actor, first[0].at, first[0].result) == ("Trần Thị Phượng", clock.now(), "done")


def test_ids_in_details_are_named_in_three_statements(two):
    record(two, "a", "team:1", user=two.member.id, added=[hamlet.id for hamlet in two.hamlets])
    record(two, "b", "team:1", users=[two.leader.id], into=two.other.id, number="12")
    rows, _ = list_trail("team:1")

    with counting_statements() as statements:
        names = list_names(rows)

    assert len(statements) == 3
    assert names.users == {two.member.id: "Bình", two.leader.id: "An"}
    assert set(names.hamlets.values()) == {"Thôn 1", "Thôn 2", "Thôn 3"}
    assert names.teams == {two.other.id: "Tổ thôn 2"}


def test_the_log_is_found_along_an_index(two):
    for number in range(50):
        record(two, "act", f"team:{number}")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    verb = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    rows = db.session.connection().exec_driver_sql(f"{verb} SELECT id FROM audit_rows WHERE thing = 'team:7'")

    assert "ix_audit_rows_thing" in " ".join(str(row[-1]) for row in rows)


def test_approvals_and_reopenings_of_the_period_are_what_moves_a_figure(two, world, frozen_clock):
    since = clock.now() - timedelta(days=7)
    days = (date(2022, 6, 1), date(2022, 5, 31), date(2022, 6, 2), date(2022, 6, 3))
    entries = [world.activity(two.team, two.member, occurred_on=day, visits=4, households=2) for day in days]
    for entry in entries[:2]:
        frozen_clock.tick(minutes=1)
        approve_activity(two.actor, entry)
    frozen_clock.tick(minutes=1)
    return_activity(two.actor, entries[2], "wrong_counts")
    frozen_clock.tick(minutes=1)
    reopen_activity(two.actor, entries[0], "new_facts", "Đếm hai lần")

    moves, following = list_moves([two.commune.id], JUNE, since)

    told = [(move.outcome, move.sign, move.visits, move.households, move.uuid) for move in moves]
    assert told == [("reopen", "−", 4, 2, entries[0].uuid), ("approve", "+", 4, 2, entries[0].uuid)]
    assert following is None
    frozen_clock.tick(days=8)
    assert list_moves([two.commune.id], JUNE, clock.now() - timedelta(days=7)) == ([], None)


def test_moves_are_paged_by_key_in_one_statement(two, world, monkeypatch):
    monkeypatch.setattr(figure_moves, "PAGE_SIZE", 2)
    entries = [world.activity(two.team, two.member, occurred_on=date(2022, 6, 1)) for _ in range(3)]
    for entry in entries:
        approve_activity(two.actor, entry)
    since = clock.now() - timedelta(days=7)

    first, following = list_moves([two.commune.id], JUNE, since)
    with counting_statements() as statements:
        second, end = list_moves([two.commune.id], JUNE, since, following)

    assert [move.uuid for move in (*first, *second)] == [entry.uuid for entry in reversed(entries)]
    assert (end, len(statements)) == (None, 1)
