"""The form in which many entries are chosen for approval."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from portal.domain.text import NOTE_LENGTH
from portal.forms.base import Form, Needed, at_most, clean_text, plain_text

MOST_DIGITS = 9


class BulkForm(Form):
    """The ticked entries, each as its id and the version that was seen."""

    entries = SelectMultipleField(_("Entries"), choices=[], validate_choice=False)
    next = HiddenField()

    @property
    def chosen(self) -> dict[UUID, int]:
        """Which entries are ticked; what cannot be read names none."""
        read = (_read(text) for text in self.entries.data or ())
        return dict(one for one in read if one)

    def validate_entries(self, _field) -> None:
        """Nothing ticked is nothing to approve."""
        if not self.chosen:
            raise ValidationError(str(_("Tick at least one entry.")))


class BulkCorrectionForm(BulkForm):
    """Entries of a closed period that are to be approved all the same, and why its figures are corrected."""

    correction = TextAreaField(
        _("Why the closed figures are corrected"),
        [Needed(_("Write why the closed figures are corrected.")), at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )


def _read(text: str) -> tuple[UUID, int] | None:
    name, _dot, version = text.partition(".")
    is_number = version.isascii() and version.isdigit() and len(version) <= MOST_DIGITS
    try:
        return (UUID(name), int(version)) if is_number else None
    except ValueError:
        return None
