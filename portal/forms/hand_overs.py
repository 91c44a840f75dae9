"""The form by which a coordinator names a deputy."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from portal.forms.base import DayField, Form, Needed


class HandOverForm(Form):
    """Who decides in which commune, from a first day to a last one."""

    unit = SelectField(_("Commune"), coerce=int)
    deputy = SelectField(_("Who decides in your place"), coerce=int)
    starts_on = DayField(_("First day"), [Needed(_("Enter the day."))])
    last_day = DayField(_("Last day"), [Needed(_("Enter the day."))])
