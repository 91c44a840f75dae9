"""Every page as each role sees it: nothing that axe objects to, nothing too wide or too small."""

from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.conventions.access_matrix import ROWS
from tests.conventions.cast import Cast, build_cast
from tests.conventions.requests_sent import address_of, arguments_of
from tests.kept import built_once

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What another colour scheme can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SMALLEST_TARGET = 44
NARROWEST = {"width": 320, "height": 640}
# Files, JSON and answers for machines are no pages.
NO_PAGES = (
    "coverage.csv",
    "needs.csv",
    "ledger.csv",
    "trainings.calendar",
    "training_materials.show",
    "days_of_work.xlsx",
    "outcome.csv",
    "training_needs.csv",
    "scoreboard.csv",
    "figures.csv",
    "movements.csv",
    "movements.file",
    "definitions.csv",
    "gris.csv",
    "gris.xlsx",
    "report_files",
    "imports.template",
    "imports.marked",
    "assets.file",
    "offline.worker",
    "offline.manifest",
    "photos.show",
    "health.",
    "api_",
)
NOBODY = "nobody"
WHO = (NOBODY, "member", "leader", "coordinator", "district_coordinator", "province_staff", "admin")

VIOLATIONS = """async (only) => {
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"], preload: false});
  return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).join(", ")}`);
}"""
SMALL_TARGETS = """(smallest) => {
  const wanted = `button, input:not([type=hidden]), select, textarea, summary, a.btn, nav a, .languages a,
    .record-title a, .error-summary a, .menu-panel a`;
  return [...document.querySelectorAll(wanted)].flatMap(element => {
    const target = element.closest("label.choice") ?? element;
    const {width, height} = target.getBoundingClientRect();
    const isShown = width > 1 && target.checkVisibility({visibilityProperty: true});
    const isSmall = width < smallest || height < smallest;
    return isShown && isSmall ? [`small: ${element.outerHTML.slice(0, 90)} ${width} x ${height}`] : [];
  });
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth ? [`too wide at ${innerWidth} px`] : []"
UNFOLD = "() => document.querySelectorAll('details.more').forEach(fold => { fold.open = true; })"


@pytest.fixture
def cast(world) -> Cast:
    """One of everything, under awkward names."""
    return built_once(build_cast, world)


@pytest.fixture
def open_examined(open_window):
    """Open a phone's window in which axe is at hand on every page; nothing moves while it looks."""

    def open_one():
        page = open_window(PHONE, reduced_motion="reduce", service_workers="block")
        page.add_init_script(AXE)
        return page

    return open_one


@pytest.mark.parametrize("who", WHO)
def test_every_page_is_accessible_and_fits_the_screen(open_examined, sign_in, cast, who):
    page = open_examined()
    if who != NOBODY:
        sign_in(page, cast.people[who])

    found = {address: problems for address in pages_of(who, cast) if (problems := look_at(page, address))}

    assert found == {}


@pytest.mark.parametrize("path", ["/log", "/sign-in"])
def test_form_with_errors_is_accessible_and_fits_the_screen(open_examined, sign_in, cast, path):
    page = open_examined()
    if path != "/sign-in":
        sign_in(page, cast.people["leader"])
    page.goto(path)
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator(".error-summary").wait_for()

    found = examine(page)

    assert page.locator(".error-summary").count() == 1
    assert found == []


def test_page_that_only_a_form_leads_to_is_accessible_and_fits_the_screen(open_examined, sign_in, cast):
    sheet, role = open_examined(), open_examined()
    sign_in(sheet, cast.people["coordinator"])
    sheet.goto(f"/teams/{cast.own.team.id}/invitations")
    sign_in(role, cast.people["admin"])
    role.goto(f"/admin/users/{cast.own.member.id}/roles/new")
    role.locator("#unit").select_option(str(cast.own.commune.id))

    for page, shown in ((sheet, ".invitations"), (role, "[name=confirmed]")):
        page.locator("main form button[type=submit]").click()
        page.wait_for_selector(shown)

        assert examine(page) == []


@pytest.mark.parametrize("path", ["/join/k7mp-3xqh", "/join/"])
def test_page_of_a_dead_link_is_accessible_and_fits_the_screen(open_examined, path):
    page = open_examined()

    answer = page.goto(path)

    assert answer.status == 404
    assert examine(page) == []


@pytest.mark.parametrize("path", ["/nowhere", "/admin/users"])
def test_error_page_is_accessible_and_fits_the_screen(open_examined, sign_in, cast, path):
    page = open_examined()
    sign_in(page, cast.people["member"])

    answer = page.goto(path)
    found = examine(page)

    assert answer.status in (403, 404)
    assert found == []


def pages_of(who: str, cast: Cast) -> list[str]:
    """Return the address of every page that the access matrix opens to somebody."""
    rows = [row for row in ROWS if row.method == "GET" and row.answers[who] == "yes"]
    pages = [row for row in rows if not row.endpoint.startswith(NO_PAGES)]
    addresses = [address_of(row.endpoint, arguments_of(row, cast, cast.own)) for row in pages]
    return [*addresses, *further_pages(who, cast)]


def further_pages(who: str, cast: Cast) -> list[str]:
    """Return pages that look different from another side: other levels of place, a team that lacks much."""
    hamlet, commune = cast.own.hamlet, cast.own.commune
    if who == "coordinator":
        successor = cast.own.successor.id
        of_team = [
            f"/teams/{successor}",
            f"/teams/{successor}/reform",
            f"/teams/{successor}?as_of=2022-05-01",
        ]
        searches = ["/search?q=t", "/search?q=zzz"]
        usual = [f"/units/{hamlet.id}", f"/coverage?unit={hamlet.id}", "/reviews?status=approved"]
        files = [f"/imports/{imported.id}" for imported in cast.own.imports.values()]
        return [*usual, *of_team, *searches, *files]
    if who == "province_staff":
        of_district = [f"/coverage?unit={commune.parent_id}", f"/units/{commune.parent_id}"]
        unconfirmed = f"/coverage?unit={cast.other.commune.id}"
        english = ["/coverage?lang=en", "/reviews?lang=en", "/coverage?lang=vi"]
        maps = ["/coverage/map", f"/coverage/map?line=8.2&unit={commune.parent_id}"]
        return [*of_district, unconfirmed, *english, *maps]
    return []


def look_at(page, address: str) -> list[str]:
    """Open a page and return everything that is wrong with it."""
    answer = page.goto(address)
    return [str(answer.status)] if answer.status != 200 else examine(page)


def examine(page) -> list[str]:
    """Return what is wrong with the open page: on a phone and a desktop, light and dark, all folds open."""
    page.set_viewport_size(PHONE)
    page.evaluate(UNFOLD)
    found = [*page.evaluate(VIOLATIONS, RULES), *page.evaluate(TOO_WIDE)]
    found += page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)
    page.set_viewport_size(NARROWEST)
    found += page.evaluate(TOO_WIDE)
    page.set_viewport_size(DESKTOP)
    found += [*page.evaluate(VIOLATIONS, RULES), *page.evaluate(TOO_WIDE)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark, {one}" for one in page.evaluate(VIOLATIONS, COLOURS)]
    page.set_viewport_size(PHONE)
    found += [f"dark, {one}" for one in page.evaluate(VIOLATIONS, COLOURS)]
    page.emulate_media(color_scheme="light")
    return sorted(set(found))
