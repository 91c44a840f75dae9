"""The words that people see for each code of the core."""

from enum import Enum

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from portal.domain.sheet_rows import CellProblem, SheetRefused
from portal.import_labels import IMPORT_LABELS, ROW_PROBLEMS
from portal.sheet_labels import SHEET_LABELS

# register -> code -> words. A register is named after its noun; enums of one noun share it.
LABELS: dict[str, dict[str, LazyString]] = {
    "role": {
        "member": _("Team member"),
        "coordinator": _("Coordinator"),
        "province_staff": _("Province staff"),
        "admin": _("Administrator"),
    },
    "team_role": {"leader": _("Leader"), "deputy": _("Deputy leader"), "member": _("Member")},
    "team_level": {"commune": _("Commune team"), "hamlet": _("Hamlet team")},
    "team_status": {
        "active": _("Active"),
        "needs_support": _("Needs support"),
        "suspended": _("Suspended"),
        "dissolved": _("Dissolved"),
    },
    "decision": {"founding": _("Founding decision"), "re_forming": _("Re-forming decision")},
    "missing": {
        "no_founding_decision": _("Record the founding decision: its number and date."),
        "no_leader": _("Name a leader."),
        "suspended": _("The team is suspended."),
        "dissolved": _("The team is dissolved."),
    },
    "advice": {
        "too_few_members": _("The team has fewer members than the guidance asks for."),
        "too_many_members": _("The team has more members than the guidance asks for."),
        "no_hamlets_served": _("Choose the hamlets that the team serves."),
        "untrained_members": _("Some members have not completed any training."),
    },
    "validity": {"valid": _("Valid"), "not_valid": _("Not valid yet")},
    "account_state": {
        "not_invited": _("Not invited"),
        "invited": _("Invited"),
        "active": _("Can sign in"),
        "disabled": _("Disabled"),
    },
    "affiliation": {
        "hamlet_head": _("Hamlet head"),
        "party_cell_secretary": _("Party-cell secretary"),
        "youth_union": _("Youth Union"),
        "womens_union": _("Women's Union"),
        "farmers_union": _("Farmers' Union"),
        "veterans": _("Veterans' Association"),
        "fatherland_front": _("Fatherland Front"),
        "police": _("Police"),
        "teacher": _("Teacher"),
        "commune_officer": _("Commune officer"),
        "telecom_postal_it": _("Telecom, postal or IT firm"),
        "other": _("Other"),
    },
    "activity_status": {
        "draft": _("Draft"),
        "submitted": _("Waiting for approval"),
        "returned": _("Returned"),
        "approved": _("Approved"),
        "withdrawn": _("Withdrawn"),
    },
    "activity_kind": {
        "assistance": _("One-to-one help"),
        "session": _("Community session"),
        "household_visit": _("Household visit"),
    },
    "skill": {
        "public_services": _("Online public services"),
        "shopping": _("Online shopping"),
        "payment": _("Online payment"),
        "safety": _("Staying safe online"),
        "local_platform": _("Other local platforms"),
    },
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
    "urgency": {"fresh": _("in time"), "slow": _("decide soon"), "overdue": _("overdue")},
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
    "outcome": {"approve": _("Approved"), "return": _("Returned"), "reopen": _("Reopened")},
    "unit_level": {
        "province": _("Province"),
        "district": _("District"),
        "commune": _("Commune"),
        "hamlet": _("Hamlet"),
    },
    "hamlet_list": {
        "confirmed": _("Confirmed as complete"),
        "unconfirmed": _("Not confirmed"),
        "empty": _("No hamlets yet"),
    },
    "roster_problem": {
        "not_utf8": _("The file is not UTF-8 text. Save it as “CSV UTF-8”."),
        "not_csv": _("This line cannot be read as CSV."),
        "missing_column": _("This column is missing from the first line."),
        "empty_roster": _("The file has no places."),
        "empty_code": _("Give the code."),
        "empty_name": _("Give the name."),
        "bad_text": _("Remove the invisible characters."),
        "too_long": _("This is too long."),
        "duplicate_code": _("An earlier line has this code already."),
        "unknown_level": _("Write province, district, commune or hamlet."),
        "unknown_type": _("This type of place is not known."),
        "type_not_of_level": _("This type does not belong to the level of the line."),
        "unknown_parent": _("No line has this code."),
        "level_not_below_parent": _("The level must be below the level of the parent."),
        "cycle": _("The place lies within itself."),
        "no_root": _("One line must have no parent: the province."),
        "several_roots": _("Only one line may have no parent."),
        "bad_number": _("Write a whole number, or leave it empty."),
        "unknown_code": _("No place had this code on that day."),
        "would_end": _("The place would end; this needs `units reorganise` with a map of old to new."),
        "code_in_use": _("Another place has this code; this needs `units reorganise` with a map."),
        "level_changed": _("A place keeps its level; this needs `units reorganise` with a map."),
        "moves_early": _("A place can move to another parent only once the day has come."),
    },
    "mode": {"in_period": _("in period"), "cumulative": _("cumulative")},
    "definition_status": {"provisional": _("provisional"), "approved": _("approved")},
    "line": {
        "8.1": _("Communes with a team"),
        "8.2": _("Hamlets with a team"),
        "8.3": _("Members trained"),
        "8.4": _("Hamlets with a working team"),
        "8.5": _("Visits"),
        "8.6": _("Households reached"),
        "8.7": _("Members per 100 residents"),
    },
    "line_counted": {
        "8.1": _("communes with at least one valid team"),
        "8.2": _("hamlets served by at least one valid team"),
        "8.3": _("members with at least one completed training, by the end of the period"),
        "8.4": _("hamlets served by a valid team with enough approved entries dated in the period"),
        "8.5": _("visits of approved entries dated in the period"),
        "8.6": _("households of approved entries dated in the period"),
        "8.7": _("present members, each person once"),
    },
    "line_out_of": {
        "8.1": _("communes"),
        "8.2": _("hamlets of communes whose list is confirmed"),
        "8.3": _("present members, each person once"),
        "8.4": _("hamlets of communes whose list is confirmed"),
        "8.5": _("the target set by the province, if there is one"),
        "8.6": _("households of the place by the census"),
        "8.7": _("residents of the place by the census"),
    },
    "line_state": {
        "known": _("known"),
        "not_enough_data": _("not enough data"),
        "nothing_to_count": _("nothing to count"),
        "no_target": _("no target"),
    },
    "period_kind": {
        "whole": _("All of it"),
        "window": _("Windows"),
        "month": _("Months"),
        "week": _("Weeks"),
        "quarter": _("Quarters"),
        "reporting_month": _("Reporting months"),
    },
    # What is wrong with a field of an entry; "field.code" goes before the code alone.
    "problem": {
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
        "unknown_team": _("You cannot log for a team with this code."),
        "unknown_hamlet": _("Choose a hamlet of the team's commune."),
        "not_for_others": _("Only the team's leaders and the coordinator may log for others."),
        "not_a_member": _("This person was not a member of the team on that day."),
        "whose_work": _("Choose the member whose work this was."),
        "fixed": _("This cannot be changed. Withdraw the entry and log a new one."),
    },
    **SHEET_LABELS,
    **IMPORT_LABELS,
    "cell_problem": SHEET_LABELS["cell_problem"] | ROW_PROBLEMS,
    "sheet_refused": SHEET_LABELS["sheet_refused"] | IMPORT_LABELS["import_refused"],
}

