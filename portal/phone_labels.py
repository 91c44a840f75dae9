"""The words of the scripts that keep and send entries on a phone; `{…}` is filled in by the script."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

# What every page may say about what waits.
STATUS_WORDS: dict[str, LazyString] = {
    "unsent": _("Entries not sent yet: {count}."),
    "sending": _("Sending {count} …"),
    "photos_wait": _("Photos are still being sent."),
    "sign_in_to_send": _("Sign in to send the entries on this phone: {count}."),
    "needs_you": _("Entries that need another look: {count}."),
    "look": _("Look at them"),
    "send_now": _("Send now"),
    "other_person": _("Somebody else is signed in on this phone."),
    "old": _("A new version is ready. Load the page again to send."),
    "wait.no_line": _("No network; they go out by themselves once there is one."),
    "wait.not_the_portal": _(
        "This network does not let anything through yet; perhaps its Wi-Fi wants a sign-in."
    ),
    "wait.busy": _("The server is busy; the phone tries again by itself."),
    "wait.server": _("The server has trouble; the phone tries again by itself."),
    "wait.phone": _("The phone's storage does not answer. Close the page and open it again."),
    "sign_out_ask": _(
        "Entries on this phone that were not sent: {count}. They stay here, and go out when you sign in"
        " again on this phone. Sign out?"
    ),
}

# What the pages of entries say besides.
ENTRY_WORDS: dict[str, LazyString] = {
    "check_this": _("Please check this"),
    "error": _("Error:"),
    "draft_restored": _("The entry that you were writing is here again."),
    "draft_discard": _("Begin a new one"),
    "entry_opened": _("Correct what is wrong, then send it again."),
    "other_tab": _("Another entry is being written in another tab; this one is new."),
    "not_kept": _("This phone has no room to keep entries. Send while there is a network."),
    "saved_sending": _("Saved on this phone. Sending …"),
    "saved_waiting": _("Saved on this phone. It goes out by itself once there is a network."),
    "needs_line": _("Choosing a team needs a network."),
    "habits": _("Fill in as usual"),
    "habit": _("{work} · visits: {count}"),
    "log_another": _("Log another one"),
    "saved_sign_in": _("Saved on this phone. Sign in, and it is sent."),
    "received": _("Received. The commune's coordinator looks at it next; the answer shows here."),
    "refused": _("The server did not take this entry. Please check it."),
    "refused.conflict": _(
        "The server has this entry with other content already. Look at the list, then discard this one."
    ),
    "refused.closed-period": _(
        "The figures of that day are closed. If the day is right, tell the coordinator of your commune; the"
        " entry stays on this phone."
    ),
    "refused.gone": _("This entry was withdrawn, so it cannot be sent again."),
    "refused.not-found": _("The server does not know this entry as yours."),
    "problem.personal_number": _("This looks like somebody's phone or identity number. Please take it out."),
    "on_this_phone": _("On this phone, not yet at the server"),
    "unsent_since": _("Entries not sent since {day}: {count}."),
    "sent_now": _("Entries sent just now: {count}."),
    "show_anew": _("Show the list with them"),
    "save_file": _("Save as a file for the coordinator"),
    "correct": _("Correct"),
    "correct_and_resend": _("Correct and resend"),
    "discard": _("Discard"),
    "discard_ask": _("This entry of {day} is only on this phone. Discard it for good?"),
    "seen": _("Seen"),
    "others_wait": _(
        "Entries of other people wait on this phone: {count}. They are sent when these people sign in."
    ),
    "nobody_here": _("Nobody is signed in on this phone. Sign in once there is a network."),
    "returned_to_you": _("Returned to you"),
    "on_the_server": _("At the server"),
    "nothing_yet": _("Nothing is logged yet."),
    "visits": _("Visits: {count}"),
    "month_totals": _("{month}: visits approved {approved}, waiting {waiting}."),
    "as_of": _("As the server had it at {moment}."),
    "photo_alt": _("Photo {number}"),
    "photo_remove": _("Remove photo {number}"),
    "photo_most": _("At most {most} photos for one entry."),
    "photo_unreadable": _("{name} cannot be read as a photo. Choose a JPEG or take the photo again."),
    "photo_no_room": _("The phone has no room left for photos."),
    "photos_left": _("Photos still to be sent: {count}"),
    "photo_refused": _("A photo was not taken: {why}"),
    "state.draft": _("Being corrected"),
    "state.queued": _("On this phone, not sent"),
    "state.refused": _("Not taken, needs you"),
    "state.received": _("Received by the server"),
}
