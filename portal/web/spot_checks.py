"""What pages say of spot-checks: periods to choose, shares in words, and how to repeat a draw."""

import secrets
import shlex
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.numbers import get_decimal_symbol
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import clock
from portal.domain.campaign_periods import NamedPeriod, day_range, list_periods, resolve_period
from portal.domain.errors import Missing
from portal.domain.movements import CAMPAIGN
from portal.domain.periods import Period
from portal.domain.spot_checks import Confirmed, Interval
from portal.labels import label
from portal.models import Campaign
from portal.queries.campaigns import list_campaigns, named_windows
from portal.queries.coverage import Coverage
from portal.queries.spot_check_draws import DrawSheet, get_spot_checked, list_place_names
from portal.queries.spot_checks import STATES, VisitLine
from portal.web.coverage import Tab, campaign_name
from portal.web.figures import period_name


@dataclass(frozen=True, slots=True)
class ShownInterval:
    """A share with its interval as printed, such as "94,2" with "89,1" and "97,3"."""

    share: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class VisitGroup:
    """The visits of one page to one commune."""

    name: str
    lines: list[VisitLine]


@dataclass(frozen=True, slots=True)
class ShownConfirmed:
    """What visits found, in words; without a visit both shares are None."""

    visited: int
    drawn: int
    cautious: ShownInterval | None
    lenient: ShownInterval | None
    days: str = ""


def group_visits(lines: Sequence[VisitLine], today: date) -> list[VisitGroup]:
    """Put visits together by commune, in their order."""
    names = list_place_names({line.commune_id for line in lines}, today)
    parts: dict[int, list[VisitLine]] = defaultdict(list)
    for line in lines:
        parts[line.commune_id].append(line)
    return [
        VisitGroup(names.get(commune_id) or part[0].commune_name or "–", part)
        for commune_id, part in parts.items()
    ]


def shown_confirmed(confirmed: Confirmed, periods: Sequence[Period] = ()) -> ShownConfirmed:
    """Return shares with the page's decimal mark, and the days of the periods drawn from."""
    return ShownConfirmed(
        confirmed.visited,
        confirmed.drawn,
        _shown(confirmed.cautious),
        _shown(confirmed.lenient),
        ", ".join(day_range(period) for period in periods),
    )


def coverage_confirmed(coverage: Coverage) -> ShownConfirmed | None:
    """Return what spot-checks say beside a place's figures; None where nothing was drawn."""
    found = get_spot_checked(coverage.campaign_code, coverage.place, coverage.basis.counted)
    return None if found is None else shown_confirmed(found.confirmed, found.periods)


def over_periods(today: date) -> dict[str, list[tuple[str, str]]]:
    """Return the periods that are over, by campaign with its share, as choices of a form."""
    choices = {}
    for campaign in (one for one in list_campaigns() if one.kind == CAMPAIGN):
        listed = list_periods(campaign.period, named_windows(campaign), today)
        over = [one for parts in listed.values() for one in parts if one.period.ends_on <= today]
        if over:
            over.sort(key=lambda one: one.period.ends_on, reverse=True)
            words = {"campaign": campaign_name(campaign), "percent": campaign.spot_check_percent}
            choices[_("%(campaign)s (share %(percent)s %%)", **words)] = [
                (f"{campaign.code} {one.code}", _words(one)) for one in over
            ]
    return choices


def propose_percent(choices: dict[str, list[tuple[str, str]]]) -> int | None:
    """Return the share that is set with the campaigns on offer; None where it is not the same for all."""
    offered = {value.partition(" ")[0] for periods in choices.values() for value, _words in periods}
    shares = {one.spot_check_percent for one in list_campaigns() if one.code in offered}
    return shares.pop() if len(shares) == 1 else None


def read_period(text: str) -> tuple[Campaign, NamedPeriod]:
    """Return campaign and period of a choice; raises Missing for anything else."""
    code, _space, period = text.partition(" ")
    campaign = next((one for one in list_campaigns() if one.code == code), None)
    if campaign is None:
        raise Missing
    return campaign, resolve_period(period, campaign.period, named_windows(campaign))


def propose_seed() -> str:
    """Return a seed that nobody could choose."""
    return f"{clock.today():%Y-%m-%d}-{secrets.token_hex(4)}"


def repeat_command(sheet: DrawSheet) -> str:
    """Return the command that repeats a draw without keeping anything."""
    draw = sheet.draw
    asked = f"--campaign {draw.campaign.code} --unit {sheet.unit_code} --period {draw.period_code}"
    seed = f"--seed {shlex.quote(draw.seed)} --share {draw.share_percent}"
    return f"flask --app portal spot-checks draw {asked} {seed} --dry-run"


def state_tabs(current: str, draw_id: int | None) -> list[Tab]:
    """Part the visits into one's own, the open and the done ones."""
    return [
        Tab(
            url_for("spot_checks.index", state=state, draw=draw_id),
            str(label("spot_check_state", state)),
            state == current,
        )
        for state in STATES
    ]


def _words(named: NamedPeriod) -> str:
    name, days = period_name(named), day_range(named.period)
    return name if name == days else _("%(period)s (%(days)s)", period=name, days=days)


def _shown(found: Interval | None) -> ShownInterval | None:
    return None if found is None else ShownInterval(*(_percent(tenths) for tenths in found.tenths))


def _percent(tenths: int) -> str:
    return f"{tenths // 10}{get_decimal_symbol(get_locale() or 'vi')}{tenths % 10}"
