"""Reorganisations as administrators look back on them: what was done, by whom, and who still has no role."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.domain.roles import Role
from portal.domain.text import fold
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Act, Reorganisation, RoleGrant, Unit, UnitSuccession, UnitVersion, User
from portal.queries.dated import in_force
from portal.queries.reorganisations import list_staffed_communes


@dataclass(frozen=True, slots=True)
class ReorganisationLine:
    """A reorganisation as the list shows it; nobody did what the command line did."""

    id: int
    changed_on: date
    legal_basis: str
    counts: dict[str, int]
    done_at: datetime
    done_by: str | None
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class FormerCoordinator:
    """Who coordinates one of the parts that a new commune is made of."""

    user_id: int
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class MadeCommune:
    """A new commune with its parts; `has_coordinator` tells whether somebody coordinates all of it."""

    unit_id: int
    full_name: str
    parts: tuple[str, ...]
    has_coordinator: bool
    coordinators: tuple[FormerCoordinator, ...]


@dataclass(frozen=True, slots=True)
class ReorganisationSheet:
    """A reorganisation with the communes that it made; none are left once it is undone."""

    line: ReorganisationLine
    communes: tuple[MadeCommune, ...]


def list_reorganisations() -> list[ReorganisationLine]:
    """List the reorganisations, the latest first."""
    order = (Reorganisation.changed_on.desc(), Reorganisation.id.desc())
    return [ReorganisationLine(*row) for row in db.session.execute(_lines().order_by(*order))]


def get_reorganisation_sheet(reorganisation_id: int, on: date) -> ReorganisationSheet | None:
    """Return a reorganisation with its communes and whoever coordinates them on a day."""
    row = db.session.execute(_lines().where(Reorganisation.id == reorganisation_id)).first()
    if row is None:
        return None
    line = ReorganisationLine(*row)
    return ReorganisationSheet(line, () if line.undone_at else _communes(line, on))


def _lines() -> Select:
    doer, undoer = aliased(User), aliased(User)
    return (
        select(
            Reorganisation.id,
            Reorganisation.changed_on,
            Reorganisation.legal_basis,
            Reorganisation.effects,
            Act.done_at,
            doer.name,
            Act.undone_at,
            undoer.name,
        )
        .join(Act, Act.id == Reorganisation.act_id)
        .outerjoin(doer, doer.id == Act.done_by_id)
        .outerjoin(undoer, undoer.id == Act.undone_by_id)
    )


def _communes(line: ReorganisationLine, on: date) -> tuple[MadeCommune, ...]:
    rows = _read_successions(line)
    names = {row.to_unit_id: row.new_name for row in rows}
    parts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        parts[row.to_unit_id].append((row.from_unit_id, row.old_name))
    staffed = list_staffed_communes(names, on)
    coordinators = _read_coordinators({row.from_unit_id for row in rows}, on)
    made = [
        MadeCommune(
            unit_id,
            name,
            tuple(part for _, part in parts[unit_id]),
            unit_id in staffed,
            tuple(
                FormerCoordinator(user_id, person, part)
                for part_id, part in parts[unit_id]
                for user_id, person in coordinators[part_id]
            ),
        )
        for unit_id, name in names.items()
    ]
    return tuple(sorted(made, key=lambda commune: (fold(commune.full_name), commune.unit_id)))


def _read_successions(line: ReorganisationLine) -> list:
    old, new = aliased(UnitVersion), aliased(UnitVersion)
    return db.session.execute(
        select(
            UnitSuccession.from_unit_id,
            UnitSuccession.to_unit_id,
            old.full_name.label("old_name"),
            new.full_name.label("new_name"),
        )
        .join(Unit, Unit.id == UnitSuccession.to_unit_id)
        .join(old, (old.unit_id == UnitSuccession.from_unit_id) & (old.valid_to == UnitSuccession.changed_on))
        .join(new, (new.unit_id == UnitSuccession.to_unit_id) & (new.valid_from == UnitSuccession.changed_on))
        .where(
            Unit.level == UnitLevel.commune,
            UnitSuccession.changed_on == line.changed_on,
            UnitSuccession.legal_basis == line.legal_basis,
        )
        .order_by(UnitSuccession.id)
    ).all()


def _read_coordinators(unit_ids: Collection[int], on: date) -> dict[int, list[tuple[int, str]]]:
    rows = db.session.execute(
        select(RoleGrant.unit_id, User.id, User.name)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.unit_id.in_(unit_ids),
            RoleGrant.role == Role.coordinator,
            in_force(RoleGrant, on),
            User.disabled_at.is_(None),
        )
        .order_by(User.name_sort, User.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for unit_id, user_id, name in rows:
        found[unit_id].append((user_id, name))
    return found
