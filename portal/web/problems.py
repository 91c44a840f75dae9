"""Errors of the JSON interface as RFC 9457 problem details."""

from flask import Response, current_app, request

PROBLEM = "application/problem+json"


def wants_problem() -> bool:
    """Tell whether the request is to the JSON interface."""
    return request.path.startswith("/api/")


def problem_response(
    status: int, kind: str, title: str, *, detail: str = "", errors: dict | None = None, **headers: str
) -> Response:
    """Return a problem: its kind, the sentence to show, and the errors by field where there are any."""
    body = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail or title}
    if errors:
        body["errors"] = errors
    response = current_app.response_class(current_app.json.dumps(body), status, content_type=PROBLEM)
    response.headers.update(headers)
    return response
