"""PDFs that come with a form, and those that are handed out to be kept."""

from flask import Response, current_app, request
from werkzeug.datastructures import FileStorage

from portal.domain.errors import Missing
from portal.domain.trainings import MOST_PDF_BYTES
from portal.gateways import evidence

# A file that is opened by itself runs nothing and loads nothing.
FILE_POLICY = "default-src 'none'; sandbox"


def read_file(sent: FileStorage | None) -> bytes:
    """Return what was sent, one byte more than a PDF may have at most; nothing where no file was chosen."""
    if not sent or not sent.filename:
        return b""
    # An empty file is a file that is no PDF, and not one that was forgotten.
    return sent.read(MOST_PDF_BYTES + 1) or b" "


def hand_out(sha256: str | None, name: str) -> Response:
    """Hand a PDF out as a file to be kept; raise Missing where it is not there."""
    content = evidence.read(sha256) if sha256 else None
    if content is None:
        current_app.logger.error("evidence: %s is missing", name)
        raise Missing
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.set_etag(sha256)
    return response.make_conditional(request)
