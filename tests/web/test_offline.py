"""What a phone needs without a network: a manifest, a worker with a whole list, pages with nobody's data."""

import json
import re
from collections.abc import Callable, Iterator

import pytest

from portal.views import offline
from portal.web import assets
from portal.web.assets import asset, modules_of
from tests.conventions.visitors import Visitor
from tests.page_client import PageClient

SHELLS = [f"/shell/{language}/{page}" for language in ("vi", "en") for page in ("log", "activities")]


@pytest.fixture
def write(app, tmp_path, monkeypatch) -> Iterator[Callable[[str, str], None]]:
    """Write a static file of one's own in place of the portal's; all others stay what they are."""

    def write(name: str, text: str) -> None:
        path = tmp_path / name.replace("/", "-")
        path.write_text(text)
        monkeypatch.setitem(assets.VENDOR, name, path)
        forget()

    yield write
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Let everything be read and composed anew."""
    assets.forget()
    offline.forget()


def listed(visitor: Visitor) -> dict:
    """Return what the server puts before the worker's own text."""
    text = visitor.send("GET", "/sw.js").text
    return json.loads(re.match(r"const PORTAL = (\{.*?\n\});\n", text, re.DOTALL)[1])


def test_manifest_names_the_app_and_icons_that_are_there(stranger):
    answer = stranger.send("GET", "/manifest.webmanifest")
    told = answer.get_json(force=True)

    assert answer.mimetype == "application/manifest+json"
    assert (told["name"], told["lang"]) == ("Tổ công nghệ số cộng đồng", "vi")
    assert (told["start_url"], told["scope"], told["display"]) == ("/log", "/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in told["icons"]:
        sent = stranger.send("GET", icon["src"])
        assert (sent.status_code, sent.mimetype) == (200, icon["type"])


@pytest.mark.parametrize("name", ["app-192", "app-512", "app-maskable-512"])
def test_an_icon_has_the_size_that_it_is_named_after(stranger, name):
    image = stranger.send("GET", asset(f"icons/{name}.png")).get_data()

    width, height = int.from_bytes(image[16:20]), int.from_bytes(image[20:24])
    assert (width, height) == (int(name.rpartition("-")[2]),) * 2
    assert len(image) < 10_000


def test_every_page_leads_to_the_manifest_and_to_the_script_that_registers_the_worker(app, world):
    page = PageClient(app).get("/sign-in")

    assert {link.get("rel"): link.get("href") for link in page.all("link")}["manifest"] == (
        "/manifest.webmanifest"
    )
    assert asset("js/phone.js") in [script.get("src") for script in page.all("script")]
    assert page.all("body")[0].get("data-language") == "vi"


def test_worker_is_asked_for_on_each_visit_and_costs_nothing_while_it_is_the_same(stranger):
    first = stranger.send("GET", "/sw.js")

    again = stranger.http.get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.mimetype) == (200, "text/javascript")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.get_data()) == (304, b"")
    assert "import" not in re.sub(r"//.*", "", first.text)


