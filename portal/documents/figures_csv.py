"""Figures of indicators 1 to 7 as CSV, in the table in which those of 2022 were published and shipped.

The columns are indicator, level, window_from, window_to_inclusive, label_as_published and percent. UTF-8
without BOM, line feeds, cells quoted only where they must be, days as 2022-06-16, the percentage with a point
and with the decimals as printed; window_from is empty where no first day was printed. `level` is "province"
for the province's agencies, and "department", "district" or "commune" for all of these together; figures of
single places and departments have no place in that table. What came in by this table goes out byte for byte.
"""

import csv
import io
from collections.abc import Iterable

from portal.models import ReportedFigure

COLUMNS = ("indicator", "level", "window_from", "window_to_inclusive", "label_as_published", "percent")


def figures_csv(figures: Iterable[ReportedFigure]) -> str:
    """Write figures of whole levels in the order given."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for figure in figures:
        days = (figure.first_on or "", figure.last_on)
        writer.writerow([figure.indicator, figure.level, *days, figure.published_label, figure.percent])
    return text.getvalue()
