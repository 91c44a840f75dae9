"""The list and the chosen entry side by side: which one is shown, and all that a decision on it needs."""

from datetime import date

import pytest

from portal.services.reviews import approve_activity, reopen_activity, return_activity
from tests.factories import days_ago
from tests.page_client import NAMESPACE, Page, text_of
from tests.queries_counted import counting_statements

pytestmark = pytest.mark.english


@pytest.fixture
def place(world):
    """A commune with a team in a hamlet, a member and the coordinator."""

    class Place:
        commune = world.commune()
        hamlets = [world.hamlet(commune, "1"), world.hamlet(commune, "Bù Đốp 2")]
        team = world.team(commune, hamlets)
        member = world.member(team, world.user("Điểu K’Ré"))
        coordinator = world.coordinator(commune)

    return Place


def opened(page: Page) -> str:
    """Return the words of the entry that is shown beside the list."""
    [entry] = [one for one in page.all("article") if one.get("data-desk-entry") is not None]
    return text_of(entry)


def list_of(page: Page) -> str:
    """Return the words of the list."""
    return " ".join(text_of(one) for one in page.all("a") if one.get("data-queue-item") is not None)


def current_lines(page: Page) -> list[str]:
    """Return the lines of the list that are marked as the chosen one."""
    return [text_of(link) for link in page.all("a") if link.get("aria-current") == "true"]


def test_the_oldest_entry_is_open_until_another_one_is_chosen_by_its_link(client, world, place):
    world.activity(place.team, place.member, visits=31, submitted_at=days_ago(2))
    world.activity(place.team, place.member, visits=47, submitted_at=days_ago(1))
    page = client.sign_in_on_page(place.coordinator)

    assert "31 visits: Online payment" in opened(page)
    address = next(link.get("href") for link in page.all("a") if "47 visits" in text_of(link))
    page = client.get(address)

    assert "47 visits: Online payment" in opened(page)
    assert [line for line in current_lines(page) if "47 visits" in line] == current_lines(page) != []


def test_all_for_a_decision_is_on_the_screen(client, world, place):
    viewer = world.viewer(place.coordinator)
    for visits in (3, 4, 20):
        approve_activity(viewer, world.activity(place.team, place.member, visits=visits))
    return_activity(viewer, world.activity(place.team, place.member, visits=9), "wrong_date")
    entry = world.activity(
        place.team, place.member, hamlet_id=place.hamlets[0].id, visits=45, households=3, together=2,
        submitted_at=days_ago(4), note="Cài VNeID", place="nhà văn hoá", occurred_on=date(2022, 6, 11),
    )  # fmt: skip
    world.photo(entry)
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews?entry={entry.uuid}")

    told = opened(page)
    for words in (
        "Điểu K’Ré 11/06/2022 · One-to-one help",
        place.team.name,
        "Thôn 1",
        "Waiting 4 days",
        "45 visits: Online payment",
        "Households: 3 · Did it together with the member: 2",
        "Note: Cài VNeID",
        "Where it took place: nhà văn hoá",
        # Of 3, 4 and 20 the one in the middle.
        "Usually 4 visits an entry (the last 3 approved ones)",
        "In 30 days: 3 approved, 1 returned",
        "9 visits Returned",
        "20 visits Approved",
        "Nobody has decided on this entry yet.",
    ):
        assert words in told, words
    assert [image for image in page.all("img") if str(entry.uuid) in image.get("src")]
    assert page.form("/approve") is not None and page.form("/return") is not None


def test_an_entry_counts_once_in_what_was_decided_in_thirty_days(client, world, place):
    viewer = world.viewer(place.coordinator)
    twice = world.activity(place.team, place.member)
    approve_activity(viewer, twice)
    reopen_activity(viewer, twice, "new_facts", "Xem lại")
    approve_activity(viewer, twice)
    world.activity(place.team, place.member)

    page = client.sign_in_on_page(place.coordinator)

    assert "In 30 days: 1 approved, 0 returned" in opened(page)


def test_the_first_entry_of_a_team_has_nothing_to_be_compared_with(client, world, place):
    world.activity(place.team, place.member)

    page = client.sign_in_on_page(place.coordinator)

    assert "This is the team's first entry." in opened(page)
    assert "Usually" not in opened(page)


