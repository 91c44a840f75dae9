"""Forms of spot-checks: a draw, who makes a visit, and what was found."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.domain.sampling import LEAST_PERCENT, MOST_PERCENT
from portal.domain.spot_checks import SpotCheckResult
from portal.domain.text import NOTE_LENGTH
from portal.forms.base import DayField, FilterForm, Form, Needed, at_most, clean_text, plain_text
from portal.forms.reviews import DecisionForm
from portal.labels import choices

SEED_LENGTH = 100


class DrawForm(Form):
    """Which period of a campaign is drawn from, how much of it, and by which seed."""

    period = SelectField(_("Period to draw from"), validate_choice=True)
    share = IntegerField(
        _("Share of the entries, in percent"),
        [
            Optional(),
            NumberRange(LEAST_PERCENT, MOST_PERCENT, _("Enter a share from 1 to 100 percent.")),
        ],
    )
    seed = StringField(
        _("Seed of the lot"), [Needed(_("Enter a seed.")), at_most(SEED_LENGTH)], filters=[clean_text]
    )


class VisitForm(DecisionForm):
    """What was found; anything but a confirmation says what was different."""

    result = RadioField(_("What did you find?"), choices=choices("spot_check_result", SpotCheckResult))
    visited_on = DayField(_("Day of the visit"), [Needed(_("Enter the day of the visit."))])
    note = TextAreaField(
        _("What was different, or anything to add"),
        [at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )

    def validate_result(self, field) -> None:
        """Without a choice the library says nothing that fits."""
        if not field.data:
            field.errors = []
            raise ValidationError(str(_("Choose what you found.")))

    def validate_note(self, field) -> None:
        """Whoever reads "partly" has to know which part."""
        if self.result.data and self.result.data != SpotCheckResult.confirmed and not field.data:
            raise ValidationError(str(_("Write what was different.")))


class CorrectVisitForm(VisitForm):
    """What was found after all, and why it was recorded otherwise."""

    reason = TextAreaField(
        _("Why the result is corrected"),
        [Needed(_("Write why the result is corrected.")), at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )


class AssignForm(DecisionForm):
    """Who makes a visit."""

    person = SelectField(_("Who goes there"), coerce=int)


class VisitFilterForm(FilterForm):
    """What the list of visits is narrowed down to."""

    state = HiddenField()
    draw = IntegerField()
