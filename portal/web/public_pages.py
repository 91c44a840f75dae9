"""Pages for everybody: no account, no cookie, no script, and an answer that anybody may keep for a while."""

from flask import Response, request

PAGE = {"for_citizens": True, "viewer": None, "nav_items": [], "campaign_banner": None}
# What is new must show soon, and a weak line must not load a page twice.
KEPT_FOR_SECONDS = 300


def keep_for_everybody(response: Response) -> Response:
    """Let anybody keep a page for some minutes, and answer in few bytes when it is still the same."""
    if response.status_code == 200 and request.method == "GET":
        response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR_SECONDS}"
        response.add_etag()
        response.make_conditional(request)
    return response
