"""The figures of a report: both modes of a place, of all that lies in it, and what they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from portal.clock import local_day, local_text
from portal.domain.campaign_indicators import COUNTED
from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD, MODES, NamedPeriod, list_periods
from portal.domain.report_figures import ReportBoard, ReportFigures, ReportRow, figure_of, line_of
from portal.domain.scoreboard import standing_of_line
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Campaign, Setting
from portal.models.settings import DEMO
from portal.queries.campaigns import named_windows
from portal.queries.coverage import Coverage, get_coverage
from portal.queries.coverage_beside import Beside, Published, get_beside
from portal.queries.report_closings import CommuneClosing, list_commune_closings, mark_closed, publish_lines
from portal.queries.scoreboard import Scoreboard, ScoreRow, get_scoreboard


def get_report_figures(
    campaign: Campaign, unit_id: int, period: NamedPeriod, *, today: date
) -> ReportFigures:
    """Read all that a report of a place says, in a number of statements that grows with its districts alone.

    Raise Missing where the place was not there on the day.
    """
    boards = {mode: get_scoreboard(campaign, unit_id, period, mode, today=today) for mode in MODES}
    coverage = boards[IN_PERIOD].coverage
    before = _earlier(campaign, unit_id, period, today)
    communes = {mode: _communes(campaign, board, period, mode, today) for mode, board in boards.items()}
    # Read last, since it reads the campaign anew without its windows.
    beside = get_beside(campaign, coverage)
    published = {IN_PERIOD: beside.published}
    closed = list_commune_closings(campaign, coverage, today)
    kept = {
        mode: _board(board, communes[mode], before.get(mode), published.get(mode))
        for mode, board in boards.items()
    }
    during = kept[IN_PERIOD]
    marked = {name: mark_closed(getattr(during, name), closed) for name in ("rows", "communes")}
    demo = select(func.count()).select_from(Setting).where(Setting.key == DEMO)
    return ReportFigures(
        campaign=_campaign(campaign),
        place={name: getattr(coverage.place, name) for name in ("code", "full_name", "level")},
        period={"code": period.code, "kind": period.kind, "label": period.label},
        as_of=local_text(coverage.basis.as_of),
        units_on=coverage.basis.units_on.isoformat(),
        definition=_definition(coverage),
        in_period=replace(during, **marked),
        cumulative=kept[CUMULATIVE],
        unknown_communes=tuple(place.full_name for place in coverage.gaps.communes_unconfirmed),
        spot_checks=_spot_checks(beside),
        open_communes=_open_communes(coverage, closed),
        closing=_closing(beside.published),
        is_demo=bool(db.session.scalar(demo)),
    )


def _campaign(campaign: Campaign) -> dict[str, str | None]:
    return {
        "code": campaign.code,
        "name": campaign.name,
        "plan_number": campaign.plan_number,
        "plan_on": campaign.plan_on and campaign.plan_on.isoformat(),
    }


def _definition(coverage: Coverage) -> dict[str, object]:
    one = coverage.basis.definition
    return {"version": one.version, "status": one.status, "k": one.k, "headline": one.headline}


def _earlier(campaign: Campaign, unit_id: int, period: NamedPeriod, today: date) -> dict[str, Coverage]:
    """Return the figures of the period of the same kind that came before, in both modes."""
    same = list_periods(campaign.period, named_windows(campaign), today).get(period.kind, [])
    earlier = [one for one in same if one.period.ends_on <= period.period.starts_on]
    if not earlier:
        return {}
    return {mode: get_coverage(campaign, unit_id, earlier[-1], mode, today=today) for mode in MODES}


def _communes(
    campaign: Campaign, board: Scoreboard, period: NamedPeriod, mode: str, today: date
) -> list[ReportRow]:
    """Return the communes of each district of a province, by the scoreboard of the district."""
    districts = [row.place for row in board.rows if row.place and row.place.level == UnitLevel.district]
    found = []
    for place in districts if board.coverage.place.level == UnitLevel.province else ():
        below = get_scoreboard(campaign, place.id, period, mode, today=today)
        found += [_row(row, place.full_name) for row in below.rows]
    return found


def _board(
    board: Scoreboard, communes: list[ReportRow], before: Coverage | None, published: Published | None
) -> ReportBoard:
    coverage, facts = board.coverage, board.coverage.facts
    own, lines = _row(board.own), publish_lines(coverage.lines, published)
    [headline] = [(line, revised) for line, revised in lines if line.code == coverage.headline.code]
    standing = standing_of_line(headline[0], before.headline if before else None)
    moved = replace(figure_of(standing), revised=headline[1])
    return ReportBoard(
        first_on=coverage.basis.counted.starts_on.isoformat(),
        last_on=min(coverage.basis.counted.last_day, local_day(coverage.basis.as_of)).isoformat(),
        own=ReportRow(own.level, own.name, own.code, {**own.figures, COUNTED: moved}),
        lines=tuple(line_of(line, revised) for line, revised in lines),
        levels=_rows(board.levels),
        departments=_rows(board.departments),
        rows=_rows(board.rows),
        communes=tuple(communes),
        counts={
            "activities": facts.activities,
            "visits": facts.visits,
            "households": facts.households_reached,
            "waiting": facts.waiting,
            "visits_waiting": facts.visits_waiting,
            "returned": facts.returned,
            "members": facts.members,
        },
    )


def _rows(rows: Iterable[ScoreRow]) -> tuple[ReportRow, ...]:
    return tuple(map(_row, rows))


def _row(row: ScoreRow, within: str = "") -> ReportRow:
    place, department = row.place, row.department
    name = place.full_name if place else department.name if department else ""
    code = place.code if place else department.code if department else ""
    figures = {indicator: figure_of(standing) for indicator, standing in row.standings.items()}
    return ReportRow(str(row.level), name, code or "", figures, within)


def _closing(published: Published | None) -> dict[str, object]:
    if published is None:
        return {}
    one = published.closing
    return {
        "revision": one.revision,
        "closed_at": local_text(one.closed_at),
        "definition_version": one.definition_version,
    }


def _spot_checks(beside: Beside) -> dict[str, object]:
    found = beside.spot_checked
    if found is None:
        return {}
    share, low, high = found.confirmed.printed
    told = found.confirmed
    return {"drawn": told.drawn, "visited": told.visited, "share": share, "low": low, "high": high}


def _open_communes(coverage: Coverage, closed: Mapping[str, CommuneClosing] | None) -> tuple[str, ...] | None:
    """Return the communes that have not closed the period; None while it is not over."""
    if closed is None:
        return None
    return tuple(place.full_name for place in coverage.communes.values() if place.code not in closed)
