"""The question of a review meeting: whose figures, and which communes are called on."""

from wtforms import SelectMultipleField

from portal.forms.coverage import CoverageForm


class MeetingForm(CoverageForm):
    """The question of the coverage page, with the communes that are called on by id."""

    call = SelectMultipleField(validate_choice=False)
