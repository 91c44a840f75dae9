"""Pages that show figures, with a few entries and with ten million: `python -m benchmarks.figure_pages`.

The clock's figures are of requests over HTTP, one after the other; the processor's of the same pages in this
process, so that they hold on a machine that others use, too. The database's own time is not in the latter.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flask.testing import FlaskClient

from benchmarks import measures, people
from benchmarks.data import make_databases
from benchmarks.reported_series import report_weekly
from benchmarks.servers import serve
from config import Config
from portal import create_app

WANTED_MS = 200
TIMES_IN_PROCESS = 5
# The lines of indicator 8 whose moves by each entry can be read.
MOVED = ("8.4", "8.5", "8.6")


class Page(NamedTuple):
    """A page by its address; `is_public` needs nobody to be signed in."""

    name: str
    path: str
    is_public: bool = False


class Figure(NamedTuple):
    """What a page took, in milliseconds: the median and the 95th percentile of the clock, the processor."""

    median: float
    slow: float
    cpu: float


def main() -> None:
    """Measure each page on both databases and print the table."""
    options = _options()
    directory = Path(options.directory or tempfile.mkdtemp(prefix="benchmarks-"))
    directory.mkdir(parents=True, exist_ok=True)
    small, large = options.kept or make_databases(
        "postgresql", options.postgresql, directory, entries=options.entries, factor=options.factor
    )
    for size, url in (("small", small), ("large", large)):
        figures = report_weekly(url)
        print(f"{size}: {_count(url, 'activities')} entries, {figures} reported figures")
    head = ("p50", "p95", "CPU", "p50", "p95", "CPU", "ratio of p50")
    print(f"{'ms, small | large':<40}" + "".join(f"{word:>8}" for word in head))
    slowest = 0.0
    for page, few, many in measure(small, large, directory, options.times, options.only):
        figures = "".join(f"{value:8.0f}" for value in (*few, *many))
        mark = f"  > {WANTED_MS} ms" if many.slow > WANTED_MS else ""
        print(f"{page.name:<40}{figures}{many.median / few.median:8.2f}{mark}", flush=True)
        slowest = max(slowest, many.slow)
    print(f"slowest p95 {slowest:.0f} ms, wanted <= {WANTED_MS};", end=" ")
    print(f"{measures.processors()} processors, load {os.getloadavg()[0]:.1f}")


def list_pages(url: str) -> list[Page]:
    """Return the pages with the busiest district, its busiest commune and a hamlet of that."""
    [(province, district, commune, hamlet)] = people.read_rows(
        url,
        "SELECT p.id, d.id, c.id, min(h.id) FROM tallies t JOIN units c ON c.id = t.commune_id"
        " JOIN units d ON d.id = c.parent_id JOIN units p ON p.id = d.parent_id"
        " JOIN units h ON h.parent_id = c.id WHERE t.grain = 'month' AND t.skill = ''"
        " GROUP BY p.id, d.id, c.id ORDER BY sum(t.approved) DESC, c.id LIMIT 1",
    )
    places = (("", province), (", district", district), (", commune", commune))
    then = "campaign=kh170-2022"
    return [
        *(Page(f"/scoreboard{name}", f"/scoreboard?unit={unit}") for name, unit in places),
        *(
            Page(f"/scoreboard{name}, window of 2022", f"/scoreboard?unit={unit}&{then}&period=w1")
            for name, unit in places
        ),
        Page("/scoreboard/charts", "/scoreboard/charts"),
        *(Page(f"/figures/life{name}, 8", f"/figures/life?unit={unit}&indicator=8") for name, unit in places),
        Page("/figures/life, 8, window", f"/figures/life?unit={province}&indicator=8&{then}&period=w1"),
        *(Page(f"/figures/life{name}, 1", f"/figures/life?unit={unit}&indicator=1") for name, unit in places),
        *(Page(f"/audit/figures/{line}", f"/audit/figures/{line}?unit={province}") for line in MOVED),
        *(Page(f"/coverage{name}", f"/coverage?unit={unit}") for name, unit in places),
        Page("/coverage of 2022", f"/coverage?{then}"),
        Page("/coverage, cumulative window", f"/coverage?{then}&period=w2&mode=cumulative"),
        Page("/coverage/map", "/coverage/map"),
        *(Page(f"/meeting{name}", f"/meeting?unit={unit}") for name, unit in places),
        Page("/figures", "/figures"),
        Page("/outcome", "/outcome"),
        Page("/ledger", "/ledger"),
        Page("/closings", "/closings"),
        Page("/training-needs", "/training-needs"),
        Page("/reports/gris", "/reports/gris"),
        Page("/units/, commune", f"/units/{commune}"),
        Page("/hamlets/", f"/hamlets/{hamlet}"),
        Page("/p/", "/p/kh170-2022", is_public=True),
        Page("/p/, commune", f"/p/kh170-2022/{commune}", is_public=True),
        Page("/p/, hamlet", f"/p/kh170-2022/{hamlet}", is_public=True),
    ]


def measure(small: str, large: str, directory: Path, times: int, only: str) -> Iterator[tuple]:
    """Yield each page with what it took on the small database and on the large one."""
    with _open(small, directory) as few, _open(large, directory) as many:
        for page in list_pages(large):
            if only in page.name:
                yield page, few.measure(page, times), many.measure(page, times)


@contextmanager
def _open(url: str, directory: Path) -> Iterator["Portal"]:
    environment = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory)}
    phone = measures.find_staff(url)
    [(user_id,)] = people.read_rows(url, f"SELECT id FROM users WHERE phone = '{phone}'")
    [cookie] = people.sign_in(environment, [user_id])
    client = create_app(Config(os.environ | environment)).test_client()
    with serve("portal:create_app()", environment) as port:
        yield Portal(port, measures.sign_in(port, phone), client, cookie)


class Portal:
    """The portal on one database: served, and in this process; seen by province staff."""

    def __init__(self, port: int, staff: measures.Session, client: FlaskClient, cookie: str) -> None:
        self.port, self.staff, self.client = port, staff, client
        self.cookie = cookie.split("=", 1)

    def measure(self, page: Page, times: int) -> Figure:
        """Return what a page takes."""
        seen_by = None if page.is_public else self.staff
        outcome = measures.measure_page(self.port, seen_by, page.path, times=times)
        return Figure(outcome.percentile(0.5), outcome.percentile(0.95), self._spend(page))

    def _spend(self, page: Page) -> float:
        """Return the processor's time of a page in this process, in milliseconds."""
        if page.is_public:
            self.client.delete_cookie(self.cookie[0])
        else:
            self.client.set_cookie(*self.cookie)
        spent = []
        for _request in range(TIMES_IN_PROCESS):
            started = time.process_time()
            self.client.get(page.path)
            spent.append(time.process_time() - started)
        return statistics.median(spent) * 1000


def _count(url: str, table: str) -> int:
    return people.read_rows(url, f"SELECT count(*) FROM {table}")[0][0]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figure_pages", description=__doc__)
    parser.add_argument("--postgresql", help="postgresql://… of a server on which databases may be made")
    parser.add_argument("--kept", nargs=2, metavar=("SMALL", "LARGE"), help="two databases to measure on")
    parser.add_argument("--entries", type=int, default=80_000, help="entries of the small database")
    parser.add_argument("--factor", type=int, default=126, help="how many times larger the large one is")
    parser.add_argument("--times", type=int, default=40, help="requests of each page")
    parser.add_argument("--only", default="", help="pages whose name holds these letters")
    parser.add_argument("--directory", help="where to keep files for the next run")
    options = parser.parse_args()
    if not (options.postgresql or options.kept):
        parser.error("--postgresql or --kept is needed")
    return options


if __name__ == "__main__":
    main()
