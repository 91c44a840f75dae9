"""What people are told when a rule refuses something: what happened, and what to do."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

# A refusal's code -> the sentence that says what to do.
SENTENCES: dict[str, LazyString] = {
    "demo_needs_empty_database": _(
        "There are teams already. The demo world only goes into an empty database."
    ),
    "too_many_tries": _("Too many tries. Wait %(seconds)s seconds and try again."),
    "changed_meanwhile": _("Somebody else changed this meanwhile. Look at it again before you decide."),
    "decided_meanwhile": _("Somebody else has decided on this entry already."),
    "closed_period": _(
        "The figures of %(days)s are closed. Only the commune's coordinator can correct them, by a decision"
        " with a reason that the ledger keeps."
    ),
    "unknown_kind": _("Choose a kind of report of the list."),
    "not_reportable": _("Reports are made of a province, a district or a commune."),
    "period_not_begun": _("This period has not begun, so there is nothing to report."),
    "weekly_of": _("A weekly report is about a week. Choose a week, or another kind of report."),
    "monthly_of": _("A monthly report is about a month. Choose a month, or another kind of report."),
    "quarterly_of": _("A quarterly report is about a quarter. Choose a quarter, or another kind of report."),
    "final_of": _("A final review is about the whole campaign. Choose it, or another kind of report."),
    "kind_not_repeated": _(
        "A weekly report is repeated every week, a monthly one every month, an interim review either way. "
        "The other kinds are prepared once."
    ),
    "due_in_past": _("Choose a day that is not in the past."),
    "nobody_above": _("“Như trên” needs somebody above: fill in “Kính gửi”, or take the line away."),
    "due_before_period": _("The period begins after this day. Choose a later day."),
    "already_scheduled": _("The same report is already to be prepared on this day."),
    "gris_too_many": _("Keep at most %(most)s columns."),
    "gris_heading": _("Give each column a heading of 1 to 200 characters."),
    "gris_code": _("Choose the figure of each column from the lists."),
    "not_closable": _("Only communes and the province close their figures."),
    "period_not_over": _("The period is not over yet. Close it once its last day has passed."),
    "already_closed": _("This period is closed already. Look at what was published."),
    "closing_needs_reason": _(
        "Some points are still open. Settle them, or write why the period is closed all the same."
    ),
    "not_closed": _("This period is not closed, so there is nothing to reopen."),
    "province_closed": _("The province has closed this period, too. Reopen it for the province first."),
    "unknown_reason": _("Choose a reason of the list."),
    "note_needed": _("Write a note that says what is meant."),
    "note_too_long": _("Shorten the note to at most 1,000 characters."),
    "bad_note": _("Remove the invisible characters from the note."),
    "unknown_need": _("Choose what this is about on the list once more."),
    "look_again_early": _("Choose a day after today on which to look again, or leave it empty."),
    "look_again_late": _("Choose a day within the next year on which to look again."),
    "looked_meanwhile": _("Somebody else has looked at this approval already."),
    "unknown_outcome": _("Choose whether you agree."),
    "no_difficulty": _("This entry names no difficulty."),
    "illegal_transition": _("The entry is no longer in a state where this can be done."),
    "hand_over_in_past": _("Choose a first day that is not in the past."),
    "hand_over_ends_early": _("Choose a last day that is not before the first one."),
    "hand_over_too_long": _("Hand over at most %(most)s days at once."),
    "hand_over_overlaps": _("Some of these days are handed over already. End that first."),
    "not_a_deputy": _("Choose somebody of the list."),
    "too_many_templates": _("You keep %(most)s already. Put some away first."),
    "too_many_chosen": _("Choose at most %(most)s entries at once."),
    "none_to_approve": _("None of these entries can be approved by you. Choose others."),
    "bulk_unopened": _("Open these first: %(entries)s. Then approve all of them together."),
    "bulk_done": _("These entries were approved together already."),
    "entry_withdrawn": _("This entry was withdrawn. Log a new one if it should count."),
    "citizens_not_asked": _("The campaign of this day does not ask citizens to confirm."),
    "all_answered": _("Citizens have answered for every visit of this entry already."),
    "bad_number_of_slips": _("Enter a number from 1 to %(most)s."),
    "entry_conflict": _("This entry was already received with other content. Open it to correct it."),
    "photo_empty": _("The photo is empty. Choose another one."),
    "photo_too_large": _("The photo is larger than %(most)s MB. Take it again in a smaller size."),
    "photo_type": _("This is no photo that can be received. Choose a JPEG, PNG or WebP picture."),
    "photo_heic": _("HEIC photos cannot be read here. Take the photo again, or choose a JPEG picture."),
    "photo_unreadable": _("The photo is damaged and cannot be read. Take it again, or choose another one."),
    "photo_too_many_pixels": _(
        "The photo has more than %(most)s million pixels. Take it again in a lower resolution."
    ),
    "photo_differs": _("The photo was damaged on its way here. Send it again."),
    "too_many_photos": _("An entry has at most %(most)s photos. Remove one before you add another."),
    "photo_too_late": _(
        "The entry is approved, and photos can only follow within %(days)s days after it was received."
    ),
    "photo_removed": _("This photo was removed from the entry."),
    "paper_sheet_settled": _(
        "More than a day has passed, so the sheet can no longer be undone as a whole."
        " Withdraw single entries instead."
    ),
    "paper_sheet_decided": _(
        "Some of these entries were decided on already, so the sheet can no longer be undone as a whole."
        " Withdraw single entries instead."
    ),
    "act_undone": _("This was undone already."),
    "act_changed_since": _(
        "Something that this wrote was changed since, so it can no longer be undone as a whole."
        " Nothing was undone."
    ),
    "act_in_use": _(
        "Something that this made is in use by now, so it can no longer be undone as a whole."
        " Nothing was undone."
    ),
    "broken_outlines": _("These outlines cannot be used. Nothing was kept."),
    "file_empty": _("The file is empty. Choose another file."),
    "file_too_large": _("The file is larger than %(most)s MB. Split it into several files."),
    "queue_file_unreadable": _(
        "This is not a queue saved by a phone. Save the file again on the phone: “Save as a file”."
    ),
    "queue_file_version": _("The file comes from another version of the portal. Save it again on the phone."),
    "queue_file_empty": _("The file holds no entries, so nothing waits on that phone."),
    "queue_file_too_many": _("The file holds more than %(most)s entries. Save it again on the phone."),
    "queue_file_broken": _(
        "Entry number %(number)s of the file is damaged. Save the file again on the phone."
    ),
    "queue_file_repeats": _(
        "Entry number %(number)s of the file has the id or the number of another one. Save the file again on"
        " the phone."
    ),
    "queue_file_elsewhere": _(
        "The owner of this queue sits in no team of your commune, so nothing of the file can come in."
    ),
    "queue_file_outdated": _(
        "Something has changed since you looked. Nothing was stored; this is how it is now."
    ),
    "too_many_queues": _("This account was used on too many phones. Tell the coordinator of your commune."),
    "nothing_chosen": _("Choose at least one number."),
    "gap_changed": _("Some of these entries arrived meanwhile. Look at what is still missing."),
    "import_outdated": _("This preview is no longer the latest. Look at the new one before you confirm."),
    "import_not_applied": _("Nothing was imported from this file, so there is nothing to undo."),
    "import_not_droppable": _("This file is being imported or was imported, so it cannot be dropped."),
    "no_legal_basis": _("Name the resolution behind the reorganisation."),
    "changed_later": _(
        "Some places changed on or after %(day)s already: %(places)s. Choose a later day or undo that change."
    ),
    "already_reorganised": _(
        "These places were reorganised on %(day)s already. Look at the list of reorganisations."
    ),
    "reorganisation_outdated": _(
        "Something that this touches has changed since you looked. Nothing was done."
        " This is what it would do now."
    ),
    "reorganisation_settled": _("More than a day has passed, so this can no longer be undone."),
    "broken_roster": _("The list of places has problems (%(count)s). Nothing was loaded."),
    "roster_too_old": _(
        "A list of %(day)s is loaded already; this older one differs. Load a list of that day or later."
    ),
    "hamlet_needs_name": _("Enter the name of the hamlet."),
    "unknown_hamlet_type": _("Choose a type of hamlet from the list."),
    "before_commune": _("Give a day from %(day)s on: the commune is not recorded before."),
    "commune_ended": _("The commune had ended by then. Enter the hamlet in the commune that followed it."),
    "before_last_change": _("Give a day from %(day)s on: that is when the hamlet last changed."),
    "hamlet_exists": _("The list already has %(name)s."),
    "hamlet_ended": _("This hamlet has ended already."),
    "hamlet_still_served": _("Teams still serve this hamlet: %(teams)s. Take it off their hamlets first."),
    "hamlet_used": _("Teams or entries name this hamlet already. Give a later day."),
    "same_hamlet": _("Choose another hamlet than this one."),
    "no_such_neighbour": _(
        "The commune had no such hamlet on that day. Choose another hamlet or a later day."
    ),
    "began_that_day": _(
        "The hamlet began on that day. Give a later day, or end the hamlet if it was entered by mistake."
    ),
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
    "before_decision": _("Choose a day that is not before the date of the decision."),
    "decision_needed": _("Enter the number and date of the decision on this."),
    "merged_that_day": _("On that day the team went into another one. Undo the merger instead."),
    "team_is_dissolved": _("%(name)s is dissolved. Let it resume first."),
    "same_team": _("Choose another team: a team cannot go into itself."),
    "one_leader_needed": _("Choose exactly one leader among those who stay and those who join."),
    "leader_unchanged": _("The leader is still the same. Choose the new leader."),
    "undo_too_late": _("The time for undoing this is over. Record another decision instead."),
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
    "account_resting": _(
        "Your account rests because it was not used for 45 days. Ask the coordinator of your commune to wake"
        " it; one tap is enough. Staff ask the administrator. Then sign in as before."
    ),
    "role_not_at_level": _(
        "Coordinators act at a commune or district, province staff and administrators at the province."
    ),
    "role_held": _("This person holds this role there on some of these days already."),
    "role_in_past": _("Choose a first day that is not in the past."),
    "role_ends_early": _("Choose a last day that is neither in the past nor before the first day."),
    "last_admin": _(
        "On every day from today on somebody must be able to sign in as an administrator."
        " Name another one first."
    ),
    "role_not_held": _("This person holds no such role there. The list of users says who holds which."),
    "unknown_phone": _("Nobody has this phone number. Check it, or create the account first."),
    "unknown_unit_code": _("No place has the code %(unit_code)s today."),
    "wrong_sign_in": _("The phone number or the password is not right."),
    "wrong_current_password": _("The present password is not right."),
    "password_too_short": _("Choose a password of at least 8 characters."),
    "password_too_short_for_staff": _("Choose a password of at least 14 characters."),
    "password_too_long": _("Choose a password of at most 128 characters."),
    "unknown_province": _("Load the places first: no province has the code %(province)s."),
    "campaign_exists": _("Another campaign has the code %(campaign)s."),
    "bad_target": _("Enter a target such as 80 or 82,5, at most 100; for visits a whole number."),
    "no_place_chosen": _("Tick at least one place or department."),
    "no_small_commune": _("No commune has fewer residents than that."),
    "residents_needed": _("Enter a number of residents, such as 5000."),
    "no_targets_to_undo": _("No target of this campaign was set that could be taken back."),
    "bad_campaign_code": _(
        "Write the code in small letters without accents, digits and hyphens, such as kh170-2022."
    ),
    "place_not_there": _(
        "The province was not there yet on %(day)s, or no longer. Choose another first day."
    ),
    "last_before_first": _("The last day comes before the first day. Check both."),
    "campaign_too_long": _("A campaign lasts at most %(most)s years. Check both days."),
    "judged_too_early": _("Judge the campaign on %(day)s, its last day, or later."),
    "bad_window_line": _("Line %(line)s of the windows is not two days such as 01/06/2022 - 15/06/2022."),
    "window_label_too_long": _("Shorten what follows the semicolon in line %(line)s to %(most)s characters."),
    "windows_overlap": _("The windows %(one)s and %(other)s share days. Let one end before the next begins."),
    "window_outside": _("The window %(days)s does not lie within the campaign's days."),
    "too_many_windows": _("A campaign has at most %(most)s windows. Choose longer ones."),
    "window_in_use": _(
        "There are entries or closed figures in the window %(days)s. Its days can no longer change."
    ),
    "campaign_days_closed": _(
        "The figures from %(first)s to %(last)s were closed with the present days. They can no longer change."
    ),
    "definition_needs_team": _(
        "A team works from at least 1 approved entry on. Enter a whole number up to 999."
    ),
    "bad_line_target": _("The target of line %(line)s is none: enter 80 or 82,5, for 8.5 a whole number."),
    "source_needed": _("Write where this definition comes from, such as a document with number and date."),
    "unknown_headline": _("Choose the line that stands for the indicator."),
    "definition_approved": _("This version is approved already."),
    "day_outside_campaign": _("Choose a day of the campaign, from %(first)s to %(last)s."),
    "later_definition": _("Another version is in force from %(day)s. Choose that day or a later one."),
    "definition_in_force": _("On that day this version is in force already."),
    "nothing_to_preview": _("The province was not there in this period. Choose another one."),
    "no_movement": _("Only movements ask for plans of their own."),
    "bad_plan_number": _("Enter the number of the plan, at most %(most)s characters."),
    "plan_in_future": _("Choose a day that is not in the future."),
    "plan_too_early": _("A plan for the movement was issued on %(day)s, its first day, or later."),
    "unknown_plan_place": _("Choose a place or department of the list."),
    "no_plan_recorded": _("No plan of this place is recorded, so there is nothing to take away."),
    "bad_windows": _("The windows of a campaign may not overlap or lie outside it."),
    "password_too_easy": _("This password is too easy to guess. Add other words."),
    "bad_seed": _("Enter a seed of 1 to 100 characters without line breaks."),
    "bad_share": _("Enter a share from 1 to 100 percent."),
    "draw_too_early": _(
        "This period lasts until %(day)s. Draw once it is over, so that every entry has a chance."
    ),
    "nothing_to_draw": _("No entry of this period is approved yet, so there is nothing to draw."),
    "already_drawn": _("The visits of this period are drawn already, and there is only one draw a period."),
    "unknown_checker": _("Choose somebody of the list: who had a part in the entry cannot check it."),
    "unknown_result": _("Choose what you found."),
    "not_recorded": _("Nobody has recorded a result of this visit yet, so there is nothing to correct."),
    "reason_needed": _("Write why the result is corrected."),
    "same_result": _("This is what is recorded already. Change what was wrong."),
    "visited_before_work": _("Choose a day that is not before the day of the work."),
    "spot_check_recorded": _("Somebody else has recorded the result of this visit already."),
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
    "plan_too_large": _("The PDF is larger than %(most)s MB. Scan it with fewer dots, in black and white."),
    "too_many_materials": _("A training has at most %(most)s materials. Remove one first."),
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
    "bad_practice_link": _(
        "Line %(number)s is no address that can be offered. It has to begin with https://."
    ),
    "too_many_links": _("Give at most %(most)s addresses."),
    "practice_not_session": _("Only an approved entry of a community session can become a good practice."),
    "practice_exists": _("This session was proposed as a good practice already."),
    "practice_not_waiting": _("Somebody has decided on this practice already."),
    "practice_not_open": _("This practice is not offered any more."),
    "figure_empty": _("Enter the percentage, or how many out of how many."),
    "bad_percent": _("Enter a percentage from 0 to 100 with at most three decimals, such as 95,57."),
    "counts_incomplete": _("Enter both counts: how many, and out of how many. Or leave both empty."),
    "counts_impossible": _("The first count cannot be above the second, and the second cannot be 0."),
    "counts_disagree": _(
        "The counts give %(computed)s %%, which is not the percentage entered. Correct one of them."
    ),
    "window_reversed": _("The last day lies before the first one."),
    "window_in_future": _("The days of a figure cannot lie in the future."),
    "figure_needs_source": _("Say where the figure is from, such as the number and date of a report."),
    "figure_text_too_long": _("Shorten this to at most %(most)s characters."),
    "figure_bad_text": _("Remove the invisible characters from this text."),
    "unknown_indicator": _("Choose one of the indicators 1 to 7."),
    "unknown_subject": _("Choose whose figure it is once more."),
    "outside_campaign": _("This place does not belong to the campaign."),
    "figure_replaced": _("This figure was replaced or taken back meanwhile. Look at it again."),
    "department_needs_code": _("Give the department a code of letters, digits, dots and hyphens."),
    "department_needs_name": _("Give the department a name."),
    "department_exists": _("There is a department with this code already."),
    "department_ended": _("This department has ended already."),
}
