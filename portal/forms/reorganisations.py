"""The form with which administrators look at a reorganisation before it is applied, and then apply it."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from portal.domain.text import has_control_characters
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text
from portal.labels import label

# A list of a thousand communes is half as long; and both files have to fit into the form that confirms.
MOST_BYTES = 100_000
TOO_LARGE = _("The file is larger than 100 KB. Leave only the places of the one province in it.")


class ReorganisationForm(Form):
    """The day, the resolution, and the two files.

    What the files held travels along in hidden fields, so that they are chosen once; it is read as critically
    as a file. `digest` stands for what was shown.
    """

    on = DayField(
        _("First day of the new places"), [Needed(_("Enter the day from which the new places exist."))]
    )
    legal_basis = StringField(
        _("Resolution"),
        [
            Needed(_("Name the resolution, for example “1662/NQ-UBTVQH15”.")),
            at_most(300),
            plain_text,
        ],
        filters=[clean_text],
    )
    roster_file = FileField(_("List of the new places (CSV)"))
    mapping_file = FileField(_("Map from old to new communes (CSV)"))
    roster = HiddenField()
    mapping = HiddenField()
    digest = HiddenField()

    def validate_roster_file(self, field) -> None:
        """Take the list from the file, or else the one that came along."""
        _keep(field, self.roster, _("Choose the file with the list of the new places."))

    def validate_mapping_file(self, field) -> None:
        """Take the map from the file, or else the one that came along."""
        _keep(field, self.mapping, _("Choose the file that says which old commune goes to which new one."))


def _keep(file: FileField, kept: HiddenField, needed) -> None:
    if file.data:
        kept.data = _read(file.data.read(MOST_BYTES + 1))
    if not (kept.data or "").strip():
        raise ValidationError(str(needed))
    # On its way through a page each end of a line may become two signs.
    if len(kept.data) > 2 * MOST_BYTES:
        kept.data = ""
        raise ValidationError(str(TOO_LARGE))


def _read(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise ValidationError(str(TOO_LARGE))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(str(label("roster_problem", "not_utf8"))) from None
    # A carriage return belongs to the end of a line; other such signs could not be sent along.
    if has_control_characters(text.replace("\r", ""), multiline=True):
        raise ValidationError(str(label("roster_problem", "bad_text")))
    return text
