"""The audit log: rows follow each other in a chain, and no tampering goes unseen."""

import json

import pytest
from sqlalchemy import delete, insert, select, update

from portal import clock
from portal.extensions import db
from portal.models import AuditHead, AuditRow
from portal.services import audit
from portal.services.audit import BrokenSeal, verify_chains
from portal.transaction import transaction, transactional

CHAIN = 7


@transactional
def record(action: str, commune_id: int | None = CHAIN, **detail) -> None:
    """Write a row in a unit of work of its own."""
    audit.record(None, action, "thing:1", commune_id=commune_id, **detail)


@pytest.fixture
def chain(app, frozen_clock) -> None:
    """Five rows of one commune between rows of another and of none."""
    for number in range(5):
        record("act", number=number)
        record("act", 8)
        record("act", None)
        frozen_clock.tick(microseconds=1)


@transactional
def tamper(*statements) -> None:
    for statement in statements:
        db.session.execute(statement)


def row(seq: int) -> AuditRow:
    return db.session.scalar(select(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == seq))


def values_of(seq: int) -> dict:
    return {
        column.name: getattr(row(seq), column.name) for column in AuditRow.__table__.c if column.name != "id"
    }


def test_rows_say_who_did_what_to_what_when_and_from_where(world):
    commune = world.commune()
    viewer = world.viewer(world.coordinator(commune))
    audit.origin.set("203.0.113.9")

    with transaction():
        audit.record(
            viewer, "approve_activity", "activity:1", commune_id=commune.id, note="Đ\n\x1b[31m", reason=None
        )

    stored = db.session.scalars(select(AuditRow)).one()
    assert (stored.actor_id, stored.action, stored.thing) == (viewer.id, "approve_activity", "activity:1")
    assert (stored.origin, stored.result, stored.at) == ("203.0.113.9", "done", clock.now())
    assert (stored.commune_id, stored.seq) == (commune.id, 1)
    assert json.loads(stored.detail) == {"note": "Đ\n\x1b[31m", "reason": None}
    assert stored.detail.isascii() and stored.detail.isprintable()


def test_each_commune_has_a_chain_of_its_own_and_all_are_whole(chain):
    counts = dict(db.session.execute(select(AuditHead.commune_id, AuditHead.seq)).all())

    assert counts == {0: 5, 7: 5, 8: 5}
    assert verify_chains() is None


def test_an_empty_log_is_whole(app):
    assert verify_chains() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "other"),
        ("thing", "thing:2"),
        ("actor_id", None),
        ("origin", "elsewhere"),
        ("result", "refused"),
        ("detail", '{"x":1}'),
        ("at", "moved"),
        ("sha256", "0" * 64),
    ],
)
def test_any_changed_column_is_found(world, chain, frozen_clock, column, value):
    person = world.user()
    with transaction():
        audit.record(world.viewer(person), "act", "thing:1", commune_id=CHAIN)
    frozen_clock.tick(microseconds=1)
    value = frozen_clock.moment if value == "moved" else value
    tamper(update(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 6).values({column: value}))

    assert verify_chains() == BrokenSeal(CHAIN, 6, "changed")


def test_a_row_changed_together_with_its_seal_breaks_the_next_one(chain):
    values = values_of(3) | {"action": "forged"}
    forged = audit._seal(row(2).sha256, values)
    tamper(
        update(AuditRow)
        .where(AuditRow.commune_id == CHAIN, AuditRow.seq == 3)
        .values(action="forged", sha256=forged)
    )

    assert verify_chains() == BrokenSeal(CHAIN, 4, "changed")


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_row_is_found(chain, seq):
    tamper(delete(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == seq))

    assert verify_chains() == BrokenSeal(CHAIN, seq, "missing")


def test_a_deleted_row_whose_followers_moved_up_is_found(chain):
    tamper(
        delete(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 3),
        update(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 4).values(seq=3),
        update(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 5).values(seq=4),
    )

    assert verify_chains() == BrokenSeal(CHAIN, 3, "changed")


def test_an_inserted_row_is_found(chain):
    copy = values_of(2)
    tamper(
        update(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 5).values(seq=6),
        update(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 4).values(seq=5),
        update(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq == 3).values(seq=4),
        insert(AuditRow).values(copy | {"seq": 3}),
    )

    assert verify_chains() == BrokenSeal(CHAIN, 3, "changed")


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_a_truncated_tail_is_found(chain, cut):
    tamper(delete(AuditRow).where(AuditRow.commune_id == CHAIN, AuditRow.seq > 5 - cut))

    assert verify_chains() == BrokenSeal(CHAIN, 6 - cut, "missing")


def test_a_well_sealed_row_past_the_head_is_found(chain):
    values = values_of(5) | {"seq": 6}
    tamper(insert(AuditRow).values(values | {"sha256": audit._seal(row(5).sha256, values)}))

    assert verify_chains() == BrokenSeal(CHAIN, 6, "added")


def test_a_head_that_was_set_back_or_removed_is_found(chain):
    tamper(update(AuditHead).where(AuditHead.commune_id == CHAIN).values(seq=4, sha256=row(4).sha256))
    assert verify_chains() == BrokenSeal(CHAIN, 5, "added")

    tamper(delete(AuditHead).where(AuditHead.commune_id == CHAIN))
    assert verify_chains() == BrokenSeal(CHAIN, 1, "added")


def test_a_refused_unit_of_work_leaves_no_row(app, frozen_clock):
    with pytest.raises(ZeroDivisionError), transaction():
        audit.record(None, "act", "thing:1", commune_id=CHAIN)
        raise ZeroDivisionError

    assert db.session.scalars(select(AuditHead)).all() == []
    record("act")
    assert verify_chains() is None
