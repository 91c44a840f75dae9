"""What every request is checked for before anything else, and the id under which it can be found."""

import re
import secrets

from flask import Flask, abort, g, request

from portal.domain.activity_values import HIGHEST_ID

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def init_app(app: Flask) -> None:
    """Name each request and refuse malformed ones."""
    app.before_request(_name_request)
    app.before_request(_refuse_malformed)


def _name_request() -> None:
    g.request_id = secrets.token_hex(6)


def _refuse_malformed() -> None:
    if any(isinstance(part, int) and part > HIGHEST_ID for part in (request.view_args or {}).values()):
        abort(404)
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(400)
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            if _is_malformed(name) or _is_malformed(value):
                abort(400)


def _is_malformed(text: str) -> bool:
    """Tell whether no database could store the text: NUL or a lone surrogate."""
    return _UNSTORABLE.search(text) is not None
