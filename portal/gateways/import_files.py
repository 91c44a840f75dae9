"""The uploaded spreadsheets and queues on disk, named by their content and readable by the portal alone."""

import hashlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flask import current_app

from portal.domain.errors import RuleBroken

MOST_BYTES = 10 * 1024 * 1024
_CHUNK = 1024 * 1024


class StoredFile(NamedTuple):
    """A file as it was stored."""

    sha256: str
    size: int


def store_file(stream: BinaryIO, most_bytes: int = MOST_BYTES) -> StoredFile:
    """Keep a file, durable once this returns. Raises RuleBroken("file_empty" or "file_too_large")."""
    digest, size = hashlib.sha256(), 0
    directory = _directory()
    # Only the owner may read what mkstemp makes.
    descriptor, draft = tempfile.mkstemp(dir=directory, prefix="draft-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most_bytes:
                    raise RuleBroken("file_too_large", most=most_bytes // _CHUNK)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise RuleBroken("file_empty")
        Path(draft).replace(directory / digest.hexdigest())
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return StoredFile(digest.hexdigest(), size)


def path_of(sha256: str) -> Path:
    """Return where a stored file lies."""
    return _directory() / sha256


def delete_file(sha256: str) -> None:
    """Delete a file, if it is there."""
    path_of(sha256).unlink(missing_ok=True)


def delete_all_but(kept: Collection[str], older_than: float) -> int:
    """Delete the files that nothing refers to any more and that were last touched before a timestamp."""
    deleted = 0
    for path in _directory().iterdir():
        if path.name not in kept and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _directory() -> Path:
    directory = Path(current_app.config["DATA_DIR"]) / "imports"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory
