"""The words for queues on phones: what became of gaps, and what becomes of the entries of a file."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

QUEUE_LABELS: dict[str, dict[str, LazyString]] = {
    "gap_reason": {
        "phone_broken": _("The phone broke"),
        "phone_lost": _("The phone was lost, or its memory was cleared"),
        "on_paper": _("Written down on paper, or logged again"),
        "deleted_by_mistake": _("Deleted by mistake"),
        "other": _("Another reason"),
    },
    "file_verdict": {
        "new": _("New, comes in"),
        "same": _("Is here already"),
        "conflict": _("Differs from what is here"),
        "refused": _("Cannot come in"),
    },
    # Why an entry of a file stays out, as the coordinator reads it; else the words for its fields.
    "file_problem": {
        "unknown_team": _("The owner of this queue does not sit in a team with this code."),
        "not_for_others": _("The owner of this queue may not log for others in this team."),
        "not_a_member": _("The person for whom this was logged was not in the team on that day."),
        "whose_work": _("The owner of this queue was not in the team on that day."),
        "team_elsewhere": _("This team lies outside your commune; its coordinator brings the entry in."),
        "id_taken": _("An entry of somebody else has this id. Ask the owner to log the work again."),
        "entry_withdrawn": _("The owner withdrew this entry, so it does not come back."),
        "correction_waits": _(
            "The entry was returned, and the file holds its correction. The owner sends it from the phone, or"
            " corrects the entry on its page."
        ),
        "entry_conflict": _(
            "The entry arrived with other content before. It stays as it is; the owner can correct it on its"
            " page."
        ),
    },
}

# What is wrong with a field of a report.
REPORT_PROBLEMS: dict[str, LazyString] = {
    "too_many": _("This list is too long."),
    "last_seq.out_of_range": _("This number is out of range."),
    "photos_waiting.out_of_range": _("This number is out of range."),
    "discarded.out_of_range": _("A number of this list is out of range."),
    "waiting.out_of_range": _("A number or a moment of this list is out of range."),
    "client_time.out_of_range": _("This moment is out of range."),
    "device.bad_text": _("Send the id of the device as 1 to 64 plain signs without spaces."),
}