# A refusal's code -> the sentence that says what to do.
SENTENCES: dict[str, LazyString] = {
    "demo_needs_empty_database": _(
        "There are teams already. The demo world only goes into an empty database."
    ),
    "too_many_tries": _("Too many tries. Wait %(seconds)s seconds and try again."),
    "changed_meanwhile": _("Somebody else changed this meanwhile. Look at it again before you decide."),
    "decided_meanwhile": _("Somebody else has decided on this entry already."),
    "unknown_reason": _("Choose a reason of the list."),
    "note_needed": _("Write a note that says what is meant."),
    "note_too_long": _("Shorten the note to at most 1,000 characters."),
    "bad_note": _("Remove the invisible characters from the note."),
    "illegal_transition": _("The entry is no longer in a state where this can be done."),
    "entry_withdrawn": _("This entry was withdrawn. Log a new one if it should count."),
    "entry_conflict": _("This entry was already received with other content. Open it to correct it."),
    "act_undone": _("This was undone already."),
    "act_changed_since": _(
        "Something that this wrote was changed since, so it can no longer be undone as a whole. Nothing was undone."
    ),
    "act_in_use": _(
        "Something that this made is in use by now, so it can no longer be undone as a whole. Nothing was undone."
    ),
    "file_empty": _("The file is empty. Choose another file."),
    "file_too_large": _("The file is larger than %(most)s MB. Split it into several files."),
    "import_outdated": _("This preview is no longer the latest. Look at the new one before you confirm."),
    "import_not_applied": _("Nothing was imported from this file, so there is nothing to undo."),
    "import_not_droppable": _("This file is being imported or was imported, so it cannot be dropped."),
    "broken_roster": _("The list of places has problems (%(count)s). Nothing was loaded."),
    "roster_too_old": _(
        "A list of %(day)s is loaded already; this older one differs. Load a list of that day or later."
    ),
    "hamlet_needs_name": _("Enter the name of the hamlet."),
    "unknown_hamlet_type": _("Choose a type of hamlet from the list."),
    "before_commune": _("Give a day from %(day)s on: the commune is not recorded before."),
    "before_last_change": _("Give a day from %(day)s on: that is when the hamlet last changed."),
    "hamlet_exists": _("The list already has %(name)s."),
    "hamlet_ended": _("This hamlet has ended already."),
    "hamlet_still_served": _("Teams still serve this hamlet: %(teams)s. Take it off their hamlets first."),
    "hamlet_used": _("Teams or entries name this hamlet already. Give a later day."),
    "no_hamlets_to_confirm": _("Enter the hamlets before you confirm the list."),
    "phone_taken": _("Another account already uses this phone number."),
    "phone_needed": _("Give the person a phone number first."),
    "in_future": _("Choose a day that is not in the future."),
    "team_name_taken": _("The commune already has a team of this name. Choose another name."),
    "unknown_hamlet": _("Choose only hamlets that the commune's list has today."),
    "already_founded": _("The founding decision is recorded already. Correct that one."),
    "not_founded": _("Record the founding decision first."),
    "before_founding": _("A team is founded before it is re-formed. Check the two dates."),
    "decision_recorded": _("This decision is recorded already."),
    "status_unchanged": _("The team already has this status."),
    "status_before_last_change": _("Choose a day that is not before the last change of status."),
    "before_its_start": _("Choose a day that is not before it began."),
    "hamlet_overlaps": _("The team served one of these hamlets on that day already. Choose a later day."),
    "unknown_person": _("Choose only people of the list."),
    "nobody_chosen": _("Choose at least one member."),
    "already_member": _("This person is a member of the team already."),
    "same_name_in_team": _(
        "The team has a member of this name. Is this somebody else? Then give a phone number."
    ),
    "seat_overlaps": _("This person was a member on that day already. Choose the day they came back."),
    "seat_ended": _("This membership has ended already."),
    "has_leader": _("%(name)s is the leader. Tick that they become a member, then send again."),
    "leader_overlaps": _("Somebody else led the team on that day. Choose a later day."),
    "account_elsewhere": _(
        "This person also acts elsewhere or as staff. Ask the administrator for the link or the change."
    ),
    "account_disabled": _("This account is disabled. The administrator can enable it."),
    "role_not_at_level": _(
        "Coordinators act at a commune or district, province staff and administrators at the province."
    ),
    "role_held": _("This person holds this role there already."),
    "last_admin": _("Somebody must be left who can sign in as an administrator. Name another one first."),
    "unknown_unit_code": _("No place has the code %(unit_code)s today."),
    "wrong_sign_in": _("The phone number or the password is not right."),
    "wrong_current_password": _("The present password is not right."),
    "password_too_short": _("Choose a password of at least 8 characters."),
    "password_too_short_for_staff": _("Choose a password of at least 14 characters."),
    "password_too_long": _("Choose a password of at most 128 characters."),
    "unknown_province": _("Load the places first: no province has the code %(province)s."),
    "campaign_exists": _("Another campaign has the code %(campaign)s."),
    "bad_windows": _("The windows of a campaign may not overlap or lie outside it."),
    "password_too_easy": _("This password is too easy to guess. Add other words."),
}


