"""The words for trainings of team members: topics, how one stands, answers, attendance and results."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

TRAINING_LABELS: dict[str, dict[str, LazyString]] = {
    "training_topic": {
        "public_services": _("Online public services"),
        "shopping": _("Online shopping"),
        "payment": _("Online payment"),
        "safety": _("Staying safe online"),
        "local_platform": _("Other local platforms"),
        "portal_use": _("Use of this portal"),
        "guiding_elderly": _("How to guide elderly people"),
        "data_protection": _("Protecting personal data"),
        "other": _("Another topic"),
    },
    "training_phase": {
        "planned": _("Planned"),
        "running": _("Going on now"),
        "held": _("Held, results not recorded yet"),
        "completed": _("Completed"),
        "cancelled": _("Cancelled"),
    },
    "training_when": {"upcoming": _("Upcoming"), "past": _("Past and cancelled")},
    "training_answer": {"coming": _("Is coming"), "not_coming": _("Cannot come")},
    "attended_by": {
        "scan": _("scanned the code"),
        "tick": _("ticked in the list"),
        "sheet": _("signed the sheet"),
    },
    "training_result": {"completed": _("Completed"), "not_completed": _("Not completed")},
    # What is known of one person at the end.
    "attendance": {
        "absent": _("Was not there"),
        "not_completed": _("Was there, not completed"),
        "completed": _("Was there and completed"),
    },
}
