"""The words that people see for each code of the core."""

from datetime import date
from enum import Enum

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from portal.audit_labels import AUDIT_LABELS
from portal.campaign_labels import CAMPAIGN_ACTIONS, CAMPAIGN_LABELS
from portal.closing_labels import CLOSING_LABELS
from portal.confirmation_labels import CONFIRMATION_LABELS
from portal.domain.sheet_rows import CellProblem, SheetRefused
from portal.entry_labels import ENTRY_PROBLEMS
from portal.flag_labels import FLAG_LABELS, FLAG_SENTENCES
from portal.import_labels import IMPORT_LABELS, ROW_PROBLEMS
from portal.indicator_labels import INDICATOR_ACTIONS, INDICATOR_LABELS
from portal.need_labels import NEED_LABELS
from portal.outcome_labels import OUTCOME_LABELS
from portal.phone_labels import ENTRY_WORDS, STATUS_WORDS
from portal.place_labels import PLACE_LABELS
from portal.queue_labels import QUEUE_LABELS, REPORT_PROBLEMS
from portal.report_labels import REPORT_LABELS
from portal.review_labels import REVIEW_LABELS
from portal.scoreboard_labels import SCOREBOARD_LABELS
from portal.sentences import SENTENCES
from portal.session_labels import SESSION_ACTIONS, SESSION_LABELS
from portal.sheet_labels import SHEET_LABELS
from portal.spot_check_labels import SPOT_CHECK_LABELS
from portal.training_labels import TRAINING_LABELS

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
    "decision": {
        "founding": _("Founding decision"),
        "re_forming": _("Re-forming decision"),
        "change_of_leader": _("Decision on a new leader"),
        "suspension": _("Decision to suspend"),
        "resumption": _("Decision to resume"),
        "dissolution": _("Decision to dissolve"),
        "merger": _("Decision to merge"),
    },
    "reform_reason": {
        "hamlets_merged": _("Hamlets that the team serves were merged."),
        "hamlet_ended": _("A hamlet that the team serves is no more."),
        "commune_changed": _("The commune was rearranged."),
        "other": _("Another reason"),
    },
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
        "resting": _("Resting, because it was not used"),
        "disabled": _("Disabled"),
    },
    # Why a member gets no invitation, and what to do about it.
    "obstacle": {
        "active": _("Can sign in already. For a forgotten password make a new link in the list of members."),
        "no_phone": _("Has no phone number yet. Add it under “Change” in the list of members."),
        "resting": _("The account rests. Wake it in the list of members."),
        "disabled": _("The account is disabled. The administrator can enable it."),
        "elsewhere": _("Also acts elsewhere or as staff. Ask the administrator for the link."),
    },
    # What each act means for who may do it, as an administrator reads it before giving a role.
    "action": {
        "view_activity": _("Every entry with its note, and how it was decided"),
        "ask_citizen": _("Ask citizens to confirm own entries"),
        "view_reviews": _("What waits for a decision"),
        "view_team": _("The teams with their members, hamlets and decisions"),
        "view_team_activities": _("All entries of a team"),
        "view_phone": _("The phone numbers of the members"),
        "view_coverage": _("Coverage and the figures of indicator 8"),
        "log_activity": _("Log help for any team"),
        "log_late_activity": _("Log help that lies more than 30 days back"),
        "log_for_member": _("Log help for members who cannot do it themselves"),
        "correct_activity": _("Correct own entries"),
        "withdraw_activity": _("Withdraw own entries"),
        "add_photo": _("Add photos to own entries"),
        "remove_photo": _("Remove photos from own entries"),
        "decide_activity": _("Approve entries, return them with a reason, and reopen them"),
        "keep_templates": _("Keep own words for returning entries"),
        "hand_over": _("Name a deputy who decides on entries for some days"),
        "end_hand_over": _("End the days of a deputy early"),
        "register_team": _("Register teams"),
        "edit_team": _("Change the members, hamlets, decisions and status of teams"),
        "record_training": _("Record trainings"),
        "organise_training": _("Plan trainings, invite teams, and record who completed them"),
        "take_attendance": _("Take attendance at trainings"),
        "attend_training": _("Answer own invitations to trainings"),
        "invite_member": _("Invite members, wake resting accounts, and bind accounts to another phone"),
        "edit_hamlets": _("Keep the list of hamlets and confirm that it is complete"),
        "view_queue": _("How many entries still wait on the members' phones, and which never arrived"),
        "settle_gap": _("Note what became of entries that never arrived"),
        "carry_entries": _("Bring entries in from a file that a member's phone saved"),
        "import_register": _("Bring hamlets, teams and members in from spreadsheets"),
        "load_places": _("Load lists of places"),
        "switch_confirmations": _("Let the teams of a campaign ask citizens to confirm, or no longer"),
        "switch_public_page": _("Let everybody read the coverage of a campaign, or no longer"),
        "view_needs": _("Which teams and hamlets need help"),
        "follow_up": _("Note what was done about a team or hamlet that needs help"),
        "view_staff_phone": _("The phone numbers of coordinators"),
        "view_reviewers": _("How every coordinator decides: how many, how fast, how often reopened"),
        "look_again": _("Look once more at approvals that were drawn, and say whether one agrees"),
        "answer_difficulty": _("Answer what members wrote was difficult"),
        "view_audit": _("What was done to entries, teams and figures, by whom and when"),
        "view_spot_checks": _("Spot-checks: what was drawn, and what was found"),
        "draw_spot_checks": _("Draw by lot which approved entries are visited"),
        "assign_spot_check": _("Say who makes a visit"),
        "record_spot_check": _("Record what a visit found, for entries that one had no part in"),
        "correct_spot_check": _(
            "Correct with a reason what a visit found; what it said before stays readable"
        ),
        "close_commune": _("Close the figures of a period for the commune"),
        "close_province": _("Close the figures of a period for the province"),
        "reopen_period": _("Reopen a closed period with a reason"),
        "correct_closed": _("Correct closed figures by a decision with a reason, which the ledger keeps"),
        "make_report": _("Prepare reports, and take them along as documents and spreadsheets"),
        "edit_report_settings": _("Set who issues, signs and gets the reports"),
        "manage_outlines": _("Put outlines of communes on the coverage map, and take them away"),
        "manage_accounts": _(
            "Create staff accounts, give and end roles, make links, and disable or enable any account of the"
            " portal"
        ),
        **SESSION_ACTIONS,
        **INDICATOR_ACTIONS,
        **CAMPAIGN_ACTIONS,
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
    # For one line of a phone, where the entry's own words would not fit.
    "skill_short": {
        "public_services": _("Public services"),
        "shopping": _("Shopping"),
        "payment": _("Payment"),
        "safety": _("Safety"),
        "local_platform": _("Local platforms"),
    },
    "urgency": {"fresh": _("in time"), "slow": _("decide soon"), "overdue": _("decide now")},
    "unit_level": {
        "province": _("Province"),
        "district": _("District"),
        "commune": _("Commune"),
        "hamlet": _("Hamlet"),
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
    "coverage_band": {
        "all": _("100 %"),
        "high": _("80 % to below 100 %"),
        "middle": _("50 % to below 80 %"),
        "low": _("above 0 % to below 50 %"),
        "none": _("0 %, nothing yet"),
        "unknown": _("not enough data"),
        "nothing": _("nothing to count"),
    },
    "outline_remark": {
        "unknown_code": _("No commune had these codes on that day; they are left out"),
        "other_name": _("The file calls these communes otherwise. Is the day right?"),
    },
    "outline_problem": {
        "too_large": _("The file is larger than 5 MB. Simplify it or split it off from other places."),
        "not_utf8": _("The file is not UTF-8 text. Export it as GeoJSON."),
        "not_json": _("The file is not sound JSON. Export it as GeoJSON again."),
        "not_collection": _("The file is not a FeatureCollection. Export it as GeoJSON."),
        "no_features": _("The file holds no places."),
        "other_system": _("The coordinates are of the system “%(value)s”. Export them as WGS84 (EPSG:4326)."),
        "not_feature": _("This is not a Feature."),
        "no_code": _("Give the official code of the commune as “code” or “id”."),
        "repeated_code": _("The code %(value)s occurs twice."),
        "other_geometry": _("Only Polygon and MultiPolygon are outlines."),
        "bad_ring": _("An outline needs at least four positions, the last like the first."),
        "open_ring": _("The outline is not closed: its last position has to be its first."),
        "bad_position": _("A position has to be two numbers: longitude, latitude."),
        "swapped": _("Longitude and latitude are swapped (%(value)s). GeoJSON has the longitude first."),
        "in_metres": _(
            "The coordinates are metres, not degrees (%(value)s). Export them as WGS84 (EPSG:4326)."
        ),
        "elsewhere": _("The position %(value)s does not lie in Vietnam."),
        "no_area": _("The outline of %(value)s has no area."),
        "too_many_points": _("The file has more than %(value)s positions. Simplify it first."),
        "too_detailed": _("The outlines have too many separate parts. Simplify them first."),
        "no_known_code": _(
            "No code of the file is that of a commune on that day, such as %(value)s. Check the day."
        ),
    },
    "period_kind": {
        "whole": _("All of it"),
        "window": _("Windows"),
        "month": _("Months"),
        "week": _("Weeks"),
        "quarter": _("Quarters"),
        "reporting_month": _("Reporting months"),
    },
    "problem": ENTRY_PROBLEMS | REPORT_PROBLEMS,
    "phone_status": STATUS_WORDS,
    "phone_entries": ENTRY_WORDS,
    **CONFIRMATION_LABELS,
    **CLOSING_LABELS,
    **PLACE_LABELS,
    **REPORT_LABELS,
    **REVIEW_LABELS,
    **SHEET_LABELS,
    **IMPORT_LABELS,
    **QUEUE_LABELS,
    **FLAG_LABELS,
    **NEED_LABELS,
    **SESSION_LABELS,
    **OUTCOME_LABELS,
    **AUDIT_LABELS,
    **SPOT_CHECK_LABELS,
    **TRAINING_LABELS,
    **CAMPAIGN_LABELS,
    **INDICATOR_LABELS,
    **INDICATOR_LABELS,
    **SCOREBOARD_LABELS,
    "cell_problem": SHEET_LABELS["cell_problem"] | ROW_PROBLEMS,
    "sheet_refused": SHEET_LABELS["sheet_refused"] | IMPORT_LABELS["import_refused"],
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


def flag_sentence(code: str, details: dict[str, object]) -> str:
    """Return the sentence for a flag with its figures; a check that is no more has only its code left."""
    text = FLAG_SENTENCES.get(f"{code}.{details.get('case')}") or FLAG_SENTENCES.get(code)
    shown = {name: _figure(name, value) for name, value in details.items()}
    return code if text is None else str(text) % shown


def _figure(name: str, value: object) -> object:
    """Print a figure of a flag: days as 16/06/2022, months as 06/2022."""
    if name in ("day", "month"):
        return f"{date.fromisoformat(str(value)):{'%d/%m/%Y' if name == 'day' else '%m/%Y'}}"
    return format_decimal(value) if isinstance(value, int) else value


def cell_sentence(found: CellProblem) -> str:
    """Return the sentence for what is wrong in a cell or a row of a spreadsheet."""
    # Rules that hold by hand, too, are said in the same words.
    text = LABELS["cell_problem"].get(found.code) or SENTENCES.get(found.code, found.code)
    return str(text) % {"shown": found.shown, **found.details}


def file_sentence(refused: SheetRefused) -> str:
    """Return the sentence for a file that cannot be read as a spreadsheet."""
    return str(LABELS["sheet_refused"].get(refused.code, refused.code)) % refused.details
