"""The words of reports: their kinds, when they are prepared, and columns for another system."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

REPORT_LABELS: dict[str, dict[str, LazyString]] = {
    "report_kind": {
        "interim": _("Interim review"),
        "final": _("Final review"),
        "weekly": _("Weekly report"),
        "monthly": _("Monthly report"),
        "quarterly": _("Quarterly report"),
    },
    "repeated": {"once": _("Once"), "weekly": _("Every week"), "monthly": _("Every month")},
    "gris_part": {
        "percent": _("Percentage"),
        "numerator": _("Counted"),
        "denominator": _("Out of"),
        "target": _("Target"),
        "waiting": _("Entries waiting"),
    },
    "gris_level": {"province": _("Province"), "district": _("District"), "commune": _("Commune")},
}
