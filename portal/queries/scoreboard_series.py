"""How the eight indicators went: the eighth window by window, the others as they were published."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.campaign_indicators import COUNTED, subject_key
from portal.domain.campaign_periods import WHOLE, NamedPeriod, list_periods
from portal.domain.reported_figures import ReportedValue
from portal.domain.scoreboard import Standing, standing_of_line
from portal.models import Campaign
from portal.queries.campaigns import named_windows
from portal.queries.coverage import Basis, Headlines, get_coverage_over
from portal.queries.coverage_records import Place
from portal.queries.scoreboard import Scoreboard, score


@dataclass(frozen=True, slots=True)
class CountedPoint:
    """How a place stood on indicator 8 in one period."""

    basis: Basis
    standing: Standing

    @property
    def period(self) -> NamedPeriod:
        """The window or month."""
        return self.basis.period


Value = ReportedValue | CountedPoint


@dataclass(frozen=True, slots=True)
class Charted:
    """How a place and the rows below stand, and how one indicator went, by the subject whose work it is."""

    board: Scoreboard
    series: Mapping[str, Sequence[Value]]


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


def get_charted(
    campaign: Campaign,
    unit_id: int,
    period: NamedPeriod,
    mode: str,
    indicator: str,
    *,
    today: date,
    as_of: date | None = None,
) -> Charted:
    """Return the standings of a place with the series of one indicator: published, or the portal's own.

    In seven statements, however many periods. Of the counted one nothing is known where the place was not
    there on the days of one of them. Raise Missing where it was not there on the day.
    """
    others = series_periods(campaign, today) if indicator == COUNTED else []
    coverage, found = get_coverage_over(campaign, unit_id, period, others, mode, today=today, as_of=as_of)
    board = score(campaign, coverage)
    if indicator == COUNTED:
        return Charted(board, _counted(coverage.place, found))
    return Charted(board, {subject: values.get(indicator, ()) for subject, values in board.series.items()})


def _counted(place: Place, found: Sequence[Headlines]) -> dict[str, list[Value]]:
    """Line up the headline period by period, the place's own with its change since the one before."""
    series: dict[str, list[Value]] = defaultdict(list)
    before = None
    for headlines in found:
        own = standing_of_line(headlines.own, before)
        series[subject_key(place.level, place.id)].append(CountedPoint(headlines.basis, own))
        for below, line in headlines.rows:
            point = CountedPoint(headlines.basis, standing_of_line(line))
            series[subject_key(below.level, below.id)].append(point)
        before = headlines.own
    return series
