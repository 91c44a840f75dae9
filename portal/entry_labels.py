"""The words for what is wrong with a field of an entry."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

# "field.code" goes before the code alone.
ENTRY_PROBLEMS: dict[str, LazyString] = {
    "required": _("This must be given."),
    "team.required": _("Choose the team."),
    "occurred_on.required": _("Enter the day of the work."),
    "kind.required": _("Choose the kind of work."),
    "visits.required": _("Enter the number of visits."),
    "empty_skills": _("Tick at least one skill."),
    "not_a_number": _("Enter a whole number, such as 5."),
    "out_of_range": _("Enter a number from 0 to 999."),
    "visits.out_of_range": _("Enter a number of visits from 1 to 999."),
    "occurred_on.out_of_range": _("Enter a date such as 16/06/2022."),
    "recorded_at.out_of_range": _("This moment is out of range."),
    "hamlet.out_of_range": _("Choose a hamlet of the team's commune."),
    "on_behalf_of.out_of_range": _("Choose a member of the team."),
    "too_long": _("Shorten this text to 1,000 characters."),
    "place.too_long": _("Shorten the place to 200 characters."),
    "team.too_long": _("You cannot log for a team with this code."),
    "unknown_kind": _("Choose one of the kinds of work."),
    "unknown_skill": _("Choose only skills of the list."),
    "not_a_date": _("Enter a date such as 16/06/2022."),
    "not_a_moment": _("Give the moment with its time zone, such as 2022-06-16T08:15:00+07:00."),
    "bad_text": _("Remove the invisible characters from this text."),
    "wrong_type": _("This value is of the wrong type."),
    "more_than_visits": _("This cannot be more than the number of visits."),
    "ends_exceed_visits": _("The three ways together cannot be more than the number of visits."),
    "unknown_field": _("An entry has no such field."),
    "future": _("The day lies in the future. Enter today or an earlier day."),
    "before_founding": _("The team was not founded yet on that day."),
    "too_old": _("The day lies more than 30 days back. Ask the commune's coordinator to log it."),
    "team_suspended": _("The team was suspended on that day, so nothing can be logged for it."),
    "team_dissolved": _("The team was dissolved by that day, so nothing can be logged for it."),
    "closed_period": _(
        "The figures of that day are closed, so nothing dated on it can be added or changed."
        " Check the day, or tell the coordinator of the commune."
    ),
    "unknown_team": _("You cannot log for a team with this code."),
    "unknown_hamlet": _("Choose a hamlet of the team's commune."),
    "not_for_others": _("Only the team's leaders and the coordinator may log for others."),
    "not_a_member": _("This person was not a member of the team on that day."),
    "whose_work": _("Choose the member whose work this was."),
    "fixed": _("This cannot be changed. Withdraw the entry and log a new one."),
}
