"""Imports as those who may import for a place see them, and what waits to be worked on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.domain.imports import WAITING, WITH_FILE, ImportKind
from portal.domain.roles import PROVINCE_ROLES, Role, Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Act, Import, Unit, UnitVersion, User

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list of past ones."""

    id: int
    kind: str
    state: str
    file_name: str
    place: str
    uploaded_by: str
    uploaded_at: datetime
    outcome: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One page of the list, and the import after which the next one begins."""

    lines: list[ImportLine]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class ImportPeople:
    """Who did what with an import; None where it was not done."""

    uploaded_by: str | None
    confirmed_by: str | None
    undone_by: str | None
    undone_at: datetime | None


def list_imports(viewer: Viewer, after: int | None = None) -> ImportPage:
    """List the imports that the viewer may see, the latest first."""
    statement = (
        select(
            Import.id,
            Import.kind,
            Import.state,
            Import.file_name,
            UnitVersion.full_name,
            User.name,
            Import.uploaded_at,
            Import.outcome,
        )
        .join(Unit, Unit.id == Import.unit_id)
        .join(User, User.id == Import.uploaded_by_id)
        .outerjoin(UnitVersion, and_(UnitVersion.unit_id == Import.unit_id, UnitVersion.valid_to.is_(None)))
        .where(_visible(viewer))
        .order_by(Import.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        statement = statement.where(Import.id < after)
    rows = db.session.execute(statement).all()
    lines = [ImportLine(*row[:4], row.full_name or "", *row[5:]) for row in rows[:PAGE_SIZE]]
    return ImportPage(lines, lines[-1].id if len(rows) > PAGE_SIZE else None)


def get_visible_import(viewer: Viewer, import_id: int) -> Import | None:
    """Return an import that the viewer may see, with its place, or None."""
    return db.session.scalar(
        select(Import)
        .join(Unit, Unit.id == Import.unit_id)
        .where(Import.id == import_id, _visible(viewer))
        .options(joinedload(Import.unit))
        .execution_options(populate_existing=True)
    )


def get_people(import_id: int) -> ImportPeople:
    """Return who uploaded, confirmed and undid an import."""
    uploader, confirmer, undoer = aliased(User), aliased(User), aliased(User)
    row = db.session.execute(
        select(uploader.name, confirmer.name, undoer.name, Act.undone_at)
        .select_from(Import)
        .join(uploader, uploader.id == Import.uploaded_by_id)
        .outerjoin(confirmer, confirmer.id == Import.confirmed_by_id)
        .outerjoin(Act, Act.id == Import.act_id)
        .outerjoin(undoer, undoer.id == Act.undone_by_id)
        .where(Import.id == import_id)
    ).one()
    return ImportPeople(*row)


def next_waiting_id(stale_before: datetime) -> int | None:
    """Return the import that has waited longest: never begun, or begun by a worker that is no more."""
    return db.session.scalar(
        select(Import.id)
        .where(Import.state.in_(WAITING), or_(Import.attempts == 0, Import.progress_at < stale_before))
        .order_by(Import.id)
        .limit(1)
    )


def list_outdated_ids(uploaded_before: datetime) -> list[int]:
    """List the imports whose file was kept long enough."""
    kept = select(Import.id).where(Import.state.in_(WITH_FILE), Import.uploaded_at < uploaded_before)
    return list(db.session.scalars(kept.order_by(Import.id)))


def list_kept_files(but_import_id: int = 0) -> set[str]:
    """Return the files that imports still need."""
    kept = select(Import.sha256).where(Import.state.in_(WITH_FILE), Import.id != but_import_id)
    return set(db.session.scalars(kept))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on Import and Unit that agrees with policy: who may import for the place."""
    reached = [
        Unit.path.startswith(grant.unit_path, autoescape=True)
        for grant in viewer.grants
        if grant.role in PROVINCE_ROLES
        or (grant.unit_level == UnitLevel.commune and viewer.coordinates(grant.unit_path))
    ]
    in_area = or_(false(), *reached)
    if viewer.has_role(Role.admin):
        return in_area
    return and_(in_area, Import.kind != ImportKind.staff)
