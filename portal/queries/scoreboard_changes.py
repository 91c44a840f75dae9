"""Standings with what changed since the period before."""

from dataclasses import replace
from datetime import date

from portal.domain.campaign_indicators import COUNTED
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.errors import Missing
from portal.domain.scoreboard import standing_of_line
from portal.models import Campaign
from portal.queries.coverage import get_coverage
from portal.queries.scoreboard import Scoreboard, get_scoreboard
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
    board = get_scoreboard(campaign, unit_id, period, mode, today=today, as_of=as_of)
    before = period_before(campaign, period, today)
    if before is None:
        return board
    try:
        earlier = get_coverage(campaign, unit_id, before, mode, today=today, as_of=as_of)
    except Missing:
        return board
    counted = standing_of_line(board.coverage.headline, earlier.headline)
    return replace(board, own=replace(board.own, standings={**board.own.standings, COUNTED: counted}))
