"""Pages in both languages over things of every kind and status, and over nothing at all."""

import pytest

from portal import clock
from portal.queries.units import get_unit_on
from tests.conventions.cast import OPEN_WEEK, Cast, build_cast
from tests.conventions.closing_cast import CLOSED_WEEK
from tests.conventions.empty_cast import build_empty_cast
from tests.conventions.pages_read import LANGUAGES, browse_as, check, pages_of
from tests.conventions.requests_sent import address_of
from tests.kept import built_once

EMPTY_WHO = ("nobody", "guest", "coordinator", "district_coordinator", "province_staff", "admin")
COVERAGE_QUESTIONS = (("in_period", "whole"), ("cumulative", "2022-06"), ("in_period", "w2"))
# Without any campaign there is no file and no figure; the page says so.
NEEDS_CAMPAIGN = {
    "coverage.csv",
    "scoreboard.csv",
    "ledger.csv",
    "figures.csv",
    "report_files.entries",
    "report_files.draft",
    "reports.preview",
    "gris.csv",
    "gris.xlsx",
    "api_coverage.index",
    "api_coverage.scoreboard",
    "api_coverage.indicator",
}


@pytest.fixture
def cast(world) -> Cast:
    return built_once(build_cast, world)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["leader", "coordinator", "province_staff"])
def test_things_of_every_kind_and_status_have_sound_pages(app, cast, who, language):
    browser = browse_as(app, cast.people[who])

    for address in kinds_of_things(cast, who):
        check(browser.get(f"{address}{'&' if '?' in address else '?'}lang={language}"), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", EMPTY_WHO)
def test_pages_open_while_nothing_has_begun(app, world, who, language):
    browser = browse_as(app, build_empty_cast(world)[who])

    # A guest is signed in and has no role, so what a member may open is either open or refused to them.
    for row in pages_of(app, "member" if who == "guest" else who):
        if not path_arguments(app, row.endpoint) and row.endpoint not in NEEDS_CAMPAIGN:
            page = browser.get(address_of(row.endpoint, {"lang": language}))

            check(page, language, may_refuse=who == "guest")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["coordinator", "province_staff"])
def test_a_campaign_over_places_with_nothing_in_them_has_its_pages(app, world, who, language):
    people = build_empty_cast(world, with_campaign=True)
    browser, commune = browse_as(app, people[who]), world.viewer(people["coordinator"]).grants[0].unit_id
    asked = f"campaign=kh170-2022&unit={get_unit_on(commune, clock.today()).code}&lang={language}"
    paths = [
        f"/units/{commune}?",
        "/campaigns/kh170-2022?",
        "/coverage?",
        "/coverage.csv?",
        f"/coverage?{asked}&",
    ]

    for path in (*paths, f"/api/coverage?{asked}&", f"/api/indicators/8?{asked}&"):
        check(browser.get(f"{path}lang={language}"), language)

    if who == "coordinator":
        check(browser.get(f"/communes/{commune}/teams/new?lang={language}"), language)


def path_arguments(app, endpoint: str) -> set[str]:
    """Return what the path of an endpoint needs."""
    return next(app.url_map.iter_rules(endpoint)).arguments


def kinds_of_things(cast: Cast, who: str) -> list[str]:
    """Return pages of things of which there are several kinds, as far as the person may see them."""
    entries = [f"/activities/{entry.uuid}" for entry in cast.own.entries.values()]
    if who == "leader":
        return [*entries, f"/teams/{cast.own.team.id}", "/activities?before=0-1", "/log?like=last"]
    places = cast.own.commune.path.rstrip("/").split("/")
    units = [f"/units/{unit_id}" for unit_id in (*places, cast.own.hamlet.id, cast.own.free_hamlet.id)]
    reviews = [f"/reviews/{entry.uuid}" for entry in cast.own.entries.values()]
    tabs = [f"/reviews?status={status}" for status in ("submitted", "returned", "approved")]
    coverage = [f"/coverage?mode={mode}&period={period}" for mode, period in COVERAGE_QUESTIONS]
    files = [f"/imports/{imported.id}" for imported in cast.own.imports.values()]
    searches = [
        "/teams?words=zzz",
        "/search?q=zzz",
        "/search?q=t",
        "/search?q=" + "x" * 60,
        f"/teams/{cast.own.successor.id}",
        f"/teams/{cast.own.successor.id}?as_of=2022-05-01",
        f"/teams/{cast.own.team.id}?as_of=2020-01-01",
        "/units?words=zzz",
        "/teams?validity=not_valid",
        f"{units[-1]}?as_of=2019-01-01",
    ]
    visits = [f"/spot-checks?state={state}" for state in ("mine", "open", "done", "<x>")]
    visits += [f"/spot-checks/{cast.own.open_check.id - 1}", f"/spot-checks?draw={cast.own.draw_id}&after=9"]
    closed = [f"/closings/kh170-2022/{cast.own.commune.id}/{week}" for week in (CLOSED_WEEK, OPEN_WEEK)]
    closed += [f"/coverage?unit={cast.own.commune.id}&period={CLOSED_WEEK}", f"/closings?period={OPEN_WEEK}"]
    return [*entries, *units, *reviews, *tabs, *coverage, *files, *visits, *searches, *closed]
