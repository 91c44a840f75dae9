"""Files that are broken, hostile, locked or of another kind: refused in words, or told cell by cell."""

import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from portal.documents import sheet_tables
from portal.documents.sheet_reader import read_sheet
from portal.domain.sheet_rows import SheetRefused
from portal.labels import LABELS, file_sentence
from tests.sheets import (
    COLUMNS,
    HEADINGS,
    LEAST,
    PERSON,
    add_part,
    csv_of,
    exchange,
    problems_of,
    rows_of,
    saved,
    workbook_of,
    xlsx_of,
)

SHEET = "xl/worksheets/sheet1.xml"


def refused(path: Path, file_name: str = "file.xlsx") -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        list(read_sheet(path, COLUMNS, file_name=file_name))
    assert caught.value.code in LABELS["sheet_refused"]
    assert "%(" not in file_sentence(caught.value)
    return caught.value


def refused_bytes(tmp_path: Path, content: bytes, file_name: str = "file.xlsx") -> str:
    (tmp_path / "file").write_bytes(content)
    return refused(tmp_path / "file", file_name).code


@pytest.mark.parametrize(
    ("content", "file_name", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"\xef\xbb\xbf", "a.csv", "no_headings"),
        (b" \r\n\r\n", "a.csv", "empty_file"),
        (b"%PDF-1.7 ...", "a.pdf", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "not_a_spreadsheet"),
        (b"\xff\xd8\xff\xe0....", "a.xlsx", "other_format"),
        (b"<html><table><tr><td>x</td></tr></table>", "a.xls", "other_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "other_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "encrypted",
        ),
        (b"PK\x03\x04 and no more", "a.xlsx", "broken_file"),
        (b"PK\x05\x06" + bytes(18), "a.xlsx", "broken_file"),
        (b"\x00\x01\x02\xff\xfe" * 50, "a.xlsx", "not_a_spreadsheet"),
        (b"\x8a\x8d\x8e" * 50, "a.csv", "unknown_encoding"),
        ("Ma xa,Ho ten\n25195,Trần Bưởi".encode() + b"\xff\n", "a.csv", "unknown_encoding"),
        ("Mã xã,Họ và tên\n25195,Bưởi".encode("utf-16")[:-1], "a.csv", "unknown_encoding"),
        (b"just some words\n", "a.txt", "no_headings"),
        ('Mã xã,Họ và tên\n25195,"Bưởi\n25195,Ổi\n'.encode(), "a.csv", "broken_csv"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_what_to_do(tmp_path, content, file_name, code):
    assert refused_bytes(tmp_path, content, file_name) == code


def test_other_zip_files_are_refused(tmp_path):
    for name, code in (("word/document.xml", "not_a_spreadsheet"), ("mimetype", "other_format")):
        path = tmp_path / "other.zip"
        path.unlink(missing_ok=True)
        add_part(add_part(path, "[Content_Types].xml", b"<Types/>"), name, b"application/vnd.oasis")

        assert refused(path).code == code


def test_a_file_with_macros_is_refused(tmp_path):
    path = add_part(xlsx_of(tmp_path, HEADINGS, PERSON), "xl/vbaProject.bin", b"Sub Auto_Open()")

    assert refused(path).code == "has_macros"


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert refused_bytes(tmp_path, bytes(content)) == "encrypted"


def test_headings_that_are_missing_are_named(tmp_path):
    missing = refused(xlsx_of(tmp_path, HEADINGS[1:], PERSON[1:]))

    assert (missing.code, missing.details) == ("missing_heading", {"headings": "Mã xã", "line": 1})
    assert refused(xlsx_of(tmp_path, ("a", "b"), ("c", "d"))).code == "no_headings"


def test_a_heading_twice_is_refused_with_its_columns(tmp_path):
    twice = refused(xlsx_of(tmp_path, ("Mã xã", "Họ và tên", "Họ tên"), ("25195", "Bưởi", "Bưởi")))

    assert twice.details == {"heading": "Họ và tên", "columns": "B, C"}


def test_a_heading_over_two_columns_is_refused_lest_half_a_name_is_read(tmp_path):
    book = workbook_of(("Mã xã", "Họ và tên", None), ("25195", "Trần Thị", "Bưởi"))
    book.active.merge_cells("B1:C1")

    assert refused(saved(book, tmp_path)).code == "heading_twice"


def test_the_one_visible_sheet_with_the_headings_is_read(tmp_path):
    book = workbook_of(("Hướng dẫn",), ("Mã xã",), title="Hướng dẫn")
    book.create_sheet("Dữ liệu").append(HEADINGS)
    book["Dữ liệu"].append(PERSON)
    book.create_sheet("Trống").append(HEADINGS)
    hidden = book.create_sheet("Ẩn")
    hidden.append(HEADINGS)
    hidden.append(PERSON)
    hidden.sheet_state = "hidden"

    sheet = read_sheet(saved(book, tmp_path), COLUMNS, file_name="x.xlsx")

    assert (sheet.name, len(list(sheet))) == ("Dữ liệu", 1)


def test_several_sheets_with_rows_are_refused_by_name(tmp_path):
    book = workbook_of(HEADINGS, PERSON, title="Ấp 1")
    other = book.create_sheet("Ấp 2")
    other.append(HEADINGS)
    other.append(PERSON)

    several = refused(saved(book, tmp_path))

    assert (several.code, several.details) == ("several_sheets", {"sheets": "Ấp 1, Ấp 2"})


def test_a_hidden_sheet_is_not_read(tmp_path):
    book = workbook_of(("see the other sheet",))
    hidden = book.create_sheet("Ẩn")
    hidden.append(HEADINGS)
    hidden.append(PERSON)
    hidden.sheet_state = "veryHidden"

    assert refused(saved(book, tmp_path)).code == "hidden_sheet"


def test_formulas_give_their_last_result_and_are_told_without_one(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "formulas.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, LEAST)
        sheet.write_formula(1, 3, '="12/QĐ"&"-UBND"', None, "12/QĐ-UBND")
        sheet.write_formula(1, 6, "=60*2", None, 120)
        sheet.write_formula(1, 5, '=""', None, "")
    without = xlsx_of(tmp_path, HEADINGS, ("25195", '="Bưởi"'), ("=1+1", "Ổi"))

    (row,) = rows_of(tmp_path / "formulas.xlsx")

    assert row.problems == ()
    assert (row.values["number"], row.values["households"].value, row.values["role"]) == (
        "12/QĐ-UBND",
        120,
        None,
    )
    assert problems_of(without) == [(2, "B", "formula_without_value"), (3, "A", "formula_without_value")]


def test_errors_of_formulas_are_told_and_shown(tmp_path):
    book = workbook_of(HEADINGS, ("25195", "#N/A"))
    book.active["B2"].data_type = "e"

    (row,) = rows_of(saved(book, tmp_path))

    assert [(one.code, one.shown) for one in row.problems] == [("error_value", "#N/A")]


def test_a_formula_in_text_stays_text(tmp_path):
    (row,) = rows_of(csv_of(tmp_path, HEADINGS, ("25195", "=cmd|' /C calc'!A0")))

    assert row.values["name"] == "=cmd|' /C calc'!A0"


def test_nul_bytes_are_told_in_their_cell(tmp_path):
    text = exchange(xlsx_of(tmp_path, HEADINGS, LEAST), "xl/sharedStrings.xml", "Bưởi", "B_x0000_i")

    assert problems_of(text) == [(2, "B", "bad_text")]
    assert problems_of(csv_of(tmp_path, HEADINGS, ("25195", "B\x00i"))) == [(2, "B", "bad_text")]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_in_every_part(tmp_path, doctype, part):
    path = xlsx_of(tmp_path, HEADINGS, PERSON)
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    start = content[: content.index(b">", content.index(b"<?xml") if b"<?xml" in content else 0) + 1]
    declared = start + doctype.encode() if start.startswith(b"<?xml") else doctype.encode() + start

    assert refused(exchange(path, part, start, declared)).code == "unsafe_xml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</worksheet>", ""),
        ("</sheetData>", "</sheetDat>"),
        ('<row r="2"', '<row r="1"'),
        ('<row r="2"', '<row r="9999999"'),
        ('r="B2"', 'r="A2"'),
        ('r="B2"', 'r="?2"'),
        ('r="B2"', 'r="AAAA2"'),
        ('r="B2" t="s"><v>', 'r="B2" t="s"><v>99'),
        ('r="B2" t="s"><v>', 'r="B2" t="s"><v>-'),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:?"/></mergeCells>'),
        ("<sheetData>", '<cols><col min="x" max="y" hidden="1"/></cols><sheetData>'),
        ("<sheetData>", '<sheetData><!-- ' + "x" * 400_000 + " -->"),
    ],
)  # fmt: skip
def test_broken_sheets_are_refused_as_damaged(tmp_path, old, new):
    path = exchange(xlsx_of(tmp_path, HEADINGS, LEAST), SHEET, old, new)

    assert refused(path).code == "broken_file"


