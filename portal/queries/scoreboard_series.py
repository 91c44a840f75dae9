"""How the eight indicators went: the eighth window by window, the others as they were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.campaign_indicators import COUNTED, REPORTED, subject_key
from portal.domain.campaign_periods import WHOLE, NamedPeriod, list_periods
from portal.domain.errors import Missing
from portal.domain.reported_figures import ReportedValue
from portal.domain.scoreboard import Standing, standing_of_line
from portal.models import Campaign
from portal.queries.campaigns import named_windows
from portal.queries.coverage import Coverage, list_coverage
from portal.queries.coverage_records import Place
from portal.queries.reported_figures import list_series
from portal.queries.scoreboard import Scoreboard


@dataclass(frozen=True, slots=True)
class CountedPoint:
    """The headline of indicator 8 in one period; the days are those that count."""

    coverage: Coverage
    standing: Standing

    @property
    def period(self) -> NamedPeriod:
        """The window or month."""
        return self.coverage.basis.period


@dataclass(frozen=True, slots=True)
class ScoreboardSeries:
    """The counted indicator period by period, and the published ones with their own windows."""

    counted: tuple[CountedPoint, ...]
    reported: Mapping[str, Sequence[ReportedValue]]


def series_periods(campaign: Campaign, today: date) -> list[NamedPeriod]:
    """List the windows of a campaign that have begun, in their order; its months where it has no windows."""
    listed = list_periods(campaign.period, named_windows(campaign), today)
    return listed["window"] if campaign.windows else listed["month"]


def period_before(campaign: Campaign, period: NamedPeriod, today: date) -> NamedPeriod | None:
    """Return the period of the same kind that ended before another one began; None before the first."""
    if period.kind == WHOLE:
        return None
    listed = list_periods(campaign.period, named_windows(campaign), today).get(period.kind, [])
    earlier = [part for part in listed if part.period.starts_on < period.period.starts_on]
    return max(earlier, key=lambda part: part.period.starts_on, default=None)


def list_counted(
    campaign: Campaign,
    unit_id: int,
    periods: Sequence[NamedPeriod],
    mode: str,
    *,
    today: date,
    as_of: date | None = None,
) -> tuple[CountedPoint, ...]:
    """Return the headline of a place in several periods, each with its change since the one before.

    In five statements, however many periods. Empty where the place was not there on one of their days.
    """
    if not periods:
        return ()
    try:
        found = list_coverage(campaign, unit_id, periods, mode, today=today, as_of=as_of)
    except Missing:
        return ()
    before = [None, *(coverage.headline for coverage in found[:-1])]
    return tuple(
        CountedPoint(coverage, standing_of_line(coverage.headline, earlier))
        for coverage, earlier in zip(found, before, strict=True)
    )


def get_series(
    campaign: Campaign, place: Place, mode: str, *, today: date, as_of: date | None = None
) -> ScoreboardSeries:
    """Return all series of a place in eight statements."""
    subject = subject_key(place.level, place.id)
    reported = list_series(campaign.id, [subject]).get(subject, {})
    periods = series_periods(campaign, today)
    return ScoreboardSeries(
        counted=list_counted(campaign, place.id, periods, mode, today=today, as_of=as_of),
        reported={code: tuple(reported.get(code, ())) for code in REPORTED},
    )


def list_below(
    campaign: Campaign, board: Scoreboard, indicator: str, series: ScoreboardSeries
) -> dict[str, tuple[ReportedValue | CountedPoint, ...]]:
    """Return the series of an indicator of each row below, by its subject; in one statement.

    The counted one needs none, since the rows came with the place's own series.
    """
    rows = (*board.departments, *board.rows)
    if indicator != COUNTED:
        found = list_series(campaign.id, [row.subject for row in rows])
        return {row.subject: tuple(found.get(row.subject, {}).get(indicator, ())) for row in rows}
    below: dict[str, list[CountedPoint]] = {}
    for point in series.counted:
        headline = point.coverage.headline.code
        for row in point.coverage.rows:
            if row.place:
                standing = standing_of_line(row.line(headline))
                below.setdefault(subject_key(row.place.level, row.place.id), []).append(
                    CountedPoint(point.coverage, standing)
                )
    return {key: tuple(points) for key, points in below.items()}
