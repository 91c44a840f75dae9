"""Rows for files and the command: what was published beside what is now, and the confirmed share."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.documents.csv_file import Cell
from portal.domain.closings import ComparedFigure
from portal.domain.spot_checks import SpotCheckResult
from portal.labels import label
from portal.queries.coverage_beside import Beside, Published
from portal.queries.spot_check_draws import SpotChecked


def beside_rows(beside: Beside) -> Iterator[list[Cell]]:
    """Write what was published and what spot-checks found; nothing where neither was done."""
    if beside.published:
        yield from _published_rows(beside.published)
    if beside.spot_checked:
        yield from _confirmed_rows(beside.spot_checked)


def _published_rows(published: Published) -> Iterator[list[Cell]]:
    closing = published.closing
    yield []
    yield [_("Published, and as it is now")]
    yield [_("Revision"), closing.revision]
    yield [_("Closed at"), f"{closing.closed_at.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"]
    yield [_("Definition"), closing.definition_version]
    yield [
        _("Line"),
        _("Published: counted"),
        _("Published: out of"),
        _("Published: %%"),
        _("Now: counted"),
        _("Now: out of"),
        _("Now: %%"),
        _("Of that by corrections"),
    ]
    for figure in published.figures:
        yield [
            _figure_name(figure),
            figure.numerator,
            figure.denominator,
            figure.percent,
            figure.present,
            figure.present_denominator,
            figure.present_percent,
            figure.by_ledger,
        ]


def _figure_name(figure: ComparedFigure) -> str:
    return f"{figure.line} {label('skill', figure.part) if figure.part else label('line', figure.line)}"


def _confirmed_rows(found: SpotChecked) -> Iterator[list[Cell]]:
    told = found.confirmed
    share, low, high = told.printed
    yield []
    yield [_("Spot-checks")]
    yield [_("Drawn"), told.drawn]
    yield [_("Visited"), told.visited]
    for result in SpotCheckResult:
        yield [str(label("spot_check_result", result)), told.results.get(result, 0)]
    yield [_("Confirmed share, %%"), share]
    yield [_("95 %% interval, low end"), low]
    yield [_("95 %% interval, high end"), high]
