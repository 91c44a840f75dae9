"""Static files under addresses that change with their content, so that a phone fetches each once."""

import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, request

from portal.web.access import public
from portal.web.headers import FILE_POLICY

ROOT = Path(__file__).parents[2]
OWN = ROOT / "portal" / "static"
MODULES = ROOT / "node_modules"
# Front-end libraries come from npm and are served straight from where it puts them.
VENDOR = {
    "vendor/bootstrap.css": MODULES / "bootstrap" / "dist" / "css" / "bootstrap.min.css",
    "vendor/idb.js": MODULES / "idb" / "build" / "index.js",
}
A_YEAR = 31_536_000
# Below this, and for pictures, packing gains nothing.
SMALLEST_PACKED = 300
PACKED_TYPES = ("text/", "application/manifest+json", "image/svg+xml")
# `import … from "./x.js"` or `export … from "./x.js"` at the start of a line, or `import("./x.js")` anywhere.
IMPORT = re.compile(
    r"""(?P<before>^[ \t]*(?:import|export)\b[^;"'`=()]*|\bimport\(\s*)"""
    r"""(?P<quote>["'])(?P<path>\.\.?/[^"'\n]+)(?P=quote)""",
    re.MULTILINE,
)
# What is for readers of the source: lines that hold a remark or nothing, and indentation. No text in a script
# goes over several lines, so nothing that is said gets lost.
FOR_READERS = re.compile(r"^[ \t]*(?://.*)?\n|^[ \t]+", re.MULTILINE)

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent, and the digest of that."""

    content: bytes
    digest: str


def init_app(app: Flask) -> None:
    """Serve the files and let templates name them."""
    app.register_blueprint(blueprint)
    if app.debug or app.testing:
        forget()


def forget() -> None:
    """Read every file anew when it is next asked for."""
    _prepared.cache_clear()
    _source.cache_clear()
    _packed.cache_clear()


def asset(name: str) -> str:
    """Return the address of a static file."""
    # Spelt out, because an error page is also printed where no address can be built.
    return f"/static/{_prepared(name).digest}/{name}"


def modules_of(name: str) -> tuple[str, ...]:
    """Return a script and all that it imports, each once; scripts that import each other are refused."""
    found: dict[str, None] = {}
    _collect(name, (), found)
    return tuple(found)


def preload(name: str) -> list[str]:
    """Return the addresses of all that a script imports, so that a page asks for them at once."""
    return [asset(imported) for imported in modules_of(name)[1:]]


@blueprint.get("/static/<digest>/<path:name>")
@public
def file(digest: str, name: str) -> Response:
    """Send a static file; an old address still gets the present file, but only briefly."""
    if _path_of(name) is None:
        abort(404)
    prepared = _prepared(name)
    fresh = digest == prepared.digest
    response = send(prepared, _type_of(name), f"public, max-age={A_YEAR}, immutable" if fresh else "no-cache")
    # The page says what it may load; its two dozen files need not repeat that.
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def send(file: StaticFile, mimetype: str, cache_control: str) -> Response:
    """Answer with what is the same for everybody, packed tightly, and only if the browser lacks it."""
    takes_packed = request.accept_encodings["br"] > 0 and mimetype.startswith(PACKED_TYPES)
    is_packed = takes_packed and len(file.content) >= SMALLEST_PACKED
    response = Response(_packed(file.content) if is_packed else file.content, mimetype=mimetype)
    response.headers["Cache-Control"] = cache_control
    if is_packed:
        response.headers["Content-Encoding"] = "br"
    response.set_etag(f"{file.digest}:br" if is_packed else file.digest)
    return response.make_conditional(request)


def lean(script: str) -> str:
    """Return a script without what only its readers need; a phone pays for every byte."""
    return FOR_READERS.sub("", script)


def made_of(content: bytes) -> StaticFile:
    """Return what is sent, with its digest."""
    return StaticFile(content, hashlib.sha256(content).hexdigest()[:12])


@cache
def _packed(content: bytes) -> bytes:
    """Pack once and with patience, for all who ask until the server starts anew."""
    return brotli.compress(content, mode=brotli.MODE_TEXT)


@cache
def _prepared(name: str) -> StaticFile:
    """Return a file with its imports led to the addresses of the files that they name.

    So its digest, which is that of what is sent, changes with everything that it imports.
    """
    content = _source(name)
    if name.endswith(".js"):
        modules_of(name)
        content = lean(IMPORT.sub(lambda found: _led(found, name), content.decode())).encode()
    return made_of(content)


def _led(found: re.Match, importer: str) -> str:
    quote = found["quote"]
    return f"{found['before']}{quote}{asset(_named(found['path'], importer))}{quote}"


def _collect(name: str, importers: tuple[str, ...], found: dict[str, None]) -> None:
    if name in importers:
        circle = (*importers[importers.index(name) :], name)
        raise ValueError(f"Scripts import each other in a circle: {' → '.join(circle)}.")
    if name in found:
        return
    found[name] = None
    for written in IMPORT.finditer(_source(name).decode()):
        _collect(_named(written["path"], name), (*importers, name), found)


def _named(path: str, importer: str) -> str:
    """Return the name of the file that an import leads to."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
    if _path_of(name) is None:
        raise LookupError(f"{importer} imports {path}, and there is no static file {name}.")
    return name


@cache
def _source(name: str) -> bytes:
    path = _path_of(name)
    if path is None:
        raise LookupError(f"There is no static file {name}.")
    return path.read_bytes()


def _type_of(name: str) -> str:
    # What the machine's own list of types says about scripts is not always one that browsers accept.
    if name.endswith(".js"):
        return "text/javascript"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _path_of(name: str) -> Path | None:
    path = VENDOR.get(name) or OWN / name
    inside = name in VENDOR or path.resolve().is_relative_to(OWN)
    return path if inside and path.is_file() else None
