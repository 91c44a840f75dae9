"""Approved entries as a spreadsheet, written row by row to the disk so that memory stays flat."""

from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from flask_babel import force_locale

from portal.documents.sheet_template import PLAIN
from portal.domain.campaign_periods import day_range
from portal.domain.periods import Period
from portal.labels import label
from portal.queries.report_entries import EntryRow

# A sheet holds 1,048,576 rows; what is more goes on in the next one.
ROWS_A_SHEET = 1_000_000
_HEADINGS = (
    "Mã bản ghi", "Ngày", "Mã xã", "Xã, phường, thị trấn", "Mã tổ", "Tổ", "Hình thức", "Kỹ năng",
    "Lượt người", "Số người", "Số hộ",
)  # fmt: skip
_WIDTHS = (38, 12, 9, 26, 11, 40, 20, 36, 11, 10, 9)


def entries_xlsx(entries: Iterable[EntryRow], period: Period, units_on: date) -> IO[bytes]:
    """Write the entries and return the file, ready to be read from its start."""
    file = TemporaryFile()  # noqa: SIM115, it is closed by who sends it.
    with xlsxwriter.Workbook(file, PLAIN) as workbook, force_locale("vi"):
        words: dict[tuple[str, str], str] = {}
        sheet, row, sums = _begin(workbook, 1), 1, [0, 0]
        look = workbook.add_format({"num_format": "dd/mm/yyyy"})
        text = workbook.add_format({"num_format": "@"})
        for entry in entries:
            if row > ROWS_A_SHEET:
                sheet, row = _begin(workbook, len(workbook.worksheets()) + 1), 1
            _write_entry(sheet, row, entry, words, look, text)
            sums = [sums[0] + entry.visits, sums[1] + (entry.households or 0)]
            row += 1
        _write_total(workbook, sheet, row, sums)
        _write_meanings(workbook, period, units_on)
    file.seek(0)
    return file


def _begin(workbook: xlsxwriter.Workbook, number: int):
    sheet = workbook.add_worksheet(f"Bản ghi {number}" if number > 1 else "Bản ghi")
    bold = workbook.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDEBF7"})
    for place, (words, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, words, bold)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _write_entry(sheet, row: int, entry: EntryRow, words: dict, look, text) -> None:
    kind = _said(words, "activity_kind", entry.kind)
    skills = ", ".join(_said(words, "skill", skill) for skill in entry.skills)
    sheet.write_string(row, 0, str(entry.uuid), text)
    sheet.write_datetime(row, 1, entry.occurred_on, look)
    texts = (entry.commune_code, entry.commune, entry.team_code, entry.team, kind, skills)
    for place, value in enumerate(texts, start=2):
        sheet.write_string(row, place, value, text)
    for place, number in enumerate((entry.visits, entry.people, entry.households), start=8):
        if number is not None:
            sheet.write_number(row, place, number)


def _said(words: dict[tuple[str, str], str], register: str, code: str) -> str:
    """Return the words for a code, each looked up once."""
    if (register, code) not in words:
        words[register, code] = str(label(register, code))
    return words[register, code]


def _write_total(workbook: xlsxwriter.Workbook, sheet, row: int, sums: list[int]) -> None:
    """Add the total below the last entry; of several sheets the value is that of all."""
    bold = workbook.add_format({"bold": True, "num_format": "#,##0"})
    sheet.write_string(row, 0, "TỔNG CỘNG", bold)
    is_only = len(workbook.worksheets()) == 1 and row > 1
    for place, column, value in ((8, "I", sums[0]), (10, "K", sums[1])):
        if is_only:
            sheet.write_formula(row, place, f"=SUM({column}2:{column}{row})", bold, value)
        else:
            sheet.write_number(row, place, value, bold)


def _write_meanings(workbook: xlsxwriter.Workbook, period: Period, units_on: date) -> None:
    sheet = workbook.add_worksheet("Định nghĩa")
    sheet.set_column(0, 0, 110)
    wrapped = workbook.add_format({"text_wrap": True, "num_format": "@"})
    notes = (
        f"Bản ghi đã duyệt của những ngày {day_range(period)}; địa giới theo ngày {units_on:%d/%m/%Y}.",
        "Lượt người: một người được hướng dẫn hai lần là hai lượt. Số người, số hộ để trống khi không ghi.",
        "Không có tên người, số điện thoại, ghi chú. Bản ghi chờ duyệt hoặc bị trả lại không có ở đây.",
    )
    for row, words in enumerate(notes):
        sheet.write_string(row, 0, words, wrapped)