def test_every_listed_file_is_there_and_kept_for_a_year(stranger):
    files = listed(stranger)["files"]

    assert len(files) == len(set(files)) > 8
    for address in files:
        answer = stranger.send("GET", address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


@pytest.mark.parametrize("address", SHELLS)
def test_all_that_a_shell_needs_is_listed(app, stranger, address):
    browser = PageClient(app)
    page = browser.get(address)

    loaded = [
        *(link.get("href") for link in page.all("link")),
        *(script.get("src") for script in page.all("script")),
        *(image.get("src") for image in page.all("img")),
    ]
    scripts = [one.split("/", 3)[3] for one in loaded if one.endswith(".js")]
    needed = {*loaded, *(asset(module) for name in scripts for module in modules_of(name))}
    assert len(scripts) >= 3
    assert needed - {"/manifest.webmanifest"} <= set(listed(stranger)["files"])


def test_worker_lists_the_shells_of_both_languages(stranger):
    shells = listed(stranger)["shells"]

    assert set(shells) == {"/log", "/activities"}
    assert sorted(address for one in shells.values() for address in one.values()) == sorted(SHELLS)


@pytest.mark.parametrize("name", ["css/portal.css", "js/worker_registration.js", "js/log.js"])
def test_version_changes_with_each_file(stranger, write, name):
    before = listed(stranger)

    write(name, "/* another */")

    after = listed(stranger)
    assert after["version"] != before["version"]
    assert asset(name) in after["files"]


def test_version_stays_while_nothing_changes(stranger, signed_in):
    before = listed(stranger)

    forget()

    assert listed(signed_in) == before


def test_version_changes_with_the_words_of_a_shell(stranger, monkeypatch):
    before, composed = listed(stranger), offline.render_template
    monkeypatch.setattr(offline, "render_template", lambda *args, **all: composed(*args, **all) + "<!-- -->")
    offline.forget()

    after = listed(stranger)

    offline.forget()
    assert (after["version"] != before["version"], after["files"]) == (True, before["files"])


@pytest.mark.parametrize("address", SHELLS)
def test_a_shell_is_the_same_for_everybody_and_holds_nothing_about_anybody(app, world, stranger, address):
    team = world.team(world.commune())
    member = Visitor(app, world.member(team))
    offline.forget()

    own, other = (visitor.send("GET", address) for visitor in (member, stranger))

    assert own.text == other.text
    assert not re.search(r'csrf|data-viewer|action="/sign-out"|flash', own.text)
    assert team.name not in own.text
    for answer in (own, other):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", SHELLS)
def test_what_a_shell_was_first_asked_with_does_not_stay_in_it(app, member, stranger, address):
    offline.forget()
    asking = Visitor(app, member)
    with asking.http.session_transaction() as session:
        session["_flashes"] = [("good", "Chào ông Điểu K’Lên")]

    asking.send("GET", f"{address}?lang=en&secret=nghe-lén")
    sent = stranger.send("GET", address).text

    assert not re.search("nghe-l|Điểu", sent)
    assert f'<html lang="{address.split("/")[2]}">' in sent


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_shell_speaks_its_language_and_leads_only_where_it_stands_in(app, language):
    page = PageClient(app).get(f"/shell/{language}/log")

    assert page.all("html")[0].get("lang") == page.all("body")[0].get("data-language") == language
    assert page.h1 == {"vi": "Ghi việc hỗ trợ", "en": "Log help given"}[language]
    paths = {link.get("href").partition("?")[0] for link in page.all("a")}
    assert paths == {"/log", "/activities", "#main"}


def test_the_form_of_the_shell_has_the_fields_of_the_usual_one(app, signed_in):
    usual, shell = PageClient(app), PageClient(app)
    usual.http = signed_in.http

    usual_fields, shell_fields = (
        fields_of(browser.get(address)) for browser, address in ((usual, "/log"), (shell, "/shell/vi/log"))
    )

    # The token is for what is sent at once; what there is to choose from is what the phone knows.
    assert {name for name, _id in usual_fields - shell_fields} == {"csrf_token", "team"}
    assert {name for name, _id in shell_fields - usual_fields} <= {"hamlet", "on_behalf_of"}


def fields_of(page) -> set[tuple[str, str]]:
    """Return name and id of every field of the page's form."""
    form = page.form("/log")
    controls = [control for control in form.iter() if hasattr(control, "get") and control.get("name")]
    return {(control.get("name"), control.get("id")) for control in controls}


def test_demo_world_is_marked_as_such_without_a_network_too(app, stranger, monkeypatch):
    plain = stranger.send("GET", "/shell/vi/log").text
    monkeypatch.setattr(offline, "_is_demo", lambda: True)

    marked = stranger.send("GET", "/shell/vi/log").text

    assert ("demo-notice" in plain, "demo-notice" in marked) == (False, True)


@pytest.mark.parametrize("address", ["/shell/fr/log", "/shell/vi/teams", "/shell/vi", "/shell/language"])
def test_there_is_no_other_shell(stranger, address):
    assert stranger.send("GET", address).status_code == 404


def test_files_do_not_differ_by_who_asks_so_that_a_cache_gives_them_after_signing_in_too(signed_in):
    assert "Cookie" not in signed_in.send("GET", asset("css/portal.css")).headers["Vary"]
