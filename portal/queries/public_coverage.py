"""Coverage for everybody to read: of communes and hamlets, counts only, small ones hidden, nobody named."""

from dataclasses import dataclass
from datetime import date

from portal.domain.campaign_periods import IN_PERIOD, WHOLE, NamedPeriod
from portal.domain.indicators import PlaceFacts
from portal.domain.search_words import Question
from portal.domain.suppression import Cell, show, suppress
from portal.domain.text import fold
from portal.domain.units import UnitLevel, path_covers
from portal.models import Campaign
from portal.queries.campaigns import get_campaign
from portal.queries.coverage import Coverage, get_coverage, units_day
from portal.queries.coverage_records import Place
from portal.queries.units import get_unit_on


@dataclass(frozen=True, slots=True)
class PublicCommune:
    """How many hamlets of a commune have a team, and one that works; `hamlets` is None while unconfirmed."""

    place: Place
    parent_name: str | None
    hamlets: Cell | None
    with_team: Cell
    working: Cell


@dataclass(frozen=True, slots=True)
class PublicHamletLine:
    """Whether a hamlet has a team and whether that works, and the visits, which may be hidden."""

    place: Place
    has_team: bool
    works: bool
    visits: Cell


@dataclass(frozen=True, slots=True)
class PublicCoverage:
    """What everybody may read of a commune; `rest` are visits that belong to no single hamlet."""

    commune: PublicCommune
    hamlets: tuple[PublicHamletLine, ...]
    rest: Cell | None
    visits: Cell
    coverage: Coverage

    def hamlet(self, unit_id: int) -> PublicHamletLine | None:
        """Return one hamlet."""
        return next((one for one in self.hamlets if one.place.id == unit_id), None)


def find_public_campaign(code: str) -> Campaign | None:
    """Return a campaign whose coverage everybody may read; None where there is none, or it is not public."""
    campaign = get_campaign(code)
    return campaign if campaign and campaign.is_public else None


def list_public_communes(
    campaign: Campaign, today: date, question: Question | None = None
) -> list[PublicCommune]:
    """List the communes of a campaign by name; only those whose names hold all words that were asked for."""
    coverage = _cover(campaign, campaign.unit_id, today)
    parents = {row.place.id: row.place for row in coverage.rows if row.place}
    communes = [
        _commune(place, parents.get(place.parent_id or 0), coverage.commune_facts[place.id])
        for place in coverage.communes.values()
    ]
    return [one for one in communes if question is None or _fits(one, question)]


def get_public_coverage(campaign: Campaign, unit_id: int, today: date) -> PublicCoverage | None:
    """Return what everybody may read of a commune, or of the one that a hamlet lies in; else None.

    A hamlet is read from its commune's figures, so that both pages hide the same.
    """
    day = units_day(_whole(campaign), today)
    unit, area = get_unit_on(unit_id, day), get_unit_on(campaign.unit_id, day)
    if unit is None or area is None or not path_covers(area.path, unit.path):
        return None
    commune_id = unit.parent_id if unit.level == UnitLevel.hamlet else unit.id
    if unit.level not in (UnitLevel.commune, UnitLevel.hamlet) or commune_id is None:
        return None
    return _public(_cover(campaign, commune_id, today))


def _whole(campaign: Campaign) -> NamedPeriod:
    return NamedPeriod(WHOLE, WHOLE, campaign.period)


def _cover(campaign: Campaign, unit_id: int, today: date) -> Coverage:
    return get_coverage(campaign, unit_id, _whole(campaign), IN_PERIOD, today=today)


def _commune(place: Place, parent: Place | None, facts: PlaceFacts) -> PublicCommune:
    return PublicCommune(
        place=place,
        parent_name=parent.full_name if parent and parent.level == UnitLevel.district else None,
        hamlets=None if facts.hamlets is None else show(facts.hamlets),
        with_team=show(facts.hamlets_with_team),
        working=show(facts.hamlets_working),
    )


def _fits(commune: PublicCommune, question: Question) -> bool:
    """Tell whether every word that was asked for begins a word of the name, whatever the accents."""
    words = fold(f"{commune.place.full_name} {commune.parent_name or ''}").split()
    return all(any(word.startswith(asked.folded) for word in words) for asked in question.words)


def _public(coverage: Coverage) -> PublicCoverage:
    hidden = suppress([row.facts.visits for row in coverage.rows])
    pairs = list(zip(coverage.rows, hidden.cells, strict=True))
    parent = coverage.ancestors[-1] if coverage.ancestors else None
    return PublicCoverage(
        commune=_commune(coverage.place, parent, coverage.facts),
        hamlets=tuple(
            PublicHamletLine(
                row.place, bool(row.facts.hamlets_with_team), bool(row.facts.hamlets_working), cell
            )
            for row, cell in pairs
            if row.place
        ),
        rest=next((cell for row, cell in pairs if row.place is None), None),
        visits=hidden.total,
        coverage=coverage,
    )
