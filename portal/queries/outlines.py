"""Files of outlines for those who keep them, and the outlines that a map shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import OutlineFile, UnitOutline, User
from portal.queries.units import UnitOnDate, list_units


@dataclass(frozen=True, slots=True)
class OutlineFileLine:
    """A file as the list shows it; without `published_at` it is a draft."""

    id: int
    attribution: str
    valid_from: date
    valid_to: date | None
    uploaded_at: datetime
    uploaded_by: str
    published_at: datetime | None
    places: int

    @property
    def last_day(self) -> date | None:
        """The last day whose maps show it, or None while no later file follows."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


@dataclass(frozen=True, slots=True)
class OutlineSheet:
    """A file with the communes of its day that it outlines or lacks, and what was odd about it.

    `replaces` is the source of the published file that gives way when this draft is published.
    """

    line: OutlineFileLine
    sha256: str
    communes: tuple[UnitOnDate, ...]
    missing: tuple[UnitOnDate, ...]
    remarks: tuple[tuple[str, str], ...]
    rings: dict[int, list[list[int]]]
    replaces: str | None


@dataclass(frozen=True, slots=True)
class MapOutlines:
    """The outlines of a map by place, and the line that has to stand under it."""

    rings: dict[int, list[list[int]]]
    attribution: str | None


def list_outline_files() -> list[OutlineFileLine]:
    """List all files, the latest day first, drafts before what they would replace."""
    order = (OutlineFile.valid_from.desc(), OutlineFile.published_at.is_not(None), OutlineFile.id.desc())
    return [OutlineFileLine(*row) for row in db.session.execute(_lines().order_by(*order))]


def get_outline_sheet(file_id: int) -> OutlineSheet | None:
    """Return a file with all that decides on publishing it, or None when it is not there."""
    row = db.session.execute(_lines().where(OutlineFile.id == file_id)).first()
    if row is None:
        return None
    file, line = db.session.get(OutlineFile, file_id), OutlineFileLine(*row)
    shapes = select(UnitOutline.unit_id, UnitOutline.rings).where(UnitOutline.file_id == file_id)
    rings = {unit_id: found for unit_id, found in db.session.execute(shapes)}
    communes = list_units(line.valid_from, UnitLevel.commune)
    return OutlineSheet(
        line=line,
        sha256=file.sha256,
        communes=tuple(unit for unit in communes if unit.id in rings),
        missing=tuple(unit for unit in communes if unit.id not in rings),
        remarks=tuple((code, value) for code, value in file.remarks),
        rings=rings,
        replaces=None if file.published_at else _published_source(file.valid_from),
    )


def list_outlines(unit_ids: Collection[int], on: date) -> MapOutlines:
    """Return the outlines of places from the published file that holds on a day, in one statement."""
    rows = db.session.execute(
        select(UnitOutline.unit_id, UnitOutline.rings, OutlineFile.attribution)
        .join(OutlineFile, OutlineFile.id == UnitOutline.file_id)
        .where(
            UnitOutline.unit_id.in_(unit_ids),
            OutlineFile.published_at.is_not(None),
            OutlineFile.valid_from <= on,
            or_(OutlineFile.valid_to.is_(None), OutlineFile.valid_to > on),
        )
    ).all()
    return MapOutlines({row.unit_id: row.rings for row in rows}, rows[0].attribution if rows else None)


def _published_source(valid_from: date) -> str | None:
    return db.session.scalar(
        select(OutlineFile.attribution).where(
            OutlineFile.valid_from == valid_from, OutlineFile.published_at.is_not(None)
        )
    )


def _lines() -> Select:
    """Select the lines; a draft would end where the next published file begins."""
    later = aliased(OutlineFile)
    following = (
        select(func.min(later.valid_from))
        .where(later.published_at.is_not(None), later.valid_from > OutlineFile.valid_from)
        .scalar_subquery()
    )
    places = select(func.count()).where(UnitOutline.file_id == OutlineFile.id).scalar_subquery()
    return select(
        OutlineFile.id,
        OutlineFile.attribution,
        OutlineFile.valid_from,
        func.coalesce(OutlineFile.valid_to, following),
        OutlineFile.uploaded_at,
        User.name,
        OutlineFile.published_at,
        places,
    ).join(User, User.id == OutlineFile.uploaded_by_id)
