"""Rows of the audit log in words; a detail that is not known here is not shown, so nothing slips out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.labels import LABELS, label
from portal.queries.audit_trail import TrailNames, TrailRow
from portal.web.jinja import show_day

# Details that are codes, with the register of each; some depend on the act.
_REGISTERS = {
    "status": "team_status",
    "role": "team_role",
    "affiliation": "affiliation",
    "outcome": "look_outcome",
    "need": "need",
    "kind": "decision",
    "title": "training_topic",
    "topic": "training_topic",
    "attended_by": "attended_by",
}
_OF_ACT = {
    ("return_activity", "reason"): "return_reason",
    ("reopen_activity", "reason"): "reopen_reason",
    ("flag_team", "reason"): "reform_reason",
    ("set_team_status", "was"): "team_status",
    ("change_seat", "was"): "team_role",
    ("correct_attendance", "was"): "attendance",
    ("correct_attendance", "now"): "attendance",
}
_DAYS = ("on", "since", "decided_on")
_PLAIN = ("was", "name", "number", "signer", "reason", "joined", "material")


@dataclass(frozen=True)
class Deed:
    """An act as the timeline shows it."""

    at: datetime
    text: str
    who: str
    note: str | None


def in_words(rows: Sequence[TrailRow], names: TrailNames) -> list[Deed]:
    """Say of each act what was done, by whom, and what is known about it."""
    return [
        Deed(row.at, str(label("deed", row.action)), row.actor or _("the portal"), _note(row, names))
        for row in rows
    ]


def _note(row: TrailRow, names: TrailNames) -> str | None:
    if row.action == "correct_decision":
        parts = [*_correction(row.detail)]
    else:
        parts = [
            f"{label('deed_detail', key)}: {words}"
            for key in LABELS["deed_detail"]
            if (words := _words(row.action, key, row.detail.get(key), names))
        ]
    return " · ".join(parts) or None


def _correction(detail: Mapping) -> Iterable[str]:
    """Say what of a decision was typed anew."""
    was, now = detail.get("was") or {}, detail.get("now") or {}
    for key in ("number", "decided_on", "signer"):
        if was.get(key) != now.get(key):
            words: Callable[[object], str] = _day if key == "decided_on" else str
            before, after = (words(one.get(key) or "–") for one in (was, now))
            yield f"{label('deed_detail', key)}: {before} → {after}"


def _words(action: str, key: str, value: object, names: TrailNames) -> str:
    """Return a detail as it is read; empty when there is nothing to say."""
    if value is None or value == "" or value == [] or value == 0:
        return ""
    register = _OF_ACT.get((action, key)) or _REGISTERS.get(key)
    if register:
        return str(label(register, str(value)))
    if key in _DAYS:
        return _day(value)
    if key in _PLAIN:
        return str(value)
    people = dict.fromkeys(("user", "users", "came", "taken_out", "completed"), names.users)
    found = people | {"into": names.teams, "merged": names.teams}
    ids = value if isinstance(value, list) else [value]
    return ", ".join(found.get(key, names.hamlets).get(one, "?") for one in ids)


def _day(value: object) -> str:
    try:
        return show_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
