"""Photos of an entry: the pictures themselves, adding some, and taking one back."""

import hashlib
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.photos import MOST_BYTES, MOST_PHOTOS
from portal.domain.text import nfc
from portal.forms.photos import PhotosForm
from portal.labels import sentence
from portal.policy import require
from portal.services.photos import add_photo, remove_photo
from portal.views.activities import entry_page
from portal.web.access import signed_in
from portal.web.kept_files import hand_out
from portal.web.loading import load_activity, load_photo
from portal.web.uploads import takes_up_to

blueprint = Blueprint("photos", __name__)

# A picture never changes, but who may see it does, and phones are shared.
KEEP_SECONDS = 24 * 60 * 60
# Photos that are too large are answered by name, and not with a page that has lost the others.
MOST_AT_ONCE = 2 * MOST_PHOTOS * MOST_BYTES
LONGEST_NAME = 60


@blueprint.get("/activities/<uuid:uuid>/photos/<string(length=64):sha256>")
@signed_in
def show(uuid: UUID, sha256: str):
    """Hand out a photo, or its thumbnail, to whoever may see the entry."""
    activity = load_activity(current_user, uuid)
    photo, is_small = load_photo(activity, sha256), request.args.get("size") == "small"
    name = photo.thumbnail_sha256 if is_small else photo.stored_sha256
    response = hand_out(name, f"{activity.occurred_on:%Y-%m-%d}-{photo.slot}.jpg", "image/jpeg", "inline")
    response.headers["Cache-Control"] = f"private, max-age={KEEP_SECONDS}, immutable"
    return response


@blueprint.post("/activities/<uuid:uuid>/photos")
@signed_in
@takes_up_to(MOST_AT_ONCE)
def create(uuid: UUID):
    """Add the chosen photos, and name each that cannot be added."""
    activity, form = load_activity(current_user, uuid), PhotosForm()
    require(current_user, Action.add_photo, activity)
    if not form.validate():
        return entry_page(activity, form), 422
    problems = [problem for file in form.photos.data if (problem := _add(activity, file))]
    added = len(form.photos.data) - len(problems)
    if added:
        flash(ngettext("%(num)d photo received.", "%(num)d photos received.", added), "good")
    if problems:
        form.photos.errors = problems
        return entry_page(load_activity(current_user, uuid), form), 422
    return redirect(_photos_of(uuid), 303)


@blueprint.post("/activities/<uuid:uuid>/photos/<string(length=64):sha256>/remove")
@signed_in
def remove(uuid: UUID, sha256: str):
    """Take a photo back."""
    activity = load_activity(current_user, uuid)
    require(current_user, Action.remove_photo, activity)
    try:
        remove_photo(current_user._get_current_object(), activity, sha256)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The photo is removed."), "good")
    return redirect(_photos_of(uuid), 303)


def _add(activity, file: FileStorage) -> str | None:
    """Add a photo; return in words what is wrong with it, or None."""
    content = file.read(MOST_BYTES + 1)
    try:
        sha256 = hashlib.sha256(content).hexdigest()
        add_photo(current_user._get_current_object(), activity, sha256, content, again=True)
    except RuleBroken as error:
        name = nfc(file.filename or "")[:LONGEST_NAME]
        return _("%(file)s: %(problem)s", file=name, problem=sentence(error.code, **error.details))
    return None


def _photos_of(uuid: UUID) -> str:
    return url_for("activities.show", uuid=uuid, _anchor="evidence")
