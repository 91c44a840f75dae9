"""Accounts for the administrators: finding people, creating staff, roles, links, disabling."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.phones import mask
from portal.domain.roles import Role
from portal.forms.admin import AccountFilterForm, RoleForm, StaffForm
from portal.labels import sentence
from portal.queries.memberships import list_account_states
from portal.queries.staff_places import list_staff_places
from portal.queries.users import list_accounts, list_roles, list_seat_names
from portal.services import roles, staff
from portal.web.access import allow
from portal.web.links import activation_address
from portal.web.loading import load_unit, load_user
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("admin", __name__)

ROLE_FIELDS = {"role_not_at_level": "unit", "role_held": "role", "phone_taken": "phone"}


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
    """Create a staff account and show its activation link this once."""
    form = StaffForm()
    form.unit.choices = _place_choices()
    created = []
    if submitted(form, lambda: created.append(_create(form)), ROLE_FIELDS):
        return _invitation_page(created[0].user, created[0].invitation)
    return render_template("admin/new_user.html", form=form), form_status()


@blueprint.get("/admin/users/<int:user_id>")
@allow(Role.admin)
def user(user_id: int):
    """Show an account with its roles, seats and state."""
    return _account_page(user_id)


@blueprint.post("/admin/users/<int:user_id>/roles")
@allow(Role.admin)
def grant_role(user_id: int):
    """Give a person a role at a place."""
    person = load_user(user_id)
    form = RoleForm()
    form.unit.choices = _place_choices()
    granted = []
    if not submitted(form, lambda: granted.append(_grant(person.id, form)), ROLE_FIELDS):
        return _account_page(user_id, form)
    if granted[0] is not None:
        return _invitation_page(load_user(user_id), granted[0])
    flash(_("The role is given. The person has to sign in again."), "good")
    return redirect(url_for("admin.user", user_id=user_id), 303)


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
    return _invitation_page(person, invitation)


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


def _create(form: StaffForm) -> staff.NewStaff:
    unit = load_unit(current_user, form.unit.data)
    return staff.create_staff(
        current_user, name=form.name.data, phone=form.phone.data, role=Role(form.role.data), unit=unit
    )


def _grant(user_id: int, form: RoleForm) -> staff.Invitation | None:
    unit = load_unit(current_user, form.unit.data)
    return roles.grant_role(current_user, user_id, Role(form.role.data), unit)


def _place_choices() -> list[tuple[int, str]]:
    return [(place.id, place.label) for place in list_staff_places(current_user, clock.today())]


def _account_page(user_id: int, form: RoleForm | None = None):
    person, today = load_user(user_id), clock.today()
    roles = list_roles([user_id], today).get(user_id, ())
    if form is None:
        form = RoleForm(formdata=None)
        form.unit.choices = _place_choices()
    return render_template(
        "admin/user.html",
        person=person,
        roles=roles,
        # A member's number is for the own commune; an administrator only has to recognise it.
        phone=person.phone if roles else mask(person.phone),
        seats=list_seat_names(user_id, today),
        state=list_account_states([user_id], clock.now())[user_id],
        form=form,
    ), form_status()


def _invitation_page(person, invitation: staff.Invitation) -> str:
    return render_template(
        "accounts/invitation.html",
        person=person,
        address=activation_address(invitation.token),
        expires_at=invitation.expires_at,
        back_url=url_for("admin.user", user_id=person.id),
    )
