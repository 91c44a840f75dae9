"""What requests of the phone have in common: whose queue they come from, and a body of JSON."""

import json

from flask import abort, request

from portal.domain.roles import Viewer


def is_of_another(viewer: Viewer) -> bool:
    """Tell whether the request comes from the queue of somebody else, who used the same phone."""
    owner = request.headers.get("X-Queue-Owner")
    return owner is not None and owner != str(viewer.id)


def read_json(most_bytes: int) -> object:
    """Return the body as it was parsed, or end the request where it is no JSON or too large."""
    if not request.is_json:
        abort(415)
    body = request.get_data()
    if len(body) > most_bytes:
        abort(413)
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        abort(400)


def _refuse_constant(name: str) -> None:
    """Refuse NaN and infinities, which are no JSON."""
    raise ValueError(name)
