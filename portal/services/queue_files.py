"""Queues that phones saved as files, brought in by the commune's coordinator with the same ids."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_content import ActivityContent, ContentInvalid, digest, read_content
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import Missing, RuleBroken
from portal.domain.queue_files import (
    MOST_BYTES,
    FileEntry,
    FilePhoto,
    FileVerdict,
    QueueFile,
    digest_of,
    read_queue_file,
)
from portal.domain.roles import Viewer
from portal.gateways import import_files
from portal.policy import allows, require
from portal.queries.photos import list_shown_hashes
from portal.queries.submissions import StoredEntry, list_stored
from portal.queries.viewers import get_viewer
from portal.services import audit, throttling
from portal.services.activities import NewEntry, check_carried, store_carried
from portal.services.queue_photos import RefusedPhoto, bring_photos
from portal.transaction import after_commit, end_read, transactional

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileLine(NamedTuple):
    """What becomes of an entry of a file; `problems` names each field, or the entry itself, with a code.

    `photos` are those to be stored; so many more of the file are here already.
    """

    entry: FileEntry
    verdict: FileVerdict
    content: ActivityContent | None = None
    problems: dict[str, str] = {}
    fresh: NewEntry | None = None
    photos: tuple[FilePhoto, ...] = ()
    photos_here: int = 0


class FileOutcome(NamedTuple):
    """What came in from a file: entries and photos, the photos refused, and how many are still missing."""

    entries: int
    photos: int
    refused: tuple[RefusedPhoto, ...]
    missing: int


@dataclass(frozen=True)
class FilePreview:
    """What a file would bring, for whom, and the digest that is confirmed."""

    sha256: str
    owner: Viewer
    file: QueueFile
    lines: list[FileLine]
    digest: str

    @property
    def fresh(self) -> list[NewEntry]:
        """The entries to be stored."""
        return [line.fresh for line in self.lines if line.fresh is not None]

    @property
    def photos(self) -> list[tuple[FileEntry, FilePhoto]]:
        """The photos to be stored, each with its entry."""
        return [(line.entry, photo) for line in self.lines for photo in line.photos]

    @property
    def photos_here(self) -> int:
        """How many photos of the file are here already."""
        return sum(line.photos_here for line in self.lines)


def upload_queue_file(viewer: Viewer, stream: BinaryIO) -> str:
    """Keep a file for its preview and return its hash; one that nobody may confirm is not kept.

    Raises RuleBroken with the codes of read_queue_file, and "too_many_tries", "file_empty",
    "file_too_large" or "queue_file_elsewhere".
    """
    require(viewer, Action.carry_entries)
    throttling.count_try(throttling.UPLOADS_BY_ACTOR, str(viewer.id))
    end_read()
    stored = import_files.store_file(stream, MOST_BYTES)
    try:
        file = read_queue_file(import_files.path_of(stored.sha256).read_bytes())
        if _owner_of(viewer, file) is None:
            raise RuleBroken("queue_file_elsewhere")
    except RuleBroken:
        import_files.delete_file(stored.sha256)
        raise
    return stored.sha256


def preview_queue_file(viewer: Viewer, sha256: str) -> FilePreview:
    """Return what an uploaded file would bring. Raises Missing for any other file."""
    require(viewer, Action.carry_entries)
    return _preview(viewer, sha256, _read(sha256))


def confirm_queue_file(viewer: Viewer, sha256: str, seen: str) -> FileOutcome:
    """Store the new entries of a file, all or nothing; then the file is forgotten and its photos follow.

    Photos that are missing in the end come in when the same file is uploaded again.
    `seen` is the digest of the preview. Raises Missing, and RuleBroken("queue_file_outdated") when a preview
    would say something else by now.
    """
    require(viewer, Action.carry_entries)
    # Reading a large file takes a second, so it comes before the unit of work that makes others wait.
    end_read()
    preview = _store(viewer, sha256, _read(sha256), seen)
    return FileOutcome(len(preview.fresh), *bring_photos(preview.owner, viewer, preview.photos))


@transactional
def _store(viewer: Viewer, sha256: str, file: QueueFile, seen: str) -> FilePreview:
    preview = _preview(viewer, sha256, file)
    if preview.digest != seen:
        raise RuleBroken("queue_file_outdated")
    if preview.fresh:
        store_carried(preview.fresh)
        counts: dict[int, int] = {}
        for one in preview.fresh:
            commune_id = one.values["commune_id"]
            counts[commune_id] = counts.get(commune_id, 0) + 1
        audit.record_all(
            [
                audit.deed(
                    viewer, "import_queue_file", f"user:{file.owner_id}", commune_id=commune_id,
                    sha256=sha256, device=file.device, entries=count,
                )
                for commune_id, count in sorted(counts.items())
            ]
        )  # fmt: skip
    after_commit(lambda: import_files.delete_file(sha256))
    return preview


def _read(sha256: str) -> QueueFile:
    if not _SHA256.fullmatch(sha256):
        raise Missing
    try:
        return read_queue_file(import_files.path_of(sha256).read_bytes())
    except (FileNotFoundError, RuleBroken):
        raise Missing from None


def _preview(viewer: Viewer, sha256: str, file: QueueFile) -> FilePreview:
    owner = _owner_of(viewer, file)
    if owner is None:
        raise Missing
    stored = list_stored([entry.uuid for entry in file.entries])
    shown = list_shown_hashes([entry.uuid for entry in file.entries if entry.photos and entry.uuid in stored])
    lines = [
        _with_photos(
            _line(viewer, owner, file, entry, stored.get(entry.uuid)), shown.get(entry.uuid, frozenset())
        )
        for entry in file.entries
    ]
    fresh = [(line.entry.uuid, digest(line.content)) for line in lines if line.verdict == FileVerdict.new]
    return FilePreview(sha256, owner, file, lines, digest_of(fresh))


def _owner_of(viewer: Viewer, file: QueueFile) -> Viewer | None:
    """Return the owner of a file, who must sit in a team of a commune that the viewer coordinates."""
    owner = get_viewer(file.owner_id, today=clock.today())
    return owner if owner is not None and allows(viewer, Action.carry_entries, owner) else None


def _line(
    viewer: Viewer, owner: Viewer, file: QueueFile, entry: FileEntry, stored: StoredEntry | None
) -> FileLine:
    try:
        content = read_content(entry.content)
        content = content.logged_by(owner.id)
        if stored is not None:
            return _compare(owner, entry, content, stored)
        facts = {"device": file.device, "device_seq": entry.seq, "client_time": entry.saved_at}
        fresh = check_carried(viewer, owner, entry.uuid, content, **facts)
    except ContentInvalid as error:
        return FileLine(entry, FileVerdict.refused, problems=error.errors)
    return FileLine(entry, FileVerdict.new, content, fresh=fresh)


def _with_photos(line: FileLine, shown: Collection[str]) -> FileLine:
    """Tell which photos of an entry come in; those of an entry that stays out stay out, too."""
    if line.verdict not in (FileVerdict.new, FileVerdict.same):
        return line
    photos = tuple(photo for photo in line.entry.photos if photo.sha256 not in shown)
    return line._replace(photos=photos, photos_here=len(line.entry.photos) - len(photos))


def _compare(owner: Viewer, entry: FileEntry, content: ActivityContent, stored: StoredEntry) -> FileLine:
    """Tell what becomes of an entry whose id is taken."""
    if owner.id not in (stored.author_id, stored.logged_by_id):
        return FileLine(entry, FileVerdict.refused, content, {"entry": "id_taken"})
    if stored.status == ActivityStatus.withdrawn:
        return FileLine(entry, FileVerdict.refused, content, {"entry": "entry_withdrawn"})
    if stored.content_sha256 == digest(content):
        return FileLine(entry, FileVerdict.same, content)
    was_returned = stored.status == ActivityStatus.returned
    code = "correction_waits" if was_returned else "entry_conflict"
    return FileLine(entry, FileVerdict.conflict, content, {"entry": code})
