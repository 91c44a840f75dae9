"""Reading spreadsheets: headings wherever they stand, cells as meant, and nothing taken that nobody sees."""

import unicodedata
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from portal.documents.sheet_reader import read_sheet
from portal.domain.sheet_columns import Count
from portal.domain.sheet_rows import SheetRefused
from tests.sheets import (
    COLUMNS,
    HEADINGS,
    LEAST,
    PERSON,
    csv_of,
    exchange,
    problems_of,
    rows_of,
    saved,
    workbook_of,
    xlsx_of,
)

READ = {
    "commune": "25195",
    "name": "Trần Thị Bưởi",
    "phone": "0912345678",
    "number": "12/QĐ-UBND",
    "decided": date(2022, 6, 16),
    "role": "member",
    "households": Count(120),
}
NAMES = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢỸạằ’\u0301\u0323 -,;\"'\n\t", min_size=1, max_size=30
)
SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refusal(path):
    with pytest.raises(SheetRefused) as caught:
        rows_of(path)
    return caught.value


def names_of(path):
    return [row.values["name"] for row in rows_of(path)]


def test_rows_of_an_xlsx_file_are_read_with_the_lines_that_a_person_sees(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON, [], ("00070", "K’Liêu"))

    first, second = rows_of(path)

    assert (first.line, first.values, first.problems) == (2, READ, ())
    assert (second.line, second.values["commune"], second.values["phone"]) == (4, "00070", None)
    assert second.shown["name"] == "K’Liêu"


def test_cells_of_their_own_types_are_read_as_meant(tmp_path):
    typed = (25195, "Trần Thị Bưởi", 912345678, "12/QĐ-UBND", datetime(2022, 6, 16), "to vien", 120.0)

    (row,) = rows_of(xlsx_of(tmp_path, HEADINGS, typed))

    assert (row.values, row.problems) == (READ, ())
    assert row.shown["decided"] == "16/06/2022"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_of_a_csv_file_are_read_in_every_usual_form(tmp_path, encoding, delimiter):
    path = csv_of(tmp_path, HEADINGS, PERSON, encoding=encoding, delimiter=delimiter)

    (row,) = rows_of(path)

    assert (row.line, row.values, row.problems) == (2, READ, ())


def test_windows_1258_is_tried_last(tmp_path):
    # That encoding has no letter for ầ: it is â and a mark.
    text = "Mã xã,Họ và tên\r\n25195,Trần Thị Bưởi\r\n"
    apart = "".join(
        sign if sign in "ăâêôơưđĂÂÊÔƠƯĐ" else unicodedata.normalize("NFD", sign)
        for sign in text.replace("ầ", "â\u0300").replace("ở", "ơ\u0309").replace("ọ", "o\u0323")
    )
    (tmp_path / "old.csv").write_bytes(apart.encode("cp1258"))

    assert names_of(tmp_path / "old.csv") == ["Trần Thị Bưởi"]


def test_a_line_is_counted_as_a_spreadsheet_counts_it(tmp_path):
    (tmp_path / "lines.csv").write_bytes(
        'sep=;\r\nMã xã;Họ và tên\r\n25195;"Trần\r\nThị Bưởi"\r\n\r\n25195;Lê Văn Ổi\r\n'.encode()
    )

    rows = rows_of(tmp_path / "lines.csv")

    assert [(row.line, row.values["name"]) for row in rows] == [(2, "Trần Thị Bưởi"), (4, "Lê Văn Ổi")]


def test_headings_are_found_in_any_order_below_titles_and_without_accents(tmp_path):
    headings = ("STT", "HO TEN (in hoa)", unicodedata.normalize("NFD", "Mã xã *"), "Ghi chú")
    path = xlsx_of(
        tmp_path,
        ("UBND XÃ TÂN TIẾN",),
        [],
        ("DANH SÁCH THÀNH VIÊN",),
        headings,
        (1, "Trần Thị Bưởi", "25195", "x"),
    )

    sheet = read_sheet(path, COLUMNS, file_name="x.xlsx")
    (row,) = sheet

    assert (sheet.heading_line, sheet.letters) == (4, {"name": "B", "commune": "C"})
    assert sheet.ignored == ("A: STT", "D: Ghi chú")
    assert (row.line, row.values["name"], row.values["commune"]) == (5, "Trần Thị Bưởi", "25195")


