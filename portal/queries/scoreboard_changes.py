"""Standings with what changed since the period before."""

from dataclasses import replace
from datetime import date

from portal.domain.campaign_indicators import COUNTED
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.scoreboard import standing_of_line
from portal.models import Campaign
from portal.queries.coverage import get_coverage_over
from portal.queries.scoreboard import Scoreboard, score
from portal.queries.scoreboard_series import period_before


def get_changed_scoreboard(
    campaign: Campaign,
    unit_id: int,
    period: NamedPeriod,
    mode: str,
    *,
    today: date,
    as_of: date | None = None,
) -> Scoreboard:
    """Return the standings, the place's own of the counted indicator with the change since the period before.

    Raise Missing where the place was not there on the day.
    """
    before = period_before(campaign, period, today)
    others = [before] if before else []
    coverage, found = get_coverage_over(campaign, unit_id, period, others, mode, today=today, as_of=as_of)
    board = score(campaign, coverage)
    if not found:
        return board
    counted = standing_of_line(coverage.headline, found[0].own)
    return replace(board, own=replace(board.own, standings={**board.own.standings, COUNTED: counted}))
