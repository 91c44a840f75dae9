"""The words of closing a period: what is looked at before, and what the ledger says."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

CLOSING_LABELS: dict[str, dict[str, LazyString]] = {
    # What may still be open before a period is closed.
    "closing_check": {
        "communes_open": _("Communes that have not closed"),
        "waiting": _("Entries of the period waiting for a decision"),
        "returned": _("Entries of the period returned and not yet corrected"),
        "unconfirmed": _("Lists of hamlets not confirmed"),
        "on_phones": _("Entries still on phones, of any day"),
        "open_visits": _("Spot-check visits still to be made, of any period"),
    },
    "closing_state": {"open": _("Open"), "closed": _("Closed"), "reopened": _("Reopened")},
    "ledger_cause": {
        "approve": _("Approved after closing"),
        "return": _("Returned after closing"),
        "reopen": _("Approval taken back after closing"),
    },
}