def test_two_lines_of_headings_under_merged_groups_are_read_together(tmp_path):
    book = workbook_of(
        ("DANH SÁCH THÀNH VIÊN",),
        ("Mã xã", "Họ và tên", "Quyết định thành lập", None),
        (None, None, "Số", "Ngày"),
        ("25195", "Trần Thị Bưởi", "12/QĐ-UBND", "16/06/2022"),
    )
    for merged in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        book.active.merge_cells(merged)

    sheet = read_sheet(saved(book, tmp_path), COLUMNS, file_name="x.xlsx")
    (row,) = sheet

    assert sheet.letters == {"commune": "A", "name": "B", "number": "C", "decided": "D"}
    assert (row.line, row.problems) == (4, ())
    assert (row.values["number"], row.values["decided"]) == ("12/QĐ-UBND", date(2022, 6, 16))


@pytest.mark.parametrize("numbering", [("(1)", "(2)", "(3)"), (1, 2, 3), ("A", "B", 1)])
def test_a_line_that_numbers_the_columns_is_no_row(tmp_path, numbering):
    path = xlsx_of(tmp_path, HEADINGS[:3], numbering, LEAST)

    assert names_of(path) == ["Trần Thị Bưởi"]


def test_headings_repeated_on_every_page_are_no_rows(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON, HEADINGS, PERSON)

    assert [row.line for row in rows_of(path)] == [2, 4]


def test_rows_and_columns_that_are_empty_at_the_end_are_left_out(tmp_path):
    book = workbook_of((*HEADINGS, None, None), PERSON)
    for line in range(3, 60):
        for column in range(1, 12):
            book.active.cell(line, column).fill = PatternFill("solid", fgColor="FFFF00")
    book.active.cell(30, 1, " \u00a0")
    book.active.cell(31, 9, "a note outside the table")

    assert [row.line for row in rows_of(saved(book, tmp_path))] == [2]


def test_merged_cells_below_the_headings_are_told_on_every_line(tmp_path):
    book = workbook_of(("Mã xã", "Họ và tên"), *[("25195", f"Người {number}") for number in range(4)])
    book.active.merge_cells("A3:A4")

    rows = rows_of(saved(book, tmp_path))

    assert [[one.code for one in row.problems] for row in rows] == [[], ["merged_cell"], ["merged_cell"], []]
    assert rows[2].problems[0].details == {"range": "A3:A4"}
    assert rows[1].values["commune"] is None


def test_hidden_and_filtered_rows_are_told_and_never_taken_silently(tmp_path):
    book = workbook_of(("Mã xã", "Họ và tên"), *[("25195", f"Người {number}") for number in range(4)])
    book.active.row_dimensions[3].hidden = True
    book.active.auto_filter.ref = "A1:B5"
    book.active.auto_filter.add_filter_column(1, ["Người 0", "Người 3"])

    path = exchange(saved(book, tmp_path), "xl/worksheets/sheet1.xml", '<row r="4"', '<row r="4" ht="0"')

    assert problems_of(path) == [(3, "", "hidden_row"), (4, "", "hidden_row")]


def test_a_hidden_column_that_would_be_read_is_refused(tmp_path):
    book = workbook_of(HEADINGS, PERSON)
    book.active.column_dimensions["C"].hidden = True

    refused = refusal(saved(book, tmp_path))

    assert (refused.code, refused.details) == ("hidden_column", {"heading": "Số điện thoại", "column": "C"})


def test_a_hidden_column_that_is_not_read_is_no_matter(tmp_path):
    book = workbook_of(("STT", *LEAST), (1, *LEAST))
    for place, heading in enumerate(("STT", "Mã xã", "Họ và tên"), start=1):
        book.active.cell(1, place, heading)
    book.active.column_dimensions["A"].hidden = True

    assert names_of(saved(book, tmp_path)) == ["Trần Thị Bưởi"]


def test_numbers_stored_as_text_and_days_stored_as_text_are_read(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, ("25195", "Bưởi", "912345678", 12, "16-6-2022", None, "1.200"))

    (row,) = rows_of(path)

    assert row.problems == ()
    assert (row.values["phone"], row.values["number"]) == ("0912345678", "12")
    assert (row.values["decided"], row.values["households"]) == (date(2022, 6, 16), Count(1200))


