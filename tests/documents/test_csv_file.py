import csv
import io

import pytest

from portal.documents.csv_file import csv_file


def test_file_has_a_byte_order_mark_and_text_is_quoted_so_that_codes_stay_text():
    text = csv_file([["Mã", "Lượt"], ["007", 12], [None, 0]])

    assert text == '\ufeff"Mã","Lượt"\r\n"007",12\r\n"",0\r\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\u00a0@"])
def test_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(start):
    text = csv_file([[f"{start}SUM(A1)"]])

    assert next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))) == [f"'{start}SUM(A1)"]


def test_numbers_and_ordinary_names_are_left_alone():
    text = csv_file([[-5, "K’Liêu", 'Đak Ơ "1"']])

    assert text == '\ufeff-5,"K’Liêu","Đak Ơ ""1"""\r\n'
