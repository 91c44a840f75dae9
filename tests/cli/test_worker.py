"""`flask worker`: lives until it is told to stop."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from portal.extensions import db
from portal.models import Setting
from portal.models.settings import WORKER_SEEN

ROOT = Path(__file__).parents[2]


def seen() -> str | None:
    """Return what the worker wrote last."""
    db.session.rollback()
    setting = db.session.get(Setting, WORKER_SEEN, populate_existing=True)
    return setting and setting.value


def test_worker_notes_that_it_lives_and_stops_at_once_when_told(app):
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg://", "postgresql://")
    environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(app.config["DATA_DIR"])}
    command = [sys.executable, "-m", "flask", "--app", "portal", "worker"]

    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 60
        while seen() is None and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        written = seen()
        worker.send_signal(signal.SIGTERM)
        status = worker.wait(10)
    finally:
        worker.kill()
        worker.communicate()

    assert status == 0
    assert abs((datetime.now(UTC) - datetime.fromisoformat(written)).total_seconds()) < 60
