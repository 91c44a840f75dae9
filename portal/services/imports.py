"""Imports as people act on them: upload a file, confirm its preview, take the whole of it back, drop it."""

from datetime import timedelta
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.domain.errors import Missing, RuleBroken
from portal.domain.imports import ImportKind, ImportState
from portal.domain.roles import Viewer
from portal.domain.text import nfc
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.gateways import import_files
from portal.models import Import, Unit
from portal.queries.imports import list_kept_files, list_outdated_ids
from portal.services import audit, throttling
from portal.services.acts import take_back
from portal.services.import_outcomes import without_people
from portal.services.import_plans import require_import
from portal.transaction import after_commit, end_read, transactional

# Files hold names and numbers, so what nobody confirms does not stay.
KEEP_FILES = timedelta(days=7)
LONGEST_NAME = 200
DROPPABLE = (
    ImportState.uploaded,
    ImportState.ready,
    ImportState.has_problems,
    ImportState.refused,
    ImportState.failed,
)


def upload_import(actor: Viewer, kind: ImportKind, unit: Unit, *, file_name: str, stream: BinaryIO) -> Import:
    """Keep a file for checking; its rows may be about the place and what lies in it.

    Raises RuleBroken("too_many_tries", "file_empty" or "file_too_large").
    """
    require_import(actor, kind, unit)
    throttling.count_try(throttling.UPLOADS_BY_ACTOR, str(actor.id))
    end_read()
    stored = import_files.store_file(stream)
    return _add_import(actor, kind, unit, nfc(file_name)[:LONGEST_NAME], stored)


@transactional
def confirm_import(actor: Viewer, import_id: int, digest: str, *, confirms_lists: bool = False) -> None:
    """Release a checked file for writing, if its plan is the one that the person saw.

    A second confirmation of the same changes nothing. Raises RuleBroken("import_outdated").
    """
    imported = lock_import(import_id)
    require_import(actor, imported.kind, imported.unit)
    if imported.state in (ImportState.confirmed, ImportState.applied) and imported.digest == digest:
        return
    if imported.state != ImportState.ready or imported.digest != digest:
        raise RuleBroken("import_outdated")
    imported.state, imported.attempts = ImportState.confirmed, 0
    imported.confirmed_at, imported.confirmed_by_id = clock.now(), actor.id
    imported.confirms_lists = confirms_lists and imported.kind == ImportKind.hamlets
    imported.progress_at = clock.now()


@transactional
def undo_import(actor: Viewer, import_id: int) -> None:
    """Put everything back as it was before the import, as one act.

    Raises RuleBroken("import_not_applied", "act_undone", "act_changed_since" or "act_in_use").
    """
    imported = lock_import(import_id)
    require_import(actor, imported.kind, imported.unit)
    if imported.state == ImportState.undone:
        raise RuleBroken("act_undone")
    if imported.state != ImportState.applied or imported.act is None:
        raise RuleBroken("import_not_applied")
    unit, counts = imported.unit, (imported.outcome or {}).get("by_commune", {})
    imported.state = ImportState.undone
    db.session.flush()
    take_back(actor, imported.act)
    record_import(actor, "undo_import", import_id, unit, counts)


@transactional
def drop_import(actor: Viewer, import_id: int) -> None:
    """Forget a file that was not confirmed. Raises RuleBroken("import_not_droppable")."""
    imported = lock_import(import_id)
    require_import(actor, imported.kind, imported.unit)
    if imported.state == ImportState.dropped:
        return
    if imported.state not in DROPPABLE:
        raise RuleBroken("import_not_droppable")
    unit = imported.unit
    forget_file(imported, ImportState.dropped)
    record_import(actor, "drop_import", import_id, unit, {})


def drop_old_files() -> None:
    """Forget the files that nobody confirmed in time, and those that no import knows."""
    before = clock.now() - KEEP_FILES
    for import_id in list_outdated_ids(before):
        _drop_old_import(import_id)
    kept = list_kept_files()
    end_read()
    import_files.delete_all_but(kept, before.timestamp())


def lock_import(import_id: int) -> Import:
    """Return an import as it is now, in its turn. Raises Missing."""
    imported = db.session.scalar(
        select(Import)
        .where(Import.id == import_id)
        .options(joinedload(Import.unit), joinedload(Import.act))
        .with_for_update(of=Import)
        .execution_options(populate_existing=True)
    )
    if imported is None:
        raise Missing
    return imported


def forget_file(imported: Import, state: ImportState) -> None:
    """Bring an import to its end: the file goes, and with it whatever names people."""
    imported.state = state
    imported.outcome = without_people(imported.outcome)
    db.session.flush()
    sha256, import_id = imported.sha256, imported.id

    def delete() -> None:
        # The same file may have been uploaded twice.
        if sha256 not in list_kept_files(import_id):
            import_files.delete_file(sha256)

    after_commit(delete)


def record_import(
    actor: Viewer | None, act: str, import_id: int, unit: Unit, by_commune: dict, **detail: object
) -> None:
    """Record in the chain of the import's place, and with their counts in those of all touched communes."""
    own = unit.id if unit.level == UnitLevel.commune else 0
    pairs = {int(commune_id): pair for commune_id, pair in by_commune.items()}
    pairs[own] = tuple(sum(numbers) for numbers in zip(*pairs.values(), strict=True)) or None
    for chain, pair in sorted(pairs.items()):
        counts = {"created": pair[0], "changed": pair[1]} if pair else {}
        audit.record(actor, act, f"import:{import_id}", commune_id=chain, **counts, **detail)


@transactional
def _add_import(
    actor: Viewer, kind: ImportKind, unit: Unit, file_name: str, stored: import_files.StoredFile
) -> Import:
    imported = Import(
        kind=kind,
        state=ImportState.uploaded,
        file_name=file_name,
        sha256=stored.sha256,
        size=stored.size,
        unit_id=unit.id,
        uploaded_by_id=actor.id,
        uploaded_at=clock.now(),
        progress_at=clock.now(),
    )
    db.session.add(imported)
    db.session.flush()
    record_import(actor, "upload_import", imported.id, unit, {}, kind=kind, sha256=stored.sha256)
    return imported


@transactional
def _drop_old_import(import_id: int) -> None:
    forget_file(lock_import(import_id), ImportState.dropped)
