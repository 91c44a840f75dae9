"""Entries that are still on phones: the list of queues, and what became of entries that never arrived."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.queues import write_numbers
from portal.domain.roles import Role
from portal.forms.queues import GapForm
from portal.policy import allows, require
from portal.queries.queues import list_queues
from portal.services.queues import settle_gap
from portal.web.access import allow
from portal.web.loading import load_queue
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("queues", __name__)

# More numbers than this are settled in several goes.
MOST_OFFERED = 100
GAP_FIELDS = {"unknown_reason": "reason", "nothing_chosen": "numbers", "gap_changed": "numbers"}
_WRITTEN_PLACE = re.compile(r"([0-2])-([0-9]{1,10})")


@blueprint.get("/queues")
@allow(Role.member, Role.coordinator)
def index():
    """List the queues that the viewer may see, the most pressing first."""
    after = _WRITTEN_PLACE.fullmatch(request.args.get("after", ""))
    place = (int(after[1]), int(after[2])) if after else None
    page = list_queues(current_user, clock.today(), clock.now(), place)
    return render_template(
        "queues/index.html",
        page=page,
        sees_others=_sees_others(),
        may_carry=allows(current_user, Action.carry_entries),
        write_numbers=write_numbers,
        next_url=page.following and url_for("queues.index", after="{}-{}".format(*page.following)),
        first_url=url_for("queues.index") if place else None,
    )


@blueprint.route("/queues/<int:queue_id>/gap", methods=["GET", "POST"])
@allow(Role.member, Role.coordinator)
def settle(queue_id: int):
    """Note what became of entries that were saved and never arrived."""
    sheet = load_queue(current_user, queue_id)
    require(current_user, Action.settle_gap, sheet)
    offered = sheet.missing[:MOST_OFFERED]
    form = GapForm() if request.method == "POST" else GapForm(formdata=None, numbers=offered)
    form.numbers.choices = [(number, str(number)) for number in offered]

    def act() -> None:
        settle_gap(current_user, sheet, form.numbers.data, form.reason.data, form.note.data or "")

    if submitted(form, act, GAP_FIELDS):
        flash(_("It is noted what became of these entries."), "good")
        return redirect(url_for("queues.index"), 303)
    return render_template("queues/settle.html", form=form, sheet=sheet), form_status()


def _sees_others() -> bool:
    """Tell whether the list may hold queues of other people."""
    leads = any(current_user.leads(seat.team_id) for seat in current_user.seats)
    return leads or current_user.has_role(Role.coordinator)
