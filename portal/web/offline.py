"""What a phone keeps to work without a network: the service worker, its list of files, the manifest."""

import json
import re
from collections.abc import Iterable, Mapping

from flask import Response
from flask_babel import gettext as _

from portal.web.assets import OWN, StaticFile, asset, lean, made_of, modules_of, send
from portal.web.headers import HEADERS
from portal.web.locale import choose_locale

WORKER = OWN / "js" / "service_worker.js"
NAMED_FILE = re.compile(r'(?:href|src)="/static/\w+/([^"]+)"')
# Drawn after icons/favicon.svg; the maskable one is for systems that cut icons to a shape of theirs.
ICONS = (
    ("icons/favicon.svg", "any", "any"),
    ("icons/app-192.png", "192x192", "any"),
    ("icons/app-512.png", "512x512", "any"),
    ("icons/app-maskable-512.png", "512x512", "maskable"),
)
# Only an iPhone asks for it, when the portal is put on its home screen.
NOT_KEPT = {"icons/app-192.png"}
# The tick-list of a training is kept by whoever opens it; its script has to be there without a network.
KEPT_BESIDES = {"js/tick_list.js"}
# The colours of the header and of the page, as in css/portal.css.
MAST, PAPER = "#0b4a5c", "#ffffff"

# page -> language -> what stands in for it without a network
Shells = Mapping[str, Mapping[str, str]]


def describe_app() -> str:
    """Return the manifest, by which a phone puts the portal on its home screen."""
    return _json(
        {
            "id": "/",
            "name": _("Community digital teams"),
            "short_name": _("Digital teams"),
            "lang": choose_locale(),
            "start_url": "/log",
            "scope": "/",
            "display": "standalone",
            "theme_color": MAST,
            "background_color": PAPER,
            "icons": [
                {"src": asset(name), "sizes": sizes, "type": _icon_type(name), "purpose": purpose}
                for name, sizes, purpose in ICONS
            ],
        }
    )


def compose_worker(shells: Shells) -> str:
    """Return the service worker with the shells, and the list of every file that one of them needs.

    The shells come within it: they resemble each other so much that together they take little more room than
    one, and no version answers with a page of another. The version, and so the text, by which a browser knows
    a new one, changes with each shell and each file.
    """
    files = list_files(page for pages in shells.values() for page in pages.values())
    version = made_of(_json([files, shells]).encode()).digest
    headers = HEADERS | {"Content-Type": "text/html; charset=utf-8"}
    given = {"version": version, "files": files, "headers": headers, "shells": shells}
    return f"const PORTAL = {_json(given)};\n{lean(WORKER.read_text(encoding='utf-8'))}"


def list_files(pages: Iterable[str]) -> list[str]:
    """Return the addresses of all static files that pages name, with all that their scripts import."""
    named = {name for page in pages for name in NAMED_FILE.findall(page)} - NOT_KEPT | KEPT_BESIDES
    scripts = {module for name in named if name.endswith(".js") for module in modules_of(name)}
    return [asset(name) for name in sorted(named | scripts)]


def revalidated(file: StaticFile, mimetype: str) -> Response:
    """Answer with what browsers keep and ask about each time, which costs little while it is the same."""
    return send(file, mimetype, "no-cache")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _icon_type(name: str) -> str:
    return "image/svg+xml" if name.endswith(".svg") else "image/png"
