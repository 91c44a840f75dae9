"""The steps of a map follow the exact ratio, not the printed one."""

import pytest

from portal.domain.coverage_bands import BANDS, band_of
from portal.domain.indicators import Definition, PlaceFacts, lines


def line_of(working: int, hamlets: int | None):
    """Return line 8.4 of a commune."""
    facts = PlaceFacts(communes=1, hamlets=hamlets, hamlets_working=working, hamlets_with_team=working)
    return next(line for line in lines(facts, Definition(1, "provisional")) if line.code == "8.4")


@pytest.mark.parametrize(
    ("working", "hamlets", "band"),
    [
        (0, 8, "none"),
        (1, 2000, "low"),
        # 499 of 1000 is 49.9 %.
        (499, 1000, "low"),
        (4, 8, "middle"),
        # 7999 of 10,000 prints as 80,0 %, but is below.
        (7999, 10_000, "middle"),
        (8, 10, "high"),
        # 1999 of 2000 prints as 99,9 %, since one is left.
        (1999, 2000, "high"),
        (8, 8, "all"),
        (0, None, "unknown"),
        (3, None, "unknown"),
        (0, 0, "nothing"),
    ],
)
def test_a_ratio_lies_in_its_step(working, hamlets, band):
    assert band_of(line_of(working, hamlets)) == band
    assert band in BANDS
