"""Places in force on a day, as JSON."""

import pytest

from portal.domain.units import UnitLevel
from portal.services.units import load_shipped_places


@pytest.fixture
def get(client, world):
    """Asks for places as somebody who is signed in."""
    load_shipped_places()
    client.sign_in(world.user())
    return lambda **asked: client.http.get("/api/units", query_string=asked)


def test_the_places_of_a_day_are_told_with_code_name_type_level_and_parent(get):
    answer = get(as_of="2022-09-30")

    told = answer.get_json()
    by_code = {unit["code"]: unit for unit in told["units"]}
    assert (answer.status_code, told["as_of"], len(told["units"])) == (200, "2022-09-30", 123)
    assert by_code["697"] == {
        "id": by_code["697"]["id"],
        "code": "697",
        "name": "Chơn Thành",
        "full_name": "Huyện Chơn Thành",
        "type": "huyện",
        "level": "district",
        "parent_id": by_code["70"]["id"],
        "origin": None,
    }
    assert by_code["70"]["parent_id"] is None


def test_without_a_day_the_places_of_today_are_told(get, frozen_clock):
    assert get().get_json()["as_of"] == "2022-06-16"


def test_the_answer_can_be_narrowed_down_to_a_level_and_below_a_place(get):
    told = get(as_of="2022-10-01", under="697", level="commune").get_json()["units"]

    assert len(told) == 9
    assert {unit["level"] for unit in told} == {UnitLevel.commune}
    assert {"Phường Hưng Long", "Xã Nha Bích"} < {unit["full_name"] for unit in told}


def test_a_day_on_which_nothing_is_recorded_has_no_places(get):
    assert get(as_of="2018-11-30").get_json() == {"as_of": "2018-11-30", "units": []}


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"as_of": "2022-02-30"}, "as_of"), ({"as_of": "x" * 1000}, "as_of"), ({"level": "village"}, "level")],
)
def test_a_question_that_makes_no_sense_is_a_problem_that_names_the_field(get, asked, field):
    answer = get(**asked)

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert list(answer.get_json()["errors"]) == [field]


def test_a_code_that_no_place_had_that_day_is_not_found(get):
    answer = get(as_of="2022-06-16", under="75")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_whoever_is_not_signed_in_gets_a_problem_and_no_redirect(client):
    answer = client.http.get("/api/units?as_of=2022-06-16")

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
