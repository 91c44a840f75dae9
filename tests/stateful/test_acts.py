"""Random acts of members, coordinators and the province: figures, tallies, ledger and audit chain agree.

PORTAL_TEST_STATEFUL=full plays for 15 minutes with new acts each time; how it went is printed with `-s`.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.office_machine import OfficeMachine

IS_FULL = os.environ.get("PORTAL_TEST_STATEFUL") == "full"
MINUTES = float(os.environ.get("PORTAL_TEST_STATEFUL_MINUTES", "15"))
FEW = settings(
    max_examples=12,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=10, stateful_step_count=60, derandomize=False)


@pytest.fixture
def machine(app, frozen_clock):
    """The machine on the database of the tests, with a clock that it moves."""
    return type("Machine", (OfficeMachine,), {"clock": frozen_clock, "seen": OfficeMachine.seen.copy()})


def test_the_portal_and_the_reference_agree_after_every_act(machine):
    run_state_machine_as_test(machine, settings=FEW)

    done = {act for act, outcome in machine.seen if outcome == "done"}
    # Whatever is never done is never proved.
    assert done >= {"submit", "correct", "withdraw", "approve", "return", "reopen", "close", "reopen_period"}
    assert done >= {"begin_bulk", "open_drawn", "approve_bulk", "hand_over", "end_seat", "set_status"}
    assert any(outcome == "cut" for _act, outcome in machine.seen)


@pytest.mark.skipif(not IS_FULL, reason="PORTAL_TEST_STATEFUL=full plays for long")
def test_they_agree_for_as_long_as_one_likes(machine):
    started, rounds = time.monotonic(), 0
    while time.monotonic() < started + 60 * MINUTES:
        run_state_machine_as_test(machine, settings=MANY)
        rounds += 1

    acts, seconds = sum(machine.seen.values()), round(time.monotonic() - started)
    print(f"\n{rounds * MANY.max_examples} examples, {acts} acts, {seconds} seconds")
    for (act, outcome), times in sorted(machine.seen.items()):
        print(f"{times:6} {act}: {outcome}")
