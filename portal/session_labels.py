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

SESSION_SENTENCES: dict[str, LazyString] = {
    "session_in_past": _("The day is over already. Choose today or a later day."),
    "session_too_far": _("Plan at most a year ahead."),
    "session_ends_early": _("Choose an end that is later than the beginning."),
    "session_needs_skill": _("Tick at least one skill."),
    "session_needs_place": _("Enter where the session takes place."),
    "session_text_too_long": _("Shorten this to at most %(most)s characters."),
    "session_personal_number": _(
        "This looks like somebody's phone or identity number. Everybody can read this text, so take it out."
    ),
    "bad_expected": _("Enter a number of people from 1 to %(most)s, or leave it empty."),
    "session_hamlet": _("Choose a hamlet of the team's commune."),
    "session_slot_taken": _(
        "The team has planned a session in this hamlet at this hour on %(day)s already. Choose another hour."
    ),
    "session_closed": _("This session was logged or cancelled, so its plan stays as it is."),
    "session_cancelled": _("This session was cancelled. If it was held after all, log it as a usual entry."),
    "session_not_over": _("This session has not begun yet. Log it once it was held."),
    "session_too_old": _(
        "This session lies more than 30 days back. Ask the commune's coordinator to log it as a usual entry."
    ),
    "session_logged": _(
        "%(name)s has logged this session already, so it counts once. If this was another session, log it as"
        " a new entry."
    ),
    "team_rests": _("This team is suspended or dissolved, so it plans no sessions."),
    "cancel_needs_reason": _("Write why. People who wanted to come read it on the hamlet's page."),
    "until_needed": _("Enter the day until which the session recurs."),
    "until_too_early": _("The last day lies before the first one."),
    "until_too_far": _("A session recurs for at most a year. Choose an earlier last day."),
    "too_many_repeats": _("These are more than %(most)s sessions. Choose an earlier last day."),
    "practice_needs_title": _("Give the practice a short title."),
    "practice_needs_steps": _("Write how the session was done, step by step."),
    "practice_needs_skill": _("Tick at least one skill."),
    "practice_too_long": _("Shorten this to at most %(most)s characters."),
    "bad_minutes": _("Enter minutes from 1 to %(most)s, or leave it empty."),
    "bad_link": _("Line %(number)s is no address that can be offered. It has to begin with https://."),
    "too_many_links": _("Give at most %(most)s addresses."),
    "practice_not_session": _("Only an approved entry of a community session can become a good practice."),
    "practice_exists": _("This session was proposed as a good practice already."),
    "practice_not_waiting": _("Somebody has decided on this practice already."),
    "practice_not_open": _("This practice is not offered any more."),
}
