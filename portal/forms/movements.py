"""The form of a plan that a place has issued for a movement."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import SelectField, StringField

from portal.domain.campaign_plans import PLAN_NUMBER_LENGTH
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text

FIELDS = {
    "bad_plan_number": "number",
    "plan_in_future": "issued_on",
    "plan_too_early": "issued_on",
    "unknown_plan_place": "subject",
    "plan_too_large": "file",
    "not_a_pdf": "file",
}


class PlanForm(Form):
    """Whose plan, its number, its date and its print."""

    subject = SelectField(_("Whose plan"), validate_choice=False)
    number = StringField(
        _("Number of the plan"),
        [Needed(_("Enter the number of the plan.")), at_most(PLAN_NUMBER_LENGTH), plain_text],
        filters=[clean_text],
    )
    issued_on = DayField(_("Issued on"), [Needed(_("Enter the day on which it was issued."))])
    file = FileField(_("Print of the plan (PDF), if there is one"))
