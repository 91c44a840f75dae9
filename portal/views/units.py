"""Places: one's own, a place with its history, and a commune's hamlets, which its coordinator keeps."""

from collections.abc import Callable
from datetime import date
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.forms.base import Form
from portal.forms.units import (
    NO_HAMLET,
    AsOfForm,
    ConfirmHamletsForm,
    EndHamletForm,
    HamletForm,
    HamletNameForm,
    HouseholdsForm,
    MergeHamletForm,
    PlaceSearchForm,
)
from portal.place_labels import place_name
from portal.queries.ended_units import list_ended_communes
from portal.queries.hamlets import get_confirmation
from portal.queries.unit_days import nearest_day
from portal.queries.unit_lists import list_own_communes
from portal.queries.unit_sheets import UnitSheet, get_unit_sheet
from portal.queries.units import is_visible
from portal.services import hamlets
from portal.web.access import allow, signed_in
from portal.web.loading import load_unit, load_unit_to_edit
from portal.web.submitting import submitted

blueprint = Blueprint("units", __name__)

# The field that a refusal is about; one that is about none stands above the form.
FIELDS = {
    "hamlet_exists": "name",
    "hamlet_needs_name": "name",
    "unknown_hamlet_type": "type",
    "in_future": "on",
    "before_commune": "on",
    "before_last_change": "on",
    "hamlet_used": "on",
    "began_that_day": "on",
    "same_hamlet": "into",
    "no_such_neighbour": "into",
}


