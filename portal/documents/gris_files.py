"""The table for another system as CSV and as a spreadsheet; figures are copied, nothing is connected."""

import io

import xlsxwriter

from portal.documents.csv_file import csv_file
from portal.documents.sheet_template import PLAIN
from portal.domain.gris_columns import GrisChoice, fill_columns
from portal.domain.report_figures import ReportFigures
from portal.domain.report_papers import basis_words

_FIRST = ("Mã đơn vị", "Tên đơn vị")
_PERCENTS = ("percent", "target")


def gris_csv(figures: ReportFigures, mode: str, columns: tuple[GrisChoice, ...]) -> str:
    """Write the table, and below it on what the figures rest."""
    rows = fill_columns(figures, mode, columns)
    return csv_file([_headings(columns), *rows, [], [basis_words(figures)]])


def gris_xlsx(figures: ReportFigures, mode: str, columns: tuple[GrisChoice, ...]) -> bytes:
    """Write the table with numbers as numbers, and a sheet that says on what they rest."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as workbook:
        sheet = workbook.add_worksheet("GRIS")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "border": 1})
        text = workbook.add_format({"num_format": "@", "border": 1})
        share = workbook.add_format({"num_format": "#,##0.0##", "border": 1})
        count = workbook.add_format({"num_format": "#,##0", "border": 1})
        sheet.set_column(0, 0, 11)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, len(columns) + 1, 14)
        sheet.freeze_panes(1, 2)
        for place, words in enumerate(_headings(columns)):
            sheet.write_string(0, place, words, bold)
        for number, (code, name, *values) in enumerate(fill_columns(figures, mode, columns), start=1):
            sheet.write_string(number, 0, code, text)
            sheet.write_string(number, 1, name, text)
            for place, (column, value) in enumerate(zip(columns, values, strict=True), start=2):
                look = share if column.part in _PERCENTS else count
                if value is None:
                    sheet.write_blank(number, place, None, look)
                else:
                    sheet.write_number(number, place, float(str(value).replace(",", ".")), look)
        notes = workbook.add_worksheet("Định nghĩa")
        notes.set_column(0, 0, 110)
        notes.write_string(0, 0, basis_words(figures), workbook.add_format({"text_wrap": True}))
    return file.getvalue()


def _headings(columns: tuple[GrisChoice, ...]) -> list[str]:
    return [*_FIRST, *(column.heading for column in columns)]
