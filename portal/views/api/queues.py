"""What phones report of their queues, so that no entry is lost without anybody knowing."""

from flask import Blueprint, jsonify
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.activity_content import ContentInvalid
from portal.domain.queues import DEVICE, read_report
from portal.labels import problem
from portal.services.queues import report_queue
from portal.web.access import signed_in
from portal.web.phone_requests import is_of_another, read_json
from portal.web.problems import problem_response

blueprint = Blueprint("api_queues", __name__, url_prefix="/api")

# The largest report that the bounds of its lists allow, with room.
LARGEST_REPORT = 512 * 1024


@blueprint.put("/queues/<device>")
@signed_in
def report(device: str):
    """Keep what a phone says of its queue, and return the numbers that it saved and that never came."""
    if is_of_another(current_user):
        return problem_response(409, "owner-mismatch", _("This queue belongs to somebody else."))
    stated = read_report(read_json(LARGEST_REPORT))
    if not DEVICE.fullmatch(device):
        raise ContentInvalid({"device": "bad_text"})
    missing = report_queue(current_user._get_current_object(), device, stated)
    return jsonify(receipt=True, device=device, missing=missing)


@blueprint.errorhandler(ContentInvalid)
def _answer_invalid(error: ContentInvalid):
    errors = {field: problem(field, code) for field, code in error.errors.items()}
    return problem_response(422, "invalid", _("Some of what was sent is not right."), errors=errors)