def test_what_the_spreadsheet_turned_into_a_day_is_told(tmp_path):
    # Typed as 12/2022, the number of a decision becomes 1 December.
    path = xlsx_of(tmp_path, HEADINGS, (*LEAST, None, datetime(2022, 12, 1)))

    assert problems_of(path) == [(2, "D", "day_not_text")]


def test_days_count_from_1904_where_the_file_says_so(tmp_path):
    book = workbook_of(HEADINGS, (*LEAST, None, None, datetime(2022, 6, 16)))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    (row,) = rows_of(saved(book, tmp_path))

    assert row.values["decided"] == date(2022, 6, 16)


@pytest.mark.parametrize(
    "look", ["dd/mm/yyyy", "[$-42A]dd mmmm yyyy", "d.m.yy;@", '"ngày" dd "tháng" mm', "yyyy-mm-dd hh:mm"]
)
def test_days_are_known_by_how_they_are_shown(tmp_path, look):
    book = workbook_of(HEADINGS, (*LEAST, None, None, 44728))
    book.active["E2"].number_format = look

    (row,) = rows_of(saved(book, tmp_path))

    assert row.values["decided"] == date(2022, 6, 16)


@pytest.mark.parametrize("look", ["General", "0", '0 "days"', "#,##0\\d", "[Red]0.00", "0_d"])
def test_a_number_is_no_day(tmp_path, look):
    book = workbook_of(HEADINGS, (*LEAST, None, None, 44728))
    book.active["E2"].number_format = look

    assert problems_of(saved(book, tmp_path)) == [(2, "E", "number_not_day")]


def test_text_is_composed_and_hard_spaces_are_spaces(tmp_path):
    name = unicodedata.normalize("NFD", "\u00a0Trần\u00a0Thị Bưởi ")

    assert names_of(xlsx_of(tmp_path, HEADINGS, ("25195", name))) == ["Trần Thị Bưởi"]


def test_the_example_of_the_template_is_left_out_unless_it_was_changed(tmp_path):
    example = [column.example for column in COLUMNS]
    changed = [example[0], "Lê Văn Ổi", *example[2:]]
    path = xlsx_of(tmp_path, HEADINGS, example, changed)

    sheet = read_sheet(path, COLUMNS, file_name="x.xlsx")

    assert [row.values["name"] for row in sheet] == ["Lê Văn Ổi"]
    assert sheet.example_lines == [2]


def test_a_total_is_told_as_such(tmp_path):
    assert problems_of(xlsx_of(tmp_path, HEADINGS, ("Tổng cộng:", None, None, None, None, None, 12))) == [
        (2, "", "total_row")
    ]


def test_progress_is_told_on_the_way_and_at_the_end(tmp_path):
    path = csv_of(tmp_path, HEADINGS, *[PERSON] * 1200)
    told = []

    list(read_sheet(path, COLUMNS, file_name="x", on_progress=lambda *counts: told.append(counts)))

    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


def test_a_sheet_can_be_read_again(tmp_path):
    sheet = read_sheet(xlsx_of(tmp_path, HEADINGS, PERSON), COLUMNS, file_name="x")

    assert list(sheet) == list(sheet)


def test_the_guard_before_a_sign_is_taken_off_and_an_apostrophe_within_a_name_is_kept(tmp_path):
    rows = [("25195", name, None, None, None, None, None) for name in ("'-Bình Minh", "Sóc K'2")]

    for file in (csv_of(tmp_path, HEADINGS, *rows), xlsx_of(tmp_path, HEADINGS, *rows)):
        assert names_of(file) == ["-Bình Minh", "Sóc K'2"]


@SETTINGS
@given(names=st.lists(NAMES, max_size=8), counts=st.lists(st.integers(0, 999_999), max_size=8))
def test_any_table_reads_back_the_same_from_both_kinds_of_file(tmp_path, names, counts):
    table = [
        ("25195", name, None, None, None, None, count)
        for name, count in zip(names, counts, strict=False)
        # An apostrophe before a sign is the guard that our own files put there, and is taken off.
        if name.strip("’' \n\t") and not name.strip().startswith("'-")
    ]

    from_xlsx, from_csv = (
        rows_of(xlsx_of(tmp_path, HEADINGS, *table)),
        rows_of(csv_of(tmp_path, HEADINGS, *table)),
    )

    assert from_xlsx == from_csv
    wanted = [(" ".join(unicodedata.normalize("NFC", row[1]).split()), Count(row[6])) for row in table]
    assert [(row.values["name"], row.values["households"]) for row in from_xlsx] == wanted
