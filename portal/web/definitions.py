"""What the pages of indicator 8's versions choose from and show: periods to compare in, and both figures."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import IN_PERIOD, MODES, NamedPeriod, list_periods, resolve_period
from portal.domain.errors import Missing, RuleBroken
from portal.domain.indicators import Definition, Line
from portal.domain.roles import Viewer
from portal.models import Campaign
from portal.policy import allows
from portal.queries.campaigns import list_campaigns, named_windows
from portal.queries.definition_previews import Preview, compare_definitions
from portal.web.coverage import campaign_name
from portal.web.figures import fraction_words, period_name, shown_decimal

KINDS = ("window", "month", "quarter", "whole")


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """Two versions side by side, with the campaign and the period that they are compared in."""

    campaign: Campaign
    period: NamedPeriod
    period_label: str
    preview: Preview


def own_campaigns(viewer: Viewer) -> list[Campaign]:
    """List the campaigns whose definition the viewer may change, the latest first."""
    return [one for one in list_campaigns() if allows(viewer, Action.put_definition, one)]


def past_periods(campaigns: list[Campaign], today: date) -> dict[str, list[tuple[str, str]]]:
    """Return the periods that have begun, by campaign, as choices of a form."""
    choices = {}
    for campaign in campaigns:
        listed = list_periods(campaign.period, named_windows(campaign), today)
        begun = [one for kind in KINDS for one in listed[kind] if one.period.starts_on <= today]
        if begun:
            named = [(f"{campaign.code} {one.code}", period_name(one)) for one in begun]
            choices[campaign_name(campaign)] = named
    return choices


def read_preview(
    campaigns: list[Campaign], chosen: str | None, mode: str | None, new: Definition
) -> ShownPreview:
    """Compare a version with the one in force; raises RuleBroken("nothing_to_preview") where nothing is."""
    code, _space, period_code = (chosen or "").partition(" ")
    try:
        campaign = next(one for one in campaigns if one.code == code)
        period = resolve_period(period_code, campaign.period, named_windows(campaign))
        old = campaign.definition_on(period.period.last_day).as_definition()
        mode = mode if mode in MODES else IN_PERIOD
        preview = compare_definitions(campaign, period, mode, old, new, clock.today())
    except (StopIteration, ValueError, Missing):
        raise RuleBroken("nothing_to_preview") from None
    return ShownPreview(campaign, period, period_name(period), preview)


def standing_words(line: Line) -> str:
    """Say a line with its number, what it counts, and whether its target is reached."""
    words = f"{line.code}: {fraction_words(line)}"
    if line.reached is None or not line.target:
        return words
    target = shown_decimal(line.target)
    return f"{words} · " + (
        _("target %(target)s: reached", target=target)
        if line.reached
        else _("target %(target)s: not reached", target=target)
    )
