"""How much a phone has to fetch, counted where it is sent; benchmarks/first_visit.py times it."""

import pytest

from tests.browser.conftest import PHONE

FIRST_VISIT = 100_000
REPEAT_VISIT = 15_000
MOST_FILES = 24

# phone.js is fetched beside the page, which waits for neither it nor what it imports; a slow browser has them
# before the page is ready all the same.
NOT_WAITED_FOR = ("/js/update_banner.js", "/js/worker_registration.js")

FETCHED_FOR_THE_FORM = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const isBefore = (one) => one.startTime < page.domContentLoadedEventEnd && one.name.includes("/static/");
  return performance.getEntriesByType("resource").filter(isBefore).map((one) => new URL(one.name).pathname);
}"""


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


def test_first_visit_to_log_with_signing_in_and_all_that_is_kept_is_at_most_100_kilobytes(
    open_window, sign_in_on_page, member, app, monkeypatch, capsys
):
    page = open_window(PHONE)
    counter = Counter(app, monkeypatch)

    sign_in_on_page(page, member, next_path="/log")
    first = counter.read(page)
    page.goto("/log")
    repeat = counter.read(page)

    with capsys.disabled():
        print(f"\n  /log: {first / 1000:.1f} kB for the first visit, {repeat / 1000:.1f} kB for the next")
    assert 0 < first <= FIRST_VISIT
    assert 0 < repeat <= REPEAT_VISIT


def test_nothing_that_the_form_needs_has_to_be_found_in_a_file_that_was_fetched_for_it(
    open_window, sign_in_on_page, member
):
    signed_in = open_window(PHONE)
    sign_in_on_page(signed_in, member)
    page = open_window(PHONE, storage_state=signed_in.context.storage_state())

    html = page.goto("/log", wait_until="load").text()
    page.locator("form[data-kept]").wait_for()
    fetched = page.evaluate(FETCHED_FOR_THE_FORM)

    # Each file that names a further one costs a slow line another round trip.
    assert [path for path in fetched if path not in html and not path.endswith(NOT_WAITED_FOR)] == []
    assert 2 < len(fetched) <= MOST_FILES