def test_a_number_that_is_none_is_told_in_its_cell(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, (*LEAST, None, None, None, None, 120))

    for number in ("nan", "inf", "1_0", "9" * 60, "x"):
        assert problems_of(exchange(path, SHEET, ">120<", f">{number}<")) == [(2, "G", "unreadable")]
        exchange(path, SHEET, f">{number}<", ">120<")


def test_a_part_that_breaks_off_is_refused(tmp_path):
    content = bytearray(xlsx_of(tmp_path, HEADINGS, *[PERSON] * 300).read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 400
    content[at : at + 20] = bytes(20)

    assert refused_bytes(tmp_path, bytes(content)) == "broken_file"


def test_zip_bombs_are_refused_by_what_they_declare_and_by_what_comes_out(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON)
    honest = add_part(path, "xl/media/zeros.bin", bytes(60 * 2**20))
    assert refused(honest).code == "too_large_unzipped"

    lying = exchange(
        xlsx_of(tmp_path, HEADINGS, PERSON), SHEET, "<sheetData>", " " * 5_000_000 + "<sheetData>"
    )
    content = bytearray(lying.read_bytes())
    entry = content.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\x01\x02")) - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 1_000)

    assert refused_bytes(tmp_path, bytes(content)) == "broken_file"


def test_too_many_parts_are_refused(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/media/{number}", b"")

    assert refused(path).code == "too_large_unzipped"


def test_a_file_of_many_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(21 * 2**20)

    assert refused(path).code == "file_too_large"


def test_too_many_rows_are_refused_before_any_is_read(tmp_path, monkeypatch):
    for path in (csv_of(tmp_path, HEADINGS, *[PERSON] * 50_001), many_rows(tmp_path, 50_001)):
        assert refused(path).code == "too_many_rows"

    assert len(rows_of(csv_of(tmp_path, HEADINGS, *[LEAST] * 50_000))) == sheet_tables.MOST_ROWS


def many_rows(folder: Path, count: int) -> Path:
    """Make an XLSX file of many rows."""
    with xlsxwriter.Workbook(folder / "many.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for line in range(1, count + 1):
            sheet.write_row(line, 0, LEAST)
    return folder / "many.xlsx"


def test_a_million_columns_are_refused(tmp_path):
    row = b"".join(b'<c r="%s1" t="str"><v>x</v></c>' % letters for letters in (b"GR", b"GS", b"XFD"))
    path = exchange(
        xlsx_of(tmp_path, HEADINGS, PERSON),
        SHEET,
        "</sheetData>",
        b'<row r="9">' + row + b"</row></sheetData>",
    )
    assert refused(path).code == "too_many_columns"

    assert refused_bytes(tmp_path, "Mã xã,Họ và tên\n".encode() + b"x," * 1_000_000) == "too_many_columns"


def test_a_million_rows_that_are_almost_all_empty_are_read(tmp_path):
    empty = "".join(f'<row r="{line}" spans="1:7"/>' for line in range(3, 1_048_577))
    path = exchange(xlsx_of(tmp_path, HEADINGS, PERSON), SHEET, "</sheetData>", empty + "</sheetData>")

    assert [row.line for row in rows_of(path)] == [2]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "nonsense"])
def test_the_size_that_a_file_claims_is_not_believed(tmp_path, dimension):
    path = xlsx_of(tmp_path, HEADINGS, PERSON, PERSON)
    path = exchange(path, SHEET, 'ref="A1:G3"', f'ref="{dimension}"')

    assert len(rows_of(path)) == 2


def test_files_without_references_and_with_prefixes_are_read(tmp_path):
    path = xlsx_of(tmp_path, ("Mã xã", "Họ và tên"), LEAST)
    sheet = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>Mã xã</x:t></x:is></x:c><x:c t="str"><x:v>Họ và tên</x:v></x:c></x:row>'
        '<x:row><x:c><x:v>25195</x:v></x:c><x:c t="inlineStr"><x:is><x:r><x:t>Trần </x:t></x:r>'
        "<x:r><x:t>Bưởi</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    with zipfile.ZipFile(path) as archive:
        content = archive.read(SHEET)

    (row,) = rows_of(exchange(path, SHEET, content, sheet))

    assert (row.line, row.values["commune"], row.values["name"]) == (2, "25195", "Trần Bưởi")


def test_a_sheet_that_lies_outside_the_file_is_not_fetched(tmp_path):
    path = xlsx_of(tmp_path, HEADINGS, PERSON)
    exchange(
        path,
        "xl/_rels/workbook.xml.rels",
        'Target="/xl/worksheets/sheet1.xml"',
        'Target="http://127.0.0.1:9/sheet1.xml" TargetMode="External"',
    )

    assert refused(path).code == "broken_file"


def test_a_compression_that_is_not_known_is_refused(tmp_path):
    content = bytearray(xlsx_of(tmp_path, HEADINGS, PERSON).read_bytes())
    for mark, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + place : start + place + 2] = struct.pack("<H", 97)
            start += 4

    assert refused_bytes(tmp_path, bytes(content)) == "broken_file"


def test_any_few_bytes_exchanged_give_rows_or_a_refusal(tmp_path):
    content = xlsx_of(tmp_path, HEADINGS, PERSON).read_bytes()
    path = tmp_path / "spoilt.xlsx"
    for at in range(0, len(content), 41):
        spoilt = bytearray(content)
        spoilt[at] ^= 0xFF
        path.write_bytes(spoilt)
        try:
            rows_of(path)
        except SheetRefused as refusal:
            assert refusal.code in LABELS["sheet_refused"]
