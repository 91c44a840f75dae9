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

TRAINING_SENTENCES: dict[str, LazyString] = {
    "unknown_topic": _("Choose a topic of the list."),
    "title_needed": _("Enter the title of the training."),
    "text_too_long": _("Shorten this to at most %(most)s characters, on one line."),
    "training_ends_early": _("Choose an end that is later than the beginning."),
    "training_too_long": _("A training lasts at most 12 hours. Plan each day as a training of its own."),
    "training_in_past": _("Choose a day and a time that are still to come."),
    "training_too_far": _("Choose a day within the next 12 months."),
    "place_needed": _("Enter the place, or the link of an online training."),
    "bad_link": _("Enter a whole link that begins with “https://”."),
    "bad_seats": _("Enter a number of seats from 1 to 999, or nothing."),
    "no_teams_invited": _("Choose at least one team."),
    "unknown_team_invited": _("Choose only teams of the list."),
    "unknown_trainer": _("Nobody of these teams and of the staff here has this phone number."),
    "training_cancelled": _("This training was cancelled."),
    "training_begun": _("The training has begun, so this can no longer be changed."),
    "training_full": _("All %(seats)s seats are taken. Tell the organiser if you would like to come."),
    "attendance_too_early": _("Attendance opens 30 minutes before the training begins, at %(moment)s."),
    "attendance_over": _("The time for scanning is over. Tell the trainer that you were there."),
    "code_not_valid": _(
        "This code is not the present one: it changes every 30 seconds. Scan the code on the wall again, or"
        " type its six digits."
    ),
    "training_completed": _("The results are recorded. Attendance can now only be corrected, with a reason."),
    "training_not_begun": _("Results can be recorded once the training has begun."),
    "nobody_attended": _("Nobody is recorded as having been there. Take attendance first."),
    "training_not_completed": _("The results are not recorded yet. Change attendance in the tick-list."),
    "not_invited": _("This person is not invited to the training."),
    "link_or_pdf": _("Enter a link, or choose a PDF; not both."),
    "not_a_pdf": _("This is no PDF. Save the document as PDF and choose that file."),
    "pdf_too_large": _("The PDF is larger than %(most)s MB. Make it smaller, or give a link to it."),
    "too_many_materials": _("A training has at most %(most)s materials. Remove one first."),
}
