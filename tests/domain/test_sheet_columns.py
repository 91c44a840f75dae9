"""How cells are read: what people and spreadsheets write for codes, phones, days, counts and words."""

import unicodedata
from datetime import date, datetime

import pytest

from portal.domain.sheet_columns import (
    BadCell,
    ColumnKind,
    Count,
    SheetColumn,
    example_value,
    offered_words,
    read_cell,
)
from portal.labels import LABELS

TEXT = SheetColumn("name", "Họ và tên", longest=20)
CODE = SheetColumn("code", "Mã xã", ColumnKind.code, digits=5)
PHONE = SheetColumn("phone", "Số điện thoại", ColumnKind.phone)
DAY = SheetColumn("day", "Ngày", ColumnKind.date)
COUNT = SheetColumn("count", "Số hộ", ColumnKind.count, highest=9_999)
ROLE = SheetColumn(
    "role",
    "Vai trò",
    ColumnKind.choice,
    choices={"Tổ trưởng": "leader", "Tổ viên": "member", "Thành viên": "member"},
)


def refusal(column, raw):
    with pytest.raises(BadCell) as caught:
        read_cell(column, raw)
    assert caught.value.code in LABELS["cell_problem"]
    # The sentence has all that it needs.
    assert str(LABELS["cell_problem"][caught.value.code]) % {"shown": raw, **caught.value.details}
    return caught.value.code


@pytest.mark.parametrize("raw", [None, "", "  ", "\u00a0", "\u200b", "\n"])
@pytest.mark.parametrize("column", [TEXT, CODE, PHONE, DAY, COUNT, ROLE])
def test_an_empty_cell_is_unknown_and_never_zero(column, raw):
    assert read_cell(column, raw) is None


def test_an_empty_cell_of_a_needed_column_is_refused():
    assert refusal(SheetColumn("name", "Họ và tên", required=True), "\u00a0") == "required"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Trần  Thị\u00a0Bưởi ", "Trần Thị Bưởi"),
        ("Trần\nThị\tBưởi", "Trần Thị Bưởi"),
        ("Trần\u200b Thị\ufeff Bưởi", "Trần Thị Bưởi"),
        (unicodedata.normalize("NFD", "Trần Thị Bưởi"), "Trần Thị Bưởi"),
        ("K’Liêu", "K’Liêu"),
        (12, "12"),
        (12.0, "12"),
        (1.5, "1.5"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ('="0012"', "0012"),
        ("Hồ «Suối Lam»", "Hồ «Suối Lam»"),
    ],
)
def test_text_is_one_composed_line_without_invisible_characters(raw, text):
    assert read_cell(TEXT, raw) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("a\x00b", "bad_text"),
        ("a\x07b", "bad_text"),
        ("a" * 21, "too_long"),
        (datetime(2022, 12, 1), "day_not_text"),
        (True, "not_text"),
        ("§oµn Thanh niªn", "old_font"),
    ],
)
def test_what_is_no_text_is_refused(raw, code):
    assert refusal(TEXT, raw) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("25195", "25195"),
        (25195, "25195"),
        (25195.0, "25195"),
        ("25195.0", "25195"),
        (70, "00070"),
        ("00070", "00070"),
        (" 25 195 ", "25195"),
        ("'00070", "00070"),
    ],
)
def test_a_code_keeps_its_zeros_or_gets_them_back(raw, code):
    assert read_cell(CODE, raw) == code


def test_a_code_without_a_width_stays_as_written():
    assert read_cell(SheetColumn("team", "Mã tổ", ColumnKind.code), " 007-a ") == "007-a"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2519a", "not_a_code"),
        (251.5, "not_a_code"),
        ("-5", "not_a_code"),
        ("٢٥١٩٥", "not_a_code"),
        (251950, "wrong_length"),
        ("2,5195E+4", "scientific_number"),
        (datetime(2022, 6, 1), "day_not_text"),
    ],
)
def test_what_is_no_code_is_refused(raw, code):
    assert refusal(CODE, raw) == code


@pytest.mark.parametrize(
    "raw",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "(0912) 345 678",
        "+84912345678",
        "+84 (0) 912 345 678",
        "84912345678",
        "0084912345678",
        "'+84912345678",
        "ĐT: 0912345678",
        "sđt 0912.345.678",
        912345678,
        912345678.0,
        84912345678.0,
        "912345678",
        "0912\u00a0345\u00a0678",
        "0912345678\u200b",
    ],
)
def test_a_phone_is_read_in_all_usual_spellings(raw):
    assert read_cell(PHONE, raw) == "0912345678"


