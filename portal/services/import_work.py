"""The work that uploaded files ask for: checking one, and writing it once it is confirmed; all or nothing."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import NotAllowed
from portal.domain.imports import WAITING, ImportKind, ImportState, Plan
from portal.domain.roles import Viewer
from portal.domain.sheet_rows import SheetRefused, SheetRow
from portal.extensions import db
from portal.gateways import import_files
from portal.models import Import, Unit
from portal.policy import allows
from portal.queries.imports import next_waiting_id
from portal.queries.viewers import get_viewer
from portal.services.acts import recorded
from portal.services.import_outcomes import outcome_of, refusal_of
from portal.services.import_plans import Area, make_plan, open_area, require_import, write_plan
from portal.services.imports import forget_file, lock_import, record_import
from portal.transaction import end_read, transactional

# Work that shows no progress for so long was left by a worker that is no more.
STALE_AFTER = timedelta(seconds=30)
REPORT_EVERY = timedelta(seconds=1)
MOST_ATTEMPTS = 3

Progress = Callable[[int, int], None]


class OpenSheet(Protocol):
    """An opened file: going through it reads the rows."""

    row_count: int
    ignored: Collection[str]

    def __iter__(self) -> Iterable[SheetRow]:
        """Read the rows."""


Opener = Callable[[ImportKind, Path, str, Progress | None], OpenSheet]


class Work(NamedTuple):
    """What is to be done with which file."""

    import_id: int
    kind: ImportKind
    state: ImportState
    file_name: str
    sha256: str
    uploaded_by_id: int


def work_on_imports(open_sheet: Opener) -> None:
    """Work on all imports that wait, the oldest first."""
    while True:
        import_id = next_waiting_id(clock.now() - STALE_AFTER)
        end_read()
        if import_id is None:
            return
        work_on_import(import_id, open_sheet)


def work_on_import(import_id: int, open_sheet: Opener, *, most_rows: int | None = None) -> None:
    """Check a file that was uploaded, or write one that was confirmed.

    With `most_rows` a larger file is left to the worker.
    """
    work = _begin(import_id)
    if work is None:
        return
    try:
        sheet = open_sheet(work.kind, import_files.path_of(work.sha256), work.file_name, _reporter(import_id))
        if most_rows is not None and sheet.row_count > most_rows:
            _leave_to_worker(import_id, sheet.row_count)
            return
        rows = list(sheet)
    except SheetRefused as refused:
        _refuse(import_id, refused)
        return
    except FileNotFoundError:
        _refuse(import_id, SheetRefused("file_gone"))
        return
    try:
        _finish(work, rows, sheet.ignored)
    except NotAllowed:
        _refuse(import_id, SheetRefused("no_longer_allowed"))
    except IntegrityError:
        # Somebody wrote the same at the same moment; the next look sees what they wrote.
        _look_again(import_id)


def _finish(work: Work, rows: list[SheetRow], ignored: Collection[str]) -> None:
    if work.state == ImportState.checking:
        _check(work, rows, ignored)
    else:
        _write(work.import_id, rows, ignored)


@transactional
def _begin(import_id: int) -> Work | None:
    """Take an import that waits and that nobody else works on; after several failures give it up."""
    imported = lock_import(import_id)
    is_free = imported.attempts == 0 or imported.progress_at < clock.now() - STALE_AFTER
    if imported.state not in WAITING or not is_free:
        return None
    if imported.attempts >= MOST_ATTEMPTS:
        forget_file(imported, ImportState.failed)
        return None
    imported.attempts += 1
    imported.progress_at, imported.rows_read = clock.now(), 0
    if imported.state == ImportState.uploaded:
        imported.state = ImportState.checking
    return Work(
        imported.id,
        ImportKind(imported.kind),
        ImportState(imported.state),
        imported.file_name,
        imported.sha256,
        imported.uploaded_by_id,
    )


@transactional
def _leave_to_worker(import_id: int, about: int) -> None:
    imported = lock_import(import_id)
    imported.attempts, imported.rows_about = 0, about
    if imported.state == ImportState.checking:
        imported.state = ImportState.uploaded


def _reporter(import_id: int) -> Progress:
    """Return what notes, once a second at most, how many rows were read."""
    last = clock.now()

    def report(done: int, about: int) -> None:
        nonlocal last
        if clock.now() - last >= REPORT_EVERY:
            last = clock.now()
            _note_progress(import_id, done, about)

    return report


@transactional
def _note_progress(import_id: int, done: int, about: int) -> None:
    # A statement of its own: what the page shows must not stand in the way of a decision.
    db.session.execute(
        update(Import)
        .where(Import.id == import_id)
        .values(rows_read=done, rows_about=about, progress_at=clock.now())
    )


def _check(work: Work, rows: list[SheetRow], ignored: Collection[str]) -> None:
    """Plan outside of any unit of work, so that nobody waits for it."""
    today = clock.today()
    actor = get_viewer(work.uploaded_by_id, today=today)
    _note_progress(work.import_id, len(rows), len(rows))
    plan = make_plan(work.kind, rows, _area_of(work.import_id, actor, today))
    end_read()
    _keep_plan(work.import_id, plan, ignored, len(rows))


def _area_of(import_id: int, actor: Viewer, today: date) -> Area:
    imported = db.session.get_one(Import, import_id, populate_existing=True)
    unit = db.session.get_one(Unit, imported.unit_id)
    require_import(actor, imported.kind, unit)
    return open_area(actor, unit, today)


@transactional
def _keep_plan(import_id: int, plan: Plan, ignored: Collection[str], rows: int) -> None:
    imported = lock_import(import_id)
    if imported.state == ImportState.checking:
        _store_plan(imported, plan, ignored, rows, outdated=bool((imported.outcome or {}).get("outdated")))


def _store_plan(imported: Import, plan: Plan, ignored: Collection[str], rows: int, *, outdated: bool) -> None:
    imported.outcome = outcome_of(plan, ignored=ignored, outdated=outdated)
    imported.state = ImportState.has_problems if plan.problems else ImportState.ready
    imported.digest = plan.digest()
    imported.rows_read = imported.rows_about = rows


@transactional
def _write(import_id: int, rows: list[SheetRow], ignored: Collection[str]) -> None:
    """Write what was previewed; if the register has changed so that the plan differs, show that instead."""
    imported = lock_import(import_id)
    if imported.state != ImportState.confirmed:
        return
    today = clock.today()
    actor, unit, kind = get_viewer(imported.confirmed_by_id, today=today), imported.unit, imported.kind
    require_import(actor, kind, unit)
    plan = make_plan(kind, rows, open_area(actor, unit, today))
    if plan.problems or plan.digest() != imported.digest:
        _store_plan(imported, plan, ignored, len(rows), outdated=True)
        return
    lists = _lists_to_confirm(actor, imported, plan)
    with recorded(actor, "import") as act:
        write_plan(actor, kind, plan, lists)
    imported.act_id, imported.applied_at = act.id, clock.now()
    imported.outcome = outcome_of(plan, ignored=ignored, outdated=False)
    forget_file(imported, ImportState.applied)
    record_import(
        actor, "apply_import", import_id, unit, plan.by_commune(), kind=kind, sha256=imported.sha256,
        confirmed_lists=len(lists),
    )  # fmt: skip


def _lists_to_confirm(actor: Viewer, imported: Import, plan: Plan) -> set[int]:
    """Return the communes of the file whose lists the person said are complete, and may say so."""
    if not imported.confirms_lists or not allows(actor, Action.edit_hamlets, imported.unit):
        return set()
    return {row.commune_id for row in plan.rows}


@transactional
def _refuse(import_id: int, refused: SheetRefused) -> None:
    imported = lock_import(import_id)
    imported.outcome = refusal_of(refused.code, refused.details)
    forget_file(imported, ImportState.refused)


@transactional
def _look_again(import_id: int) -> None:
    imported = lock_import(import_id)
    imported.state, imported.attempts, imported.outcome = ImportState.uploaded, 0, {"outdated": True}
