"""Files given back: every row as sent, with what is to be corrected in colour and in words."""

import io

import openpyxl
import pytest

from portal.documents.sheet_marked import marked_sheet
from portal.documents.sheet_reader import read_sheet
from portal.domain.sheet_rows import CellProblem
from tests.sheets import COLUMNS, HEADINGS, LEAST, PERSON, csv_of, rows_of, saved, workbook_of, xlsx_of

WRONG = ("25195", "Lê Văn Ổi", "0912", "=1+1", "06/25/2022", "Tổ viên", "12")


@pytest.fixture
def mark(app):
    """Marks a file with the problems that reading it finds, in Vietnamese, and opens the result."""

    def mark_file(path, more=()):
        found = [one for row in rows_of(path) for one in row.problems]
        with app.test_request_context("/?lang=vi"):
            content = marked_sheet(path, COLUMNS, [*found, *more], file_name=path.name)
        (path.parent / "marked.xlsx").write_bytes(content)
        return openpyxl.load_workbook(io.BytesIO(content)).active

    return mark_file


@pytest.mark.parametrize("file_of", [xlsx_of, csv_of])
def test_problems_are_filled_and_told_in_words_at_the_end(mark, tmp_path, file_of):
    sheet = mark(file_of(tmp_path, HEADINGS, PERSON, WRONG))

    assert [cell.value for cell in sheet[1]] == [*HEADINGS, "Cần sửa"]
    assert sheet["H2"].value is None
    assert sheet["H3"].value.splitlines() == [
        "Số điện thoại: Ghi số di động đủ 10 chữ số, ví dụ 0912 345 678.",
        "Số quyết định: Công thức chưa có kết quả. Hãy ghi thẳng giá trị vào ô.",
        "Ngày quyết định: Ghi ngày trước, tháng sau, ví dụ 16/06/2022.",
    ]
    filled = [cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"]
    assert filled == ["C3", "D3", "E3", "H3"]


def test_text_that_looks_like_a_formula_stays_text(mark, tmp_path):
    names = ["=cmd|' /C calc'!A0", "+84", "-1", "@SUM(A1)", '=HYPERLINK("http://x")']
    sheet = mark(csv_of(tmp_path, HEADINGS, *[("x", name) for name in names]))

    assert [sheet.cell(line, 2).value for line in range(2, 7)] == names
    assert {sheet.cell(line, 2).data_type for line in range(2, 7)} == {"s"}


def test_each_row_stays_on_its_line_with_all_that_it_held(mark, tmp_path):
    book = workbook_of(
        ("Danh sách",), [], ("STT", *HEADINGS[:2]), (1, "25195", "Ổi"), [], (2, "x", "Bưởi", "more")
    )

    sheet = mark(saved(book, tmp_path))

    assert [[cell.value for cell in row][:4] for row in sheet] == [
        ["Danh sách", None, None, None],
        [None] * 4,
        ["STT", "Mã xã", "Họ và tên", None],
        [1, "25195", "Ổi", None],
        [None] * 4,
        [2, "x", "Bưởi", "more"],
    ]
    assert sheet["E6"].value.startswith("Mã xã: ")


def test_what_is_wrong_with_a_whole_row_fills_it(mark, tmp_path):
    sheet = mark(xlsx_of(tmp_path, HEADINGS, LEAST), [CellProblem(2, "", "", "hidden_row")])

    assert sheet["H2"].value.startswith("Dòng này đang bị ẩn")
    assert [cell.fill.fill_type for cell in sheet[2]][:2] == ["solid", "solid"]


def test_a_marked_file_is_read_again_and_marked_anew(mark, tmp_path):
    mark(xlsx_of(tmp_path, HEADINGS, PERSON, WRONG))
    marked = tmp_path / "marked.xlsx"
    book = openpyxl.load_workbook(marked)
    book.active["C3"] = "0912345679"
    corrected = saved(book, tmp_path, "corrected.xlsx")

    read = read_sheet(corrected, COLUMNS, file_name="corrected.xlsx")

    assert read.ignored == ()
    assert [[one.code for one in row.problems] for row in read] == [
        [],
        ["formula_without_value", "month_first"],
    ]
    sheet = mark(corrected)
    assert [cell.value for cell in sheet[1]] == [*HEADINGS, "Cần sửa"]
    assert (
        sheet["H3"].value.splitlines()[-1] == "Ngày quyết định: Ghi ngày trước, tháng sau, ví dụ 16/06/2022."
    )


def test_values_read_back_as_they_were(mark, tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON, WRONG)
    before = rows_of(path)

    mark(path)

    assert rows_of(tmp_path / "marked.xlsx") == before
