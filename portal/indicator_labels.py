"""The words for the campaign's eight indicators."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

INDICATOR_LABELS: dict[str, dict[str, LazyString]] = {
    "indicator": {
        "1": _("Online public services with applications"),
        "2": _("Applications handled online"),
        "3": _("Files and results digitised"),
        "4": _("Reports in GRIS"),
        "5": _("Administrative files settled"),
        "6": _("Paper files"),
        "7": _("Online payment"),
        "8": _("Community digital-technology teams"),
    },
}
