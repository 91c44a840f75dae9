"""Which language a page speaks: asked for in the address, chosen before, or Vietnamese."""

from flask import Flask, g, has_request_context, request, session
from flask_login import current_user

from portal.extensions import babel
from portal.web.access import is_alike

LOCALES = ("vi", "en")
DEFAULT = "vi"


def init_app(app: Flask) -> None:
    """Let Babel ask for the language of each request."""
    babel.init_app(app, locale_selector=choose_locale, timezone_selector=lambda: app.config["TIMEZONE"])
    app.before_request(_remember_choice)


def choose_locale() -> str:
    """Return the language of this request."""
    locale = g.get("locale")
    if locale is None:
        locale = g.locale = _choose()
    return locale


def _choose() -> str:
    if not has_request_context():
        # Commands speak English.
        return "en"
    if is_alike():
        asked = request.args.get("lang")
        return asked if asked in LOCALES else DEFAULT
    own = None if g.get("bare_page") else getattr(current_user, "locale", None)
    for wanted in (request.args.get("lang"), session.get("language"), own):
        if wanted in LOCALES:
            return wanted
    return DEFAULT


def _remember_choice() -> None:
    wanted = request.args.get("lang")
    if is_alike():
        return
    if wanted in LOCALES and session.get("language") != wanted:
        session["language"] = wanted
