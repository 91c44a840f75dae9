"""What the review desk is asked for by its address, within the viewer's area."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Viewer
from portal.forms.reviews import ANY_FLAG, FLAGGED_FIRST, TABS, QueueFilterForm
from portal.labels import label
from portal.queries import scope
from portal.queries.log_offers import list_commune_hamlets
from portal.queries.review_queue import FEW_COMMUNES, QueueFilter
from portal.queries.reviews import count_by_status, list_teams
from portal.queries.team_lists import list_filter_places
from portal.queries.unit_reaches import list_communes_within


@dataclass(frozen=True)
class Asked:
    """The filters as they were understood: the form, the query, and what the address of the list keeps.

    `area` are the communes that the viewer reaches, whatever was chosen.
    """

    form: QueueFilterForm
    wanted: QueueFilter
    area: frozenset[int]
    chosen: dict[str, object]
    has_places: bool
    has_teams: bool
    has_hamlets: bool
    counts: dict[str, int]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but the tab was chosen."""
        return bool(self.chosen.keys() - {"status", "order"})


@dataclass(frozen=True)
class Tab:
    """One of the views of the desk."""

    url: str
    label: str
    current: bool
    badge: int | None


def ask(viewer: Viewer, args: Mapping[str, str]) -> Asked:
    """Read the filters; what is outside the viewer's area or makes no sense narrows nothing."""
    form = QueueFilterForm(args)
    places = list_filter_places(viewer, clock.today())
    form.unit.choices = [(0, _("All places")), *((place.id, place.full_name) for place in places)]
    form.team.choices, form.hamlet.choices = [(0, _("All teams"))], [(0, _("All hamlets"))]
    form.unit.validate(form)
    area = scope.commune_ids(viewer)
    communes = _communes(area, places, form.chosen("unit"))
    if len(communes) <= FEW_COMMUNES:
        form.team.choices += list_teams(communes)
    if len(communes) == 1:
        form.hamlet.choices += list_commune_hamlets(*communes, clock.today())
    form.validate()
    wanted = QueueFilter(
        status=form.chosen("status") or TABS[0],
        communes=communes,
        team_id=form.chosen("team"),
        hamlet_id=form.chosen("hamlet"),
        kind=form.chosen("kind"),
        skill=form.chosen("skill"),
        older_than_days=int(form.chosen("age")) if form.chosen("age") else None,
        since=form.chosen("since"),
        until=form.chosen("until"),
        is_flagged=form.chosen("flag") is not None,
        flag=form.chosen("flag") if form.chosen("flag") != ANY_FLAG else None,
        flagged_first=form.chosen("order") == FLAGGED_FIRST and form.chosen("status") in (None, TABS[0]),
    )
    names = ("status", "unit", "team", "hamlet", "kind", "skill", "age", "since", "until", "flag", "order")
    chosen = {name: form.chosen(name) for name in names if form.chosen(name) not in (None, TABS[0])}
    return Asked(
        form=form,
        wanted=wanted,
        area=area,
        chosen=chosen,
        has_places=bool(places),
        has_teams=len(form.team.choices) > 1,
        has_hamlets=len(form.hamlet.choices) > 1,
        counts=count_by_status(communes, wanted.team_id),
    )


def tabs(asked: Asked) -> list[Tab]:
    """List the views of the desk; each keeps the other filters."""
    words = {
        ActivityStatus.submitted: _("Waiting"),
        ActivityStatus.returned: label("activity_status", ActivityStatus.returned),
        ActivityStatus.approved: label("activity_status", ActivityStatus.approved),
    }
    return [
        Tab(
            url_for("reviews.index", **asked.chosen | {"status": status if status != TABS[0] else None}),
            words[status],
            status == asked.wanted.status,
            asked.counts.get(status),
        )
        for status in TABS
    ]


def other_order(asked: Asked) -> str | None:
    """Return the list in the other order, with the flagged or the oldest first; only of what waits."""
    if asked.wanted.status != ActivityStatus.submitted:
        return None
    order = None if asked.wanted.flagged_first else FLAGGED_FIRST
    return url_for("reviews.index", **asked.chosen | {"order": order})


def _communes(area: frozenset[int], places, unit_id: int | None) -> frozenset[int]:
    if unit_id is None:
        return area
    return area & list_communes_within(next(place.path for place in places if place.id == unit_id))
