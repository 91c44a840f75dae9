"""The few steps into which a map parts percentages, each with a pattern of its own."""

from portal.domain.indicators import KNOWN, NOTHING_TO_COUNT, Line

UNKNOWN = "unknown"
NOTHING = "nothing"
NONE, LOW, MIDDLE, HIGH, ALL = "none", "low", "middle", "high", "all"
# In the order of the legend.
BANDS = (ALL, HIGH, MIDDLE, LOW, NONE, UNKNOWN, NOTHING)
_MIDDLE_FROM, _HIGH_FROM = 50, 80


def band_of(line: Line) -> str:
    """Return the step of a line by its exact ratio: 799 of 1000 is still below 80 %."""
    if line.state == NOTHING_TO_COUNT:
        return NOTHING
    if line.state != KNOWN or not line.denominator:
        return UNKNOWN
    if line.numerator == 0:
        return NONE
    if line.numerator >= line.denominator:
        return ALL
    hundredfold = 100 * line.numerator
    if hundredfold >= _HIGH_FROM * line.denominator:
        return HIGH
    return MIDDLE if hundredfold >= _MIDDLE_FROM * line.denominator else LOW
