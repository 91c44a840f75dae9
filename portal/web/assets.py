"""Static files under addresses that change with their content, so that a phone fetches each once."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_file

from portal.web.access import public

ROOT = Path(__file__).parents[2]
OWN = ROOT / "portal" / "static"
# Front-end libraries come from npm and are served straight from where it puts them.
VENDOR = {"vendor/bootstrap.css": ROOT / "node_modules" / "bootstrap" / "dist" / "css" / "bootstrap.min.css"}
A_YEAR = 31_536_000

blueprint = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Serve the files and let templates name them."""
    app.register_blueprint(blueprint)
    if app.debug or app.testing:
        _digest.cache_clear()


def asset(name: str) -> str:
    """Return the address of a static file."""
    # Spelt out, because an error page is also printed where no address can be built.
    return f"/static/{_digest(name)}/{name}"


@blueprint.get("/static/<digest>/<path:name>")
@public
def file(digest: str, name: str) -> Response:
    """Send a static file; an old address still gets the present file, but only briefly."""
    path = _path_of(name)
    if path is None:
        abort(404)
    response = send_file(path, conditional=True, etag=True)
    fresh = digest == _digest(name)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if fresh else "no-cache"
    return response


@cache
def _digest(name: str) -> str:
    path = _path_of(name)
    if path is None:
        raise LookupError(f"There is no static file {name}.")
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _path_of(name: str) -> Path | None:
    path = VENDOR.get(name) or OWN / name
    inside = name in VENDOR or path.resolve().is_relative_to(OWN)
    return path if inside and path.is_file() else None
