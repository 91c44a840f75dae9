"""The description of the JSON interface, made from one row for each of its operations."""

from functools import cache

from flask import Blueprint, current_app, jsonify

from portal.domain.campaign_periods import MODES
from portal.domain.photos import MEDIA_TYPES
from portal.domain.units import UnitLevel
from portal.web.access import public
from portal.web.api_schemas import DAY, MOMENT, SCHEMAS, SHA256, UUID
from portal.web.openapi import Operation, Parameter, describe

blueprint = Blueprint("api_openapi", __name__, url_prefix="/api")

FIGURE_QUESTION = (
    Parameter("campaign", "The campaign's code, such as kh170-2022.", is_required=True),
    Parameter("unit", "The official code of the place.", is_required=True),
    Parameter("period", "whole, a window's code, or such as 2022-06, 2022-W24, 2022-Q2, 2022-R06."),
    Parameter("mode", "Counted in the period, or from the campaign's beginning.", {"enum": list(MODES)}),
    Parameter("as_of", "The day whose places are meant.", DAY),
)
TOKEN = Parameter("X-CSRF-Token", "The token from /api/me.", place="header", is_required=True)
OWNER = Parameter("X-Queue-Owner", "Whose queue this is, by id; another is refused.", place="header")

OPERATIONS = (
    Operation(
        "get", "/api/me", "showMe", "Who is signed in, the token to send with, teams, habits, limits.",
        answers={200: "Me"}, problems=(401,),
    ),
    Operation(
        "put", "/api/activities/{id}", "submitActivity",
        "Store an entry once, however often it is sent; an entry that was returned is corrected by this.",
        answers={201: "Receipt", 200: "Receipt"},
        problems=(400, 401, 403, 404, 409, 410, 413, 415, 422, 429),
        parameters=(
            Parameter("id", "A UUIDv7, made when the form opens.", UUID, place="path", is_required=True),
            TOKEN, OWNER,
            Parameter("X-Device", "The random id of the device.", place="header"),
            Parameter("X-Seq", "The device's running number of the entry.", place="header"),
            Parameter("X-Client-Time", "The phone's clock; kept, never relied on.", MOMENT, place="header"),
        ),
        body="ActivityContent",
    ),
    Operation(
        "put", "/api/activities/{id}/photos/{sha256}", "submitPhoto",
        "Store a photo of an entry, once however often it is sent; at most three of 8 MiB each.",
        answers={201: "PhotoReceipt", 200: "PhotoReceipt"},
        problems=(400, 401, 404, 409, 410, 413, 415, 422, 429, 503),
        parameters=(
            Parameter("id", "The id of one's own entry.", UUID, place="path", is_required=True),
            Parameter("sha256", "The hash of the body.", SHA256, place="path", is_required=True),
            TOKEN, OWNER,
        ),
        files=MEDIA_TYPES,
    ),
    Operation(
        "get", "/api/activities", "listActivities",
        "The caller's own entries in the order in which they last changed, with status and return reason.",
        answers={200: "Activities"}, problems=(401, 422),
        parameters=(
            Parameter("updated_since", "Only entries changed at or after this moment.", MOMENT),
            Parameter("after", "The `next` of the page before."),
        ),
    ),
    Operation(
        "put", "/api/queues/{device}", "reportQueue",
        "Say what still waits in the caller's queue on a phone, and learn which numbers never arrived.",
        answers={200: "QueueAnswer"},
        problems=(400, 401, 409, 413, 415, 422),
        parameters=(
            Parameter("device", "The random id of the queue on this phone.", place="path", is_required=True),
            Parameter("X-CSRF-Token", "The token from /api/me.", place="header", is_required=True),
            Parameter("X-Queue-Owner", "Whose queue this is, by id; another is refused.", place="header"),
        ),
        body="QueueReport",
    ),
    Operation(
        "get", "/api/coverage", "showCoverage",
        "The figures of a place and of each place below it.",
        answers={200: "Coverage"}, problems=(401, 403, 404, 422), parameters=FIGURE_QUESTION,
    ),
    Operation(
        "get", "/api/indicators/8", "showIndicator8", "The lines of indicator 8 for a place.",
        answers={200: "Indicator"}, problems=(401, 403, 404, 422), parameters=FIGURE_QUESTION,
    ),
    Operation(
        "get", "/api/scoreboard", "showScoreboard",
        "How a place, its levels and departments, and each place below it stand on the eight indicators.",
        answers={200: "Scoreboard"}, problems=(401, 403, 404, 422), parameters=FIGURE_QUESTION,
    ),
    Operation(
        "get", "/api/units", "listUnits", "The places in force on a day.",
        answers={200: "Units"}, problems=(401, 404, 422),
        parameters=(
            Parameter("as_of", "The day; today if left out.", DAY),
            Parameter("level", "Only places of this level.", {"enum": list(UnitLevel)}),
            Parameter("under", "The official code of a place; it and all below it."),
        ),
    ),
    Operation(
        "get", "/api/openapi.json", "showDescription", "This description.",
        answers={200: "Description"}, is_public=True,
    ),
)  # fmt: skip


@blueprint.get("/openapi.json")
@public
def show():
    """Describe the JSON interface."""
    return jsonify(_document(current_app.config["SESSION_COOKIE_NAME"]))


@cache
def _document(cookie_name: str) -> dict[str, object]:
    return describe(OPERATIONS, SCHEMAS, cookie_name=cookie_name)
