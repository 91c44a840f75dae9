"""Entries for the phone: send one as often as it takes, and ask what became of them."""

import re
from datetime import datetime
from uuid import UUID

from flask import Blueprint, jsonify, request
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.activity_content import ContentInvalid, as_json, read_content
from portal.domain.activity_values import BadValue, read_moment
from portal.domain.closings import CLOSED
from portal.domain.queues import DEVICE
from portal.labels import label, problem
from portal.queries.activities import list_changed
from portal.queries.photos import list_photos
from portal.services.activities import Receipt, submit_activity
from portal.web.access import signed_in
from portal.web.paging import read_place, write_place
from portal.web.phone_requests import is_of_another, read_json
from portal.web.problems import problem_response

blueprint = Blueprint("api_activities", __name__, url_prefix="/api")

LARGEST_ENTRY = 64 * 1024
PAGE_SIZE = 100
_COUNTER = re.compile(r"[0-9]{1,9}")


@blueprint.put("/activities/<uuid:uuid>")
@signed_in
def submit(uuid: UUID):
    """Store an entry and return its receipt."""
    if is_of_another(current_user):
        return problem_response(409, "owner-mismatch", _("Somebody else made this entry on this phone."))
    content = read_content(read_json(LARGEST_ENTRY))
    receipt = submit_activity(current_user._get_current_object(), uuid, content, **_phone_facts())
    return jsonify(_receipt_json(receipt)), 201 if receipt.created else 200


@blueprint.get("/activities")
@signed_in
def index():
    """List one's own entries in the order in which they last changed."""
    since = _read_since(request.args.get("updated_since"))
    after = read_place(request.args.get("after"))
    changed, following = list_changed(current_user, since, after, PAGE_SIZE)
    photos = list_photos([activity.id for activity in changed])
    return jsonify(
        activities=[_activity_json(activity, photos[activity.id]) for activity in changed],
        next=write_place(following),
        server_time=clock.now().isoformat(),
    )


@blueprint.errorhandler(ContentInvalid)
def _answer_invalid(error: ContentInvalid):
    if CLOSED in error.errors.values():
        # Nothing of it is wrong, so there is nothing to correct but perhaps the day.
        return problem_response(409, "closed-period", problem("occurred_on", CLOSED))
    errors = {field: problem(field, code) for field, code in error.errors.items()}
    return problem_response(422, "invalid", _("Some of what was sent is not right."), errors=errors)


def _phone_facts() -> dict[str, object]:
    """Read what the phone tells of itself; it is kept for tracing losses, and never a reason to refuse."""
    device, counter = request.headers.get("X-Device", ""), request.headers.get("X-Seq", "")
    return {
        "device": device if DEVICE.fullmatch(device) else None,
        "seq": int(counter) if _COUNTER.fullmatch(counter) else None,
        "client_time": _moment_or_none(request.headers.get("X-Client-Time")),
    }


def _read_since(text: str | None) -> datetime | None:
    if not text:
        return None
    # A plus sign that nobody escaped arrives as a space.
    since = _moment_or_none(text.replace(" ", "+"))
    if since is None:
        raise ContentInvalid({"updated_since": "not_a_moment"})
    return since


def _moment_or_none(text: str | None) -> datetime | None:
    try:
        return read_moment(text, False)
    except BadValue:
        return None


def _receipt_json(receipt: Receipt) -> dict[str, object]:
    return {
        "receipt": True,
        "id": str(receipt.uuid),
        "sha256": receipt.sha256,
        "server_time": receipt.received_at.isoformat(),
        "status": receipt.status,
    }


def _activity_json(activity, photos) -> dict[str, object]:
    return {
        "id": str(activity.uuid),
        "status": activity.status,
        "reason": activity.reason,
        "reason_label": str(label("return_reason", activity.reason)) or None,
        "reason_note": activity.reason_note,
        "is_late": activity.is_late,
        "sha256": activity.content_sha256,
        "received_at": activity.received_at.isoformat(),
        "submitted_at": activity.submitted_at.isoformat(),
        "updated_at": activity.updated_at.isoformat(),
        "content": as_json(activity.content()),
        "photos": [photo.sha256 for photo in photos],
    }
