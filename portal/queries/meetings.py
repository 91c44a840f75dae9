"""How far each commune is from the target of the headline, for a review meeting."""

from dataclasses import dataclass

from portal.domain.indicators import LINES, lines
from portal.domain.scoreboard import Standing, standing_of_line
from portal.queries.coverage import Coverage
from portal.queries.coverage_records import Place


@dataclass(frozen=True, slots=True)
class CommuneGap:
    """A commune that has not reached the headline's target."""

    place: Place
    standing: Standing


def list_commune_gaps(coverage: Coverage) -> list[CommuneGap]:
    """List the communes that lack something to the headline's target, those that lack most units first."""
    definition, found = coverage.basis.definition, []
    for commune_id, facts in coverage.commune_facts.items():
        place = coverage.communes[commune_id]
        targets = coverage.targets.of(place.level, place.id)
        own = {code: target for code, target in targets.items() if code in LINES}
        counted = lines(facts, definition, own)
        standing = standing_of_line(next(line for line in counted if line.code == definition.headline))
        if standing.missing:
            found.append(CommuneGap(place, standing))
    return sorted(found, key=lambda one: (-(one.standing.missing or 0), one.place.name_sort, one.place.id))
