"""Store what was typed in from a paper sheet, all of it or nothing, and take a sheet back as a whole."""

from collections.abc import Sequence
from uuid import UUID

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_content import ActivityContent, ContentInvalid, digest
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.policy import require
from portal.queries import submissions
from portal.queries.paper_sheets import device_of, get_paper_sheet
from portal.queries.submissions import StoredEntry
from portal.services.activities import NewEntry, prepare_entry, store_all, withdraw_activity
from portal.transaction import transactional

# The id of a row, made when the page was opened, and what the row states.
SheetRow = tuple[UUID, ActivityContent]


class SheetInvalid(Exception):
    """Rows of a sheet have problems; `errors` names each row by its place, and its fields with a code."""

    def __init__(self, errors: dict[int, dict[str, str]]) -> None:
        super().__init__(str(errors))
        self.errors = errors


def submit_sheet(viewer: Viewer, sheet_id: UUID, rows: Sequence[SheetRow]) -> int:
    """Store the rows of a sheet in one unit of work, each once however often it is sent.

    Returns how many were not there before. Raises SheetInvalid while any row has a problem, and Missing for
    an id that is somebody else's.
    """
    own = [(uuid, content.logged_by(viewer.id)) for uuid, content in rows]
    stored = submissions.list_stored([uuid for uuid, _content in own])
    origin = {"device": device_of(sheet_id), "device_seq": None, "client_time": None}
    fresh: list[NewEntry] = []
    errors: dict[int, dict[str, str]] = {}
    for place, (uuid, content) in enumerate(own):
        try:
            if uuid in stored:
                _check_stored(viewer, stored[uuid], digest(content))
            else:
                fresh.append(prepare_entry(viewer, uuid, content, origin))
        except ContentInvalid as invalid:
            errors[place] = invalid.errors
    if errors:
        raise SheetInvalid(errors)
    return _store_rows(viewer, fresh)


@transactional
def undo_sheet(viewer: Viewer, sheet_id: UUID) -> int:
    """Withdraw all entries of a sheet while nothing was decided, within a day; return how many they were.

    Raises Missing, and RuleBroken("paper_sheet_settled" or "paper_sheet_decided").
    """
    sheet = get_paper_sheet(viewer, sheet_id)
    if sheet is None:
        raise Missing
    for entry in sheet.entries:
        require(viewer, Action.withdraw_activity, entry)
    refusal = sheet.refusal(clock.now())
    if refusal:
        raise RuleBroken(refusal)
    left = [entry for entry in sheet.entries if entry.status != ActivityStatus.withdrawn]
    for entry in left:
        withdraw_activity(viewer, entry)
    return len(left)


@transactional
def _store_rows(viewer: Viewer, entries: Sequence[NewEntry]) -> int:
    """Insert the entries; one that arrived since it was looked up has to be the same."""
    outcomes = store_all(entries) if entries else []
    for entry, stored in zip(entries, outcomes, strict=True):
        if stored is not None:
            try:
                _check_stored(viewer, stored, entry.values["content_sha256"])
            except ContentInvalid as invalid:
                raise RuleBroken("changed_meanwhile") from invalid
    return sum(stored is None for stored in outcomes)


def _check_stored(viewer: Viewer, stored: StoredEntry, sha256: str) -> None:
    """Raise ContentInvalid unless a row that is stored already can pass as sent once more."""
    if viewer.id not in (stored.author_id, stored.logged_by_id):
        raise Missing
    if stored.status == ActivityStatus.withdrawn:
        raise ContentInvalid({"row": "entry_withdrawn"})
    if stored.content_sha256 != sha256:
        raise ContentInvalid({"row": "entry_conflict"})
