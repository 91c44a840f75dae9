"""Files of the evidence store, handed out to whoever may see them."""

from flask import Response, current_app, request

from portal.domain.errors import Missing
from portal.gateways import evidence
from portal.web.headers import FILE_POLICY


def hand_out(sha256: str | None, file_name: str, mimetype: str, disposition: str) -> Response:
    """Hand out a stored file under a name, "inline" or as an "attachment"; raise Missing where it is gone."""
    content = evidence.read(sha256) if sha256 else None
    if content is None:
        current_app.logger.error("evidence: %s is missing", sha256 or file_name)
        raise Missing
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{file_name}"'
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.set_etag(sha256)
    return response.make_conditional(request)
