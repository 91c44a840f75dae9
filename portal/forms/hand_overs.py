"""The form by which a coordinator names a deputy."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import ValidationError

from portal.forms.base import DayField, Form, Needed


class HandOverForm(Form):
    """Who decides in which commune, from a first day to a last one."""

    unit = SelectField(_("Commune"), coerce=int)
    deputy = SelectField(_("Who decides in your place"), coerce=int)
    starts_on = DayField(_("First day"), [Needed(_("Enter the first day."))])
    last_day = DayField(_("Last day"), [Needed(_("Enter the last day."))])

    def validate_deputy(self, field) -> None:
        """The empty choice asks for somebody; one that is none of the list keeps its own sentence."""
        if not field.data and not field.errors:
            raise ValidationError(str(_("Choose who decides in your place.")))
