"""Forms about inviting members."""

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from portal.forms.base import Form


class InvitationForm(Form):
    """Who of a team gets a card."""

    members = SelectMultipleField(_("Who gets a card"), coerce=int)

    def validate_members(self, field) -> None:
        """A sheet without cards is none."""
        if not field.data and not field.errors:
            raise ValidationError(str(_("Choose at least one member.")))
