"""The template: what people download, fill in and send back."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from portal.documents.sheet_reader import read_sheet
from portal.documents.sheet_template import sheet_template
from portal.domain.sheet_columns import ColumnKind, Count, SheetColumn
from tests.sheets import COLUMNS

HEADING_LINE, FIRST_LINE = 3, 4


@pytest.fixture
def template(app):
    """The template of the tests' columns, in Vietnamese."""
    with app.test_request_context("/?lang=vi"):
        return sheet_template(COLUMNS, title="Mẫu thành viên", notes=["Mỗi người một dòng."])


@pytest.fixture
def book(template):
    return openpyxl.load_workbook(io.BytesIO(template))


def test_headings_are_bold_frozen_and_marked_where_needed(book):
    sheet = book.worksheets[0]

    headings = [cell.value for cell in sheet[HEADING_LINE]]

    assert headings[:3] == ["Mã xã *", "Họ và tên *", "Số điện thoại"]
    assert all(cell.font.bold for cell in sheet[HEADING_LINE][: len(COLUMNS)])
    assert sheet.freeze_panes == "A4"
    assert sheet["A1"].value == "Mẫu thành viên"


def test_cells_below_have_the_type_of_their_column(book):
    sheet = book.worksheets[0]

    formats = [sheet.column_dimensions[letter].number_format for letter in "ABCDEFG"]
    example = [cell.value for cell in sheet[FIRST_LINE]]

    assert formats == ["@", "@", "@", "@", "dd/mm/yyyy", "@", "#,##0"]
    assert example[:7] == [
        "25195",
        "Nguyễn Văn Ví Dụ",
        "0912 345 678",
        "12/QĐ-UBND",
        datetime(2022, 6, 16),
        "Tổ viên",
        120,
    ]
    assert "dòng ví dụ" in example[7].lower()


def test_words_are_chosen_from_a_list_and_days_are_checked(book):
    sheet = book.worksheets[0]

    rules = {str(rule.sqref).partition("4")[0]: rule for rule in sheet.data_validations.dataValidation}

    assert rules["F"].type == "list"
    name, _mark, area = rules["F"].formula1.replace("'", "").partition("!")
    offered = [cell.value for (cell,) in book[name][area.replace("$", "")]]
    assert offered == ["Tổ trưởng", "Tổ phó", "Tổ viên"]
    assert rules["E"].type == "date"
    assert rules["F"].prompt == "Vai trò trong tổ."


def test_a_second_sheet_explains_each_column_in_words(book):
    guide = book["Hướng dẫn"]

    lines = {row[0]: row for row in guide.iter_rows(values_only=True) if row[0]}

    assert "Mỗi người một dòng." in lines
    assert lines["Mã xã"][1:4] == ("có", "Ghi đúng mã số, kể cả các số 0 ở đầu.", "25195")
    assert lines["Vai trò"][2].startswith("Vai trò trong tổ. Chọn một mục trong danh sách.")
    assert all(column.heading in lines for column in COLUMNS)


def test_a_template_that_is_filled_in_reads_back(book, tmp_path):
    sheet = book.worksheets[0]
    filled = ("00070", "Trần Thị Bưởi", "0912345678", "12/2022", datetime(2022, 6, 1), "Tổ phó", "khoảng 90")
    for place, value in enumerate(filled, start=1):
        sheet.cell(FIRST_LINE + 1, place, value)
    book.save(tmp_path / "filled.xlsx")

    read = read_sheet(tmp_path / "filled.xlsx", COLUMNS, file_name="filled.xlsx")
    (row,) = read

    assert (read.name, read.ignored, read.example_lines) == ("Danh sách", (), [FIRST_LINE])
    assert (row.line, row.problems) == (FIRST_LINE + 1, ())
    assert row.values == {
        "commune": "00070",
        "name": "Trần Thị Bưởi",
        "phone": "0912345678",
        "number": "12/2022",
        "decided": date(2022, 6, 1),
        "role": "deputy",
        "households": Count(90, is_estimate=True),
    }


def test_a_template_that_was_not_touched_has_no_rows(template, tmp_path):
    (tmp_path / "template.xlsx").write_bytes(template)

    assert list(read_sheet(tmp_path / "template.xlsx", COLUMNS, file_name="template.xlsx")) == []


def test_a_list_may_be_long_and_hold_commas(app, tmp_path):
    words = {
        f"Doanh nghiệp viễn thông, bưu chính, công nghệ số {number}": f"firm_{number}" for number in range(30)
    }
    columns = (SheetColumn("firm", "Đơn vị", ColumnKind.choice, choices=words, required=True),)

    with app.test_request_context("/?lang=vi"):
        book = openpyxl.load_workbook(io.BytesIO(sheet_template(columns, title="Đơn vị")))

    assert [cell.value for cell in book["Danh mục"]["A"]] == ["Đơn vị", *words]
