"""No page that everybody may read prints a count from 1 to 4, however small everything is."""

import re
from datetime import timedelta

import pytest

from portal.extensions import db
from portal.models import Unit
from portal.queries.activities import get_visible_activity
from portal.services.reviews import approve_activity
from tests.community_sessions import SessionPlace
from tests.entries import TODAY

# What is a number and no count: days, hours, addresses, and the hamlets' own names.
NO_COUNTS = re.compile(r"(?i)\d\d/\d\d/\d{4}|\d\d/\d{4}|\d\d:\d\d|/\w+/\S+|thôn \d")
SMALL = re.compile(r"(?<![\w.,])[1-4](?![\w.,]\d)\b")


@pytest.fixture
def place(world) -> SessionPlace:
    """Two hamlets with sessions of one to four visits, beside a commune with help one by one."""
    place = SessionPlace(world)
    world.campaign(db.session.get_one(Unit, place.commune.parent_id), is_public=True)
    reviewer = place.viewer(world.coordinator(place.commune))
    for number in range(1, 5):
        line = place.held(TODAY - timedelta(days=number), place="Nhà văn hóa", skills=("payment",))
        entry = place.logged(line, visits=number)
        approve_activity(reviewer, get_visible_activity(reviewer, entry.uuid), version=1)
    place.planned(place="Nhà văn hóa", skills=("payment",), expected=3)
    return place


def addresses(place) -> dict[str, list[str]]:
    """Return the addresses of every page for everybody, by endpoint."""
    hamlets = [one.id for one in place.hamlets]
    return {
        "public_pages.index": ["/p/kh170-2022"],
        "public_pages.show": [f"/p/kh170-2022/{one}" for one in (place.commune.id, *hamlets)],
        "hamlet_pages.show": [f"/hamlets/{one}" for one in hamlets],
        "hamlet_pages.by_month": [f"/hamlets/{one}/month" for one in hamlets],
        "hamlet_pages.notice": [f"/hamlets/{one}/notice" for one in hamlets],
    }


def test_every_page_for_everybody_is_looked_at(app, place):
    alike = {name for name, view in app.view_functions.items() if getattr(view, "is_alike", False)}

    assert set(addresses(place)) == alike


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_for_everybody_prints_a_small_count(client, place, language):
    for endpoint, paths in addresses(place).items():
        for path in paths:
            words = NO_COUNTS.sub("", client.get(f"{path}?lang={language}").text)

            assert not SMALL.findall(words), (endpoint, path, words)