@blueprint.get("/units")
@signed_in
def index():
    """List the communes of one's roles and seats."""
    form = PlaceSearchForm(request.args)
    words = form.words.data or "" if form.validate() else ""
    page = render_template(
        "units/index.html",
        form=form,
        groups=list_own_communes(current_user, clock.today(), words),
        ended=list_ended_communes(current_user, clock.today(), words),
        words=words,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/units/<int:unit_id>")
@signed_in
def show(unit_id: int):
    """Show a place as it is, or as it was on a day."""
    unit = load_unit(current_user, unit_id)
    form = AsOfForm(request.args)
    day = form.as_of.data if form.validate() else None
    return _page(unit, day, as_of_form=form), 422 if form.errors else 200


@blueprint.post("/units/<int:unit_id>/hamlets")
@allow(Role.coordinator)
def add_hamlet(unit_id: int):
    """Put a hamlet on the commune's list."""
    commune, form = load_unit_to_edit(current_user, unit_id), HamletForm()

    def act() -> None:
        named = {"hamlet_type": form.type.data, "name": form.name.data}
        hamlets.add_hamlet(
            current_user, commune, since=form.on.data, households=form.households.data, **named
        )

    return _change(commune, form, act, _("The hamlet is on the list."), shown_as="hamlet_form")


@blueprint.post("/units/<int:unit_id>/rename")
@allow(Role.coordinator)
def rename_hamlet(unit_id: int):
    """Give a hamlet another name from a day on."""
    hamlet, form = load_unit_to_edit(current_user, unit_id), HamletNameForm(prefix="rename-")

    def act() -> None:
        named = {"hamlet_type": form.type.data, "name": form.name.data}
        hamlets.rename_hamlet(current_user, hamlet, on=form.on.data, **named)

    return _change(hamlet, form, act, _("The name is saved."), shown_as="rename_form")


@blueprint.post("/units/<int:unit_id>/end")
@allow(Role.coordinator)
def end_hamlet(unit_id: int):
    """End a hamlet on a day."""
    hamlet, form = load_unit_to_edit(current_user, unit_id), EndHamletForm(prefix="end-")

    def act() -> None:
        hamlets.end_hamlet(current_user, hamlet, on=form.on.data)

    then = hamlet.parent_id
    return _change(hamlet, form, act, _("The hamlet is off the list."), shown_as="end_form", then=then)


@blueprint.post("/units/<int:unit_id>/merge")
@allow(Role.coordinator)
def merge_hamlet(unit_id: int):
    """Let a hamlet go into another one of its commune."""
    hamlet = load_unit_to_edit(current_user, unit_id)
    sheet = get_unit_sheet(current_user, hamlet, clock.today())
    form = _merge_form(sheet)

    def act() -> None:
        hamlets.merge_hamlet(current_user, hamlet, form.into.data, on=form.on.data)

    done = _("The hamlet has gone into the other one. Its entries stay with it.")
    then = sheet.path[-2].id if sheet.path else 0
    return _change(hamlet, form, act, done, shown_as="merge_form", then=then)


@blueprint.post("/units/<int:unit_id>/households")
@allow(Role.coordinator)
def count_households(unit_id: int):
    """Note how many households a hamlet has."""
    hamlet, form = load_unit_to_edit(current_user, unit_id), HouseholdsForm(prefix="count-")

    def act() -> None:
        hamlets.count_households(current_user, hamlet, form.households.data)

    return _change(hamlet, form, act, _("The number of households is saved."), shown_as="households_form")


@blueprint.post("/units/<int:unit_id>/confirm")
@allow(Role.coordinator)
def confirm_hamlets(unit_id: int):
    """Confirm that the commune's list of hamlets is complete."""
    commune, form = load_unit_to_edit(current_user, unit_id), ConfirmHamletsForm()

    def act() -> None:
        hamlets.confirm_hamlets(current_user, commune, seen=form.seen.data)

    done = _("The list of hamlets is confirmed as complete.")
    return _change(commune, form, act, done, shown_as="confirm_form")


@blueprint.post("/units/<int:unit_id>/withdraw")
@allow(Role.coordinator)
def withdraw_hamlets(unit_id: int):
    """Withdraw the confirmation of the commune's list of hamlets."""
    commune = load_unit_to_edit(current_user, unit_id)
    hamlets.withdraw_confirmation(current_user, commune)
    flash(_("The confirmation is withdrawn."), "good")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _change(unit, form: Form, act: Callable[[], object], done: str, *, shown_as: str, then: int = 0):
    """Act on a valid form and lead on to the place `then`; else show the page again with what to do."""
    commune_id = unit.id if unit.level == UnitLevel.commune else unit.parent_id
    was_confirmed = get_confirmation(commune_id).confirmed_at
    if not submitted(form, act, FIELDS):
        return _page(unit, **{shown_as: form}), 422
    flash(done, "good")
    if was_confirmed and not get_confirmation(commune_id).confirmed_at:
        flash(_("The list has changed and is no longer confirmed. Confirm it again once complete."), "warn")
    return redirect(url_for("units.show", unit_id=then or unit.id), 303)


def _page(unit, day=None, **forms: Form) -> str:
    today = clock.today()
    sheet = get_unit_sheet(current_user, unit, day or today)
    if not sheet.path and day is None and (there := nearest_day(unit.id, today, today)):
        # Whoever asks for no day wants to see something: what has ended is shown as it was at last.
        sheet = get_unit_sheet(current_user, unit, there)
    links = {} if sheet.as_of == today else {"as_of": sheet.as_of}
    shown = {
        "unit": unit,
        "sheet": sheet,
        "today": today,
        "links": links,
        "is_open": partial(is_visible, current_user),
        "breadcrumbs": [
            (place.full_name, url_for("units.show", unit_id=place.id, **links)) for place in sheet.path[:-1]
        ],
    }
    return render_template("units/show.html", **shown | _fresh_forms(sheet, today) | forms)


def _fresh_forms(sheet: UnitSheet, today: date) -> dict[str, Form]:
    """Return the forms of the page as they are first shown."""
    now, latest = sheet.on_date, sheet.hamlets[-1] if sheet.hamlets else None
    usual = latest.type if latest else "thôn" if now and now.type == "xã" else "khu phố"
    named = {"type": now.type, "name": now.name} if now else {}
    counted = latest.households if latest else None
    return {
        "as_of_form": AsOfForm(formdata=None),
        "hamlet_form": HamletForm(formdata=None, type=usual, on=today),
        "rename_form": HamletNameForm(formdata=None, prefix="rename-", on=today, **named),
        "households_form": HouseholdsForm(formdata=None, prefix="count-", households=counted),
        "end_form": EndHamletForm(formdata=None, prefix="end-", on=today),
        "merge_form": _merge_form(sheet, formdata=None, on=today),
        "confirm_form": ConfirmHamletsForm(formdata=None),
    }


def _merge_form(sheet: UnitSheet, **values: object) -> MergeHamletForm:
    """Return the form that offers the other hamlets of a hamlet's commune."""
    form = MergeHamletForm(prefix="merge-", **values)
    others = [(one.id, place_name(one.full_name, one.origin)) for one in sheet.neighbours]
    form.into.choices = [(NO_HAMLET, _("Choose a hamlet")), *others]
    return form
