"""Accounts for the administrators: finding people, creating staff, roles, links, disabling."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.phones import mask
from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.forms.admin import AccountFilterForm, RoleEndForm, RoleForm, StaffForm
from portal.labels import sentence
from portal.policy import list_actions
from portal.queries.memberships import list_account_states
from portal.queries.reach import count_reach
from portal.queries.staff_places import list_staff_places
from portal.queries.users import list_accounts, list_former_roles, list_roles, list_seat_names
from portal.services import roles, staff
from portal.services.activations import Invitation
from portal.views.invitation_cards import make_card, show_cards
from portal.web.access import allow
from portal.web.loading import load_unit, load_user
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("admin", __name__)

ROLE_FIELDS = {
    "role_not_at_level": "unit",
    "role_held": "role",
    "phone_taken": "phone",
    "role_in_past": "starts_on",
    "role_ends_early": "last_day",
    "last_admin": "last_day",
}


@blueprint.get("/admin/users")
@allow(Role.admin)
def users():
    """List staff, or search anybody by name or number."""
    form = AccountFilterForm(request.args)
    form.validate()
    words, role = form.chosen("words"), form.chosen("role")
    page = list_accounts(
        words=words or "",
        role=role,
        at=clock.now(),
        on=clock.today(),
        after=read_id(request.args.get("after")),
    )
    asked = {"words": words, "role": role}
    return render_template(
        "admin/users.html",
        form=form,
        page=page,
        next_url=page.next_after and url_for("admin.users", **asked, after=page.next_after),
        first_url=url_for("admin.users", **asked) if "after" in request.args else None,
    )


@blueprint.route("/admin/users/new", methods=["GET", "POST"])
@allow(Role.admin)
def new_user():
    """Create a staff account, once it was seen what its role means, and show its link this once."""
    form = StaffForm(starts_on=clock.today())
    form.unit.choices = _place_choices()
    created = []
    if _is_confirmed():
        if submitted(form, lambda: created.append(_create(form)), ROLE_FIELDS):
            return _card_page(created[0].user, created[0].invitation)
    elif _goes_on() and submitted(form, lambda: _check_new(form), ROLE_FIELDS):
        return _role_page(form, form.name.data, back_url=url_for("admin.users"))
    return render_template("admin/new_user.html", form=form), _form_status()


@blueprint.get("/admin/users/<int:user_id>")
@allow(Role.admin)
def user(user_id: int):
    """Show an account with its roles, seats and state."""
    return _account_page(user_id)


@blueprint.route("/admin/users/<int:user_id>/roles/new", methods=["GET", "POST"])
@allow(Role.admin)
def grant_role(user_id: int):
    """Give a person a role at a place, once it was seen what it means."""
    person = load_user(user_id)
    form = RoleForm(starts_on=clock.today())
    form.unit.choices = _place_choices()
    granted = []
    if _is_confirmed():
        if submitted(form, lambda: granted.append(_grant(user_id, form)), ROLE_FIELDS):
            return _granted_page(user_id, granted[0])
    elif _goes_on() and submitted(form, lambda: _check(form), ROLE_FIELDS):
        return _role_page(form, person.name, back_url=url_for("admin.user", user_id=user_id))
    return render_template("admin/new_role.html", form=form, person=person), _form_status()


@blueprint.post("/admin/users/<int:user_id>/grants/<int:grant_id>/end")
@allow(Role.admin)
def end_role(user_id: int, grant_id: int):
    """End a role from today on."""
    load_user(user_id)
    return _change(
        user_id,
        lambda: roles.end_role(current_user, user_id, grant_id),
        _("The role is ended from today on."),
    )


@blueprint.post("/admin/users/<int:user_id>/grants/<int:grant_id>/last-day")
@allow(Role.admin)
def change_role_end(user_id: int, grant_id: int):
    """Let a role end later or earlier than it would, or go on."""
    load_user(user_id)
    form = RoleEndForm(prefix=f"grant-{grant_id}-")

    def act() -> None:
        roles.change_role_end(current_user, user_id, grant_id, _day_after(form.last_day.data))

    if not submitted(form, act, ROLE_FIELDS):
        return _account_page(user_id, grant_id, form)
    flash(_("The last day of the role is saved."), "good")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.post("/admin/users/<int:user_id>/link")
@allow(Role.admin)
def invite(user_id: int):
    """Make a new activation link and show it this once."""
    person = load_user(user_id)
    try:
        invitation = staff.reissue_link(current_user, user_id)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
        return redirect(url_for("admin.user", user_id=user_id), 303)
    return _card_page(person, invitation)


@blueprint.post("/admin/users/<int:user_id>/disable")
@allow(Role.admin)
def disable(user_id: int):
    """Close an account."""
    load_user(user_id)
    done = _("The account is disabled and signed out everywhere.")
    return _change(user_id, lambda: staff.disable_account(current_user, user_id), done)


@blueprint.post("/admin/users/<int:user_id>/enable")
@allow(Role.admin)
def enable(user_id: int):
    """Open a disabled account again."""
    load_user(user_id)
    return _change(
        user_id, lambda: staff.enable_account(current_user, user_id), _("The account is enabled again.")
    )


def _change(user_id: int, act, done: str):
    """Do what a single button asks for, and say how it went."""
    try:
        act()
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(done, "good")
    return redirect(url_for("admin.user", user_id=user_id), 303)


def _is_confirmed() -> bool:
    return "confirmed" in request.form


def _goes_on() -> bool:
    """Tell whether what was typed is to be looked at, and not to be changed once more."""
    return "change" not in request.form


def _form_status() -> int:
    return form_status() if _goes_on() else 200


def _check(form: RoleForm) -> None:
    unit = load_unit(current_user, form.unit.data)
    ends_on = _day_after(form.last_day.data)
    roles.check_role(current_user, Role(form.role.data), unit, form.starts_on.data, ends_on)


def _check_new(form: StaffForm) -> None:
    _check(form)
    staff.check_number(current_user, form.phone.data)


def _create(form: StaffForm) -> staff.NewStaff:
    return staff.create_staff(
        current_user,
        name=form.name.data,
        phone=form.phone.data,
        role=Role(form.role.data),
        unit=load_unit(current_user, form.unit.data),
        starts_on=form.starts_on.data,
        ends_on=_day_after(form.last_day.data),
    )


def _grant(user_id: int, form: RoleForm) -> Invitation | None:
    return roles.grant_role(
        current_user,
        user_id,
        Role(form.role.data),
        load_unit(current_user, form.unit.data),
        starts_on=form.starts_on.data,
        ends_on=_day_after(form.last_day.data),
    )


def _day_after(last_day: date | None) -> date | None:
    return last_day and last_day + timedelta(days=1)


def _place_choices() -> list[tuple[int, str]]:
    return [(place.id, place.label) for place in list_staff_places(current_user, clock.today())]


def _role_page(form: RoleForm, name: str, *, back_url: str) -> str:
    """Say what a role means at the chosen place before it is given."""
    unit, role = load_unit(current_user, form.unit.data), Role(form.role.data)
    actions = list_actions(role, UnitLevel(unit.level))
    return render_template(
        "admin/confirm_role.html",
        form=form,
        name=name,
        role=role,
        place=dict(form.unit.choices)[unit.id],
        seen=[action for action in actions if action.startswith("view_")],
        done=[action for action in actions if not action.startswith("view_")],
        reach=count_reach(unit.path, clock.today()),
        back_url=back_url,
    )


def _granted_page(user_id: int, invitation: Invitation | None):
    if invitation is not None:
        return _card_page(load_user(user_id), invitation)
    flash(_("The role is given. The person has to sign in again."), "good")
    return redirect(url_for("admin.user", user_id=user_id), 303)


def _account_page(user_id: int, grant_id: int | None = None, end_form: RoleEndForm | None = None):
    """Show the account; the form that was sent keeps what was typed, the others start afresh."""
    person, today = load_user(user_id), clock.today()
    held = list_roles([user_id], today).get(user_id, ())
    forms = {
        one.grant_id: RoleEndForm(formdata=None, prefix=f"grant-{one.grant_id}-", last_day=one.last_day)
        for one in held
    }
    if end_form is not None and grant_id in forms:
        forms[grant_id] = end_form
    return render_template(
        "admin/user.html",
        person=person,
        roles=[(one, forms[one.grant_id]) for one in held],
        former=list_former_roles(user_id, today),
        # A member's number is for the own commune; an administrator only has to recognise it.
        phone=person.phone if held else mask(person.phone),
        seats=list_seat_names(user_id, today),
        state=list_account_states([user_id], clock.now())[user_id],
        end_form=end_form,
    ), form_status()


def _card_page(person, invitation: Invitation) -> str:
    card = make_card(person.name, None, invitation)
    return show_cards([card], back_url=url_for("admin.user", user_id=person.id))
