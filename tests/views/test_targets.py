import pytest

from portal.queries.reported_figures import get_targets
from tests.closings import ClosingPlace

pytestmark = pytest.mark.english


@pytest.fixture
def place(client, world):
    """The place, with its staff signed in."""
    place = ClosingPlace(world)
    client.sign_in(place.staff)
    return place


def test_all_small_communes_get_a_target_at_once_and_it_is_taken_back(client, world, place):
    world.commune(place.district, "Lớn", population=400)
    world.commune(place.district, "Nhỏ", population=399)
    world.commune(place.district, "Chưa rõ")

    page = client.get("/campaigns/kh170-2022").follow("Targets")
    done = page.submit("/targets?", target="60,5", scope="small", fewer_than="400")

    assert "The target is set." in done.text
    targets = get_targets(place.campaign.id).by_subject
    assert list(targets.values()) == [{"8.4": "60,5"}]
    assert "60.5" in done.text

    undone = done.submit("/targets/undo")
    assert "The targets are as they were before." in undone.text
    assert get_targets(place.campaign.id).by_subject == {}


def test_ticked_places_get_a_target_which_the_coverage_page_shows(client, world, place):
    page = client.get("/campaigns/kh170-2022/targets?indicator=8.4&level=commune")

    page.submit("/targets?", target="25", scope="chosen", places=[f"commune/{place.commune.id}"])

    assert "target 25 %: reached" in client.get(f"/coverage?unit={place.commune.id}").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"target": "180"}, "Enter a target such as 80"),
        ({"target": "80", "scope": "chosen"}, "Tick at least one place"),
        ({"target": "80", "scope": "small"}, "Enter a number of residents"),
        ({"target": "80", "scope": "small", "fewer_than": "1"}, "No commune has fewer residents"),
        ({"target": "80", "scope": "small", "fewer_than": "x"}, "Enter a whole number"),
    ],
)
def test_what_is_wrong_is_said_and_the_typed_stays(client, place, values, sentence):
    page = client.get("/campaigns/kh170-2022/targets").submit("/targets?", **values)

    assert page.status == 422
    assert sentence in page.text
    assert f'value="{values["target"]}"' in page.html
    assert get_targets(place.campaign.id).by_subject == {}


def test_a_coordinator_reads_targets_and_sets_none(client, place):
    client.sign_in(place.coordinator)

    page = client.get("/campaigns/kh170-2022").follow("Targets")

    assert "Set the target" not in page.text
    assert client.post("/campaigns/kh170-2022/targets", {"target": "1", "scope": "level"}).status == 403


def test_nonsense_in_the_address_asks_for_the_usual(client, place):
    for asked in (
        "indicator=9.9&level=moon",
        "level=department",
        "level=province",
        "level=district&indicator=1",
    ):
        assert client.get(f"/campaigns/kh170-2022/targets?{asked}").status == 200
