"""The search box of the header."""

from flask_babel import lazy_gettext as _
from wtforms import SearchField

from portal.domain.search_words import LONGEST_QUESTION
from portal.forms.base import FilterForm, at_most, clean_text, plain_text


class SearchForm(FilterForm):
    """What is looked for."""

    words = SearchField(
        _("Place, team or person"), [at_most(LONGEST_QUESTION), plain_text], filters=[clean_text], name="q"
    )
