"""Static files: fresh under their own address, revalidated under an old one, and nothing else of the disk."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import render_template_string

from portal.web import assets
from portal.web.assets import VENDOR, asset, modules_of, preload

SCRIPTS = {
    "js/log.js": """
import { save } from "./store.js";
import {
  shrink,
  LONGEST,
} from '../js/photos/shrink.js';
export const note = "import this from './store.js' by hand";
// import "./gone.js"
const later = () => import("./queue.js");
""",
    "js/queue.js": 'import "./store.js";\nexport * from "./words.js";\n',
    "js/store.js": 'import { openDB } from "../vendor/idb.js";\nexport const save = () => openDB("x");\n',
    "js/words.js": "export const words = 1;\n",
    "js/photos/shrink.js": 'import { words } from "../words.js"; export const shrink = 1, LONGEST = words;\n',
}


@pytest.fixture
def write(app, tmp_path, monkeypatch) -> Iterator[Callable[[str, str], None]]:
    """Write scripts into a folder of their own, which is served in place of the portal's."""
    monkeypatch.setattr(assets, "OWN", tmp_path)

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        assets.forget()

    for name, text in SCRIPTS.items():
        write(name, text)
    yield write
    assets.forget()


def imported_by(text: str) -> list[str]:
    """Return the addresses that a script as it is sent imports."""
    return re.findall(r"""^(?:import|export)[^"']*["'](/[^"']+)""", text, re.MULTILINE)


@pytest.fixture
def address(app) -> str:
    with app.test_request_context():
        return asset("css/portal.css")


def test_an_old_address_still_gets_the_present_file_but_not_for_long(signed_in, address):
    old = signed_in.send("GET", "/static/000000000000/css/portal.css")

    assert old.status_code == 200
    assert old.get_data() == signed_in.send("GET", address).get_data()
    assert old.headers["Cache-Control"] == "no-cache"


def test_a_file_that_the_browser_has_is_not_sent_again(signed_in, address):
    tag = signed_in.send("GET", address).headers["ETag"]

    again = signed_in.http.get(address, headers={"If-None-Match": tag})

    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("name", VENDOR)
def test_what_npm_installed_is_served_under_our_own_host(signed_in, name):
    assert signed_in.send("GET", f"/static/0/{name}").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../__init__.py",
        "..%2f__init__.py",
        "%2e%2e/%2e%2e/config.py",
        "css/../../../config.py",
        "css/%2e%2e%2f%2e%2e%2f__init__.py",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "css",
        "css/",
        "vendor/bootstrap.css/../../secret",
        "..\\__init__.py",
    ],
)
def test_no_name_leads_out_of_the_folder(signed_in, name):
    answer = signed_in.send("GET", f"/static/0/{name}")

    assert answer.status_code in (404, 308)
    assert b"import" not in answer.get_data()
    assert b"root:" not in answer.get_data()


def test_an_import_leads_to_the_address_of_the_file_that_it_names(signed_in, write):
    sent = signed_in.send("GET", asset("js/log.js")).text

    assert f'import {{ save }} from "{asset("js/store.js")}";' in sent
    assert f"}} from '{asset('js/photos/shrink.js')}';" in sent
    assert f'import("{asset("js/queue.js")}")' in sent
    assert f'from "{asset("vendor/idb.js")}"' in signed_in.send("GET", asset("js/store.js")).text


def test_words_and_remarks_that_look_like_imports_are_none(signed_in, write):
    sent = signed_in.send("GET", asset("js/log.js")).text

    assert "\"import this from './store.js' by hand\"" in sent
    assert "gone.js" not in sent


def test_remarks_and_indentation_are_not_sent(signed_in, write):
    write("js/words.js", 'export const a = [\n  // Why.\n\n  "https://x", // what\n];\n')

    sent = signed_in.send("GET", asset("js/words.js")).text

    assert sent == 'export const a = [\n"https://x", // what\n];\n'


@pytest.mark.parametrize("name", ["vendor/idb.js", *(f"js/{one.name}" for one in assets.OWN.glob("js/*.js"))])
def test_no_text_in_a_script_goes_over_several_lines(name):
    path = VENDOR.get(name) or assets.OWN / name
    code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)

    assert [line for line in code.splitlines() if line.count("`") % 2 or line.endswith("\\")] == []


def test_every_address_in_a_script_is_one_that_is_kept_for_a_year(signed_in, write):
    for name in modules_of("js/log.js"):
        for address in imported_by(signed_in.send("GET", asset(name)).text):
            answer = signed_in.send("GET", address)

            assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
            assert answer.headers["Cache-Control"].endswith("immutable"), address


def test_the_address_of_a_script_changes_with_everything_that_it_imports(write):
    before = {name: asset(name) for name in SCRIPTS}

    write("js/words.js", "export const words = 2;\n")

    changed = {name for name in SCRIPTS if asset(name) != before[name]}
    assert changed == {"js/words.js", "js/queue.js", "js/photos/shrink.js", "js/log.js"}


def test_a_script_is_named_with_all_that_it_imports_each_once(write):
    named = modules_of("js/log.js")

    assert named[0] == "js/log.js"
    assert sorted(named) == sorted([*SCRIPTS, "vendor/idb.js"])
    assert preload("js/log.js") == [asset(name) for name in named[1:]]
    assert modules_of("js/words.js") == ("js/words.js",)


def test_a_page_can_ask_for_all_that_a_script_imports(app, write):
    with app.test_request_context():
        page = render_template_string("{% for one in preload('js/queue.js') %}<{{ one }}>{% endfor %}")

    assert page == f"<{asset('js/store.js')}><{asset('vendor/idb.js')}><{asset('js/words.js')}>"


def test_an_import_of_nothing_is_named(write):
    write("js/words.js", 'import "./gone.js";')

    with pytest.raises(LookupError, match=r"js/words\.js imports \./gone\.js"):
        asset("js/log.js")


@pytest.mark.parametrize("path", ["../../../config.js", "./../../secret.js"])
def test_an_import_leads_nowhere_outside(write, path):
    write("js/words.js", f'import "{path}";')

    with pytest.raises(LookupError):
        asset("js/words.js")


def test_scripts_that_import_each_other_are_refused(write):
    write("js/words.js", 'import "./queue.js";')

    with pytest.raises(ValueError, match=r"js/words\.js → js/queue\.js → js/words\.js"):
        asset("js/log.js")


@pytest.mark.parametrize("name", ["js/page.js", "css/portal.css", "vendor/idb.js", "icons/favicon.svg"])
@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_file_that_came_compressed_is_not_sent_again(app, signed_in, name, coding):
    asked = {"Accept-Encoding": coding}
    first = signed_in.http.get(asset(name), headers=asked)

    again = signed_in.http.get(asset(name), headers=asked | {"If-None-Match": first.headers["ETag"]})

    assert first.headers.get("Content-Encoding", "identity") in (coding, "identity")
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["Cache-Control"].endswith("immutable")


def test_asking_for_the_head_of_a_script_tells_its_size_and_sends_nothing(signed_in):
    head, whole = (signed_in.send(method, asset("js/page.js")) for method in ("HEAD", "GET"))

    assert (head.status_code, head.get_data()) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert head.headers["ETag"] == whole.headers["ETag"]
