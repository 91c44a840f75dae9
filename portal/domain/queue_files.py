"""A queue that a phone saved as a file, to be brought in by the coordinator: reading it, trusting nothing."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from portal.domain.activity_values import HIGHEST_ID, BadValue, count_reader, read_moment
from portal.domain.errors import RuleBroken
from portal.domain.queues import DEVICE, MOST_WAITING, read_seq

FORMAT, VERSION = "portal-queue", 1
MOST_BYTES = 60 * 1024 * 1024
MOST_ENTRIES = MOST_WAITING
MOST_PHOTOS_EACH = 3
# More signs than the largest sound file has between its values. Reading a file takes many times its size of
# memory only where it consists of such signs, for photos have none.
_MOST_SIGNS = 500_000
_SIGNS = (b"{", b"[", b",", b":")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_read_id = count_reader(1, HIGHEST_ID)


class FileVerdict(StrEnum):
    """What becomes of an entry of a file."""

    new = "new"
    same = "same"
    conflict = "conflict"
    refused = "refused"


class FilePhoto(NamedTuple):
    """A photo as the file has it; neither the hash nor the picture is checked yet."""

    sha256: str
    jpeg: str


class FileEntry(NamedTuple):
    """An entry as the file has it; `content` may be anything."""

    uuid: UUID
    seq: int
    saved_at: datetime
    content: object
    photos: tuple[FilePhoto, ...]


@dataclass(frozen=True, slots=True)
class QueueFile:
    """A sound file; whether its owner and entries may come in is another question."""

    owner_id: int
    device: str
    saved_at: datetime
    entries: tuple[FileEntry, ...]


def read_queue_file(content: bytes) -> QueueFile:
    """Read a file, all or nothing.

    Raises RuleBroken("queue_file_unreadable", "queue_file_version", "queue_file_empty",
    "queue_file_too_many", "queue_file_broken" or "queue_file_repeats"), and nothing else for whatever input.
    """
    if sum(content.count(sign) for sign in _SIGNS) > _MOST_SIGNS:
        raise RuleBroken("queue_file_too_many", most=MOST_ENTRIES)
    try:
        data = json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise RuleBroken("queue_file_unreadable") from None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise RuleBroken("queue_file_unreadable")
    if type(data.get("version")) is not int or data["version"] != VERSION:
        raise RuleBroken("queue_file_version")
    return _read_file(data)


def digest_of(new: Iterable[tuple[UUID, str]]) -> str:
    """Return one text for the entries to be stored, given by id and the hash of their content."""
    lines = sorted(f"{uuid} {sha256}" for uuid, sha256 in new)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _refuse_constant(name: str) -> None:
    """Refuse NaN and infinities, which are no JSON."""
    raise ValueError(name)


def _read_file(data: Mapping) -> QueueFile:
    entries = data.get("entries")
    try:
        owner_id, saved_at = _read_id(data.get("owner"), False), read_moment(data.get("saved_at"), False)
    except BadValue:
        raise RuleBroken("queue_file_unreadable") from None
    device = data.get("device")
    if not isinstance(device, str) or not DEVICE.fullmatch(device) or not isinstance(entries, list):
        raise RuleBroken("queue_file_unreadable")
    if not entries:
        raise RuleBroken("queue_file_empty")
    if len(entries) > MOST_ENTRIES:
        raise RuleBroken("queue_file_too_many", most=MOST_ENTRIES)
    read = tuple(_read_entry(number, one) for number, one in enumerate(entries, start=1))
    _refuse_repeats(read)
    return QueueFile(owner_id, device, saved_at, read)


def _read_entry(number: int, data: object) -> FileEntry:
    broken = RuleBroken("queue_file_broken", number=number)
    if not isinstance(data, Mapping) or not isinstance(data.get("id"), str):
        raise broken
    photos = data.get("photos", [])
    if not _UUID.fullmatch(data["id"]) or not isinstance(photos, list) or len(photos) > MOST_PHOTOS_EACH:
        raise broken
    if not all(_is_photo(photo) for photo in photos):
        raise broken
    try:
        seq, saved_at = read_seq(data.get("seq"), False), read_moment(data.get("saved_at"), False)
    except BadValue:
        raise broken from None
    kept = tuple(FilePhoto(photo["sha256"], photo["jpeg"]) for photo in photos)
    return FileEntry(UUID(data["id"]), seq, saved_at, data.get("content"), kept)


def _is_photo(data: object) -> bool:
    if not isinstance(data, Mapping):
        return False
    sha256, jpeg = data.get("sha256"), data.get("jpeg")
    return isinstance(sha256, str) and isinstance(jpeg, str) and _SHA256.fullmatch(sha256) is not None


def _refuse_repeats(entries: Iterable[FileEntry]) -> None:
    uuids: set[UUID] = set()
    seqs: set[int] = set()
    for number, entry in enumerate(entries, start=1):
        if entry.uuid in uuids or entry.seq in seqs:
            raise RuleBroken("queue_file_repeats", number=number)
        uuids.add(entry.uuid)
        seqs.add(entry.seq)
