"""Coverage for everybody to read: of communes and hamlets, counts only, small ones hidden, nobody named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.campaign_periods import IN_PERIOD, WHOLE, NamedPeriod
from portal.domain.indicators import PlaceFacts
from portal.domain.search_words import Question
from portal.domain.suppression import Cell, show, suppress
from portal.domain.team_status import DISSOLVED, SUSPENDED
from portal.domain.text import fold
from portal.domain.units import UnitLevel, path_covers
from portal.extensions import db
from portal.models import Campaign
from portal.queries.campaigns import get_campaign
from portal.queries.coverage import Coverage, get_coverage, units_day
from portal.queries.coverage_records import Place, TeamFacts
from portal.queries.units import get_unit_on

# How names of communes begin, folded.
_KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ")


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
    """Whether a hamlet has a team and whether that works, and the visits, which may be hidden.

    `lacks` is what keeps a team that serves the hamlet from counting as one, where no other counts: for its
    neighbours it is a team all the same. `works` speaks of the team that is told of.
    """

    place: Place
    has_team: bool
    works: bool
    visits: Cell
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class PublicCoverage:
    """What everybody may read of a commune; `rest` are visits that belong to no single hamlet."""

    commune: PublicCommune
    hamlets: tuple[PublicHamletLine, ...]
    rest: Cell | None
    visits: Cell
    coverage: Coverage

    @property
    def has_uncounted(self) -> bool:
        """Tell whether a hamlet is served by a team that the figures leave out."""
        return any(one.lacks for one in self.hamlets)

    def hamlet(self, unit_id: int) -> PublicHamletLine | None:
        """Return one hamlet."""
        return next((one for one in self.hamlets if one.place.id == unit_id), None)


def find_public_campaign(code: str) -> Campaign | None:
    """Return a campaign whose coverage everybody may read; None where there is none, or it is not public."""
    campaign = get_campaign(code)
    return campaign if campaign and campaign.is_public else None


def list_public_campaigns(today: date) -> Sequence[Campaign]:
    """List the campaigns whose coverage everybody may read by now, the latest first."""
    return db.session.scalars(
        select(Campaign)
        .where(Campaign.is_public, Campaign.starts_on <= today)
        .order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    ).all()


def list_public_communes(
    campaign: Campaign, today: date, question: Question | None = None
) -> list[PublicCommune]:
    """List the communes of a campaign by name; only those whose names hold all words that were asked for.

    What is called exactly so comes first, then what begins so.
    """
    coverage = _cover(campaign, campaign.unit_id, today)
    parents = {row.place.id: row.place for row in coverage.rows if row.place}
    communes = [
        _commune(place, parents.get(place.parent_id or 0), coverage.commune_facts[place.id])
        for place in coverage.communes.values()
    ]
    if question is None:
        return communes
    found = [one for one in communes if _fits(one, question)]
    return sorted(found, key=lambda one: _distance(one, question))


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


def _distance(commune: PublicCommune, question: Question) -> int:
    """Tell how far a commune's name is from what was asked for; 0 is the very name."""
    folded = fold(commune.place.full_name)
    # The type stands in front: "Phường Tân Phú" is asked for as "tan phu".
    kinds = [kind for kind in _KINDS if folded.startswith(kind)]
    names = (folded, *(folded.removeprefix(kind) for kind in kinds))
    if question.folded in names:
        return 0
    if any(name.startswith(question.folded) for name in names):
        return 1
    return 2 if all(word.folded in folded for word in question.words) else 3


def _public(coverage: Coverage) -> PublicCoverage:
    hidden = suppress([row.facts.visits for row in coverage.rows])
    pairs = list(zip(coverage.rows, hidden.cells, strict=True))
    parent = coverage.ancestors[-1] if coverage.ancestors else None
    return PublicCoverage(
        commune=_commune(coverage.place, parent, coverage.facts),
        hamlets=tuple(_hamlet(coverage, row.place, row.facts, cell) for row, cell in pairs if row.place),
        rest=next((cell for row, cell in pairs if row.place is None), None),
        visits=hidden.total,
        coverage=coverage,
    )


def _hamlet(coverage: Coverage, place: Place, facts: PlaceFacts, visits: Cell) -> PublicHamletLine:
    """Say of a hamlet what counts; where no team does, what the one lacks that serves it."""
    if facts.hamlets_with_team:
        return PublicHamletLine(place, True, bool(facts.hamlets_working), visits)
    serving = [one for one in coverage.teams if place.id in one.hamlet_ids and _lacks_papers(one)]
    if not serving:
        return PublicHamletLine(place, False, False, visits)
    most = max(serving, key=lambda team: team.counts.approved)
    return PublicHamletLine(
        place, False, most.counts.approved >= coverage.basis.definition.k, visits, most.missing[0]
    )


def _lacks_papers(team: TeamFacts) -> bool:
    return bool(team.missing) and not {SUSPENDED, DISSOLVED} & set(team.missing)
