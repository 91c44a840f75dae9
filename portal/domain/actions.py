"""Every act that policy.py decides on."""

from enum import StrEnum


class Action(StrEnum):
    """An act on a thing; the table in policy.py says who may do it."""

    view_activity = "view_activity"
    log_activity = "log_activity"
    log_late_activity = "log_late_activity"
    log_for_member = "log_for_member"
    correct_activity = "correct_activity"
    withdraw_activity = "withdraw_activity"
    add_photo = "add_photo"
    remove_photo = "remove_photo"
    view_reviews = "view_reviews"
    decide_activity = "decide_activity"
    view_team = "view_team"
    view_team_activities = "view_team_activities"
    register_team = "register_team"
    edit_team = "edit_team"
    record_training = "record_training"
    invite_member = "invite_member"
    view_phone = "view_phone"
    edit_hamlets = "edit_hamlets"
    view_queue = "view_queue"
    settle_gap = "settle_gap"
    carry_entries = "carry_entries"
    import_register = "import_register"
    load_places = "load_places"
    view_coverage = "view_coverage"
    manage_outlines = "manage_outlines"
    manage_accounts = "manage_accounts"
