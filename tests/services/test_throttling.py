"""Tries are counted exactly, the wait doubles, and it ends."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Throttle
from portal.services.throttling import (
    Limit,
    count_try,
    drop_expired_throttles,
    forget_tries,
    take_back_try,
)

LIMIT = Limit("test", 3, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=2))


def wait_of(subject="a") -> int | None:
    """Try once; return the seconds to wait, or None when the try was let through."""
    try:
        count_try(LIMIT, subject)
    except RuleBroken as error:
        return error.details["seconds"]
    return None


def tries(subject="a"):
    """Return the count in the database."""
    return db.session.scalar(select(Throttle.tries).where(Throttle.subject == f"test:{subject}"))


def test_after_three_tries_the_fourth_waits(world):
    outcomes = [wait_of() for _ in range(4)]

    assert outcomes == [None, None, None, 31]
    assert tries() == 3


def test_the_wait_ends_and_doubles_with_each_further_try_up_to_its_limit(world, frozen_clock):
    for _ in range(3):
        wait_of()

    waits = []
    for _ in range(4):
        seconds = wait_of()
        waits.append(seconds)
        frozen_clock.tick(seconds=seconds)
        assert wait_of() is None

    assert waits == [31, 61, 121, 121]


def test_a_quiet_window_forgets(world, frozen_clock):
    for _ in range(3):
        wait_of()

    frozen_clock.tick(minutes=16)

    assert [wait_of() for _ in range(3)] == [None, None, None]


def test_subjects_do_not_share_their_tries(world):
    for _ in range(3):
        wait_of("a")

    assert wait_of("b") is None


def test_a_success_forgets_the_tries_or_takes_back_its_own(world):
    for _ in range(3):
        wait_of("a")
        wait_of("b")

    forget_tries(LIMIT, "a")
    take_back_try(LIMIT, "b")

    assert (tries("a"), tries("b")) == (None, 2)
    assert wait_of("a") is None and wait_of("b") is None


def test_expired_rows_are_dropped(world, frozen_clock):
    wait_of("old")
    frozen_clock.tick(minutes=10)
    wait_of("young")
    frozen_clock.tick(minutes=6)

    assert drop_expired_throttles() == 1
    assert (tries("old"), tries("young")) == (None, 1)


def test_twenty_tries_at_once_are_counted_exactly(app, world):
    outcomes = []

    def try_it() -> None:
        with app.app_context():
            outcomes.append(wait_of())
            db.session.remove()

    threads = [threading.Thread(target=try_it) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(None) == 3
    assert tries() == 3


def test_a_refused_try_says_nothing_but_the_seconds(world):
    for _ in range(3):
        wait_of()

    with pytest.raises(RuleBroken) as caught:
        count_try(LIMIT, "a")

    assert (caught.value.code, set(caught.value.details)) == ("too_many_tries", {"seconds"})
