"""Print indicator 8 of a place."""

import json

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from portal import clock
from portal.documents.coverage_json import indicator_json
from portal.domain.campaign_periods import IN_PERIOD, MODES, WHOLE, NamedPeriod, day_range, resolve_period
from portal.labels import label
from portal.models import Campaign
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import Coverage, get_coverage, units_day
from portal.queries.units import find_unit_by_code

group = AppGroup("indicator", help="Indicator 8 of a campaign.")


@group.command("show")
@click.option("--campaign", "campaign_code", required=True, metavar="C", help="The campaign's code.")
@click.option("--unit", "unit_code", required=True, metavar="CODE", help="The place's official code.")
@click.option(
    "--period", "period_code", default=WHOLE, metavar="P", help="whole, a window, 2022-06, 2022-W24, 2022-Q2."
)
@click.option("--mode", type=click.Choice(MODES), default=IN_PERIOD, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as /api/indicators/8 answers.")
def show(campaign_code: str, unit_code: str, period_code: str, mode: str, as_json: bool) -> None:
    """Print the lines 8.1 to 8.7 of a place in a period."""
    campaign = get_campaign(campaign_code)
    if campaign is None:
        raise _refusal(f"No campaign has the code {campaign_code}; /campaigns lists them.")
    period = _period(campaign, period_code)
    day = units_day(period, clock.today())
    unit = find_unit_by_code(unit_code, day)
    if unit is None:
        raise _refusal(f"No place had the code {unit_code} on {day}; 'units list --as-of {day}' lists them.")
    coverage = get_coverage(campaign, unit.id, period, mode, today=clock.today())
    if as_json:
        click.echo(json.dumps(indicator_json(coverage), ensure_ascii=False, indent=1))
        return
    with force_locale("vi"):
        _print(coverage)


def _period(campaign: Campaign, code: str) -> NamedPeriod:
    try:
        return resolve_period(code, campaign.period, named_windows(campaign))
    except ValueError:
        windows = ", ".join(window.code for window in campaign.windows)
        raise _refusal(f"{code} is no period of {campaign.code}; try whole, {windows} or 2022-06.") from None


def _print(coverage: Coverage) -> None:
    basis = coverage.basis
    click.echo(f"{coverage.place.full_name} · {basis.period.label} · {day_range(basis.counted)}")
    for line in coverage.lines:
        of = "?" if line.denominator is None else line.denominator
        percent = "" if line.percent is None else f"{line.percent} %"
        marked = "*" if line.code == basis.definition.headline else " "
        click.echo(
            f"{marked} {line.code}  {line.numerator:>8}/{of:<8} {percent:>8}  {label('line', line.code)}"
        )


def _refusal(sentence: str) -> SystemExit:
    click.echo(sentence, err=True)
    return SystemExit(2)
