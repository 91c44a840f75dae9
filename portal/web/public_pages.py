"""Pages for everybody: no account, no cookie, no script, and an answer that anybody may keep for a while."""

from collections.abc import Sequence

from flask import Response, request

from portal.domain.text import sort_key
from portal.queries.public_coverage import PublicCommune

PAGE = {"for_citizens": True, "viewer": None, "nav_items": [], "campaign_banner": None}
# What is new must show soon, and a weak line must not load a page twice.
KEPT_FOR_SECONDS = 300
# So many districts are read at a glance with all their communes.
MOST_UNFOLDED = 3


def keep_for_everybody(response: Response) -> Response:
    """Let anybody keep a page for some minutes, and answer in few bytes when it is still the same."""
    if response.status_code == 200 and request.method == "GET":
        response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR_SECONDS}"
        response.add_etag()
        response.make_conditional(request)
    return response


def by_district(communes: Sequence[PublicCommune]) -> list[tuple[str, list[PublicCommune]]]:
    """Group communes by their districts; nothing where there are few, or some commune lies in none."""
    groups: dict[str, list[PublicCommune]] = {}
    for one in communes:
        if one.parent_name is None:
            return []
        groups.setdefault(one.parent_name, []).append(one)
    return sorted(groups.items(), key=lambda pair: sort_key(pair[0])) if len(groups) > MOST_UNFOLDED else []
