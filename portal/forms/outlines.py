"""The form with which administrators upload outlines for the maps."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField

from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text


class OutlineForm(Form):
    """A file of outlines, where it is from, and the day whose codes it uses."""

    file = FileField(_("File of outlines (GeoJSON)"), [Needed(_("Choose the file."))])
    attribution = StringField(
        _("Source, as it has to stand under the map"),
        [
            Needed(_("Write where the outlines are from, for example “© Department of Home Affairs, 2022”.")),
            at_most(300),
            plain_text,
        ],
        filters=[clean_text],
    )
    valid_from = DayField(
        _("Its codes are those from this day on"),
        [Needed(_("Enter the day from which the codes are valid."))],
    )
