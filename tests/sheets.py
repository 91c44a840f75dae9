"""Spreadsheets made for tests: real files, and files with a part exchanged for one that misbehaves."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl

from portal.documents.sheet_reader import read_sheet
from portal.domain.sheet_columns import ColumnKind, SheetColumn
from portal.domain.sheet_rows import SheetRow

COLUMNS = (
    SheetColumn(
        "commune", "Mã xã", ColumnKind.code, aliases=("Mã đơn vị",), required=True, digits=5, example="25195"
    ),
    SheetColumn("name", "Họ và tên", aliases=("Họ tên",), required=True, example="Nguyễn Văn Ví Dụ"),
    SheetColumn("phone", "Số điện thoại", ColumnKind.phone, example="0912 345 678"),
    SheetColumn(
        "number", "Số quyết định", aliases=("Số quyết định thành lập",), example="12/QĐ-UBND", longest=40
    ),
    SheetColumn(
        "decided", "Ngày quyết định", ColumnKind.date, aliases=("Ngày quyết định thành lập",), example="16/06/2022"
    ),
    SheetColumn(
        "role", "Vai trò", ColumnKind.choice, example="Tổ viên", hint="Vai trò trong tổ.",
        choices={"Tổ trưởng": "leader", "Tổ phó": "deputy", "Tổ viên": "member", "Thành viên": "member"},
    ),
    SheetColumn("households", "Số hộ", ColumnKind.count, example="120"),
)  # fmt: skip
HEADINGS = tuple(column.heading for column in COLUMNS)
PERSON = ("25195", "Trần Thị Bưởi", "0912345678", "12/QĐ-UBND", "16/06/2022", "Tổ viên", "120")
LEAST = ("25195", "Trần Thị Bưởi")


def workbook_of(*rows, title: str = "Sheet1") -> openpyxl.Workbook:
    """Make a workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return book


def saved(book: openpyxl.Workbook, folder: Path, name: str = "sheet.xlsx") -> Path:
    """Save a workbook, and return where."""
    book.save(folder / name)
    return folder / name


def xlsx_of(folder: Path, *rows) -> Path:
    """Make an XLSX file of these rows."""
    return saved(workbook_of(*rows), folder)


def csv_of(folder: Path, *rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    """Make a CSV file of these rows."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path = folder / "sheet.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def exchange(path: Path, part: str, old: str | bytes, new: str | bytes) -> Path:
    """Exchange some text in a part of an XLSX file."""
    old, new = (one.encode() if isinstance(one, str) else one for one in (old, new))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part], parts[part][:2000]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def add_part(path: Path, part: str, content: bytes) -> Path:
    """Add a part to an XLSX file."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, content)
    return path


def rows_of(path: Path, columns=COLUMNS) -> list[SheetRow]:
    """Read all rows of a file."""
    return list(read_sheet(path, columns, file_name=path.name))


def problems_of(path: Path, columns=COLUMNS) -> list[tuple[int, str, str]]:
    """Return (line, column, code) of everything that is wrong with the cells."""
    return [(one.line, one.column, one.code) for row in rows_of(path, columns) for one in row.problems]
