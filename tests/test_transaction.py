"""The one place that commits: all or nothing, one writer at a time, tried again when the database asks."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal import database
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Activity, Setting, Team
from portal.queries.teams import get_visible_team
from portal.transaction import after_commit, snapshot, transaction, transactional


def values() -> dict[str, str]:
    """Read the settings over a connection of its own, so that only what is committed shows."""
    with db.engine.connect() as connection:
        return dict(connection.execute(text("SELECT key, value FROM settings")).all())


def note(key: str, value: str = "1") -> None:
    db.session.add(Setting(key=key, value=value))


@transactional
def note_in_one(key: str) -> None:
    """Add a setting as a service does."""
    note(key)


def on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_what_a_unit_of_work_did_is_committed_at_its_end(app):
    with transaction():
        note("a")
        db.session.flush()
        before = values()

    assert before == {}
    assert values() == {"a": "1"}


def test_an_error_loses_all_of_it(app):
    with pytest.raises(ZeroDivisionError), transaction():
        note("a")
        db.session.flush()
        raise ZeroDivisionError

    assert values() == {}


def test_an_inner_unit_of_work_joins_the_outer_one(app):
    with pytest.raises(ZeroDivisionError), transaction():
        note_in_one("a")
        note_in_one("b")
        assert values() == {}
        raise ZeroDivisionError

    assert values() == {}


def test_an_error_of_a_part_cannot_be_swallowed(app):
    with pytest.raises(RuntimeError), transaction():
        note("a")
        try:
            with transaction():
                note("b")
                raise RuleBroken("anything")
        except RuleBroken:
            note("c")

    assert values() == {}


def test_added_rows_have_their_keys_after_an_inner_unit_of_work(app, world):
    with transaction():
        with transaction():
            change = Setting(key="x", value="1")
            db.session.add(change)
        assert change not in db.session.new


def test_hooks_run_in_order_and_only_once_it_is_durable(app):
    seen = []

    with transaction():
        note("a")
        with transaction():
            after_commit(lambda: seen.append(("first", values())))
        after_commit(lambda: seen.append(("second", values())))
        assert seen == []

    assert seen == [("first", {"a": "1"}), ("second", {"a": "1"})]


def test_hooks_do_not_run_after_a_rollback(app):
    seen = []

    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: seen.append(1))
        raise ZeroDivisionError

    assert seen == []


def test_a_failing_hook_neither_undoes_nor_hides_the_work_nor_stops_the_next(app):
    seen = []

    with transaction():
        note("a")
        after_commit(lambda: 1 / 0)
        after_commit(lambda: seen.append(1))

    assert (values(), seen) == ({"a": "1"}, [1])


def test_a_hook_may_open_a_unit_of_work_of_its_own(app):
    with transaction():
        after_commit(lambda: note_in_one("b"))

    assert values() == {"b": "1"}


def test_changes_outside_a_unit_of_work_are_never_committed_along(app):
    note("stray")

    with pytest.raises(RuntimeError), transaction():
        note("a")

    db.session.rollback()
    assert values() == {}


def test_a_row_that_changed_since_it_was_read_is_told(app, world):
    team = world.team(world.commune())
    activity = world.activity(team, world.member(team))
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(Activity.__table__.update().values(version=9))
        connection.commit()

    with pytest.raises(RuleBroken) as caught, transaction():
        activity.note = "mine"

    assert caught.value.code == "changed_meanwhile"
    assert activity.note != "mine"


def test_what_was_read_before_a_refusal_can_still_be_shown_with_its_relations(app, world):
    commune = world.commune()
    viewer, team_id, path = world.viewer(world.coordinator(commune)), world.team(commune).id, commune.path
    db.session.remove()
    team = get_visible_team(viewer, team_id)

    with pytest.raises(RuleBroken), transaction():
        team.name = "Tổ khác"
        db.session.flush()
        raise RuleBroken("anything")

    assert team.commune_path == path
    assert team.name != "Tổ khác"


class Refused(Exception):
    """What a PostgreSQL driver raises."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_serialisation_failure_is_tried_again_from_the_start(app, state):
    tries = []

    @transactional
    def service() -> str:
        note("a", str(len(tries)))
        db.session.flush()
        after_commit(lambda: tries.append("hook"))
        tries.append(state)
        if tries.count(state) < 3:
            raise OperationalError("…", {}, Refused(state))
        return "done"

    assert service() == "done"

    assert tries == [state, state, state, "hook"]
    assert values() == {"a": "2"}


