"""Forms of imports: the file to upload, and the confirmation of its preview."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField

from portal.forms.base import Form, Needed


class UploadForm(Form):
    """A spreadsheet, and the place that its rows are about."""

    unit = SelectField(_("For which place"), coerce=int)
    file = FileField(_("Spreadsheet (.xlsx or .csv)"), [Needed(_("Choose the file."))])


class ConfirmForm(Form):
    """Which preview is confirmed."""

    digest = HiddenField()
    confirms_lists = BooleanField(
        _("These are all hamlets of the commune: confirm that the list is complete")
    )
