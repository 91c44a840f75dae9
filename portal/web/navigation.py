"""Where each role goes from every page: some places at hand, and for staff the rest in groups."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from portal.domain.actions import Action
from portal.domain.roles import STAFF_ROLES, Role, Viewer
from portal.policy import allows


@dataclass(frozen=True)
class NavItem:
    """A link of the main navigation."""

    url: str
    label: str
    current: bool
    badge: int | None = None


@dataclass(frozen=True)
class NavGroup:
    """Links under one heading."""

    label: str
    items: list[NavItem]

    @property
    def current(self) -> bool:
        """Tell whether the page is one of the group's."""
        return any(item.current for item in self.items)


def list_nav_items(viewer: Viewer | None) -> list[NavItem]:
    """Return the places at hand, those of a member's own work first."""
    if viewer is None:
        return []
    member, staff = viewer.has_role(Role.member), viewer.has_role(*STAFF_ROLES)
    return _shown(
        (
            ("activities.new", _("Log help"), member),
            ("activities.index", _("Entries"), member),
            ("my_work.show", _("My work"), member),
            ("community_sessions.index", _("Sessions"), member and not staff),
            ("reviews.index", _("Reviews"), staff),
            ("coverage.index", _("Coverage"), staff),
            ("scoreboard.index", _("Scoreboard"), staff),
            ("needs.index", _("Needs help"), staff),
            ("teams.index", _("Teams"), True),
            ("campaigns.index", _("Campaigns"), not staff),
        )
    )


def list_nav_groups(viewer: Viewer | None) -> list[NavGroup]:
    """Return what staff turn to less often, by what it is about."""
    if viewer is None or not viewer.has_role(*STAFF_ROLES):
        return []
    of_teams = viewer.has_role(Role.member, Role.coordinator)
    learning = (
        ("trainings.index", _("Trainings"), True),
        ("training_needs.index", _("What trainings are needed"), True),
        ("community_sessions.index", _("Sessions of the hamlets"), of_teams),
        ("practices.index", _("Good practices"), True),
    )
    figures = (
        ("campaigns.index", _("Campaigns"), True),
        ("figures.index", _("Figures of indicators 1 to 7"), True),
        ("outcome.index", _("How visits ended"), True),
        ("days_of_work.index", _("Days of work"), True),
        ("spot_checks.index", _("Spot-checks"), allows(viewer, Action.view_spot_checks)),
        ("closings.index", _("Closing"), True),
        ("reports.index", _("Reports"), True),
        ("meetings.show", _("Slides for the review meeting"), allows(viewer, Action.hold_meeting)),
    )
    upkeep = (
        ("units.index", _("Places"), True),
        ("imports.index", _("Imports"), allows(viewer, Action.import_register)),
        ("reviewers.index", _("Reviewers"), True),
        ("admin.users", _("Accounts"), viewer.has_role(Role.admin)),
    )
    return [
        NavGroup(_("Learning and guiding"), _shown(learning)),
        NavGroup(_("Figures"), _shown(figures)),
        NavGroup(_("Upkeep"), _shown(upkeep)),
    ]


def _shown(pages: Iterable[tuple[str, str, bool]]) -> list[NavItem]:
    return [
        NavItem(url_for(endpoint), words, request.endpoint == endpoint)
        for endpoint, words, shown in pages
        if shown
    ]
