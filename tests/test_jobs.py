"""The background jobs: each runs, whatever happens to the others."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from portal import clock, jobs
from portal.extensions import db
from portal.models import Setting, SignIn
from portal.models.settings import WORKER_SEEN
from portal.services import accounts


def test_heartbeat_is_kept_up_to_date(app, frozen_clock):
    jobs.run_once()
    frozen_clock.tick(minutes=1)

    jobs.run_once()

    assert db.session.get_one(Setting, WORKER_SEEN).value == frozen_clock.moment.isoformat()


def test_sessions_are_dropped_once_their_time_is_over(world, frozen_clock):
    user = world.user()
    accounts.sign_in(user, device="Android")
    frozen_clock.tick(days=1)
    accounts.sign_in(user, device="iPhone")

    frozen_clock.moment = clock.now() + accounts.MEMBER_SESSION - timedelta(hours=1)
    jobs.run_once()

    assert db.session.scalars(select(SignIn.device)).all() == ["iPhone"]


def test_a_failing_job_keeps_no_other_from_running(app, monkeypatch, caplog):
    def broken() -> None:
        db.session.add(Setting(key="half", value="done"))
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "JOBS", (broken, *jobs.JOBS))

    jobs.run_once()

    assert db.session.scalars(select(Setting.key)).all() == [WORKER_SEEN]
    assert "broken failed" in caplog.text


def test_worker_works_until_told_to_stop(app, monkeypatch):
    stopping, rounds = threading.Event(), []
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0)

    def count() -> None:
        rounds.append(1)
        if len(rounds) == 3:
            stopping.set()

    monkeypatch.setattr(jobs, "JOBS", (count,))

    jobs.run_worker(stopping)

    assert len(rounds) == 3
    assert db.session.scalar(select(func.count()).select_from(Setting)) == 0
