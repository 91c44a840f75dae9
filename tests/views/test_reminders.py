"""The message to pass on to a team: who has what to correct, and nothing that could name a citizen."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.services.reviews import return_activity
from tests.page_client import text_of
from tests.queries_counted import counting_statements

pytestmark = pytest.mark.english


@pytest.fixture
def place(world):
    """A commune with two teams, and what came back to their members."""
    commune = world.commune()
    teams = [world.team(commune, name=name) for name in ("Tổ thôn 1", "Tổ thôn 2")]
    people = [
        world.member(teams[0], world.user("Điểu Bảo")),
        world.member(teams[1], world.user("Lâm Thị Cúc")),
    ]
    coordinator = world.coordinator(commune)
    return SimpleNamespace(commune=commune, teams=teams, people=people, coordinator=coordinator)


def send_back(world, place, number: int, day: int, reason: str) -> None:
    entry = world.activity(
        place.teams[number], place.people[number], occurred_on=date(2022, 6, day), note="Bà Thị Năm"
    )
    return_activity(world.viewer(place.coordinator), entry, reason, "Bà Thị Năm không có ở thôn")


def messages(page) -> list[str]:
    return [text_of(area) for area in page.all("textarea")]


def test_each_team_has_a_message_with_days_and_reasons_and_no_note(client, world, place):
    send_back(world, place, 0, 14, "wrong_counts")
    send_back(world, place, 0, 15, "wrong_date")
    send_back(world, place, 1, 16, "other")
    world.activity(place.teams[1], place.people[1])
    client.sign_in(place.coordinator)

    page = client.get("/reviews?status=returned").follow("Reminder to pass on")

    first, second = messages(page)
    assert first.startswith("Dear members of Tổ thôn 1,")
    assert "- Điểu Bảo: 14/06/2022 (The numbers are wrong); 15/06/2022 (The date is wrong)" in first
    assert "- Lâm Thị Cúc: 16/06/2022 (Another reason)" in second
    assert "Lâm" not in first
    assert "Năm" not in page.html


def test_nothing_to_correct_needs_no_reminder(client, place):
    client.sign_in(place.coordinator)

    assert "nobody has to be reminded" in client.get("/reviews/reminder").text


def test_other_communes_are_not_in_it(client, world, place):
    send_back(world, place, 0, 14, "wrong_counts")
    client.sign_in(world.coordinator(world.commune(name="Đồng Nai")))

    assert messages(client.get("/reviews/reminder")) == []


def test_it_takes_as_many_statements_for_three_entries_as_for_one(client, world, place):
    counts = []
    client.sign_in(place.coordinator)
    for days in ((14,), (15, 16)):
        for day in days:
            send_back(world, place, day % 2, day, "wrong_date")
        with counting_statements() as statements:
            client.get("/reviews/reminder")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 6
