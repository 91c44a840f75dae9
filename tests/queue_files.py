"""Reports and files of queues, as a phone makes them, and the rows that pages need."""

import base64
import io
import json
from datetime import UTC, datetime

from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.queues import read_report
from portal.services.queue_files import upload_queue_file
from portal.services.queues import report_queue
from tests.photo_files import sha256_of

DEVICE = "m-4f1c2a90"


def stated_report(last_seq: int, waiting=(), discarded=(), *, photos=0, client_time=None, saved_at=None):
    """Return a report as the phone states it."""
    moment = (client_time or clock.now()).isoformat()
    saved = (saved_at or clock.now()).isoformat()
    return {
        "last_seq": last_seq,
        "waiting": [{"seq": seq, "saved_at": saved} for seq in waiting],
        "photos_waiting": photos,
        "discarded": list(discarded),
        "client_time": moment,
    }


def report(viewer, last_seq: int, waiting=(), discarded=(), *, device=DEVICE, **facts) -> list[int]:
    """Report a queue, and return the numbers that are missing."""
    stated = stated_report(last_seq, waiting, discarded, **facts)
    return report_queue(viewer, device, read_report(stated))


def stated_photo(content: bytes) -> dict[str, str]:
    """Return a photo of a file as the phone states it."""
    return {"sha256": sha256_of(content), "jpeg": base64.b64encode(content).decode()}


def stated_entry(content, seq=1, *, uuid=None, photos=()):
    """Return an entry of a file as the phone states it, with photos given by their bytes."""
    return {
        "id": str(uuid or uuid7()),
        "seq": seq,
        "saved_at": "2022-06-14T01:00:00+00:00",
        "content": content,
        "photos": [stated_photo(photo) for photo in photos],
    }


def stated_file(owner, entries):
    """Return a file as the phone states it."""
    return {
        "format": "portal-queue",
        "version": 1,
        "owner": owner.id,
        "owner_name": owner.name,
        "device": DEVICE,
        "saved_at": datetime(2022, 6, 15, 2, tzinfo=UTC).isoformat(),
        "entries": entries,
    }


def upload_file(viewer, stated) -> str:
    """Upload a file, given as what it states or as its bytes; return its hash."""
    content = stated if isinstance(stated, bytes) else json.dumps(stated).encode()
    return upload_queue_file(viewer, io.BytesIO(content))
