"""The spreadsheet to download, fill in and send back: headings, lists to choose from, an example, a guide."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from portal.documents.sheet_tables import MOST_ROWS
from portal.domain.activity_values import EARLIEST_DAY
from portal.domain.sheet_columns import ColumnKind, Count, SheetColumn, example_value, offered_words
from portal.domain.sheet_values import LATEST_DAY
from portal.labels import label

# Nothing that people typed becomes a formula or a link.
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
DAY_FORMAT = "dd/mm/yyyy"
_FORMATS = {ColumnKind.date: DAY_FORMAT, ColumnKind.count: "#,##0"}
_AS_TEXT = "@"
_HEADING_ROW = 2
_EXAMPLE_FILL, _HEADING_FILL = "#FFF2CC", "#DDEBF7"
_SHEET_NAME = "Danh sách"


def sheet_template(columns: Sequence[SheetColumn], *, title: str, notes: Sequence[str] = ()) -> bytes:
    """Write the template for these columns; `notes` are sentences for the top of the guide."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as workbook:
        sheet = workbook.add_worksheet(_SHEET_NAME)
        formats = {
            column.key: workbook.add_format({"num_format": number_format(column)}) for column in columns
        }
        headings = (workbook.add_format(_heading(needed)) for needed in (False, True))
        _write_head(sheet, columns, title, workbook.add_format({"bold": True, "font_size": 14}), *headings)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, formats[column.key])
        sheet.set_column(len(columns), len(columns), 40)
        _write_example(sheet, columns, workbook)
        sheet.freeze_panes(_HEADING_ROW + 1, 0)
        _write_guide(workbook, columns, title, notes)
        lists = _write_lists(workbook, columns)
        for place, column in enumerate(columns):
            rule = _rule(column, lists)
            sheet.data_validation(_HEADING_ROW + 1, place, MOST_ROWS + _HEADING_ROW, place, rule)
    return file.getvalue()


def number_format(column: SheetColumn) -> str:
    """Return how a spreadsheet shows the cells of a column; all but days and counts are text."""
    return _FORMATS.get(column.kind, _AS_TEXT)


def _heading(needed: bool) -> dict[str, object]:
    colour = "#9C0006" if needed else "#000000"
    return {
        "bold": True, "text_wrap": True, "valign": "vcenter", "border": 1,
        "bg_color": _HEADING_FILL, "font_color": colour,
    }  # fmt: skip


def _write_head(
    sheet: Worksheet,
    columns: Sequence[SheetColumn],
    title: str,
    bold: Format,
    optional: Format,
    needed: Format,
) -> None:
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(
        1, 0, _("Columns marked * must be filled in. One row for each item; do not merge cells.")
    )
    sheet.set_row(_HEADING_ROW, 36)
    for place, column in enumerate(columns):
        heading = f"{column.heading} *" if column.required else column.heading
        sheet.write_string(_HEADING_ROW, place, heading, needed if column.required else optional)


def _write_example(sheet: Worksheet, columns: Sequence[SheetColumn], workbook: xlsxwriter.Workbook) -> None:
    row = _HEADING_ROW + 1
    look = {"italic": True, "bg_color": _EXAMPLE_FILL}
    for place, column in enumerate(columns):
        value = example_value(column)
        shown = workbook.add_format({**look, "num_format": number_format(column)})
        if isinstance(value, date):
            sheet.write_datetime(row, place, value, shown)
        elif isinstance(value, Count) and not value.is_estimate:
            sheet.write_number(row, place, value.value, shown)
        elif column.example:
            sheet.write_string(row, place, column.example, shown)
        else:
            sheet.write_blank(row, place, None, shown)
    if any(column.example for column in columns):
        mark = workbook.add_format({"italic": True})
        sheet.write_string(row, len(columns), _("← Example: overwrite or delete this row"), mark)


def _write_guide(
    workbook: xlsxwriter.Workbook, columns: Sequence[SheetColumn], title: str, notes: Sequence[str]
) -> None:
    """Explain each column in words, on a sheet of its own."""
    sheet = workbook.add_worksheet(_("Guide"))
    bold = workbook.add_format({"bold": True})
    heading = workbook.add_format(_heading(needed=False))
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": _AS_TEXT})
    for place, width in enumerate((26, 12, 70, 26)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, title, bold)
    for row, note in enumerate(notes, start=1):
        sheet.write_string(row, 0, note)
    top = len(notes) + 2
    for place, words in enumerate((_("Column"), _("Needed"), _("How to fill it in"), _("Example"))):
        sheet.write_string(top, place, words, heading)
    for row, column in enumerate(columns, start=top + 1):
        needed = _("yes") if column.required else ""
        for place, words in enumerate((column.heading, needed, _explained(column), column.example)):
            sheet.write_string(row, place, words, wrapped)


def _explained(column: SheetColumn) -> str:
    parts = [column.hint, str(label("column_kind", column.kind))]
    if column.choices:
        parts.append(_("Accepted words: %(choices)s.", choices="; ".join(offered_words(column))))
    return " ".join(filter(None, parts))


def _write_lists(workbook: xlsxwriter.Workbook, columns: Sequence[SheetColumn]) -> dict[str, str]:
    """Write the words to choose from, and return the range of each column's words.

    They stand on a sheet, since a list inside a rule may not hold commas or be longer than 255 signs.
    """
    choosing = [column for column in columns if column.choices]
    if not choosing:
        return {}
    name = _("Lists")
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    words = [offered_words(column) for column in choosing]
    for place, column in enumerate(choosing):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, bold)
    for row in range(max(map(len, words))):
        for place, offered in enumerate(words):
            if row < len(offered):
                sheet.write_string(row + 1, place, offered[row])
    return {
        column.key: f"='{name}'!{xl_range_abs(1, place, len(words[place]), place)}"
        for place, column in enumerate(choosing)
    }


def _rule(column: SheetColumn, lists: dict[str, str]) -> dict[str, object]:
    """Return what a spreadsheet checks while people type, and the hint it shows."""
    hint = {"input_title": column.heading[:32], "input_message": (column.hint or _explained(column))[:255]}
    if column.choices:
        # Of a column of text the list only offers words, and others may be written.
        error_type = "stop" if column.kind == ColumnKind.choice else "information"
        error = _("Choose one of the words of the list.")
        rule = {"validate": "list", "source": lists[column.key], "error_message": error}
        return {**hint, **rule, "error_type": error_type}
    if column.kind == ColumnKind.date:
        error = _("Write a date such as 16/06/2022.")
        bounds = {"criteria": "between", "minimum": EARLIEST_DAY, "maximum": LATEST_DAY}
        return {**hint, "validate": "date", **bounds, "error_message": error}
    return {**hint, "validate": "any"}
