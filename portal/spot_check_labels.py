"""The words for spot-checks: what was found, and in which kind of entries."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SPOT_CHECK_LABELS: dict[str, dict[str, LazyString]] = {
    "spot_check_result": {
        "confirmed": _("As stated"),
        "partly": _("Partly as stated"),
        "not_confirmed": _("Not as stated"),
    },
    # Beside the boxes of the printed list, where there is no room for more.
    "spot_check_box": {"confirmed": _("So"), "partly": _("In part"), "not_confirmed": _("Not so")},
    "spot_check_state": {
        "mine": _("My visits"),
        "open": _("All open visits"),
        "done": _("Visited entries"),
    },
}
