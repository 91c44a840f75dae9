"""What a map of coverage shows: each commune with its figures, its outline or its position."""

from dataclasses import dataclass

from portal.domain.coverage_bands import band_of
from portal.domain.indicators import HAMLETS_WITH_TEAM, HAMLETS_WORKING, Line, lines
from portal.domain.map_drawing import Mark
from portal.queries.coverage import Coverage
from portal.queries.coverage_records import Place
from portal.queries.outlines import list_outlines
from portal.queries.unit_points import list_points

MAP_LINES = (HAMLETS_WORKING, HAMLETS_WITH_TEAM)


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A commune on the map; without position and outline it can only be listed. `parent` may be unknown."""

    place: Place
    parent: Place | None
    lines: dict[str, Line]
    mark: Mark

    @property
    def is_located(self) -> bool:
        """Tell whether it can be drawn."""
        return bool(self.mark.rings or self.mark.point)

    def band(self, code: str) -> str:
        """Return the step in which a line of it lies."""
        return band_of(self.lines[code])


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """The communes of a place by name, and the line that has to stand under their outlines."""

    places: tuple[MapPlace, ...]
    attribution: str | None


def get_coverage_map(coverage: Coverage) -> CoverageMap:
    """Find outlines and positions for the communes of a coverage that was read, in three statements at most.

    Outlines are those of the day whose places count. Where they cover less than half of the communes, such as
    the few that outlived their era, all are shown by position.
    """
    ids, on = list(coverage.commune_facts), coverage.basis.units_on
    outlines = list_outlines(ids, on)
    is_outlined = 2 * len(outlines.rings) >= len(ids)
    rings = outlines.rings if is_outlined else {}
    points = list_points(ids)
    above = {row.place.id: row.place for row in coverage.rows if row.place}
    places = []
    for key, facts in coverage.commune_facts.items():
        place, counted = coverage.communes[key], lines(facts, coverage.basis.definition)
        mark = Mark(key, facts.hamlets, points.get(key), rings.get(key, ()))
        shown = {line.code: line for line in counted if line.code in MAP_LINES}
        places.append(MapPlace(place, above.get(place.parent_id), shown, mark))
    return CoverageMap(tuple(places), outlines.attribution if rings else None)
