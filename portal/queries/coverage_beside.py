"""What stands beside the figures of a place: what was published of them, and what spot-checks bore out."""

from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.domain.campaign_periods import IN_PERIOD
from portal.domain.closings import CLOSABLE, ComparedFigure, compare_published
from portal.models import Campaign, Closing
from portal.queries.closed_figures import get_present
from portal.queries.closings import get_in_force, list_published
from portal.queries.coverage import Coverage
from portal.queries.ledger import sum_changes
from portal.queries.spot_check_draws import SpotChecked, get_spot_checked


@dataclass(frozen=True, slots=True)
class Published:
    """A closing in force with what was published, and what the figures are now by the same definition."""

    closing: Closing
    figures: list[ComparedFigure]

    @property
    def is_changed(self) -> bool:
        """Tell whether any figure differs by now."""
        return any(figure.is_changed for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Beside:
    """What page, file, JSON and command say beside the same figures."""

    published: Published | None = None
    spot_checked: SpotChecked | None = None


def get_beside(campaign: Campaign, coverage: Coverage, as_of: date | None = None) -> Beside:
    """Return what stands beside a place's figures; `as_of` is the day whose places were asked for."""
    basis = coverage.basis
    return Beside(
        find_published(campaign, coverage, as_of),
        get_spot_checked(coverage.campaign_code, coverage.place, basis.counted),
    )


def find_published(campaign: Campaign, coverage: Coverage, as_of: date | None = None) -> Published | None:
    """Return what was published of a place and period; None unless exactly that is closed."""
    basis = coverage.basis
    period = basis.period.period
    if coverage.place.level not in CLOSABLE or basis.mode != IN_PERIOD or as_of is not None:
        return None
    # Nothing is closed before it is over.
    if period.ends_on > clock.today():
        return None
    closing = get_in_force(campaign.id, coverage.place.id, period)
    return closing and compare_closing(campaign, closing)


def compare_closing(campaign: Campaign, closing: Closing) -> Published:
    """Put the present figures of a closed period beside the published ones."""
    present, published = get_present(campaign, closing, clock.today()), list_published([closing.id])
    changes = sum_changes([closing.id])
    figures = compare_published(published[closing.id], present.lines, present.facts.visits_by_skill, changes)
    return Published(closing, figures)
