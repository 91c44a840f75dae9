"""The scoreboard in the words and addresses of a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.comparisons import Band
from portal.domain.roles import Viewer
from portal.domain.verdicts import ANY, Verdict, judge
from portal.labels import label
from portal.queries.comparable_communes import Comparison
from portal.queries.scoreboard import Scoreboard, ScoreRow
from portal.queries.scoreboard_changes import get_changed_scoreboard
from portal.web.coverage import Asked, Tab, load_figures
from portal.web.standings import ShownStanding, percent_words, shown_standing


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A place, a department or a whole level in the table."""

    name: str
    url: str | None
    verdict: str
    cells: tuple[ShownStanding | None, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The rows of one level under a heading; `together` is what was published of all of them."""

    level: str
    title: str
    rows: tuple[ShownRow, ...]
    together: ShownRow | None
    counted: dict[str, int]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """Where the shares of communes of similar size lie, in words."""

    line: str
    band: str
    communes: int
    quartiles: tuple[tuple[str, str], ...]


def load_scoreboard(viewer: Viewer, wanted: str | None, asked: Asked) -> tuple[Asked, Scoreboard]:
    """Return the standings of a place with what they answer; see `load_figures`."""
    return load_figures(viewer, wanted, asked, get_changed_scoreboard)


def shown_tiles(row: ScoreRow) -> list[ShownStanding]:
    """Return the eight indicators of a place in their order."""
    return [shown_standing(row.standings[code]) for code in INDICATORS]


def shown_groups(board: Scoreboard, address: dict[str, str], show: str) -> list[ShownGroup]:
    """Return the rows below by level, in their order by name; `show` keeps those of one verdict."""
    levels = list(dict.fromkeys(row.level for row in (*board.departments, *board.rows)))
    levels += [row.level for row in board.levels if row.level not in levels]
    return [_group(board, level, address, show) for level in levels]


def _group(board: Scoreboard, level: str, address: dict[str, str], show: str) -> ShownGroup:
    rows = [row for row in (*board.departments, *board.rows) if row.level == level]
    together = next((row for row in board.levels if row.level == level), None)
    # Built once, because there are many places.
    here = url_for("scoreboard.index", **address)
    return ShownGroup(
        level=level,
        title=str(label("figure_level", level)),
        rows=tuple(_row(row, here) for row in rows if show in (ANY, judge(row.standings))),
        together=_row(together, here) if together else None,
        counted=Counter(str(judge(row.standings)) for row in rows),
    )


def row_name(row: ScoreRow) -> str:
    """Name whose standings a row holds."""
    if row.place:
        return row.place.full_name
    return row.department.name if row.department else _("All together, as published")


def _row(row: ScoreRow, here: str) -> ShownRow:
    cells = tuple(
        shown_standing(row.standings[code]) if code in row.standings else None for code in INDICATORS
    )
    url = f"{here}&unit={row.place.id}" if row.place else None
    return ShownRow(row_name(row), url, str(judge(row.standings)), cells)


def filter_tabs(groups: Sequence[ShownGroup], current: str, address: dict[str, object]) -> list[Tab]:
    """Lead to all rows and to those of each verdict, with how many they are."""
    counted: Counter[str] = Counter()
    for group in groups:
        counted.update(group.counted)
    tabs = [(ANY, _("All of them"), counted.total())]
    tabs += [(str(one), str(label("verdict", one)), counted[str(one)]) for one in Verdict]
    return [
        Tab(url_for("scoreboard.index", **address, show=code), words, code == current, many or None)
        for code, words, many in tabs
    ]


def shown_comparison(found: Comparison | None) -> ShownComparison | None:
    """Say where communes of similar size stand, naming none."""
    if found is None:
        return None
    spread = found.spread
    parts = (
        (
            (_("a quarter of them have at most"), spread.lower),
            (_("half of them have at most"), spread.middle),
            (_("three quarters of them have at most"), spread.upper),
        )
        if spread
        else ()
    )
    return ShownComparison(
        line=f"{found.code} {label('line', found.code)}",
        band=band_words(found.band),
        communes=found.communes,
        quartiles=tuple((words, percent_words(share.percent)) for words, share in parts),
    )


def band_words(band: Band) -> str:
    """Say which communes are of similar size."""
    first = format_decimal(band.start)
    if band.end is None:
        return _("communes with %(first)s residents or more", first=first)
    if not band.start:
        return _("communes with fewer than %(end)s residents", end=format_decimal(band.end))
    return _("communes with %(first)s to below %(end)s residents", first=first, end=format_decimal(band.end))


def commended_words(groups: Sequence[ShownGroup]) -> str:
    """Say how many have reached all that they are asked."""
    many = sum(group.counted.get(str(Verdict.reached), 0) for group in groups)
    return ngettext(
        "%(many)s has reached every target and may be commended.",
        "%(many)s have reached every target and may be commended.",
        many,
        many=format_decimal(many),
    )
