"""A returned entry that came back: the reason it was returned for, and beside it what was changed."""

from types import SimpleNamespace

import pytest

from portal.services.activities import correct_activity
from portal.services.reviews import return_activity
from tests.page_client import NAMESPACE, text_of

pytestmark = pytest.mark.english


@pytest.fixture
def place(world):
    """A commune with a team, a member and the coordinator."""
    commune = world.commune()
    team = world.team(commune)
    return SimpleNamespace(team=team, member=world.member(team), coordinator=world.coordinator(commune))


def came_back(world, place, changed: dict, **content):
    """Return an entry, and let the member change it and send it again."""
    entry = world.activity(place.team, place.member, **content)
    return_activity(world.viewer(place.coordinator), entry, "wrong_counts", "Đếm lại giúp")
    stated = entry.content()
    values = {name: getattr(stated, name) for name in stated.__slots__} | changed
    correct_activity(world.viewer(place.member), entry, type(stated)(**values))
    return entry


def rows(page) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in page.all("tr")][1:]


def test_text_is_compared_by_words_that_are_marked_without_colour(client, world, place):
    came_back(world, place, {"note": "Cài VNeID cho 3 bà con"}, note="Cài VNeID cho 5 bà con")

    page = client.sign_in_on_page(place.coordinator)

    assert [text_of(one) for one in page.all("del")] == ["[taken out:5]"]
    assert [text_of(one) for one in page.all("ins")] == ["[put in:3]"]
    assert rows(page) == [["Note", "Cài VNeID cho [taken out:5] bà con", "Cài VNeID cho [put in:3] bà con"]]


def test_markup_that_somebody_typed_stays_text(client, world, place):
    came_back(world, place, {"note": "<ins>b</ins> c"}, note="<ins>b</ins> a")

    page = client.sign_in_on_page(place.coordinator)

    assert [text_of(one) for one in page.all("ins")] == ["[put in:c]"]
    assert "&lt;ins&gt;b&lt;/ins&gt;" in page.html


def test_numbers_and_the_reason_stand_beside_each_other(client, world, place):
    came_back(world, place, {"visits": 3}, visits=5)

    page = client.sign_in_on_page(place.coordinator)

    assert rows(page) == [["Number of visits", "5", "3"]]
    section = next(one for one in page.all("section") if list(one.iter(f"{NAMESPACE}table")))
    assert "It was returned for: The numbers are wrong" in text_of(section)
    assert "Đếm lại giúp" in text_of(section)


def test_entry_that_came_back_unchanged_says_so(client, world, place):
    came_back(world, place, {})

    page = client.sign_in_on_page(place.coordinator)

    assert "Nothing of what it says was changed." in page.text
    assert rows(page) == []


def test_entry_that_never_came_back_has_no_such_part(client, world, place):
    world.activity(place.team, place.member)

    assert "It was returned for" not in client.sign_in_on_page(place.coordinator).text
