"""The photos of a queue file, stored one by one as their owner's once its entries are in."""

import base64
import logging
import time
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from portal.domain.errors import RuleBroken
from portal.domain.queue_files import FileEntry, FilePhoto
from portal.domain.roles import Viewer
from portal.gateways.evidence import EvidenceAway
from portal.queries.activities import get_visible_activity
from portal.services.photos import add_photo

# Proxies give a page up after a minute; what is left by then comes in with the same file again.
PATIENCE_SECONDS = 40

log = logging.getLogger("portal.queue_photos")


class RefusedPhoto(NamedTuple):
    """A photo that stays out: the number of its entry on the phone, and the rule."""

    seq: int
    code: str
    details: dict[str, object]


class PhotosOutcome(NamedTuple):
    """How many photos came in, which were refused, and how many could not be looked at."""

    photos: int
    refused: tuple[RefusedPhoto, ...]
    missing: int


def bring_photos(
    owner: Viewer, carrier: Viewer, waiting: Iterable[tuple[FileEntry, FilePhoto]]
) -> PhotosOutcome:
    """Store photos of entries that are here, in order, as if the owner's phone had sent them.

    One that is refused does not stop the others. Once the evidence store is away, the owner has to wait, or
    it takes too long, the rest is missing. Call it outside of any unit of work.
    """
    left, photos, refused = deque(waiting), 0, []
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while left and time.monotonic() < ends_at:
        entry, photo = left[0]
        try:
            photos += _add(owner, carrier, entry, photo)
        except EvidenceAway as error:
            log.error("evidence: %s", error)
            break
        except RuleBroken as error:
            if error.code == "too_many_tries":
                break
            refused.append(RefusedPhoto(entry.seq, error.code, error.details))
        left.popleft()
    return PhotosOutcome(photos, tuple(refused), len(left))


def _add(owner: Viewer, carrier: Viewer, entry: FileEntry, photo: FilePhoto) -> bool:
    """Store a photo and tell whether it was not here before."""
    try:
        content = base64.b64decode(photo.jpeg, validate=True)
    except ValueError:
        raise RuleBroken("photo_unreadable") from None
    activity = get_visible_activity(owner, entry.uuid)
    return add_photo(owner, activity, photo.sha256, content, carrier=carrier).created
