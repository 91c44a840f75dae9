"""The first gate: each view says who it is for, and a view that says nothing answers 403."""

from collections.abc import Callable

from flask import Flask, abort, current_app, has_request_context, request
from flask_login import current_user

from portal.domain.roles import Role

PUBLIC = "public"
SIGNED_IN = "signed_in"


def public(view: Callable) -> Callable:
    """Open the view to everybody."""
    return _mark(view, PUBLIC)


def alike(view: Callable) -> Callable:
    """Open the view to everybody and answer everybody alike: who asks is not even looked up."""
    view.is_alike = True
    return public(view)


def is_alike() -> bool:
    """Tell whether this request is answered the same for everybody, so that no cookie is read or set."""
    view = current_app.view_functions.get(request.endpoint) if has_request_context() else None
    return getattr(view, "is_alike", False)


def signed_in(view: Callable) -> Callable:
    """Open the view to everybody who is signed in."""
    return _mark(view, SIGNED_IN)


def allow(*roles: Role) -> Callable[[Callable], Callable]:
    """Open the view to people who hold one of the roles anywhere; the object gate decides on the rest."""
    return lambda view: _mark(view, frozenset(roles))


def audience_of(view: Callable):
    """Return the mark of a view, or None."""
    return getattr(view, "audience", None)


def init_app(app: Flask) -> None:
    """Refuse every request whose view does not name the viewer among its audience."""
    app.before_request(_check_audience)


def _check_audience():
    view = current_app.view_functions.get(request.endpoint)
    if view is None:
        return None
    audience = audience_of(view)
    if audience == PUBLIC:
        return None
    if audience is None:
        abort(403)
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()
    if audience != SIGNED_IN and not current_user.has_role(*audience):
        abort(403)
    return None


def _mark(view: Callable, audience) -> Callable:
    view.audience = audience
    return view
