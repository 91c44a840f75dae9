"""The words for how a visit ended."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

OUTCOME_LABELS: dict[str, dict[str, LazyString]] = {
    "visit_ending": {
        "alone": _("Did it alone"),
        "together": _("Did it together"),
        "shown": _("Was shown how"),
        "not_stated": _("Not stated"),
    },
}
