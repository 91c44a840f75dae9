"""How a place or a department stands on each of the eight indicators, and what is missing to its targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.domain.campaign_indicators import COUNTED, INDICATORS
from portal.domain.indicators import KNOWN, VISITS, Line, read_target
from portal.domain.periods import Period
from portal.domain.reported_figures import ReportedValue, Window, change_since, choose_value, read_percent
from portal.domain.targets import count_missing

NOT_REPORTED = "not_reported"


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator of one subject in one period, ready to be shown.

    `percent` has a comma and as many decimals as were published (one where the portal counts); `exact` is the
    ratio times 100. `missing` counts what is still needed above the line, where counts are known;
    `missing_points` is the distance to the target in points. `window` holds the days that a reported value
    speaks of. `change` is in points against the value before. `line` is the line of indicator 8 behind it.
    """

    indicator: str
    state: str
    percent: str | None = None
    exact: Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    target: str | None = None
    reached: bool | None = None
    missing: int | None = None
    missing_points: Fraction | None = None
    unknown_units: int = 0
    window: Window | None = None
    change: Fraction | None = None
    source: str = ""
    line: Line | None = None


def standing_of_values(
    indicator: str, values: Sequence[ReportedValue], period: Period, mode: str, target: str | None
) -> Standing:
    """Say how a subject stands on an indicator that others report, by the value chosen for the period."""
    value = choose_value(values, period, mode)
    if value is None:
        return Standing(indicator, NOT_REPORTED, target=target)
    wanted, exact = read_percent(target) if target else None, value.exact
    missing = None
    if wanted is not None and value.denominator and value.numerator is not None:
        missing = count_missing(value.numerator, value.denominator, wanted)
    return Standing(
        indicator=indicator,
        state=KNOWN,
        percent=value.percent.replace(".", ","),
        exact=exact,
        numerator=value.numerator,
        denominator=value.denominator,
        target=target,
        reached=None if wanted is None else exact >= wanted,
        missing=missing,
        missing_points=None if wanted is None else max(Fraction(0), wanted - exact),
        window=value.window,
        change=change_since(values, value),
        source=value.source,
    )


def standing_of_line(line: Line, before: Line | None = None) -> Standing:
    """Say how a place stands on indicator 8 by its headline; `before` is the same line earlier."""
    wanted, exact = read_target(line.code, line.target), _exact(line)
    is_share = line.code != VISITS and wanted is not None and bool(line.denominator)
    return Standing(
        indicator=COUNTED,
        state=line.state,
        percent=line.percent,
        exact=exact,
        numerator=line.numerator,
        denominator=line.denominator,
        target=line.target,
        reached=line.reached,
        missing=count_missing(line.numerator, line.denominator, wanted) if is_share else None,
        missing_points=max(Fraction(0), wanted - exact) if is_share and exact is not None else None,
        unknown_units=line.unknown_units,
        change=_change(exact, before),
        line=line,
    )


def reached_all(standings: Mapping[str, Standing]) -> bool:
    """Tell whether every one of the eight indicators has a target and has reached it."""
    return all(code in standings and standings[code].reached is True for code in INDICATORS)


def short_of(standings: Mapping[str, Standing]) -> list[str]:
    """List the indicators whose target is known and not reached."""
    return [code for code in INDICATORS if code in standings and standings[code].reached is False]


def _exact(line: Line) -> Fraction | None:
    return Fraction(100 * line.numerator, line.denominator) if line.denominator else None


def _change(exact: Fraction | None, before: Line | None) -> Fraction | None:
    earlier = _exact(before) if before else None
    return None if exact is None or earlier is None else exact - earlier
