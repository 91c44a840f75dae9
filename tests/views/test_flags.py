"""Flags on the pages: sentences at the desk and for the member, a filter, and an order that pages keep."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models import Activity
from portal.services.flags import find_flags
from portal.services.reviews import return_activity
from tests.entries import EntryPlace, stored
from tests.factories import days_ago
from tests.page_client import text_of
from tests.quality_entries import LONG_NOTE
from tests.queries_counted import counting_statements

pytestmark = pytest.mark.english

TWIN = "Like the entry of 16/06/2022 by the same person: 5 visits, the same skills."
NOTHING_DECIDED = "These signs decide nothing"


@pytest.fixture
def place(world):
    """A commune with a team and its coordinator."""
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    return place


@pytest.fixture
def pair(place):
    """Two entries that are alike; the later one is flagged."""
    first, second = place.submitted(), place.submitted()
    find_flags()
    return first, second


def test_the_desk_says_each_sign_in_a_sentence(client, place, pair):
    client.sign_in(place.coordinator)

    page = client.get("/reviews")

    assert page.text.count(TWIN) == 1


def test_the_page_of_an_entry_says_why_and_leads_to_the_other(client, place, pair):
    first, second = pair
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews/{second.uuid}")

    assert TWIN in page.text
    assert "Why it is looked at: The same help may have been logged twice" in page.text
    assert NOTHING_DECIDED in page.text
    assert page.follow("Open the other entry").path == f"/reviews/{first.uuid}"
    assert "Signs to look at" not in client.get(f"/reviews/{first.uuid}").text


def test_the_member_reads_the_same_and_how_to_explain_it(client, place, pair):
    client.sign_in(place.member)

    page = client.get(f"/activities/{pair[1].uuid}")

    assert TWIN in page.text
    assert f"{NOTHING_DECIDED}; the coordinator reads the entry as before." in page.text
    assert "If there is a reason, write it into the note." in page.text
    assert "Open the other entry" not in page.text
    assert page.follow("Correct").form("/correct") is not None


def test_the_leader_reads_the_signs_without_being_asked_to_correct(client, place, pair):
    client.sign_in(place.leader)

    page = client.get(f"/activities/{pair[1].uuid}")

    assert NOTHING_DECIDED in page.text and "If there is a reason" not in page.text


def test_an_explanation_in_the_note_is_read_beside_the_sign(client, place):
    # An explanation that tells both apart settles a duplicate by itself.
    place.submitted(visits=61)
    find_flags()
    client.sign_in(place.member)
    [uuid] = re.findall(r"/activities/([0-9a-f-]{36})", client.get("/activities").html)

    page = client.get(f"/activities/{uuid}/correct")
    page.submit("/correct", note="Cả tổ bốn người cùng làm ở chợ phiên.")
    find_flags()
    client.post("/sign-out", {})
    client.sign_in(place.coordinator)

    text = client.get("/reviews").text
    assert "61 visits of one person on 16/06/2022; a day holds about 60 of them." in text
    assert "Cả tổ bốn người cùng làm ở chợ phiên." in text


@pytest.fixture
def mixed(place):
    """Waiting entries from the oldest: plain, written down late, plain, a duplicate of the third."""
    for back, visits, days in ((9, 3, 0), (8, 7, 30), (7, 9, 0), (6, 9, 0)):
        day = clock.local_day(days_ago(9)) - timedelta(days=days)
        place.world.activity(
            place.team, place.member, visits=visits, occurred_on=day, submitted_at=days_ago(back)
        )
    find_flags()
    return place


def visits_shown(page) -> list[int]:
    """Return the numbers of visits of the list in order."""
    lines = [text_of(line) for line in page.all("li") if line.get("class") == "desk-line"]
    return [int(number) for line in lines for number in re.findall(r"(\d+) visits: ", line)]


@pytest.mark.parametrize(
    "address,visits",
    [
        ("/reviews", [3, 7, 9, 9]),
        ("/reviews?order=flags", [9, 7, 3, 9]),
        ("/reviews?flag=any", [7, 9]),
        ("/reviews?flag=any&order=flags", [9, 7]),
        ("/reviews?flag=logged_late", [7]),
        ("/reviews?flag=likely_duplicate", [9]),
        ("/reviews?flag=burst", []),
        ("/reviews?flag=nonsense&order=nonsense", [3, 7, 9, 9]),
        ("/reviews?order=flags&after=99999.x", [9, 7, 3, 9]),
        ("/reviews?status=approved&order=flags", []),
    ],
)
def test_the_list_is_narrowed_and_ordered_by_its_address(client, mixed, address, visits):
    client.sign_in(mixed.coordinator)

    assert visits_shown(client.get(address)) == visits


def test_the_choice_is_kept_by_the_tabs_and_after_a_decision(client, mixed):
    client.sign_in(mixed.coordinator)
    page = client.get("/reviews?flag=any&order=flags")

    assert "/reviews?flag=any&amp;order=flags&amp;status=returned" in page.html.replace("&#38;", "&amp;")
    page = page.submit("/approve")

    assert "flag=any" in page.path and "order=flags" in page.path
    assert visits_shown(page) == [7]
    assert "Approved:" in page.text


def test_signs_stay_with_what_was_returned(client, mixed, world):
    flagged = select(Activity.uuid).where(Activity.visits == 9, Activity.flag_rank < 0)
    entry = stored(db.session.scalar(flagged))
    return_activity(world.viewer(mixed.coordinator), entry, "likely_duplicate")
    client.sign_in(mixed.coordinator)

    page = client.get("/reviews?status=returned&flag=likely_duplicate&order=flags")

    assert visits_shown(page) == [9]


def test_the_flags_of_twenty_entries_take_no_statement_more_than_those_of_two(client, place):
    client.sign_in(place.coordinator)
    found, statements = [], []

    for added in (2, 18):
        for _number in range(added):
            place.world.activity(place.team, place.member, submitted_at=days_ago(0), note=LONG_NOTE)
        find_flags()
        with counting_statements() as counted:
            page = client.get("/reviews?order=flags")
        found.append(page.html.count('class="flags"'))
        statements.append(len(counted))

    assert found[1] > found[0] > 0
    assert statements[0] == statements[1]
