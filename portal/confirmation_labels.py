"""The words of citizens' confirmations: what they are asked, and what a figure rests on."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

CONFIRMATION_LABELS: dict[str, dict[str, LazyString]] = {
    # In the citizen's own words.
    "citizen_answer": {
        "yes": _("Yes, I was helped"),
        "not_me": _("No, that was not me"),
        "different": _("I was there, but it was different"),
    },
    "citizen_ending": {
        "alone": _("I did it myself"),
        "together": _("We did it together"),
        "shown": _("I was only shown how"),
    },
    "citizen_again": {
        "yes": _("Yes, by myself"),
        "with_help": _("Yes, if somebody helps"),
        "no": _("Not yet"),
    },
    "bearing": {
        "own_word": _("The team's own word"),
        "citizen": _("Confirmed by citizens"),
        "spot_check": _("Spot-checked"),
    },
}
