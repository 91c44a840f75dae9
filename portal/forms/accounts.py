"""Forms about signing in and one's own account."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectField

from portal.forms.base import Form, Needed, PhoneField, at_most


class SignInForm(Form):
    """Phone number and password."""

    phone = PhoneField(_("Phone number"), [Needed(_("Enter your phone number."))])
    password = PasswordField(_("Password"), [Needed(_("Enter your password.")), at_most(1000)])
    next = HiddenField()


class ActivationForm(Form):
    """A new password, by an activation link."""

    password = PasswordField(_("New password"), [Needed(_("Choose a password.")), at_most(1000)])


class PasswordForm(Form):
    """A new password, knowing the present one."""

    current = PasswordField(_("Present password"), [Needed(_("Enter your present password.")), at_most(1000)])
    password = PasswordField(_("New password"), [Needed(_("Choose a password.")), at_most(1000)])


class LocaleForm(Form):
    """The language of the pages."""

    locale = SelectField(_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
