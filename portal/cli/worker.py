"""The background worker."""

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.database import warn_about_old_sqlite
from portal.jobs import run_worker

# The worker itself and at least one process that serves pages.
PROCESSES = 2


@click.command("worker")
@with_appcontext
def command() -> None:
    """Do the background work until SIGTERM or Ctrl-C."""
    stopping = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_signal: stopping.set())
    warn_about_old_sqlite(current_app, PROCESSES)
    run_worker(stopping)
