"""Where photos are kept: content-addressed in the data directory, or in an S3-compatible store."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from flask import current_app

NOT_FOUND = {"404", "NoSuchKey", "NotFound"}
# A phone waits for the answer; rather let it try again.
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 15, 2

log = logging.getLogger("portal.evidence")


class EvidenceAway(Exception):
    """The place where photos are kept does not answer or takes nothing; it may be back in a moment."""


class Place(Protocol):
    """Somewhere to keep bytes under the name of their SHA-256."""

    def store(self, sha256: str, content: bytes) -> None:
        """Keep the bytes, durable once this returns."""

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes, or None."""

    def delete(self, sha256: str) -> None:
        """Delete the bytes, if they are there."""

    def exists(self, sha256: str) -> bool:
        """Tell whether the bytes are there."""


class Directory:
    """A directory that the portal alone can read, such as instance/evidence/ab/abcdef…"""

    def __init__(self, root: Path) -> None:
        self._root = root

    def store(self, sha256: str, content: bytes) -> None:
        """Write a draft and give it its name once it is on the disk; what is there is never overwritten."""
        path = self._path(sha256)
        for directory in (self._root, path.parent):
            directory.mkdir(mode=0o700, exist_ok=True)
        # Only the owner may read what mkstemp makes.
        descriptor, draft = tempfile.mkstemp(dir=self._root, prefix="draft-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if self.read(sha256) is None:
                # Missing, or damaged on the disk. In a race the other one writes the same.
                Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
        for directory in (path.parent, self._root, self._root.parent):
            _write_through(directory)

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes, or None when they are missing or damaged."""
        try:
            return _undamaged(sha256, self._path(sha256).read_bytes())
        except FileNotFoundError:
            return None

    def delete(self, sha256: str) -> None:
        """Delete the file, if it is there."""
        path = self._path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _write_through(path.parent)

    def exists(self, sha256: str) -> bool:
        """Tell whether the file is there."""
        return self._path(sha256).exists()

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256


class Bucket:
    """A prefix in a bucket of an S3-compatible store; credentials are found as boto3 usually does."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        patience = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS},
            s3={"addressing_style": "path"},
            # Stores other than Amazon's may not know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        endpoint = parse_qs(parts.query).get("endpoint", [None])[-1]
        self._client = boto3.client("s3", endpoint_url=endpoint, config=patience)

    def store(self, sha256: str, content: bytes) -> None:
        """Put the object; what is there is not written again unless it is damaged."""
        if self.read(sha256) is None:
            self._client.put_object(**self._name(sha256), Body=content, ContentType="image/jpeg")

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes, or None when they are missing or damaged."""
        try:
            answer = self._client.get_object(**self._name(sha256))
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
        with answer["Body"] as body:
            return _undamaged(sha256, body.read())

    def delete(self, sha256: str) -> None:
        """Delete the object, if it is there."""
        self._client.delete_object(**self._name(sha256))

    def exists(self, sha256: str) -> bool:
        """Tell whether the object is there."""
        try:
            self._client.head_object(**self._name(sha256))
        except ClientError as error:
            if _is_missing(error):
                return False
            raise
        return True

    def _name(self, sha256: str) -> dict[str, str]:
        parts = (self._prefix, sha256[:2], sha256)
        return {"Bucket": self._bucket, "Key": "/".join(filter(None, parts))}


def store(content: bytes) -> str:
    """Keep the bytes, durable once this returns, and return their SHA-256. Raises EvidenceAway."""
    sha256 = hashlib.sha256(content).hexdigest()
    with _asking() as place:
        place.store(sha256, content)
    return sha256


def read(sha256: str) -> bytes | None:
    """Return the bytes, or None when they are missing or damaged. Raises EvidenceAway."""
    with _asking() as place:
        return place.read(sha256)


def delete(sha256: str) -> None:
    """Delete the bytes, if they are there. Raises EvidenceAway."""
    with _asking() as place:
        place.delete(sha256)


def exists(sha256: str) -> bool:
    """Tell whether the bytes are there. Raises EvidenceAway."""
    with _asking() as place:
        return place.exists(sha256)


@contextmanager
def _asking() -> Iterator[Place]:
    """Give the place that the settings name, and turn its failures into one."""
    try:
        yield _place()
    except (OSError, BotoCoreError, ClientError) as error:
        raise EvidenceAway(str(error)) from error


def _place() -> Place:
    known = current_app.extensions
    if "evidence" not in known:
        url, data_dir = current_app.config["EVIDENCE_URL"], Path(current_app.config["DATA_DIR"])
        known["evidence"] = Bucket(url) if url else Directory(data_dir / "evidence")
    return known["evidence"]


def _undamaged(sha256: str, content: bytes) -> bytes | None:
    if hashlib.sha256(content).hexdigest() == sha256:
        return content
    log.error("evidence: %s is damaged", sha256)
    return None


def _is_missing(error: ClientError) -> bool:
    """Tell a missing object from a missing bucket, which is a fault of the store."""
    return error.response["Error"]["Code"] in NOT_FOUND


def _write_through(directory: Path) -> None:
    """Let the names in a directory survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
