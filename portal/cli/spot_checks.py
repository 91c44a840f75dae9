"""Draw spot-checks, or repeat a draw from its printed seed."""

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain.campaign_periods import resolve_period
from portal.domain.errors import RuleBroken
from portal.domain.sampling import LEAST_PERCENT, MOST_PERCENT
from portal.labels import sentence
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.spot_check_draws import find_draw, find_place
from portal.services.spot_checks import DrawPlan, draw_spot_checks, plan_draw

group = AppGroup("spot-checks", help="Visits to approved entries, drawn by lot.")


@group.command("draw")
@click.option("--campaign", "campaign_code", required=True, metavar="C", help="The campaign's code.")
@click.option("--unit", "unit_code", required=True, metavar="CODE", help="The place's official code.")
@click.option(
    "--period", "period_code", required=True, metavar="P", help="whole, a window, 2022-06, 2022-W24."
)
@click.option("--seed", required=True, metavar="S", help="Any words; the same words draw the same entries.")
@click.option(
    "--share",
    type=click.IntRange(LEAST_PERCENT, MOST_PERCENT),
    help="Percent of each stratum; else the campaign's.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be drawn, or was, and keep nothing.")
def draw(
    campaign_code: str, unit_code: str, period_code: str, seed: str, share: int | None, dry_run: bool
) -> None:
    """Draw a period's visits and print the ids of the entries in the order of the lot."""
    campaign = get_campaign(campaign_code)
    if campaign is None:
        raise _refusal(f"No campaign has the code {campaign_code}; /campaigns lists them.")
    try:
        period = resolve_period(period_code, campaign.period, named_windows(campaign))
    except ValueError:
        raise _refusal(f"{period_code} is no period of {campaign_code}; try whole or 2022-06.") from None
    day = min(period.period.last_day, clock.today())
    unit = find_place(unit_code, day)
    if unit is None:
        raise _refusal(f"No place had the code {unit_code} on {day}; 'units list --as-of {day}' lists them.")
    made = find_draw(campaign.id, unit.id, period.code)
    percent = share or (made.share_percent if made else campaign.spot_check_percent)
    try:
        plan = plan_draw(None, campaign, unit, period, seed, percent)
        if not dry_run:
            draw_spot_checks(None, campaign, unit, period, seed, percent)
    except RuleBroken as error:
        raise _refusal(sentence(error.code, **error.details)) from None
    _print(plan, made if dry_run else None)


def _print(plan: DrawPlan, made) -> None:
    """Print the ids alone to standard output, and what stands behind them to standard error."""
    sample = plan.sample
    click.echo(f"{len(sample.drawn)} of {len(plan.keys)} entries, {len(sample.strata)} strata", err=True)
    click.echo(f"drawn from {plan.basis_sha256}", err=True)
    if made is not None:
        same = made.basis_sha256 == plan.basis_sha256
        click.echo(
            "This is what the draw was made from." if same else
            f"The draw was made from {made.basis_sha256}: entries have changed since.", err=True,
        )  # fmt: skip
    for one in sample.drawn:
        click.echo(str(one.candidate.uuid))


def _refusal(words: str) -> SystemExit:
    click.echo(words, err=True)
    return SystemExit(2)
