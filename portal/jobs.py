"""What runs in the background: a heartbeat, tidying up, and putting unused accounts to rest."""

import logging
import threading

from sqlalchemy import delete

from portal import clock
from portal.extensions import db
from portal.models import Setting, SignIn
from portal.models.settings import WORKER_SEEN
from portal.services.idle_accounts import rest_idle_accounts
from portal.services.throttling import drop_expired_throttles
from portal.transaction import transactional

BEAT_SECONDS = 60

log = logging.getLogger("portal.jobs")


def run_worker(stopping: threading.Event) -> None:
    """Do the background work once a minute until told to stop."""
    while not stopping.is_set():
        run_once()
        db.session.remove()
        stopping.wait(BEAT_SECONDS)


def run_once() -> None:
    """Do everything that is due now; a job that fails is logged and keeps no other from running."""
    for job in JOBS:
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


JOBS = (note_heartbeat, drop_expired_throttles, drop_expired_sign_ins, rest_idle_accounts)
