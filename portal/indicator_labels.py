"""The words for the campaign's eight indicators and for whose work their figures speak of."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

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
    "figure_level": {
        "province": _("Province"),
        "department": _("Departments"),
        "district": _("Districts"),
        "commune": _("Communes"),
    },
    # What was published of a whole level together.
    "all_of_level": {
        "province": _("The province's agencies"),
        "department": _("All departments together"),
        "district": _("All districts together"),
        "commune": _("All communes together"),
    },
}

INDICATOR_ACTIONS: dict[str, LazyString] = {
    "view_figures": _("Figures of indicators 1 to 7"),
    "record_figures": _("Record and correct figures of indicators 1 to 7"),
    "keep_departments": _("Keep the list of the province's departments"),
}
