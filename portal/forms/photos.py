"""The form with which photos are added to an entry."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField

from portal.forms.base import Form, Needed


class PhotosForm(Form):
    """Up to three photos at once."""

    photos = MultipleFileField(_("Photos to add"), [Needed(_("Choose at least one photo."))])
