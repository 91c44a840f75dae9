"""From the cookie to the viewer: the signed cookie names a row, and the row can be ended."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from portal import clock
from portal.domain.roles import Viewer
from portal.extensions import login_manager
from portal.models import User
from portal.queries.viewers import get_sign_in
from portal.services import accounts, audit
from portal.web.problems import problem_response, wants_problem


def init_app(app: Flask) -> None:
    """Let the login manager find viewers and answer those who are not signed in."""
    # Templates know the person as `viewer`, which is not asked for when the database is away.
    login_manager.init_app(app, add_context_processor=False)
    # Nobody is remembered beyond the session, and looking for it would make every file vary by cookie.
    app.after_request_funcs[None].remove(login_manager._update_remember_cookie)
    login_manager.session_protection = None
    login_manager.user_loader(_load_viewer)
    login_manager.unauthorized_handler(_ask_to_sign_in)
    app.before_request(_note_origin)


def open_session(user: User) -> None:
    """Sign the person in on this device under a new token."""
    token = accounts.sign_in(user, device=request.user_agent.string)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    # Where the login manager looks for it with the next request.
    session["_user_id"] = token


def safe_next(target: str | None) -> str:
    """Return the target when it is a path of this host, else the home page."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return url_for("home.index")
    parts = urlsplit(target)
    return url_for("home.index") if parts.scheme or parts.netloc else target


def _load_viewer(token: str) -> Viewer | None:
    state = get_sign_in(accounts.hash_token(token), at=clock.now(), today=clock.today())
    if state is None:
        return None
    if clock.now() - state.seen_at > accounts.SEEN_EVERY:
        accounts.mark_seen(state.viewer)
    return state.viewer


def _ask_to_sign_in() -> Response:
    if wants_problem():
        return problem_response(401, "sign-in-needed", _("Sign in to continue."))
    had_session = session.pop("_user_id", None)
    # Whoever sends a form was signed in when it was opened, even if the browser has forgotten it since.
    was_sent = request.method == "POST" and request.endpoint != "accounts.sign_out"
    if was_sent:
        flash(
            _("Your session has ended, so what you just sent is not stored. Sign in, then send it again."),
            "warn",
        )
    elif had_session:
        flash(_("Your session has ended. Please sign in again."), "warn")
    sent = "1" if was_sent else None
    return redirect(url_for("accounts.sign_in", next=_where_to_go_on(), sent=sent), 303)


def _where_to_go_on() -> str | None:
    """Return the page that was asked for, or the page whose form was sent."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc != request.host or not _can_be_opened(sent_from.path):
        return None
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path


def _can_be_opened(path: str) -> bool:
    """Tell whether there is a page: what a form was corrected on may be an address that only takes forms."""
    try:
        current_app.create_url_adapter(request).match(path, method="GET")
    except HTTPException:
        return False
    return True


def _note_origin() -> None:
    audit.origin.set(request.remote_addr or "unknown")


def viewer_or_none() -> Viewer | None:
    """Return the signed-in viewer, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None
