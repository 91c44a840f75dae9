"""What people and programs see when something goes wrong: what happened, and what to do."""

import logging
from contextlib import suppress

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError, TimeoutError
from werkzeug.exceptions import HTTPException

from portal.domain.closings import CLOSED
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.extensions import db
from portal.gateways.evidence import EvidenceAway
from portal.labels import sentence
from portal.web.problems import problem_response, wants_problem

EXPIRED_FORM = 419
# What a person took back is not stored anew.
GONE = {"entry_withdrawn", "photo_removed"}
# Refusals that a phone tells from others of the same status.
KINDS_OF_RULES = {CLOSED: "closed-period", "session_logged": "session-logged"}
# The database is away or has no connection left; it may be back in a moment.
DATABASE_AWAY = (OperationalError, InterfaceError, TimeoutError)
TRY_AGAIN_SECONDS = 5
# The store of photos may be full or on another machine, which takes longer to mend.
STORE_AGAIN_SECONDS = 30
log = logging.getLogger("portal.errors")


def init_app(app: Flask) -> None:
    """Register an answer for every kind of error."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(CSRFError, _answer_expired_form)
    app.register_error_handler(NotAllowed, lambda error: answer(403))
    app.register_error_handler(Missing, lambda error: answer(404))
    app.register_error_handler(RuleBroken, _answer_rule)
    app.register_error_handler(EvidenceAway, _answer_evidence)
    for kind in DATABASE_AWAY:
        app.register_error_handler(kind, _answer_database)
    app.register_error_handler(Exception, _answer_unexpected)


def answer(
    status: int, detail: str | None = None, retry_after: int | None = None, kind: str | None = None
) -> Response:
    """Return the error as a page, or as a problem of a kind for the JSON interface."""
    # The answer to a failure must not ask the database for anything.
    g.bare_page = g.get("bare_page", False) or status >= 500
    try:
        return _compose(status, detail, retry_after, kind)
    except DATABASE_AWAY:
        if g.bare_page:
            raise
        g.bare_page = True
        return _compose(503, None, TRY_AGAIN_SECONDS)


def _compose(status: int, detail: str | None, retry_after: int | None, kind: str | None = None) -> Response:
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if wants_problem():
        real = 400 if status == EXPIRED_FORM else status
        kind = "csrf" if status == EXPIRED_FORM else kind or KINDS.get(status, "error")
        return problem_response(real, kind, detail or _problem_title(status), **headers)
    page = render_template(
        "errors/error.html",
        status=status,
        detail=detail,
        retry_after=retry_after,
        request_id=g.get("request_id"),
    )
    return Response(page, 400 if status == EXPIRED_FORM else status, headers, mimetype="text/html")


KINDS = {
    400: "bad-request",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    410: "gone",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many",
    500: "error",
    503: "unavailable",
}


def _problem_title(status: int) -> str:
    titles = {
        400: _("The request could not be read."),
        403: _("You may not do this."),
        404: _("There is nothing here that you may see."),
        405: _("This address does not take that method."),
        413: _("What was sent is too large."),
        415: _("Send JSON."),
        429: _("Too many tries. Wait a moment."),
        EXPIRED_FORM: _("The page is out of date. Load it again."),
        503: _("The portal is briefly unavailable. Try again soon."),
    }
    return titles.get(status, _("Something went wrong on our side. Try again."))


def _answer_http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response
    response = answer(error.code or 500)
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _answer_expired_form(error: CSRFError) -> Response:
    return answer(EXPIRED_FORM)


def _answer_rule(error: RuleBroken) -> Response:
    if error.code == "too_many_tries":
        return answer(429, sentence(error.code, **error.details), error.details["seconds"])
    status, kind = 410 if error.code in GONE else 409, KINDS_OF_RULES.get(error.code)
    return answer(status, sentence(error.code, **error.details), kind=kind)


def _answer_database(error: SQLAlchemyError) -> Response:
    log.error("database: %s %s", g.get("request_id"), error)
    _let_go()
    return answer(503, retry_after=TRY_AGAIN_SECONDS)


def _answer_evidence(error: EvidenceAway) -> Response:
    log.error("evidence: %s %s", g.get("request_id"), error)
    _let_go()
    return answer(503, retry_after=STORE_AGAIN_SECONDS)


def _answer_unexpected(error: Exception) -> Response:
    log.exception("unexpected: %s %s %s", g.get("request_id"), request.method, request.path)
    _let_go()
    return answer(500)


def _let_go() -> None:
    """Give the connection back, whatever state it is in."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
