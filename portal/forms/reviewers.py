"""Forms around reviewers: which days, what a second look found, and an answer to a difficulty."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Optional, ValidationError

from portal.domain.second_looks import DISAGREES, LOOK_OUTCOMES
from portal.domain.text import NOTE_LENGTH
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices

# A quarter of a year: what is older says little of how somebody works now.
MOST_DAYS = 92


class ReviewersForm(Form):
    """Which days and which place the page of reviewers is asked for; all may be left out."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    since = DayField(_("From"), [Optional()])
    until = DayField(_("Up to and with"), [Optional()])
    unit = SelectField(_("Place"), coerce=int, default=0)

    def validate_until(self, field) -> None:
        """The days must be in order and not too many."""
        if not (self.since.data and field.data):
            return
        if field.data < self.since.data:
            raise ValidationError(str(_("Choose a last day that is not before the first.")))
        if field.data - self.since.data >= timedelta(days=MOST_DAYS):
            raise ValidationError(str(_("Choose at most %(days)s days.")) % {"days": MOST_DAYS})


class LookForm(Form):
    """Whether one agrees with an approval, and why not."""

    outcome = RadioField(_("Would you have approved it?"), choices=choices("look_outcome", LOOK_OUTCOMES))
    note = TextAreaField(_("Why"), [at_most(NOTE_LENGTH), plain_text], filters=[clean_text])

    def validate_outcome(self, field) -> None:
        """Without a choice the library says nothing that fits."""
        if not field.data:
            field.errors = []
            raise ValidationError(str(_("Choose whether you agree.")))

    def validate_note(self, field) -> None:
        """Who disagrees says why."""
        if self.outcome.data == DISAGREES and not field.data:
            raise ValidationError(str(_("Write why you do not agree.")))


class AnswerForm(Form):
    """An answer to what a member wrote was difficult."""

    text = TextAreaField(
        _("Your answer"),
        [Needed(_("Write your answer.")), at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )
