"""Forms of the administrators: finding people, staff accounts and their roles."""

from flask_babel import lazy_gettext as _
from wtforms import SearchField, SelectField, StringField

from portal.domain.roles import STAFF_ROLES
from portal.forms.base import (
    DayField,
    FilterForm,
    Form,
    Needed,
    PhoneField,
    at_most,
    clean_text,
    plain_text,
)
from portal.labels import choices


class RoleForm(Form):
    """A staff role at a place, from a first day to a last one or for as long as it takes."""

    role = SelectField(_("Role"), choices=choices("role", STAFF_ROLES))
    unit = SelectField(_("At which place"), coerce=int)
    starts_on = DayField(_("First day"), [Needed(_("Enter the day."))])
    last_day = DayField(_("Last day"))


class RoleEndForm(Form):
    """Another end of a role; without a day it goes on."""

    last_day = DayField(_("Last day"))


class StaffForm(RoleForm):
    """A new staff account with its role at a place."""

    name = StringField(
        _("Full name"),
        [Needed(_("Enter the full name.")), at_most(100), plain_text],
        filters=[clean_text],
    )
    phone = PhoneField(_("Phone number"), [Needed(_("Enter the phone number."))])


class AccountFilterForm(FilterForm):
    """Whom to look for."""

    words = SearchField(_("Name or phone number"), [at_most(100)], filters=[clean_text])
    role = SelectField(_("Role"), choices=[("", _("All roles")), *choices("role", STAFF_ROLES)], default="")