@pytest.mark.parametrize("raw", ["01681234567", "0168 123 4567", "+84 168 123 4567", 1681234567])
def test_an_old_number_of_eleven_digits_becomes_the_one_of_today(raw):
    assert read_cell(PHONE, raw) == "0381234567"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("0912345678; 0987654321", "several_phones"),
        ("0912345678/0987654321", "several_phones"),
        ("9,12E+08", "scientific_number"),
        ("091234567", "not_a_phone"),
        ("02713888999", "not_a_phone"),
        ("0912345678 (Lan)", "not_a_phone"),
        ("không có", "not_a_phone"),
        (912345678.5, "not_a_phone"),
        (datetime(2022, 6, 1), "day_not_text"),
    ],
)
def test_what_is_no_single_mobile_number_is_refused(raw, code):
    assert refusal(PHONE, raw) == code


@pytest.mark.parametrize(
    "raw",
    [
        datetime(2022, 6, 1),
        datetime(2022, 6, 1, 8, 30),
        date(2022, 6, 1),
        "2022-06-01",
        "2022-06-01 00:00:00",
        "01/06/2022",
        "1/6/2022",
        "01-06-2022",
        "01.06.2022",
        "01 / 06 / 2022",
        "'01/06/2022",
        "ngày 01 tháng 6 năm 2022",
        unicodedata.normalize("NFD", "Ngày 1 tháng 6 năm 2022"),
    ],
)
def test_a_day_is_read_as_spreadsheets_and_people_write_it(raw):
    assert read_cell(DAY, raw) == date(2022, 6, 1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1/6/22", "two_digit_year"),
        ("06/25/2022", "month_first"),
        ("31/02/2022", "no_such_day"),
        ("00/02/2022", "no_such_day"),
        ("01/06/1999", "day_out_of_range"),
        (datetime(1899, 12, 31), "day_out_of_range"),
        ("01/06/2202", "day_out_of_range"),
        ("1/6/20222", "not_a_day"),
        ("tháng 6/2022", "not_a_day"),
        ("1/6/2022" + " " * 9 + "x" * 100, "not_a_day"),
        (44713, "number_not_day"),
        (2022, "number_not_day"),
        (True, "number_not_day"),
    ],
)
def test_what_is_no_certain_day_is_refused(raw, code):
    assert refusal(DAY, raw) == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (0, 0),
        ("0", 0),
        (120, 120),
        (120.0, 120),
        ("120", 120),
        ("1.234", 1234),
        ("1 234", 1234),
        ("120,0", 120),
    ],
)
def test_a_count_is_read_with_vietnamese_thousands(raw, value):
    assert read_cell(COUNT, raw) == Count(value)


@pytest.mark.parametrize(
    "raw",
    [
        "≈120",
        "~ 120",
        "khoảng 120",
        "Khoảng: 120",
        "trên 120",
        "hơn 120",
        "gần 120",
        "ước tính 120",
        "120+",
        ">120",
        unicodedata.normalize("NFD", "khoảng 120"),
    ],
)
def test_about_so_many_is_an_estimate(raw):
    assert read_cell(COUNT, raw) == Count(120, is_estimate=True)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (-1, "negative"),
        ("-1", "negative"),
        (1.5, "fraction"),
        ("1,5", "fraction"),
        ("1.5", "fraction"),
        ("1,234", "ambiguous_number"),
        ("100-120", "range_not_number"),
        ("100 đến 120", "range_not_number"),
        ("10.000", "out_of_range"),
        (10_000, "out_of_range"),
        ("9" * 50, "out_of_range"),
        (1e300, "out_of_range"),
        ("120 hộ", "not_a_number"),
        ("-", "not_a_number"),
        ("một trăm", "not_a_number"),
        ("1.2E+08", "scientific_number"),
        ("1" + " 000" * 5_000, "not_a_number"),
        (True, "not_a_number"),
        (datetime(2022, 6, 1), "not_a_number"),
    ],
)
def test_what_is_no_whole_number_is_refused(raw, code):
    assert refusal(COUNT, raw) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Tổ trưởng", "leader"),
        (unicodedata.normalize("NFD", "TỔ TRƯỞNG"), "leader"),
        ("to  truong", "leader"),
        ("thành viên", "member"),
        ("leader", "leader"),
    ],
)
def test_a_choice_is_read_with_or_without_accents(raw, code):
    assert read_cell(ROLE, raw) == code


@pytest.mark.parametrize("raw", ["Tổ", "trưởng", 1, True, datetime(2022, 6, 1)])
def test_words_that_are_no_choice_are_refused_with_those_that_are(raw):
    with pytest.raises(BadCell) as caught:
        read_cell(ROLE, raw)

    assert caught.value.code == "unknown_choice"
    assert caught.value.details == {"choices": "Tổ trưởng; Tổ viên"}


def test_the_first_word_of_each_choice_is_offered():
    assert offered_words(ROLE) == ("Tổ trưởng", "Tổ viên")


def test_an_example_is_read_like_a_cell():
    assert example_value(SheetColumn("n", "Số hộ", ColumnKind.count, example="120")) == Count(120)
    assert example_value(SheetColumn("n", "Số hộ", ColumnKind.count, required=True)) is None
