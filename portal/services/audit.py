"""Add rows to the audit log and prove that none was changed, dropped or slipped in."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import AuditHead, AuditRow, Unit
from portal.transaction import snapshot

# Where the act came from, such as an address; set by the web layer and the commands.
origin: ContextVar[str] = ContextVar("origin", default="system")

GENESIS = "0" * 64
# A row's number and seal.
Link = tuple[int, str]
# The columns of a row, but for its number and seal.
Deed = dict[str, object]
START: Link = (0, GENESIS)


class BrokenSeal(NamedTuple):
    """The first row of a chain that does not fit: it is missing, was changed, or was added past the end."""

    commune_id: int
    seq: int
    what: str


def record(
    actor: Viewer | None,
    action: str,
    thing: str,
    *,
    commune_id: int | None = None,
    result: str = "done",
    **detail: object,
) -> None:
    """Add a row to the commune's chain within the open unit of work.

    `thing` names what was acted on ("activity:<uuid>"); `detail` must be JSON. Call it last, because the
    chain's head stays locked until the commit.
    """
    record_all([deed(actor, action, thing, commune_id=commune_id, result=result, **detail)])


def deed(
    actor: Viewer | None,
    action: str,
    thing: str,
    *,
    commune_id: int | None = None,
    result: str = "done",
    **detail: object,
) -> Deed:
    """Describe what is done now and from here, to be recorded with others; see `record`."""
    return {
        "commune_id": commune_id or 0,
        "at": clock.now(),
        "actor_id": actor.id if actor else None,
        "origin": origin.get(),
        "action": str(action),
        "thing": thing,
        "result": result,
        "detail": json.dumps(detail, ensure_ascii=True, sort_keys=True, separators=(",", ":")),
    }


def record_all(deeds: Sequence[Deed]) -> None:
    """Add rows to the chains of their communes, in the order given."""
    chains = sorted({one["commune_id"] for one in deeds})
    ends = _lock_heads(chains)
    rows = []
    for one in deeds:
        seq, sha256 = ends[one["commune_id"]]
        row = one | {"seq": seq + 1}
        row["sha256"] = _seal(sha256, row)
        ends[one["commune_id"]] = (row["seq"], row["sha256"])
        rows.append(row)
    db.session.execute(_ADD_ROW, rows)
    moved = [{"chain": chain, "new_seq": ends[chain][0], "new_sha256": ends[chain][1]} for chain in chains]
    db.session.execute(_MOVE_HEAD, moved)


def chain_of(unit: Unit) -> int | None:
    """Return the chain that an act about a place belongs to: a commune's own, above it that of no commune."""
    return unit.id if unit.level == UnitLevel.commune else None


def lock_chains(chains: Iterable[int | None]) -> None:
    """Hold the chains of communes, None for that of no commune, until the open unit of work ends.

    Whatever is done in a commune ends with a row in its chain. So nothing that was not there before comes to
    be until then, and all that waits for the chain sees what this unit of work has done.
    """
    _lock_heads(sorted({chain or 0 for chain in chains}))


def _lock_heads(chains: Sequence[int]) -> dict[int, Link]:
    """Lock the heads, always in one order, and return where each chain ends; a new chain is begun."""
    heads = {head.commune_id: (head.seq, head.sha256) for head in _read_heads(chains)}
    if len(heads) < len(chains):
        # Of two first rows that come at the same moment, one waits here for the other's head.
        begun = [{"commune_id": chain, "seq": 0, "sha256": GENESIS} for chain in chains if chain not in heads]
        db.session.execute(_OPEN_CHAIN[db.engine.dialect.name], begun)
        heads = {head.commune_id: (head.seq, head.sha256) for head in _read_heads(chains)}
    return heads


def _read_heads(chains: Sequence[int]):
    return db.session.execute(_LOCK_HEADS, {"chains": chains})


def verify_chains() -> BrokenSeal | None:
    """Walk every chain from its first row to its head; return the first row that does not fit, or None."""
    with snapshot():
        heads = {head.commune_id: (head.seq, head.sha256) for head in db.session.execute(select(_heads))}
        ends: dict[int, Link] = {}
        rows = db.session.execute(
            select(_rows).order_by(_rows.c.commune_id, _rows.c.seq).execution_options(yield_per=1000)
        )
        for row in rows.mappings():
            chain = row["commune_id"]
            seq, previous = ends.get(chain, START)
            if row["seq"] != seq + 1:
                return BrokenSeal(chain, seq + 1, "missing")
            if row["sha256"] != _seal(previous, row):
                return BrokenSeal(chain, row["seq"], "changed")
            ends[chain] = (row["seq"], row["sha256"])
    return _compare_heads(heads, ends)


def _compare_heads(heads: dict[int, Link], ends: dict[int, Link]) -> BrokenSeal | None:
    """Find the first chain that does not end where its head says, such as one with its last rows cut off."""
    for chain in sorted(heads.keys() | ends.keys()):
        head, end = heads.get(chain, START), ends.get(chain, START)
        if head != end:
            what = "missing" if end[0] < head[0] else "added" if end[0] > head[0] else "changed"
            return BrokenSeal(chain, min(head[0], end[0]) + (what != "changed"), what)
    return None


def _seal(previous: str, row) -> str:
    moment: datetime = row["at"]
    parts = [
        previous,
        row["commune_id"],
        row["seq"],
        moment.isoformat(timespec="microseconds"),
        row["actor_id"],
        row["origin"],
        row["action"],
        row["thing"],
        row["result"],
        row["detail"],
    ]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def _open_chain(insert):
    return insert(_heads).on_conflict_do_nothing(index_elements=["commune_id"])


# Built once: every change of anything passes here.
_rows, _heads = AuditRow.__table__, AuditHead.__table__
_LOCK_HEADS = (
    select(_heads.c.commune_id, _heads.c.seq, _heads.c.sha256)
    .where(_heads.c.commune_id.in_(bindparam("chains", expanding=True)))
    .order_by(_heads.c.commune_id)
    .with_for_update()
)
_OPEN_CHAIN = {"sqlite": _open_chain(sqlite.insert), "postgresql": _open_chain(postgresql.insert)}
_ADD_ROW = _rows.insert().inline()
_MOVE_HEAD = (
    _heads.update()
    .where(_heads.c.commune_id == bindparam("chain"))
    .values(seq=bindparam("new_seq"), sha256=bindparam("new_sha256"))
)
