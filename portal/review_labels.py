"""The words of the review desk: reasons, what was decided, and why an entry was left out."""

from flask_babel import lazy_gettext as _

REVIEW_LABELS = {
    "return_reason": {
        "wrong_date": _("The date is wrong"),
        "wrong_counts": _("The numbers are wrong"),
        "wrong_kind_or_skill": _("The kind of help or the skill is wrong"),
        "likely_duplicate": _("Looks like an entry made twice"),
        "not_team_work": _("Not the work of the team"),
        "missing_detail": _("More detail is needed"),
        "other": _("Another reason"),
    },
    "reopen_reason": {
        "decided_by_mistake": _("Approved by mistake"),
        "new_facts": _("New facts came up"),
        "found_in_spot_check": _("Found in a spot-check"),
        "other": _("Another reason"),
    },
    "outcome": {"approve": _("Approved"), "return": _("Returned"), "reopen": _("Reopened")},
    "look_outcome": {"agrees": _("I agree"), "disagrees": _("I do not agree")},
    # Why an entry was not approved together with others.
    "left_out": {
        "own_entry": _("It is your own, so somebody else decides on it."),
        "other_commune": _("It belongs to another commune."),
        "decided_meanwhile": _("Somebody has decided on it meanwhile."),
        "changed_meanwhile": _("It was changed meanwhile. Look at it again."),
        "closed_period": _("Its period is closed, so approving it needs a reason."),
    },
    # The fields of an entry, as a reviewer reads them beside each other.
    "activity_field": {
        "team": _("Team"),
        "occurred_on": _("Day of the work"),
        "kind": _("Kind of work"),
        "skills": _("Skills taught"),
        "visits": _("Number of visits"),
        "people": _("Different people"),
        "households": _("Households"),
        "alone": _("Did it alone in the end"),
        "together": _("Did it together with the member"),
        "shown": _("Were shown how"),
        "elderly": _("Visits by elderly people"),
        "minority": _("Visits by people of ethnic minorities"),
        "hamlet": _("Hamlet"),
        "on_behalf_of": _("Whose work it was"),
        "place": _("Where it took place"),
        "note": _("Note"),
        "difficulty": _("What was difficult"),
    },
}
