"""The words for flags: their names, one sentence with its figures each, and why it is looked at."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

FLAG_LABELS: dict[str, dict[str, LazyString]] = {
    "flag": {
        "likely_duplicate": _("Like another entry"),
        "same_photo": _("The same photo elsewhere"),
        "above_population": _("More visits than people"),
        "above_households": _("More households than there are"),
        "impossible_tempo": _("More than a day holds"),
        "copied_note": _("A copied note"),
        "burst": _("Many days written at once"),
        "round_numbers": _("Only round numbers"),
        "period_end": _("All at the end of the month"),
        "team_outlier": _("Far above other teams"),
        "logged_late": _("Written down long after"),
        "clock_off": _("A phone with a wrong clock"),
    },
    "flag_why": {
        "likely_duplicate": _("The same help may have been logged twice, by one person or by two."),
        "same_photo": _("A photo shows one piece of work; here it stands for two."),
        "above_population": _("On one day a team cannot help more people than live in the hamlet."),
        "above_households": _("An entry cannot reach more households than the hamlet has."),
        "impossible_tempo": _("Ten hours at ten minutes a visit are 60 visits; sessions are not counted."),
        "copied_note": _(
            "Notes tell about one day, so they seldom agree word for word. Figures do not count."
        ),
        "burst": _(
            "A week written up in one evening is usual, more is not. What counts is when it was written, not"
            " when the phone had a network."
        ),
        "round_numbers": _(
            "Of counted visits about every fifth is a multiple of 5. Sessions are not counted."
        ),
        "period_end": _("The last three days are a tenth of a month."),
        "team_outlier": _(
            "Compared with the teams of the same level in the same area, by the middle one of them."
        ),
        "logged_late": _("After two weeks it is hard to remember a day; for paper it is a month."),
        "clock_off": _("With a wrong clock the day of the work may be wrong, too."),
    },
}

# "code.case" where a sentence has several wordings.
FLAG_SENTENCES: dict[str, LazyString] = {
    "likely_duplicate.exact_own": _(
        "Like the entry of %(day)s by the same person: %(visits)s visits, the same skills."
    ),
    "likely_duplicate.exact_other": _(
        "Like the entry of %(day)s of the same team: %(visits)s visits, the same skills."
    ),
    "likely_duplicate.near_own": _(
        "Nearly like the entry of %(day)s by the same person: %(visits)s visits there, %(own_visits)s here."
    ),
    "likely_duplicate.near_other": _(
        "Nearly like the entry of %(day)s of the same team: %(visits)s visits there, %(own_visits)s here."
    ),
    "same_photo.same_own": _("The same photo is at the entry of %(day)s by the same person."),
    "same_photo.same_team": _("The same photo is at the entry of %(day)s of the same team."),
    "same_photo.same_commune": _("The same photo is at the entry of %(day)s of another team of the commune."),
    "same_photo.same_elsewhere": _("The same photo is at an entry of %(day)s in another commune."),
    "same_photo.near_own": _(
        "Nearly the same photo (%(bits)s of 64 points differ) is at the entry of %(day)s by the same person."
    ),
    "same_photo.near_team": _(
        "Nearly the same photo (%(bits)s of 64 points differ) is at the entry of %(day)s of the same team."
    ),
    "same_photo.near_commune": _(
        "Nearly the same photo (%(bits)s of 64 points differ) is at the entry of %(day)s of another team of"
        " the commune."
    ),
    "same_photo.near_elsewhere": _(
        "Nearly the same photo (%(bits)s of 64 points differ) is at an entry of %(day)s in another commune."
    ),
    "copied_note.own": _("The author wrote the same note at %(entries)s other entries of a month."),
    "copied_note.team": _("The note agrees in %(percent)s %% with that of %(day)s of the same team."),
    "copied_note.commune": _(
        "The note agrees in %(percent)s %% with that of %(day)s of another team of the commune."
    ),
    "copied_note.elsewhere": _("The note agrees in %(percent)s %% with one of %(day)s in another commune."),
    "burst": _(
        "The author wrote %(entries)s entries about %(days)s different days within %(minutes)s minutes."
    ),
    "impossible_tempo": _("%(visits)s visits of one person on %(day)s; a day holds about %(most)s of them."),
    "round_numbers": _(
        "%(round)s of the author's %(entries)s entries have a multiple of 5 as their number of visits; by"
        " chance it would be about %(expected)s."
    ),
    "period_end": _(
        "%(at_end)s of the author's %(entries)s entries of the month are about its last %(days)s days, from"
        " %(day)s."
    ),
    "above_population": _(
        "%(visits)s visits of the team on this day; the hamlet had %(population)s people on %(day)s."
    ),
    "above_households": _(
        "%(stated)s households are stated; the hamlet had %(households)s households on %(day)s."
    ),
    "team_outlier": _(
        "The team has %(visits)s visits in %(month)s; the middle one of %(teams)s teams has %(median)s."
    ),
    "logged_late": _("Written down on %(day)s, %(days)s days after the work."),
    "clock_off.ahead": _("The phone's clock was %(hours)s hours ahead when it sent the entry."),
    "clock_off.behind": _("The phone's clock was %(hours)s hours behind when it sent the entry."),
}
