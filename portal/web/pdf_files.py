"""PDFs that come with a form, and those that are handed out to be kept."""

from flask import Response
from werkzeug.datastructures import FileStorage

from portal.domain.trainings import MOST_PDF_BYTES
from portal.web import kept_files


def read_file(sent: FileStorage | None) -> bytes:
    """Return what was sent, one byte more than a PDF may have at most; nothing where no file was chosen."""
    if not sent or not sent.filename:
        return b""
    # An empty file is a file that is no PDF, and not one that was forgotten.
    return sent.read(MOST_PDF_BYTES + 1) or b" "


def hand_out(sha256: str | None, name: str) -> Response:
    """Hand a PDF out as a file to be kept; raise Missing where it is not there."""
    return kept_files.hand_out(sha256, name, "application/pdf", "attachment")
