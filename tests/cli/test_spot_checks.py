"""The draw on the command line: what it prints is what anybody who repeats it gets."""

from uuid import UUID

import pytest
from click.testing import CliRunner

from portal.extensions import db
from portal.models import SpotCheck, SpotCheckDraw
from tests.entries import count
from tests.spot_checks import SEED, CheckedPlace

# The draw of 20 % of 15 and of 2 entries, in the order of the lot, on every database.
DRAWN = [4, 7, 12, 17, 13]


@pytest.fixture
def place(world) -> CheckedPlace:
    return CheckedPlace(world)


def run(app, *arguments: str):
    """Run the command for the province."""
    asked = ["--campaign", "kh170-2022", "--unit", "70", "--period", "w1", "--seed", SEED, *arguments]
    return CliRunner().invoke(app.cli, ["spot-checks", "draw", *asked], obj=None)


def numbers(printed: str) -> list[int]:
    """Return the numbers of the printed ids."""
    return [UUID(line).int for line in printed.splitlines()]


def test_a_dry_run_prints_the_draw_and_keeps_nothing(app, place):
    told = run(app, "--share", "20", "--dry-run")

    assert told.exit_code == 0
    assert sorted(numbers(told.stdout)) == sorted(DRAWN)
    assert "5 of 17 entries, 2 strata" in told.stderr
    assert (count(SpotCheckDraw), count(SpotCheck)) == (0, 0)


def test_a_stored_draw_is_repeated_by_its_seed(app, place):
    first = run(app, "--share", "20")
    again = run(app, "--dry-run")

    assert numbers(first.stdout) == numbers(again.stdout)
    assert "This is what the draw was made from." in again.stderr
    assert count(SpotCheck) == 5

    place.add_entry(40, 0)
    assert "entries have changed since" in run(app, "--dry-run").stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--campaign", "nix"), "No campaign has the code nix"),
        (("--unit", "99999"), "No place had the code 99999"),
        (("--period", "nix"), "nix is no period"),
        (("--period", "whole"), "31/08/2022"),
        (("--seed", " "), "1"),
    ],
)
def test_a_wrong_question_is_answered_in_one_line(app, place, arguments, words):
    told = run(app, *arguments)

    assert told.exit_code == 2
    assert words in told.stderr
    assert told.stderr.count("\n") == 1
    assert count(SpotCheckDraw) == 0


def test_a_period_is_drawn_once(app, place):
    run(app)

    assert run(app).exit_code == 2
    assert count(SpotCheckDraw) == 1


def test_without_a_share_the_campaigns_is_drawn(app, place):
    place.campaign.spot_check_percent = 20
    db.session.commit()

    told = run(app, "--dry-run")

    assert sorted(numbers(told.stdout)) == sorted(DRAWN)
