"""What runs in the background: a heartbeat, tidying up, resting accounts, photos, files, flags, reports."""

import logging
import threading
from collections.abc import Callable, Sequence

from sqlalchemy import delete

from portal import clock
from portal.documents.import_sheets import open_import
from portal.extensions import db
from portal.models import Setting, SignIn
from portal.models.settings import WORKER_SEEN
from portal.services.confirmations import drop_old_slips
from portal.services.flags import find_flags
from portal.services.idle_accounts import rest_idle_accounts
from portal.services.import_work import work_on_imports
from portal.services.imports import drop_old_files
from portal.services.photo_hashes import hash_old_photos
from portal.services.photos import expire_photos
from portal.services.reports import prepare_due_reports
from portal.services.throttling import drop_expired_throttles
from portal.transaction import transactional

BEAT_SECONDS = 60
# Somebody watches the page of an import, so it is looked for more often than the rest is done.
LOOK_SECONDS = 1

log = logging.getLogger("portal.jobs")


def run_worker(stopping: threading.Event) -> None:
    """Do the background work once a minute until told to stop, and what people wait for each second."""
    while not stopping.is_set():
        run_once()
        db.session.remove()
        for _ in range(BEAT_SECONDS // LOOK_SECONDS):
            if stopping.wait(LOOK_SECONDS):
                return
            run_once((work_on_uploads,))
            db.session.remove()


def run_once(jobs: Sequence[Callable[[], None]] | None = None) -> None:
    """Do everything that is due now; a job that fails is logged and keeps no other from running."""
    for job in JOBS if jobs is None else jobs:
        try:
            job()
        except Exception:
            db.session.rollback()
            log.exception("%s failed", job.__name__)


@transactional
def note_heartbeat() -> None:
    """Say that the worker lives."""
    db.session.merge(Setting(key=WORKER_SEEN, value=clock.now().isoformat()))


@transactional
def drop_expired_sign_ins() -> None:
    """Delete sessions whose time is over; the audit log keeps that they were."""
    db.session.execute(delete(SignIn).where(SignIn.expires_at < clock.now()))


def work_on_uploads() -> None:
    """Check the files that were uploaded and write those that were confirmed."""
    work_on_imports(open_import)


JOBS = (
    note_heartbeat,
    drop_expired_throttles,
    drop_expired_sign_ins,
    rest_idle_accounts,
    work_on_uploads,
    drop_old_files,
    expire_photos,
    hash_old_photos,
    find_flags,
    drop_old_slips,
    prepare_due_reports,
)
