"""Print indicator 8 of a place, or all eight of its campaign."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import clock
from portal.documents.coverage_beside import beside_rows
from portal.documents.coverage_json import indicator_json
from portal.documents.scoreboard_json import scoreboard_json
from portal.domain.campaign_periods import IN_PERIOD, MODES, WHOLE, NamedPeriod, day_range, resolve_period
from portal.domain.scoreboard import Standing
from portal.labels import label
from portal.models import Campaign
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import Coverage, get_coverage, units_day
from portal.queries.coverage_beside import get_beside
from portal.queries.scoreboard import ScoreRow
from portal.queries.scoreboard_changes import get_changed_scoreboard
from portal.queries.units import find_unit_by_code

group = AppGroup("indicator", help="The indicators of a campaign.")


_OPTIONS = (
    click.option("--campaign", "campaign_code", required=True, metavar="C", help="The campaign's code."),
    click.option("--unit", "unit_code", required=True, metavar="CODE", help="The place's official code."),
    click.option(
        "--period",
        "period_code",
        default=WHOLE,
        metavar="P",
        help="whole, a window, 2022-06, 2022-W24, 2022-Q2.",
    ),
    click.option("--mode", type=click.Choice(MODES), default=IN_PERIOD, show_default=True),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="D",
        help="The day whose places are meant; the period's last if left out.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which figures are asked for."""

    campaign: Campaign
    unit_id: int
    period: NamedPeriod
    mode: str
    as_of: date | None

    def read(self, get: Callable):
        """Return the figures by one of the queries for them."""
        return get(self.campaign, self.unit_id, self.period, self.mode, today=clock.today(), as_of=self.as_of)


def _asking(command: Callable) -> Callable:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@group.command("show")
@_asking
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as /api/indicators/8 answers.")
def show(as_json: bool, **asked) -> None:
    """Print the lines 8.1 to 8.7 of a place in a period."""
    asked = _read_asked(**asked)
    coverage = asked.read(get_coverage)
    beside = get_beside(asked.campaign, coverage, asked.as_of)
    if as_json:
        click.echo(json.dumps(indicator_json(coverage, beside), ensure_ascii=False, indent=1))
        return
    with force_locale("vi"):
        _print(coverage)
        for row in beside_rows(beside):
            click.echo("  ".join("?" if cell is None else str(cell) for cell in row))


@group.command("scoreboard")
@_asking
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as /api/scoreboard answers.")
def scoreboard(as_json: bool, **asked) -> None:
    """Print how a place and what lies in it stand on all eight indicators in a period."""
    board = _read_asked(**asked).read(get_changed_scoreboard)
    if as_json:
        click.echo(json.dumps(scoreboard_json(board), ensure_ascii=False, indent=1))
        return
    with force_locale("vi"):
        _print_heading(board.coverage)
        for row in (board.own, *board.levels, *board.departments, *board.rows):
            click.echo(_subject_words(row))
            for code in sorted(row.standings):
                click.echo(_standing_words(row.standings[code]))


def _read_asked(
    campaign_code: str, unit_code: str, period_code: str, mode: str, as_of: datetime | None
) -> _Asked:
    campaign = get_campaign(campaign_code)
    if campaign is None:
        raise _refusal(f"No campaign has the code {campaign_code}; /campaigns lists them.")
    period, today = _period(campaign, period_code), clock.today()
    asked = as_of.date() if as_of else None
    if asked and asked > today:
        raise _refusal(f"{asked} has not come yet; name a day up to {today}.")
    day = units_day(period, today, asked)
    unit = find_unit_by_code(unit_code, day)
    if unit is None:
        raise _refusal(f"No place had the code {unit_code} on {day}; 'units list --as-of {day}' lists them.")
    return _Asked(campaign, unit.id, period, mode, asked)


def _period(campaign: Campaign, code: str) -> NamedPeriod:
    try:
        return resolve_period(code, campaign.period, named_windows(campaign))
    except ValueError:
        windows = ", ".join(window.code for window in campaign.windows)
        raise _refusal(f"{code} is no period of {campaign.code}; try whole, {windows} or 2022-06.") from None


def _print_heading(coverage: Coverage) -> None:
    basis = coverage.basis
    click.echo(f"{coverage.place.full_name} · {basis.period.label} · {day_range(basis.counted)}")
    if basis.teams_on != basis.units_on:
        click.echo(f"{_('Places as of')} {basis.units_on:%d/%m/%Y}")
        click.echo(f"{_('Teams and members as of')} {basis.teams_on:%d/%m/%Y}")


def _print(coverage: Coverage) -> None:
    _print_heading(coverage)
    basis = coverage.basis
    for line in coverage.lines:
        of = "?" if line.denominator is None else line.denominator
        percent = "" if line.percent is None else f"{line.percent} %"
        marked = "*" if line.code == basis.definition.headline else " "
        click.echo(
            f"{marked} {line.code}  {line.numerator:>8}/{of:<8} {percent:>8}  {label('line', line.code)}"
        )
    for one in coverage.unplaced:
        sentence = _("Approved entries that fit into none of the places shown")
        click.echo(f"! {sentence}: {one.full_name}, {one.approved}")


def _subject_words(row: ScoreRow) -> str:
    if row.department:
        return f"{row.department.code}  {row.department.name}"
    if row.place:
        return f"{row.place.code or ''}  {row.place.full_name}"
    return str(label("figure_level", row.level))


def _standing_words(one: Standing) -> str:
    percent = "" if one.percent is None else f"{one.percent} %"
    target = f"/ {one.target.replace('.', ',')}" if one.target else ""
    mark = {True: "✓", False: "✗"}.get(one.reached, "?")
    return f"  {one.indicator} {mark} {percent:>10} {target:<9} {label('indicator', one.indicator)}"


def _refusal(sentence: str) -> SystemExit:
    click.echo(sentence, err=True)
    return SystemExit(2)