def test_entry_of_another_page_or_status_is_shown_beside_the_list_that_was_asked_for(client, world, place):
    settled = world.activity(place.team, place.member, visits=77)
    approve_activity(world.viewer(place.coordinator), settled)
    world.activity(place.team, place.member, visits=5)
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews?entry={settled.uuid}")

    assert "77 visits" in opened(page)
    assert current_lines(page) == []


def test_entry_of_another_commune_looks_like_none(client, world, place):
    commune = world.commune(name="Đồng Nai")
    team = world.team(commune)
    foreign = world.activity(team, world.member(team))
    client.sign_in(place.coordinator)

    assert client.get(f"/reviews?entry={foreign.uuid}").status == 404
    assert client.get("/reviews?entry=00000000-0000-0000-0000-000000000007").status == 404


@pytest.mark.parametrize("nonsense", ["zzz", "1", "0-0"])
def test_an_address_that_names_no_entry_leads_to_the_list_and_says_so(client, world, place, nonsense):
    world.activity(place.team, place.member, visits=31)
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews?entry={nonsense}")

    assert page.status == 200
    assert "The entry of this address was not found" in page.text
    assert "31 visits" in page.text
    assert [one for one in page.all("article") if one.get("data-desk-entry") is not None] == []
    assert "was not found" not in client.get("/reviews").text


@pytest.mark.parametrize("act", ["approve", "return", "reopen"])
def test_the_address_of_a_decision_leads_to_its_entry(client, world, place, act):
    entry = world.activity(place.team, place.member, visits=31)
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews/{entry.uuid}/{act}")

    assert (page.path, page.status) == (f"/reviews/{entry.uuid}", 200)
    assert "31 visits" in page.text
    assert client.get(f"/reviews/00000000-0000-0000-0000-000000000007/{act}").status == 404
    assert client.get(f"/reviews/{entry.uuid}/withdraw").status == 404


def test_the_desk_can_be_narrowed_to_days_of_work(client, world, place):
    for day, visits in ((9, 31), (10, 47), (12, 53), (13, 61)):
        world.activity(place.team, place.member, visits=visits, occurred_on=date(2022, 6, day))
    client.sign_in(place.coordinator)

    page = client.get("/reviews?since=2022-06-10&until=2022-06-12")

    assert [visits for visits in (31, 47, 53, 61) if f"{visits} visits" in list_of(page)] == [47, 53]
    everything = client.get("/reviews?since=yesterday&until=2022-02-31")
    assert all(f"{visits} visits" in list_of(everything) for visits in (31, 47, 53, 61))


def test_decision_leads_to_the_entry_that_stood_behind_it_in_the_same_list(client, world, place):
    entries = [
        world.activity(place.team, place.member, visits=30 + number, submitted_at=days_ago(9 - number))
        for number in range(3)
    ]
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews?age=3&entry={entries[1].uuid}").submit("/approve")

    assert "age=3" in page.path
    assert "32 visits" in opened(page)
    assert "Approved: Điểu K’Ré, 16/06/2022." in page.text
    assert "is-open" in next(one.get("class") for one in page.all("div") if one.get("data-desk") is not None)


def test_hamlet_narrows_the_list_and_stays_in_the_address(client, world, place):
    for hamlet, visits in zip(place.hamlets, (41, 42), strict=True):
        world.activity(place.team, place.member, hamlet_id=hamlet.id, visits=visits)
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews?hamlet={place.hamlets[1].id}")

    lines = [link for link in page.all("a") if link.get("data-queue-item") is not None]
    assert ["42 visits" in text_of(line) for line in lines] == [True]
    assert f"hamlet={place.hamlets[1].id}" in lines[0].get("href")
    assert f"hamlet={place.hamlets[1].id}" in page.submit("/approve").path


def test_deep_page_takes_as_many_statements_as_the_first_however_much_waits(client, world, place):
    for number in range(60):
        world.activity(place.team, place.member, submitted_at=days_ago(60 - number))
    client.sign_in(place.coordinator)
    deep = client.get("/reviews").links()["Next page"]

    counts = []
    for address in ("/reviews", deep):
        with counting_statements() as statements:
            client.get(address)
        counts.append(len(statements))

    # On arriving it is also counted what else waits.
    assert counts[0] == counts[1] + 2 <= 26, counts


def test_page_of_one_entry_has_the_same_parts_without_the_list(client, world, place):
    entry = world.activity(place.team, place.member, visits=45)
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews/{entry.uuid}")

    assert "45 visits" in opened(page)
    assert page.h1 == "Review"
    assert [one for one in page.tree.iter(f"{NAMESPACE}details")] != []
