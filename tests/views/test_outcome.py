"""How visits ended, as staff read it and download it."""

import csv
import io
from datetime import date

import pytest

from portal.domain.activity_status import ActivityStatus
from tests.entries import EntryPlace


@pytest.fixture
def there(world) -> EntryPlace:
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    for day, endings in ((date(2022, 5, 9), {"alone": 1}), (date(2022, 6, 3), {"alone": 2, "shown": 1})):
        world.activity(
            place.team,
            place.member,
            status=ActivityStatus.approved,
            occurred_on=day,
            visits=4,
            skills=("payment", "safety"),
            **endings,
        )
    return place


def test_the_months_and_skills_are_shown_with_counts_and_percentages(client, there):
    client.sign_in(there.coordinator)

    page = client.get("/outcome?since=5/2022&until=2022-06")

    assert page.status == 200
    # Of 8 visits 3 ended alone (37,5 %), and of the 4 of which something was stated 3 (75 %).
    assert "37,5 %" in page.text and "3/8" in page.text and "75,0 %" in page.text and "3/4" in page.text
    assert "không cộng lại thành tổng số lượt" in page.text
    # A bar for each month, the total and the two skills that were taught.
    assert page.html.count('class="outcome-bar"') == 5


def test_a_campaign_is_what_is_asked_for_usually(client, there, world):
    world.campaign(there.commune)
    client.sign_in(there.coordinator)

    page = client.get("/outcome")

    assert "06/2022" in page.text and "05/2022" not in page.text.replace("ví dụ", "")
    assert "2/4" in page.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("since=nonsense", "Ghi một tháng đã bắt đầu"),
        ("until=2030-01", "Ghi một tháng đã bắt đầu"),
        ("since=2022-06&until=2022-05", "Chọn tháng cuối không trước tháng đầu"),
        ("since=2010-01", "Chọn nhiều nhất 36 tháng"),
        ("campaign=zzz", "Hãy chọn một mục"),
    ],
)
def test_nonsense_is_said_beside_the_usual_figures(client, there, question, words):
    client.sign_in(there.coordinator)

    page = client.get(f"/outcome?{question}")

    assert page.status == 422 and words in page.text
    assert client.get(f"/outcome.csv?{question}").status == 404


def test_the_file_has_the_figures_of_the_page(client, there):
    client.sign_in(there.coordinator)

    text = client.get("/outcome.csv?since=2022-05&until=2022-06").html.removeprefix("\ufeff")

    rows = list(csv.reader(io.StringIO(text)))
    assert rows[3][:6] == ["TỔNG CỘNG", "8", "3", "0", "1", "4"]
    assert rows[3][6:] == ["37,5", "0,0", "12,5", "50,0", "75,0"]
    assert ["Lượt chờ duyệt, chưa tính", "0"] in rows


def test_without_visits_the_page_says_what_to_do(client, world):
    client.sign_in(world.coordinator(world.commune()))

    assert "Chọn tháng khác" in client.get("/outcome").text
