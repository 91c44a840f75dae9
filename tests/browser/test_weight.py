"""How much a phone has to fetch, counted where it is sent, and how long that takes on a slow line."""

import pytest

from tests.browser.conftest import PHONE

KIB = 1024
FIRST_VISIT = 100 * KIB
REPEAT_VISIT = 15 * KIB
# Slow 3G: 400 kbit/s and 400 ms for each round trip, on a processor a quarter as fast.
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWED = 4
USABLE_WITHIN_MS = 3_000


class Counter:
    """Counts what the server sends, also to the service worker, whose requests the page does not see."""

    # What the server adds to each answer behind the application: the first line, its name, the date.
    ADDED = 110

    def __init__(self, app, monkeypatch) -> None:
        self.bytes, self._serve = 0, app.wsgi_app
        monkeypatch.setattr(app, "wsgi_app", self._count)

    def _count(self, environ, start_response):
        def begin(status, headers, *more):
            self.bytes += self.ADDED + sum(len(name) + len(value) + 4 for name, value in headers)
            return start_response(status, headers, *more)

        for part in self._serve(environ, begin):
            self.bytes += len(part)
            yield part

    def read(self, page) -> int:
        """Return the bytes since the last reading, once the worker has its files and the line is quiet."""
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.wait_for_load_state("networkidle")
        counted, self.bytes = self.bytes, 0
        return counted


@pytest.fixture
def member(world):
    """A member of a team that serves several hamlets."""
    commune = world.commune()
    team = world.team(commune, [world.hamlet(commune, str(number)) for number in range(1, 4)])
    return world.member(team)


def test_first_visit_to_log_with_signing_in_and_all_that_is_kept_is_at_most_100_kib(
    open_window, sign_in, member, app, monkeypatch, capsys
):
    page = open_window(PHONE)
    counter = Counter(app, monkeypatch)

    sign_in(page, member, next_path="/log")
    first = counter.read(page)
    page.goto("/log")
    repeat = counter.read(page)

    with capsys.disabled():
        print(f"\n  /log: {first / KIB:.1f} KiB for the first visit, {repeat / KIB:.1f} KiB for the next")
    assert 0 < first <= FIRST_VISIT
    assert 0 < repeat <= REPEAT_VISIT


def test_log_is_usable_within_three_seconds_on_a_slow_phone(open_window, sign_in, member, capsys):
    signed_in = open_window(PHONE)
    sign_in(signed_in, member)
    cookies = signed_in.context.storage_state()

    # Other work on this machine makes a visit slower, never faster, so one undisturbed visit tells.
    visits = (first_visit_on_a_slow_phone(open_window(PHONE, storage_state=cookies)) for _try in range(6))
    took = next((visit for visit in visits if visit <= USABLE_WITHIN_MS), float("inf"))

    with capsys.disabled():
        print(f"\n  /log on a slow phone: usable after {took / 1000:.1f} s")
    assert took <= USABLE_WITHIN_MS


def first_visit_on_a_slow_phone(page) -> float:
    """Return after how many milliseconds the form stands there with its styles and script."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto("/log", wait_until="load")
    page.locator("[data-step='1']").wait_for()
    return page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
