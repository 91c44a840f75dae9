"""How a report speaks of its places: what lies in a ward, and how many communes are meant."""

from collections.abc import Sequence

from portal.domain.report_figures import ReportFigures
from portal.domain.report_words import count_words, listed

# More names than this stand in the annex alone.
MOST_NAMES = 15
_COMMUNES = "xã, phường, thị trấn"
_HAMLETS = {"Xã ": "thôn, ấp", "Phường ": "khu phố", "Thị trấn ": "khu phố"}


def is_commune(figures: ReportFigures) -> bool:
    """Tell whether the report is that of a commune, a ward or a town."""
    return figures.place["level"] == "commune"


def hamlets_of(figures: ReportFigures) -> str:
    """Say what the place is made of: a ward has no villages."""
    name = figures.place["full_name"] or ""
    found = [words for level, words in _HAMLETS.items() if name.startswith(level)]
    return found[0] if found and is_commune(figures) else "thôn, ấp, khu phố"


def counted_communes(figures: ReportFigures, names: Sequence[str], what: str) -> str:
    """Say something of some communes with their number and names; of all of them without names."""
    if is_commune(figures):
        return f"{figures.place['full_name']} {what}."
    board = figures.in_period
    every = board.communes or [row for row in board.rows if row.level == "commune"]
    if len(names) == len(every) > 1:
        return f"Toàn bộ {count_words(len(names))} {_COMMUNES} {what}."
    return f"{count_words(len(names))} {_COMMUNES} {what}: {short_list(names)}."


def short_list(names: Sequence[str]) -> str:
    """Write names one after the other; of many the first, with how many more there are."""
    rest = len(names) - MOST_NAMES
    if rest > 0:
        return f"{', '.join(names[:MOST_NAMES])} và {count_words(rest)} đơn vị khác"
    return listed(list(names))
