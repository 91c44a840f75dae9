"""Forms of the places that need help: what the list is asked for, and what was done."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.domain.needs import EVER, MOST_DAYS, NEEDS, REACHES, TEAM_ASLEEP, USUAL_DAYS
from portal.domain.text import NOTE_LENGTH
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices


class NeedsForm(Form):
    """What the address of the list asks for; all of it may be left out."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    need = SelectField(_("What is missing"), choices=lambda: choices("need", NEEDS), default=TEAM_ASLEEP)
    days = IntegerField(
        _("Without an approved entry for how many days"),
        [Optional(), NumberRange(1, MOST_DAYS, _("Enter a number of days from 1 to %(max)s."))],
        default=USUAL_DAYS,
    )
    since = SelectField(_("Reached since when"), choices=lambda: choices("reach", REACHES), default=EVER)
    unit = SelectField(_("Place"), coerce=int, default=0)

    def understood(self, name: str):
        """Return what was chosen, or what is usual where nothing or nonsense was."""
        field = self[name]
        return field.default if field.errors or field.data is None else field.data


class FollowUpForm(Form):
    """What was done, and when to look again."""

    note = TextAreaField(
        _("What was done"),
        [Needed(_("Write what was done or agreed.")), at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )
    look_again_on = DayField(_("Look again on"), [Optional()])
