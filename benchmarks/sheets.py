"""How fast a spreadsheet is read and given back: `.venv/bin/python -m benchmarks.sheets`."""

import argparse
import tempfile
import time
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from portal.documents.sheet_reader import read_sheet
from portal.domain.sheet_columns import ColumnKind, SheetColumn

COLUMNS = (
    SheetColumn("commune", "Mã xã", ColumnKind.code, digits=5, required=True),
    SheetColumn("team", "Tên tổ", required=True),
    SheetColumn("number", "Số quyết định"),
    SheetColumn("decided", "Ngày quyết định", ColumnKind.date),
    SheetColumn("name", "Họ và tên", required=True),
    SheetColumn("phone", "Số điện thoại", ColumnKind.phone),
    SheetColumn(
        "role", "Vai trò", ColumnKind.choice,
        choices={"Tổ trưởng": "leader", "Tổ phó": "deputy", "Tổ viên": "member"},
    ),
    SheetColumn("households", "Số hộ", ColumnKind.count),
    SheetColumn("residents", "Số nhân khẩu", ColumnKind.count),
    SheetColumn("note", "Ghi chú"),
)  # fmt: skip


class Reading(NamedTuple):
    """What reading a file took."""

    rows: int
    seconds: float
    peak_megabytes: float


def make_sheet(path: Path, rows: int) -> None:
    """Write a file of ten columns such as a district would send."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, [column.heading for column in COLUMNS])
        for line in range(1, rows + 1):
            sheet.write_row(line, 0, ["25195", f"Tổ công nghệ số cộng đồng ấp {line}", f"{line}/QĐ-UBND"])
            sheet.write_datetime(line, 3, datetime(2022, 6, 1), day)
            people = [
                "Nguyễn Thị Ánh",
                f"09{line:08d}",
                "Tổ viên",
                line % 500,
                line % 2_000,
                f"Ghi chú {line}",
            ]
            sheet.write_row(line, 4, people)


def measure_reading(path: Path) -> Reading:
    """Read a file twice: once for the time, once for the memory, which is slow to follow."""
    started = time.perf_counter()
    rows = sum(1 for _row in read_sheet(path, COLUMNS, file_name=path.name))
    seconds = time.perf_counter() - started
    tracemalloc.start()
    for _row in read_sheet(path, COLUMNS, file_name=path.name):
        pass
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return Reading(rows, seconds, peak)


def main() -> None:
    """Make a file, read it, print what that took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sheets", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        make_sheet(path, parser.parse_args().rows)
        reading = measure_reading(path)
    print(
        f"{reading.rows} rows x {len(COLUMNS)} columns: {reading.seconds:.1f} s,"
        f" peak {reading.peak_megabytes:.0f} MB (wanted: a few seconds, flat memory)"
    )


if __name__ == "__main__":
    main()