def label(register: str, code: str | Enum | None) -> LazyString | str:
    """Return the words for a code of a register; an unknown code is shown as it is."""
    if code is None:
        return ""
    key = str(code.value if isinstance(code, Enum) else code)
    return LABELS[register].get(key, key)


def choices(register: str, codes) -> list[tuple[str, LazyString | str]]:
    """Return (code, words) pairs for a form field."""
    return [(str(code), label(register, code)) for code in codes]


def problem(field: str, code: str) -> str:
    """Return the sentence for what is wrong with a field of an entry."""
    words = LABELS["problem"]
    return str(words.get(f"{field}.{code}", words.get(code, code)))


def sentence(code: str, **details: object) -> str:
    """Return the sentence for a refusal's code."""
    text = SENTENCES.get(code)
    if text is None:
        return str(_("This cannot be done: %(code)s.")) % {"code": code}
    return str(text) % details


def cell_sentence(found: CellProblem) -> str:
    """Return the sentence for what is wrong in a cell or a row of a spreadsheet."""
    # Rules that hold by hand, too, are said in the same words.
    text = LABELS["cell_problem"].get(found.code) or SENTENCES.get(found.code, found.code)
    return str(text) % {"shown": found.shown, **found.details}


def file_sentence(refused: SheetRefused) -> str:
    """Return the sentence for a file that cannot be read as a spreadsheet."""
    return str(LABELS["sheet_refused"].get(refused.code, refused.code)) % refused.details
