"""A map of coverage in the words and addresses of a page."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.domain.coverage_bands import BANDS, NOTHING, UNKNOWN
from portal.domain.errors import RuleBroken
from portal.domain.map_drawing import Drawing, Mark, Shape, draw
from portal.domain.map_labels import Label, place_labels
from portal.domain.units import UnitLevel, bare_name
from portal.labels import label
from portal.queries.coverage import Coverage
from portal.queries.coverage_map import MAP_LINES, CoverageMap, MapPlace
from portal.queries.outlines import OutlineSheet
from portal.web.coverage import Tab
from portal.web.figures import fraction_words
from portal.web.jinja import show_number

# More names than this would lie on top of each other.
_MOST_LABELS = 20
# An outline of which nothing is counted.
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ShownShape:
    """A place on the map: a link with its figure as its name."""

    url: str
    name: str
    band: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A step of the legend, and how many places lie in it."""

    band: str
    words: str
    places: int


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map with its text alternative."""

    drawing: Drawing
    shapes: tuple[ShownShape, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class MapRow:
    """A commune in the table beside the map, with each line in words."""

    url: str
    name: str
    parent_name: str | None
    hamlets: int | None
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownMap:
    """The map of a line with all that stands beside it; `drawn` is None where no place can be drawn.

    `closer` leads to the maps of the districts, name by address.
    """

    code: str
    line_tabs: list[Tab]
    drawn: DrawnMap | None
    legend: list[LegendEntry]
    summary: str
    rows: list[MapRow]
    unlocated: list[MapRow]
    attribution: str | None
    closer: list[tuple[str, str]]

    @property
    def most_hamlets(self) -> int:
        """How many hamlets the largest circle stands for."""
        return max((row.hamlets or 0 for row in self.rows), default=0)


def show_coverage_map(
    coverage: Coverage, found: CoverageMap, wanted: str | None, address: dict[str, str]
) -> ShownMap:
    """Put together the map of a line: the one asked for, else the headline, else the first."""
    code = next(code for code in (wanted, coverage.headline.code, *MAP_LINES) if code in MAP_LINES)
    # Built once, because there are many places.
    here, entries = url_for("coverage.index", **address), _legend(found, code)
    rows = {one.place.id: _row(one, here) for one in found.places}
    return ShownMap(
        code=code,
        line_tabs=_line_tabs(address | {"unit": coverage.place.id}, code),
        drawn=_draw_coverage(found, code, here),
        legend=entries,
        summary="; ".join(f"{one.words}: {show_number(one.places)}" for one in entries if one.places),
        rows=list(rows.values()),
        unlocated=[rows[one.place.id] for one in found.places if not one.is_located],
        attribution=found.attribution,
        closer=[
            (row.place.full_name, url_for("coverage.map", **address, unit=row.place.id, line=code))
            for row in coverage.rows
            if row.place and row.place.level == UnitLevel.district
        ],
    )


def view_tabs(coverage: Coverage, address: dict, current: str) -> list[Tab]:
    """Lead from the table to the map and back; a commune's hamlets have no positions, so it has no map."""
    if coverage.place.level not in (UnitLevel.province, UnitLevel.district):
        return []
    pages = (("coverage.index", _("Table")), ("coverage.map", _("Map")))
    return [Tab(url_for(endpoint, **address), words, endpoint == current) for endpoint, words in pages]


def _line_tabs(address: dict, current: str) -> list[Tab]:
    """Lead to the map of each line."""
    return [
        Tab(url_for("coverage.map", **address, line=code), f"{code} {label('line', code)}", code == current)
        for code in MAP_LINES
    ]


def _draw_coverage(shown: CoverageMap, code: str, here: str) -> DrawnMap | None:
    places = {one.place.id: one for one in shown.places}
    drawing = draw(one.mark for one in shown.places)
    if drawing is None:
        return None
    names = Counter(one.place.full_name for one in shown.places)
    shapes = []
    for shape in drawing.shapes:
        one = places[shape.key]
        name = _place_name(one, is_repeated=names[one.place.full_name] > 1)
        words = f"{name}: {code} {fraction_words(one.lines[code])}"
        shapes.append(ShownShape(f"{here}&unit={one.place.id}", words, one.band(code), shape))
    return DrawnMap(drawing, tuple(shapes), tuple(_labels(drawing, places)))


def draw_outlines(sheet: OutlineSheet) -> DrawnMap | None:
    """Draw a file of outlines as it is."""
    drawing = draw(Mark(unit.id, rings=sheet.rings[unit.id]) for unit in sheet.communes)
    if drawing is None:
        return None
    communes = {unit.id: unit for unit in sheet.communes}
    shapes = tuple(
        ShownShape(
            url_for("units.show", unit_id=shape.key, as_of=sheet.line.valid_from),
            f"{communes[shape.key].code} {communes[shape.key].full_name}",
            PLAIN,
            shape,
        )
        for shape in drawing.shapes
    )
    return DrawnMap(drawing, shapes, ())


def _legend(shown: CoverageMap, code: str) -> list[LegendEntry]:
    """Count the places in each step; the two that say nothing of a share stand there only when needed."""
    counted = Counter(one.band(code) for one in shown.places)
    return [
        LegendEntry(band, str(label("coverage_band", band)), counted[band])
        for band in BANDS
        if counted[band] or band not in (UNKNOWN, NOTHING)
    ]


def _row(one: MapPlace, here: str) -> MapRow:
    figures = tuple(fraction_words(one.lines[code]) for code in MAP_LINES)
    parent = one.parent.full_name if one.parent else None
    return MapRow(f"{here}&unit={one.place.id}", one.place.full_name, parent, one.mark.count, figures)


def outline_problems(error: RuleBroken) -> list[str]:
    """Say what is wrong with a file of outlines, problem by problem."""
    sentences = []
    for feature, code, value in error.details.get("problems", ()):
        words = str(label("outline_problem", code)) % {"value": value}
        sentences.append(
            _("Place %(number)s of the file: %(problem)s", number=feature, problem=words)
            if feature
            else words
        )
    return sentences


def _place_name(one: MapPlace, *, is_repeated: bool) -> str:
    if is_repeated and one.parent:
        return f"{one.place.full_name}, {one.parent.full_name}"
    return one.place.full_name


def _labels(drawing: Drawing, places: dict[int, MapPlace]) -> list[Label]:
    """Write the districts' names amid their communes; without districts the communes', if they are few."""
    groups: dict[str, list[Shape]] = defaultdict(list)
    for shape in drawing.shapes:
        one = places[shape.key]
        # There is little room on a map, so what kind of place it is is left out.
        groups[bare_name((one.parent or one.place).full_name)].append(shape)
    return place_labels(drawing, groups) if len(groups) <= _MOST_LABELS else []
