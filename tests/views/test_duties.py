"""The first pages of staff name what else waits, and every desk is within two taps of them."""

from datetime import date

import pytest

from portal import clock
from portal.domain.roles import Role
from portal.queries.duties import COUNTED_TO
from portal.services.hand_overs import hand_over
from tests.closings import ClosingPlace
from tests.page_client import text_of
from tests.queries_counted import counting_statements

DESKS = ("/closings", "/spot-checks", "/needs", "/reviewers", "/second-looks", "/difficulties")


@pytest.fixture
def place(world) -> ClosingPlace:
    """A commune in a campaign of which the first window has ended on the day before."""
    return ClosingPlace(world)


def duties(page) -> dict[str, str]:
    """Return what the first page names, with how much of it waits."""
    [nav] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Việc khác đang chờ"]
    links = [text_of(link) for link in nav.iter() if link.tag.endswith("}a")]
    return dict(link.rsplit(" ", 1) for link in links)


def test_a_coordinator_reads_that_a_period_ended_and_is_not_closed_yet(client, place):
    page = client.sign_in_on_page(place.coordinator)
    assert duties(page)["Kỳ cần chốt số liệu"] == "1"

    place.close_commune()

    assert duties(client.get("/reviews"))["Kỳ cần chốt số liệu"] == "0"


def test_the_province_reads_how_many_communes_have_not_closed(client, world, place):
    world.commune(place.district, "Bom Bo")
    page = client.sign_in_on_page(place.staff)
    assert duties(page)["Xã chưa chốt số liệu"] == "2"

    place.close_commune()

    assert duties(client.get("/coverage"))["Xã chưa chốt số liệu"] == "1"


def test_who_coordinates_two_communes_closes_in_both_but_not_where_they_stand_in(client, world, place):
    second, lent = world.commune(place.district, "Bom Bo"), world.commune(place.district, "Phú Trung")
    world.grant(place.coordinator, Role.coordinator, second)
    away, today = world.coordinator(lent, "Chị Lan"), clock.today()
    hand_over(world.viewer(away), lent, place.coordinator.id, today, today)

    page = client.sign_in_on_page(place.coordinator)

    assert duties(page)["Kỳ cần chốt số liệu"] == "2"


def test_before_the_first_period_has_ended_there_is_nothing_to_close(client, place, frozen_clock):
    frozen_clock.tick(days=-10)

    assert "Kỳ cần chốt số liệu" not in duties(client.sign_in_on_page(place.coordinator))


@pytest.mark.parametrize("who", ["coordinator", "staff"])
def test_every_desk_is_within_two_taps_of_the_first_page(client, place, who):
    page = client.sign_in_on_page(getattr(place, who))

    # What is folded behind "More" on a phone takes the second tap.
    led_to = {link.get("href").split("?")[0] for link in page.all("a")}

    assert set(DESKS) <= led_to


def test_going_from_entry_to_entry_counts_nothing_else(client, place):
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews?entry={place.waiting.uuid}")

    assert "Việc khác đang chờ" not in page.html


@pytest.mark.parametrize(("who", "path"), [("coordinator", "/reviews"), ("staff", "/coverage")])
def test_counting_takes_a_few_statements_however_much_waits(client, world, place, who, path):
    client.sign_in(getattr(place, who))
    counts = []
    for address in (f"{path}?lang=vi", path):
        with counting_statements() as statements:
            client.get(address)
        counts.append(len(statements))
    for number in range(3):
        commune = world.commune(place.district, f"Xã {number}")
        team = world.team(commune)
        world.activity(team, world.member(team), occurred_on=date(2022, 6, 10), difficulty="Mạng yếu")
        world.grant(place.coordinator, Role.coordinator, commune)
    with counting_statements() as statements:
        client.get(path)

    assert counts[1] - counts[0] <= 3
    assert len(statements) <= counts[1] + 1


def test_what_is_counted_to_a_bound_says_that_there_is_more(client, world, place):
    team = world.team(place.commune)
    member = world.member(team)
    for _ in range(COUNTED_TO):
        world.activity(team, member, difficulty="Mạng yếu")

    page = client.sign_in_on_page(place.coordinator)

    assert duties(page)["Khó khăn cần trả lời"] == "99+"
    # Periods are few, so they are all counted.
    assert duties(page)["Kỳ cần chốt số liệu"] == "1"