def test_a_second_try_sees_what_the_first_one_lost_against(app, world):
    team = world.team(world.commune())
    names = []

    @transactional
    def rename(team: Team) -> None:
        names.append((team.name, team.commune_path))
        team.name = team.name + "!"
        db.session.flush()
        if len(names) == 1:
            raise OperationalError("…", {}, Refused("40001"))

    name, path = team.name, team.commune_path
    rename(team)

    assert names == [(name, path), (name, path)]
    assert team.name == name + "!"


def test_other_failures_are_not_tried_again_and_trying_ends(app):
    tries = []

    def failing(state):
        @transactional
        def service() -> None:
            tries.append(state)
            raise OperationalError("…", {}, Refused(state))

        return service

    for state in ("53300", "40001"):
        with pytest.raises(OperationalError):
            failing(state)()

    assert (tries.count("53300"), tries.count("40001")) == (1, 5)


def test_a_joined_service_leaves_the_second_try_to_the_outermost(app):
    tries = []

    @transactional
    def inner() -> None:
        tries.append("inner")
        if len(tries) < 4:
            raise OperationalError("…", {}, Refused("40001"))

    @transactional
    def outer() -> None:
        tries.append("outer")
        inner()

    outer()

    assert tries == ["outer", "inner", "outer", "inner"]


def test_nobody_waits_beyond_patience_for_a_second_try(app, monkeypatch):
    moments = iter([0.0, 16.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    tries = []

    @transactional
    def service() -> None:
        tries.append(1)
        raise OperationalError("…", {}, Refused("40001"))

    with pytest.raises(OperationalError):
        service()

    assert tries == [1]


def in_threads(app, count: int, work) -> list[BaseException]:
    """Run the work in threads with a session each and return what they raised."""
    errors: list[BaseException] = []
    ready = threading.Barrier(count)

    def run() -> None:
        with app.app_context():
            try:
                ready.wait(10)
                work()
            except BaseException as error:
                errors.append(error)

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_counting_up_from_eight_threads_loses_no_count(app):
    note_in_one("count")

    @transactional
    def count_up() -> None:
        lock = "" if on_sqlite() else " FOR UPDATE"
        present = db.session.scalar(text(f"SELECT value FROM settings WHERE key = 'count'{lock}"))
        db.session.execute(text("UPDATE settings SET value = :value"), {"value": str(int(present) + 1)})

    def work() -> None:
        for _number in range(10):
            count_up()

    errors = in_threads(app, 8, work)

    assert errors == []
    assert values() == {"count": "81"}


def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_its_work(app):
    note_in_one("a")
    started = time.monotonic()

    with transaction():
        note("b")
        db.session.flush()
        seen = values()

    assert seen == {"a": "1"}
    assert time.monotonic() - started < 2


def test_the_second_writer_waits_its_turn_instead_of_failing(app):
    if not on_sqlite():
        pytest.skip("PostgreSQL lets writers of different rows pass.")
    order = []

    @transactional
    def slow() -> None:
        order.append("in")
        note(f"slow-{threading.get_ident()}")
        db.session.flush()
        time.sleep(0.2)
        order.append("out")

    errors = in_threads(app, 3, slow)

    assert errors == []
    assert order == ["in", "out"] * 3


def test_the_write_lock_is_taken_before_anything_is_read(app, world):
    if not on_sqlite():
        pytest.skip("BEGIN IMMEDIATE is SQLite's.")
    blocked = []

    with transaction(), db.engine.connect() as outsider:
        outsider.exec_driver_sql("PRAGMA busy_timeout=50")
        try:
            outsider.exec_driver_sql("ROLLBACK")
            outsider.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            blocked.append(str(error.orig))
        outsider.exec_driver_sql(f"PRAGMA busy_timeout={database.BUSY_SECONDS * 1000}")

    assert blocked == ["database is locked"]


def test_a_read_does_not_take_the_write_lock(app):
    db.session.execute(text("SELECT count(*) FROM settings")).all()

    errors = in_threads(app, 1, lambda: note_in_one("a"))

    assert errors == []


def test_a_snapshot_reads_as_of_one_moment(app):
    note_in_one("a")

    with snapshot():
        before = db.session.scalar(text("SELECT count(*) FROM settings"))
        errors = in_threads(app, 1, lambda: note_in_one("b"))
        after = db.session.scalar(text("SELECT count(*) FROM settings"))

    assert errors == []
    assert (before, after) == (1, 1)
    assert db.session.scalar(text("SELECT count(*) FROM settings")) == 2


def test_a_snapshot_is_refused_within_a_unit_of_work(app):
    with pytest.raises(RuntimeError), transaction(), snapshot():
        pass
