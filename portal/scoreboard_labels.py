"""The words for how places and departments stand on their targets."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SCOREBOARD_LABELS: dict[str, dict[str, LazyString]] = {
    "verdict": {
        "reached": _("Every target reached"),
        "short": _("Not reached yet"),
        "open": _("Cannot be told yet"),
    },
    "figure_level": {
        "province": _("Provinces"),
        "department": _("Departments"),
        "district": _("Districts"),
        "commune": _("Communes"),
        "hamlet": _("Hamlets"),
    },
    "standing_state": {"not_reported": _("no figures yet")},
}
