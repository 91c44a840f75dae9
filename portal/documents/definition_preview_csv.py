"""The figures of two versions of indicator 8 side by side as CSV."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.documents.csv_file import Cell, csv_file
from portal.domain.campaign_periods import day_range
from portal.domain.definition_drafts import ComparedPlace
from portal.domain.indicators import Line
from portal.labels import label
from portal.queries.definition_previews import Preview


def definition_preview_csv(preview: Preview, period_label: str) -> str:
    """Write one row a place, both figures in it, and below what they are."""
    heading = [_("Level"), _("Place")]
    for version in (preview.old.definition.version, preview.new.definition.version):
        heading += [
            _("Line (version %(version)s)", version=version),
            _("Counted (version %(version)s)", version=version),
            _("Out of (version %(version)s)", version=version),
            _("Percent (version %(version)s)", version=version),
            _("Target (version %(version)s)", version=version),
            _("Reached (version %(version)s)", version=version),
        ]
    notes = [
        [_("Period"), period_label, day_range(preview.old.counted)],
        [_("How it is counted"), str(label("mode", preview.old.mode))],
        [_("Places as of"), f"{preview.old.units_on:%d/%m/%Y}"],
    ]
    return csv_file([[*heading, _("Changes")], *map(_row, preview.places), [], *notes])


def _row(place: ComparedPlace) -> list[Cell]:
    level = str(label("unit_level", place.level))
    changes = _("yes") if place.is_changed else _("no")
    return [level, place.name, *_cells(place.old), *_cells(place.new), changes]


def _cells(line: Line) -> Iterator[Cell]:
    yield from (line.code, line.numerator, line.denominator, line.percent or line.per_hundred, line.target)
    yield None if line.reached is None else _("yes") if line.reached else _("no")
