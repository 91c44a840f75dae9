"""What became of a place: its names and types over time, and the changes of territory."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from portal.extensions import db
from portal.models import Unit, UnitSuccession, UnitVersion


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A stretch of a place's history; `valid_to` is the first day it was no longer so, or None."""

    full_name: str
    type: str
    code: str | None
    parent_id: int | None
    parent_name: str | None
    valid_from: date
    valid_to: date | None
    legal_basis: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it was so, or None while it is."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


@dataclass(frozen=True, slots=True)
class SuccessionLine:
    """A change of territory: the other place came before this one, or follows it."""

    changed_on: date
    kind: str
    legal_basis: str
    other_id: int
    other_name: str
    other_path: str
    comes_before: bool


def list_versions(unit_id: int) -> list[VersionLine]:
    """List a place's history, the latest first; the parent is named only where it changed."""
    parent = aliased(UnitVersion)
    parent_then = and_(
        parent.unit_id == UnitVersion.parent_id,
        parent.valid_from <= UnitVersion.valid_from,
        or_(parent.valid_to.is_(None), parent.valid_to > UnitVersion.valid_from),
    )
    rows = db.session.execute(
        select(
            UnitVersion.full_name,
            UnitVersion.type,
            UnitVersion.code,
            UnitVersion.parent_id,
            parent.full_name.label("parent_name"),
            UnitVersion.valid_from,
            UnitVersion.valid_to,
            UnitVersion.legal_basis,
        )
        .outerjoin(parent, parent_then)
        .where(UnitVersion.unit_id == unit_id)
        .order_by(UnitVersion.valid_from)
    )
    return _merge_unchanged([VersionLine(*row) for row in rows])[::-1]


def list_successions(unit_id: int) -> list[SuccessionLine]:
    """List the changes of territory that made a place or ended it, the latest first."""
    change = UnitSuccession
    before = _successions(change.to_unit_id == unit_id, change.from_unit_id, comes_before=True)
    after = _successions(change.from_unit_id == unit_id, change.to_unit_id, comes_before=False)
    return sorted(before + after, key=lambda line: line.changed_on, reverse=True)


def _merge_unchanged(lines: list[VersionLine]) -> list[VersionLine]:
    """Join stretches that differ only in the path, which changes when the place above moves."""
    moved = len({line.parent_id for line in lines}) > 1
    merged: list[VersionLine] = []
    for line in lines:
        last = merged[-1] if merged else None
        if last and last.valid_to == line.valid_from and _facts(last) == _facts(line):
            merged[-1] = _stretch(last, last.parent_name, line.valid_to)
        else:
            merged.append(_stretch(line, line.parent_name if moved else None, line.valid_to))
    return merged


def _facts(line: VersionLine) -> tuple:
    return line.full_name, line.type, line.code, line.parent_id


def _stretch(line: VersionLine, parent_name: str | None, valid_to: date | None) -> VersionLine:
    return VersionLine(*_facts(line), parent_name, line.valid_from, valid_to, line.legal_basis)


def _successions(mine: ColumnElement[bool], other_id, *, comes_before: bool) -> list[SuccessionLine]:
    """Read one direction; the other place is named as it was on its side of the change."""
    changed_on = UnitSuccession.changed_on
    named_then = (
        (UnitVersion.valid_from < changed_on, UnitVersion.valid_to >= changed_on)
        if comes_before
        else (UnitVersion.valid_from <= changed_on, UnitVersion.valid_to > changed_on)
    )
    rows = db.session.execute(
        select(
            changed_on,
            UnitSuccession.kind,
            UnitSuccession.legal_basis,
            other_id,
            UnitVersion.full_name,
            Unit.path,
        )
        .join(UnitVersion, UnitVersion.unit_id == other_id)
        .join(Unit, Unit.id == other_id)
        .where(mine, named_then[0], or_(UnitVersion.valid_to.is_(None), named_then[1]))
        .order_by(UnitVersion.name_sort)
    )
    return [SuccessionLine(*row, comes_before) for row in rows]
