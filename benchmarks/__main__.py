"""Run every measure and print one table: `.venv/bin/python -m benchmarks --help`."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import bare, measures
from benchmarks.data import make_databases, make_empty
from benchmarks.imports import measure_import
from benchmarks.load import Outcome
from benchmarks.reorganisations import measure_reorganisation
from benchmarks.servers import serve


class Row(NamedTuple):
    """A line of the table."""

    database: str
    measure: str
    figure: str
    beside: str
    wanted: str


def main() -> None:
    """Measure on each database asked for and print the table."""
    options = _options()
    directory = Path(options.directory or tempfile.mkdtemp(prefix="benchmarks-"))
    directory.mkdir(parents=True, exist_ok=True)
    rows = []
    for kind in options.database:
        for row in measure(kind, options, directory):
            print(
                f"{row.database:<11} {row.measure:<38} {row.figure:<34} {row.beside:<34} {row.wanted}",
                flush=True,
            )
            rows.append(row)
    print(f"\n{measures.processors()} processors; databases kept in {directory}" if options.directory else "")


def measure(kind: str, options: argparse.Namespace, directory: Path) -> Iterator[Row]:
    """Yield one row after the other for one kind of database."""
    base = options.postgresql or ""
    small, large = make_databases(kind, base, directory, entries=options.entries, factor=options.factor)
    bare_page, bare_inserts = _measure_bare(kind, base, directory, options.requests)
    select_ms, insert_rate = bare_page.percentile(0.5), bare_inserts.rate
    yield Row(kind, "bare Flask: one SELECT / one INSERT", f"{select_ms:.2f} ms", f"{insert_rate:.0f}/s", "")
    medians = {}
    for size, url in (("small", small), ("large", large)):
        environment = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory)}
        with serve("portal:create_app()", environment) as port:
            for name, median, wanted in _measure_pages(port, url):
                medians[name, size] = median
                beside = f"{median / select_ms:.0f} x bare SELECT"
                yield Row(kind, f"{name}, {size}", f"p50 {median:.1f} ms", beside, wanted)
            entries = measures.measure_entries(port, url, requests=options.requests)
            yield _row_of_writes(kind, f"entries by PUT, {size}", entries, insert_rate, ">= 250/s, >= 0.30")
            decisions = measures.measure_decisions(port, url, requests=options.decisions)
            yield _row_of_writes(kind, f"decisions, {size}", decisions, insert_rate, ">= 200/s")
    yield from _measure_import(kind, base, directory)
    for size, url in (("small", small), ("large", large)):
        seconds = measure_reorganisation(url, directory)
        yield Row(kind, f"111 communes become 40, {size}", f"{seconds:.2f} s", "", "no entry is rewritten")
    for name in ("/coverage", "/coverage of 2022"):
        yield Row(
            kind,
            f"{name}, large / small",
            f"{medians[name, 'large'] / medians[name, 'small']:.2f}",
            "",
            "<= 1.30",
        )


def _measure_import(kind: str, base: str, directory: Path) -> Iterator[Row]:
    name = "import of 20,000 members"
    told = measure_import(make_empty(kind, base, directory, "import"), directory)
    yield Row(
        kind, f"{name}: preview", f"{told['preview_s']:.1f} s", f"peak {told['preview_mb']} MB", "< 20 s"
    )
    yield Row(kind, f"{name}: writing", f"{told['write_s']:.1f} s", f"peak {told['write_mb']} MB", "")


def _measure_bare(kind: str, base: str, directory: Path, requests: int) -> tuple[Outcome, Outcome]:
    url = f"sqlite:///{directory}/bare.db" if kind == "sqlite" else base
    if kind == "sqlite":
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)
    bare.create_table(url)
    with serve("benchmarks.bare:create_app()", {"BARE_DATABASE_URL": url}) as port:
        page = measures.measure_page(port, None, "/select", times=300)
        return page, measures.measure_bare_inserts(port, requests=requests)


def _measure_pages(port: int, url: str) -> Iterator[tuple[str, float, str]]:
    """Yield (name, median in milliseconds, what is wanted) of each page, seen by province staff."""
    staff = measures.sign_in(port, measures.find_staff(url))
    pages = (
        ("/coverage", "/coverage", ""),
        ("/coverage of 2022", "/coverage?campaign=kh170-2022", ""),
        ("/reviews, first page", "/reviews", "<= 25 ms"),
        # A family name that a third of all people bear, and words that few places have.
        ("/search, a family name", "/search?q=nguyen", "<= 100 ms"),
        ("/search, a commune", "/search?q=loc+thanh", "<= 100 ms"),
        ("/reviews, 20 pages down", measures.deep_cursor(port, staff, "/reviews", 20), "<= 25 ms"),
    )
    for name, path, wanted in pages:
        yield name, measures.measure_page(port, staff, path).percentile(0.5), wanted


def _row_of_writes(kind: str, name: str, outcome: Outcome, insert_rate: float, wanted: str) -> Row:
    if not set(outcome.statuses) <= {201, 303}:
        raise RuntimeError(f"{name}: {outcome.statuses}")
    figure = f"{outcome.rate:.0f}/s, p95 {outcome.percentile(0.95):.0f} ms"
    return Row(kind, name, figure, f"{outcome.rate / insert_rate:.2f} of the bare INSERT", wanted)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite"])
    parser.add_argument("--postgresql", help="postgresql://… of a server on which databases may be made")
    parser.add_argument("--entries", type=int, default=60_000, help="entries of the small database")
    parser.add_argument("--factor", type=int, default=50, help="how many times larger the large one is")
    parser.add_argument("--requests", type=int, default=6_400, help="requests for each measure of writes")
    parser.add_argument("--decisions", type=int, default=800, help="decisions to measure")
    parser.add_argument("--directory", help="where to keep the databases for the next run")
    options = parser.parse_args()
    if "postgresql" in options.database and not options.postgresql:
        parser.error("--postgresql is needed to measure on PostgreSQL")
    return options


if __name__ == "__main__":
    main()
