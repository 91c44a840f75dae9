"""Photos for the phone: each is sent by itself once its entry was received, as often as it takes."""

from uuid import UUID

from flask import Blueprint, jsonify, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.errors import RuleBroken
from portal.domain.photos import HEIC_TYPES, MEDIA_TYPES, MOST_BYTES
from portal.gateways.pictures import check_size
from portal.labels import sentence
from portal.services.photos import PhotoReceipt, add_photo
from portal.web.access import signed_in
from portal.web.loading import load_own_activity
from portal.web.problems import problem_response
from portal.web.uploads import takes_up_to

blueprint = Blueprint("api_photos", __name__, url_prefix="/api")

# A rule's code -> status and kind of the answer; all others are conflicts.
ANSWERS = {
    "too_many_photos": (409, "too-many-photos"),
    "entry_withdrawn": (410, "gone"),
    "photo_removed": (410, "gone"),
    "photo_too_large": (413, "too-large"),
    "photo_type": (415, "unsupported-media-type"),
    "photo_heic": (415, "unsupported-media-type"),
    "photo_empty": (422, "invalid"),
    "photo_differs": (422, "invalid"),
    "photo_unreadable": (422, "invalid"),
    "photo_too_many_pixels": (422, "invalid"),
    "too_many_tries": (429, "too-many"),
}


@blueprint.put("/activities/<uuid:uuid>/photos/<string(length=64):sha256>")
@signed_in
@takes_up_to(MOST_BYTES)
def submit(uuid: UUID, sha256: str):
    """Store a photo of one's own entry and return its receipt."""
    owner = request.headers.get("X-Queue-Owner")
    if owner is not None and owner != str(current_user.id):
        return problem_response(409, "owner-mismatch", _("Somebody else made this entry on this phone."))
    activity = load_own_activity(current_user, uuid)
    receipt = add_photo(current_user._get_current_object(), activity, sha256, _read_picture())
    return jsonify(_receipt_json(receipt)), 201 if receipt.created else 200


@blueprint.errorhandler(RuleBroken)
def _answer_rule(error: RuleBroken):
    status, kind = ANSWERS.get(error.code, (409, "conflict"))
    headers = {"Retry-After": str(error.details["seconds"])} if status == 429 else {}
    return problem_response(status, kind, sentence(error.code, **error.details), **headers)


def _read_picture() -> bytes:
    """Read the body, unless its headers say already that it cannot be taken."""
    if request.mimetype not in MEDIA_TYPES:
        raise RuleBroken("photo_heic" if request.mimetype in HEIC_TYPES else "photo_type")
    if request.content_length is not None:
        check_size(request.content_length)
    content = request.get_data(cache=False)
    check_size(len(content))
    return content


def _receipt_json(receipt: PhotoReceipt) -> dict[str, object]:
    return {
        "receipt": True,
        "id": str(receipt.uuid),
        "sha256": receipt.sha256,
        "server_time": receipt.received_at.isoformat(),
    }
