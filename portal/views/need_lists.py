"""The list of places that need help as its page and its file show it: by commune, with whom to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.domain.needs import HAMLET_NEEDS, IN_CAMPAIGN, NEEDS, TEAM_ASLEEP, UNTRAINED_MEMBERS
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.forms.needs import NeedsForm
from portal.labels import label
from portal.place_labels import place_name
from portal.queries import scope
from portal.queries.campaigns import get_present_campaign
from portal.queries.follow_ups import FollowUpLine, list_latest
from portal.queries.need_places import CommunePlace, Coordinator, list_commune_places, list_coordinators
from portal.queries.needs import NeedLine, list_needs, with_last_days
from portal.queries.team_lists import list_filter_places
from portal.queries.unit_reaches import list_communes_within
from portal.web.jinja import show_day


@dataclass(frozen=True)
class AskedNeeds:
    """The question as it was understood, and all that needs help."""

    form: NeedsForm
    need: str
    days: int
    reached_in: Period | None
    address: dict[str, object]
    has_places: bool
    places: dict[int, CommunePlace]
    found: dict[str, list[NeedLine]]
    today: date

    @property
    def lines(self) -> list[NeedLine]:
        """The lines of the list asked for."""
        return self.found[self.need]


@dataclass(frozen=True)
class NeedGroup:
    """The lines of one commune, with whom to ask and what was done so far."""

    place: CommunePlace
    coordinators: list[Coordinator]
    lines: list[NeedLine]
    follow_ups: dict[int, FollowUpLine]

    def count_due(self, today: date) -> int:
        """Count the lines that somebody wanted to look at again by now."""
        latest = (self.follow_ups.get(line.about_id) for line in self.lines)
        return sum(1 for one in latest if one and one.is_due(today))


@dataclass(frozen=True)
class NeedTab:
    """One of the lists with how many stand on it."""

    url: str
    label: str
    current: bool
    badge: int | None


def ask(viewer: Viewer, args: Mapping[str, str]) -> AskedNeeds:
    """Read the question and find what needs help; what makes no sense is said beside the usual answer."""
    today, form = clock.today(), NeedsForm(args)
    offered = list_filter_places(viewer, today)
    form.unit.choices = [(0, _("All places")), *((place.id, place.full_name) for place in offered)]
    form.validate()
    chosen = {name: form.understood(name) for name in ("need", "days", "since", "unit")}
    communes = scope.commune_ids(viewer)
    if chosen["unit"]:
        communes &= list_communes_within(next(one.path for one in offered if one.id == chosen["unit"]))
    period = _campaign_period(today) if chosen["since"] == IN_CAMPAIGN else None
    places = list_commune_places(communes, today)
    return AskedNeeds(
        form=form,
        need=chosen["need"],
        days=chosen["days"],
        reached_in=period,
        address={name: value for name, value in chosen.items() if value != form[name].default},
        has_places=bool(offered),
        places=places,
        found=list_needs(places, today, chosen["days"], period),
        today=today,
    )


def tabs(asked: AskedNeeds) -> list[NeedTab]:
    """List the needs with how many have them; each keeps the rest of the question."""
    return [
        NeedTab(
            url_for("needs.index", **asked.address | {"need": need}),
            str(label("need", need)),
            need == asked.need,
            len(asked.found[need]) or None,
        )
        for need in NEEDS
    ]


def group(viewer: Viewer, asked: AskedNeeds, lines: Sequence[NeedLine]) -> list[NeedGroup]:
    """Put some lines together by commune, with its coordinators and the last follow-ups."""
    if asked.need == TEAM_ASLEEP:
        lines = with_last_days(list(lines))
    shown = {line.commune_id: asked.places[line.commune_id] for line in lines}
    coordinators = list_coordinators(viewer, shown.values(), asked.today)
    latest = list_latest(asked.need, [line.about_id for line in lines])
    return [
        NeedGroup(shown[commune_id], coordinators.get(commune_id, []), list(part), latest)
        for commune_id, part in groupby(lines, key=lambda line: line.commune_id)
    ]


def fold_words(need: str, one: NeedGroup) -> str:
    """Say how many teams or hamlets of a commune stand on the list."""
    if need in HAMLET_NEEDS:
        return ngettext("%(num)d hamlet", "%(num)d hamlets", len(one.lines))
    return ngettext("%(num)d team", "%(num)d teams", len(one.lines))


def what_it_lacks(need: str, line: NeedLine) -> list[str]:
    """Say about a line what its list alone does not."""
    if need == UNTRAINED_MEMBERS:
        told = {"many": line.untrained, "members": line.members}
        return [_("%(many)s of %(members)s members without training", **told)]
    if need != TEAM_ASLEEP:
        return []
    last = _("last approved entry is of work on %(day)s", day=show_day(line.last_on))
    waiting = ngettext(
        "%(num)d entry of these days waits for approval",
        "%(num)d entries of these days wait for approval",
        line.waiting,
    )
    return [last if line.last_on else _("no approved entry ever"), *([waiting] if line.waiting else [])]


def write_message(need: str, one: NeedGroup, today: date, sender: int) -> str:
    """Write to those who coordinate a commune what is missing there, to be sent by hand.

    Who coordinates it writes to its teams instead.
    """
    names = ", ".join(each.name for each in one.coordinators)
    hello, words = _("Hello %(name)s,", name=names) if names else _("Hello,"), "need_message"
    if sender in (each.user_id for each in one.coordinators):
        hello, words = _("Hello team leaders,"), "need_message_to_teams"
    head = f"{label(words, need)} ({one.place.full_name}, {show_day(today)})"
    lines = [
        "– " + ": ".join([place_name(line.name, line.origin), *what_it_lacks(need, line)[:1]])
        for line in one.lines
    ]
    thanks = _("Thank you! If something stands in the way, tell me and we look for a way together.")
    return "\n".join([hello, head, *lines, thanks])


def thing_url(need: str, about_id: int) -> str:
    """Lead to the page of the team or the hamlet."""
    if need in HAMLET_NEEDS:
        return url_for("units.show", unit_id=about_id)
    return url_for("teams.show", team_id=about_id)


def _campaign_period(today: date) -> Period | None:
    campaign = get_present_campaign(today)
    return campaign.period if campaign else None
