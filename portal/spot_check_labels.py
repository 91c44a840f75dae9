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

SPOT_CHECK_SENTENCES: dict[str, LazyString] = {
    "bad_seed": _("Enter a seed of 1 to 100 characters without line breaks."),
    "bad_share": _("Enter a share from 1 to 100 percent."),
    "draw_too_early": _(
        "This period lasts until %(day)s. Draw once it is over, so that every entry has a chance."
    ),
    "nothing_to_draw": _("No entry of this period is approved yet, so there is nothing to draw."),
    "already_drawn": _("The visits of this period are drawn already, and there is only one draw a period."),
    "unknown_checker": _("Choose somebody of the list: who had a part in the entry cannot check it."),
    "unknown_result": _("Choose what you found."),
    "visited_before_work": _("Choose a day that is not before the day of the work."),
    "not_recorded": _("Nobody has recorded a result of this visit yet, so there is nothing to correct."),
    "reason_needed": _("Write why the result is corrected."),
    "same_result": _("This is what is recorded already. Change what was wrong."),
    "spot_check_recorded": _("Somebody else has recorded the result of this visit already."),
}
