"""How the communes of similar size in the province stand, without naming any of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.domain.comparisons import Band, Share, Spread, band_of, spread_of
from portal.domain.indicators import HAMLETS_WITH_TEAM, HAMLETS_WORKING, lines
from portal.domain.units import UnitLevel
from portal.models import Campaign
from portal.queries.coverage import Coverage, get_coverage

# What is counted by hamlets and teams, and so is known of every commune from the province's figures.
COMPARABLE = (HAMLETS_WITH_TEAM, HAMLETS_WORKING)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The spread of a line over the communes of a band; `communes` counts those whose share is known."""

    code: str
    band: Band
    communes: int
    spread: Spread | None


def compare_commune(
    campaign: Campaign, coverage: Coverage, *, today: date, as_of: date | None = None
) -> Comparison | None:
    """Compare a commune's headline with the communes of its province that are of its size.

    In the five statements of the province's coverage. None of a place that is no commune, where its
    residents are unknown, and for a headline that is not counted by hamlets.
    """
    place, basis = coverage.place, coverage.basis
    band = band_of(place.population) if place.level == UnitLevel.commune else None
    code = basis.definition.headline
    if band is None or code not in COMPARABLE or not coverage.ancestors:
        return None
    province = get_coverage(
        campaign, coverage.ancestors[0].id, basis.period, basis.mode, today=today, as_of=as_of
    )
    shares = list(_shares(province, band, code))
    return Comparison(code, band, len(shares), spread_of(shares))


def _shares(province: Coverage, band: Band, code: str) -> Iterator[Share]:
    for commune_id, facts in province.commune_facts.items():
        if not band.holds(province.communes[commune_id].population):
            continue
        line = next(line for line in lines(facts, province.basis.definition) if line.code == code)
        if line.denominator and line.percent is not None:
            yield Share(line.numerator, line.denominator, line.percent)
