"""The words of campaigns: where their windows come from, for whom targets are set, and who may do what."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

CAMPAIGN_LABELS: dict[str, dict[str, LazyString]] = {
    "period_kind": {
        "whole": _("All of it"),
        "window": _("Windows"),
        "month": _("Months"),
        "week": _("Weeks"),
        "quarter": _("Quarters"),
        "reporting_month": _("Reporting months"),
    },
    "window_source": {
        "given": _("Windows of your own, as written below"),
        "week": _("Weeks, Monday to Sunday"),
        "month": _("Months"),
        "quarter": _("Quarters"),
        "reporting_month": _("Reporting months, 15th to 14th"),
    },
    "milestone": {"interim_review": _("Interim review"), "final_review": _("Final review")},
    "milestone_state": {"over": _("Its time is over"), "now": _("Now"), "to_come": _("To come")},
    "target_scope": {
        "level": _("All of the level"),
        "chosen": _("Those that are ticked below"),
        "small": _("All communes with fewer residents than"),
    },
}
CAMPAIGN_ACTIONS: dict[str, LazyString] = {
    "edit_campaign": _("Set up campaigns of the province, and change their days and windows"),
    "define_indicator": _("Write and approve versions of how indicator 8 is counted"),
    "put_definition": _("Put a version of indicator 8 in force in a campaign"),
    "view_plans": _("See who has issued a plan for a movement"),
    "record_plan": _("Record the plan that a place has issued for a movement"),
    "view_targets": _("See a campaign's targets"),
    "set_targets": _("Set a campaign's targets, for a level or for chosen places"),
}
