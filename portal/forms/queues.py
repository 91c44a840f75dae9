"""Forms of the queues on phones: what became of a gap, and a file to bring in."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from portal.domain.queues import GAP_REASONS, OTHER
from portal.domain.text import NOTE_LENGTH
from portal.forms.base import Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices


class GapForm(Form):
    """Which entries never arrived, and what became of them."""

    numbers = SelectMultipleField(
        _("Which entries"), [Needed(_("Choose at least one number."))], coerce=int, choices=[]
    )
    reason = RadioField(_("What became of them"), choices=choices("gap_reason", GAP_REASONS))
    note = TextAreaField(_("More about it"), [at_most(NOTE_LENGTH), plain_text], filters=[clean_text])

    def validate_reason(self, field) -> None:
        """Without a choice the library says nothing that fits."""
        if not field.data:
            raise ValidationError(str(_("Choose a reason of the list.")))

    def validate_note(self, field) -> None:
        """The reason "other" says nothing by itself."""
        if self.reason.data == OTHER and not field.data:
            raise ValidationError(str(_("Write a note that says what is meant.")))


class QueueFileForm(Form):
    """A queue that a phone saved."""

    file = FileField(_("File from the phone (.json)"), [Needed(_("Choose the file."))])


class CarryForm(Form):
    """Which preview is confirmed."""

    digest = HiddenField()
