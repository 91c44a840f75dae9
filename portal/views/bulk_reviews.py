"""Approving many entries: what was chosen, which of it is to be opened first, and what came of it."""

from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.domain.errors import RuleBroken
from portal.domain.roles import STAFF_ROLES, Role
from portal.forms.bulk_reviews import BulkCorrectionForm, BulkForm
from portal.labels import sentence
from portal.queries.bulk_reviews import BulkSheet
from portal.services.bulk_reviews import approve_bulk, begin_bulk, list_obstacles
from portal.views.review_desk import desk_page
from portal.views.review_entries import asked_address
from portal.web.access import allow
from portal.web.loading import load_bulk
from portal.web.submitting import submitted

blueprint = Blueprint("bulk_reviews", __name__)


@blueprint.post("/reviews/bulk")
@allow(Role.coordinator)
def create():
    """Keep the choice and draw which entries are to be opened."""
    form, address, begun = BulkForm(), asked_address(), []
    actor = current_user._get_current_object()
    if submitted(form, lambda: begun.append(begin_bulk(actor, form.chosen).id), _FIELDS):
        return redirect(url_for("bulk_reviews.show", bulk_id=begun[0], next=address), 303)
    return desk_page(MultiDict(parse_qsl(urlsplit(address).query)), form), 422


@blueprint.get("/reviews/bulk/<int:bulk_id>")
@allow(*STAFF_ROLES)
def show(bulk_id: int):
    """Show what was chosen, what remains to be opened, and in the end what was left out."""
    return _page(load_bulk(current_user, bulk_id))


@blueprint.post("/reviews/bulk/<int:bulk_id>/corrections")
@allow(Role.coordinator)
def correct(bulk_id: int):
    """Choose those that were left out because their period is closed, with the reason of the correction."""
    bulk, form, begun = load_bulk(current_user, bulk_id), BulkCorrectionForm(), []
    actor = current_user._get_current_object()
    if submitted(
        form, lambda: begun.append(begin_bulk(actor, form.chosen, form.correction.data).id), _FIELDS
    ):
        return redirect(url_for("bulk_reviews.show", bulk_id=begun[0], next=asked_address()), 303)
    return _page(bulk, form=form), 422


@blueprint.post("/reviews/bulk/<int:bulk_id>/approve")
@allow(Role.coordinator)
def approve(bulk_id: int):
    """Approve all that was chosen."""
    load_bulk(current_user, bulk_id)
    try:
        approved = approve_bulk(current_user._get_current_object(), bulk_id)
    except RuleBroken as error:
        return _page(load_bulk(current_user, bulk_id), sentence(error.code, **error.details)), 409
    flash(ngettext("%(num)d entry is approved.", "%(num)d entries are approved.", approved), "good")
    if load_bulk(current_user, bulk_id).left_out:
        return redirect(url_for("bulk_reviews.show", bulk_id=bulk_id, next=asked_address()), 303)
    return redirect(asked_address(), 303)


_FIELDS = {"too_many_chosen": "entries", "none_to_approve": "entries"}


def _page(bulk: BulkSheet, refusal: str | None = None, form: BulkCorrectionForm | None = None) -> str:
    obstacles = list_obstacles(current_user, bulk.bulk, bulk.entries)
    return render_template(
        "bulk_reviews/show.html",
        bulk=bulk.without(obstacles),
        refusal=refusal,
        form=form or BulkCorrectionForm(formdata=None),
        next=asked_address(),
    )
