"""A first visit to /log on a slow phone: `.venv/bin/python -m benchmarks.first_visit --help`."""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.data import make_small
from benchmarks.people import list_members, sign_in
from benchmarks.servers import serve
from tests.browser.chromium import find_chromium, launch

# Slow 3G: 400 kbit/s and 400 ms for each round trip, on a processor a quarter as fast.
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWED = 4
PHONE = {"width": 360, "height": 740}


def main() -> None:
    """Visit the page some times, each time as a phone that was never there, and print how long it took."""
    options = _options()
    directory = Path(options.directory or tempfile.mkdtemp(prefix="benchmarks-"))
    url = make_small("sqlite", "", directory, entries=options.entries)
    environment = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory), "SECRET_KEY": os.urandom(32).hex()}
    [cookie] = sign_in(environment, [user_id for user_id, _team in list_members(url, 1)])
    with serve("portal:create_app()", environment) as port, sync_playwright() as playwright:
        browser = launch(playwright, find_chromium())
        took = sorted(_visit(browser, f"http://127.0.0.1:{port}", cookie) for _ in range(options.visits))
        browser.close()
    print(
        f"/log for the first time on slow 3G, processor slowed {SLOWED} x: usable after"
        f" {statistics.median(took) / 1000:.1f} s (median of {len(took)}; {took[0] / 1000:.1f} to"
        f" {took[-1] / 1000:.1f} s)"
    )


def _visit(browser: Browser, address: str, cookie: str) -> float:
    """Return after how many milliseconds the form stands there with its styles and script."""
    name, _, value = cookie.partition("=")
    context = browser.new_context(viewport=PHONE, base_url=address)
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto("/log", wait_until="load")
    page.locator("[data-step='1']").wait_for()
    took = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    context.close()
    return took


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=9)
    parser.add_argument("--entries", type=int, default=6_000, help="entries of the database")
    parser.add_argument("--directory", help="where to keep the database for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
