"""The words of community sessions and good practices: states, repetition, weekdays, and what is refused."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SESSION_ACTIONS: dict[str, LazyString] = {
    "plan_session": _("Plan, change and cancel community sessions of teams"),
    "log_session": _("Log what came of a community session"),
    "show_contact": _("Let everybody read one's own phone as the leader of a team"),
    "propose_practice": _("Propose an approved session as a good practice"),
    "view_practice": _("Good practices, also those that wait to be published"),
    "publish_practice": _("Publish a good practice that somebody else proposed"),
    "withdraw_practice": _("Withdraw a good practice"),
    "hold_meeting": _("Show the slides of a review meeting and keep their figures"),
}

SESSION_LABELS: dict[str, dict[str, LazyString]] = {
    "session_state": {
        "planned": _("To come"),
        "held": _("Over, not logged yet"),
        "logged": _("Logged"),
        "cancelled": _("Cancelled"),
    },
    "repetition": {
        "once": _("Only once"),
        "weekly": _("Every week"),
        "fortnightly": _("Every two weeks"),
        "monthly": _("Every month, on the same weekday (such as each second Tuesday)"),
    },
    "session_scope": {"this": _("Only this session"), "following": _("This one and those that follow")},
    "weekday": {
        "0": _("Monday"),
        "1": _("Tuesday"),
        "2": _("Wednesday"),
        "3": _("Thursday"),
        "4": _("Friday"),
        "5": _("Saturday"),
        "6": _("Sunday"),
    },
    "practice_status": {
        "proposed": _("Waits for somebody to look at it"),
        "published": _("Offered to all teams"),
        "returned": _("Sent back"),
        "withdrawn": _("No longer offered"),
    },
}
