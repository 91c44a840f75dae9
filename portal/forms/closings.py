"""Forms of closing: which campaign and period, why it is closed with open points, why it is reopened."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField

from portal.domain.text import NOTE_LENGTH
from portal.forms.base import FilterForm, Form, Needed, at_most, clean_text, plain_text


class ClosingFilterForm(FilterForm):
    """Which campaign and period is looked at."""

    campaign = SelectField(_("Campaign"), validate_choice=False)
    period = SelectField(_("Period"), validate_choice=False)


class CloseForm(Form):
    """What is said of open points."""

    note = TextAreaField(
        _("Why it is closed all the same"), [at_most(NOTE_LENGTH), plain_text], filters=[clean_text]
    )


class ReopenPeriodForm(Form):
    """Why the figures may change again."""

    reason = TextAreaField(
        _("Why it is reopened"),
        [Needed(_("Write why the period is reopened.")), at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )
