"""Several processes with several threads each that do something to one database at the same moment."""

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from typing import Any

import config
from portal import clock, create_app
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.queries.viewers import get_viewer

# Builds what a thread does: called with its own app context, and before the others are ready.
Preparation = Callable[..., Callable[[], Any]]
PATIENCE = 60
# The first to compete starts a process of one thread that has imported the portal but opened no database; the
# others are forked from it, because importing the portal in each takes longer than what they do.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def compete(app, prepare: Preparation, jobs: Sequence[tuple], processes: int) -> list[str]:
    """Let each job run in a thread, spread over processes, all at once; return what each came to.

    `prepare(*job)` returns the act; an act comes to "done", or to the code of the rule that forbids it.
    """
    ready, results = FORKS.Barrier(len(jobs)), FORKS.SimpleQueue()
    settings = {name: app.config[name] for name in ("SQLALCHEMY_DATABASE_URI", "DATA_DIR")}
    workers = [
        FORKS.Process(target=_run, args=(settings, prepare, jobs[number::processes], ready, results))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _job in jobs]
    for worker in workers:
        worker.join(PATIENCE)
    return outcomes


def viewer_of(user_id: int):
    """Return a person as the services see them."""
    return get_viewer(user_id, today=clock.today())


def _run(settings: dict, prepare: Preparation, jobs: Sequence[tuple], ready, results) -> None:
    app = _build(settings)
    threads = [threading.Thread(target=_act, args=(app, prepare, job, ready, results)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)


def _build(settings: dict):
    url = settings["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg://", "postgresql://")
    environment = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(settings["DATA_DIR"]), "SECRET_KEY": "k" * 32}
    return create_app(config.Config(environment))


def _act(app, prepare: Preparation, job: tuple, ready, results) -> None:
    with app.app_context():
        try:
            act = prepare(*job)
            # Who waits for the others holds no connection meanwhile.
            db.session.commit()
            ready.wait(PATIENCE)
            act()
            outcome = "done"
        except RuleBroken as error:
            outcome = error.code
        except BaseException as error:
            # The others must not wait for a thread that is lost.
            ready.abort()
            outcome = repr(error)
        finally:
            db.session.remove()
        results.put(outcome)
