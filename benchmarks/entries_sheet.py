"""Time and memory of the spreadsheet of approved entries, by entries made up as they are written.

Run `python -m benchmarks.entries_sheet [entries]`; it needs no database.
"""

import resource
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from portal import create_app
from portal.documents.entries_xlsx import entries_xlsx
from portal.domain.periods import Period
from portal.queries.report_entries import EntryRow

FIRST = date(2022, 6, 1)
USUAL = 500_000


def make_entries(many: int) -> Iterator[EntryRow]:
    """Yield entries of 92 days one after the other."""
    for number in range(many):
        yield EntryRow(
            uuid.UUID(int=number), FIRST + timedelta(days=number % 92), "25363", "Xã Đak Nhau",
            f"T-{number % 900:05d}", "Tổ công nghệ số cộng đồng thôn 1", "session", ("payment", "safety"),
            number % 9 + 1, None, number % 4,
        )  # fmt: skip


def main() -> None:
    """Write the sheet once and say how long it took and how much memory the program held at most."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with create_app().test_request_context():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        with entries_xlsx(make_entries(many), Period(FIRST, date(2022, 9, 1)), FIRST) as file:
            size = file.seek(0, 2)
        took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{many} entries: {took:.1f} s, {size / 2**20:.1f} MiB, peak {peak / 1024:.0f} MiB", end=" ")
    print(f"({(peak - before) / 1024:.0f} MiB above the start)")


if __name__ == "__main__":
    main()
