"""Days away in the browser: naming a deputy, what both read, and the deputy at the desk."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import Activity, HandOver
from tests.page_client import PageClient


def in_english(app) -> PageClient:
    browser = PageClient(app)
    browser.get("/sign-in?lang=en")
    return browser


@pytest.fixture
def place(world):
    """Two communes of a district with their coordinators, and an entry that waits in the first."""
    district = world.district(world.province())
    commune, neighbour = world.commune(district), world.commune(district, "Bom Bo")
    team = world.team(commune)
    world.activity(team, world.member(team, world.user("Điểu Bảo")))
    away, deputy = world.coordinator(commune), world.coordinator(neighbour, "Vũ Thị Hồng")
    return SimpleNamespace(commune=commune, away=away, deputy=deputy)


def test_a_deputy_is_named_decides_and_both_read_so(app, place):
    away, deputy = in_english(app), in_english(app)
    away.sign_in(place.away)
    deputy.sign_in(place.deputy)
    assert "Nothing waits." in deputy.get("/reviews").text

    page = away.get("/reviews").follow("Days away")
    page = page.submit(
        "/reviews/hand-overs", deputy=str(place.deputy.id), starts_on="16/06/2022", last_day="17/06/2022"
    )

    assert "Vũ Thị Hồng for Trần Thị Phượng" in page.text
    told = "Vũ Thị Hồng decides in your place in Xã Đak Nhau until 17/06/2022."
    assert told in away.get("/reviews").text
    page = deputy.get("/reviews")
    assert "You decide in the place of Trần Thị Phượng in Xã Đak Nhau until 17/06/2022." in page.text
    page = page.submit("/approve")
    assert "Approved: Điểu Bảo" in page.text
    db.session.expire_all()
    assert db.session.scalars(select(Activity.decided_by_id)).all() == [place.deputy.id]


def test_the_deputy_is_a_stranger_again_once_it_is_ended(app, place):
    away, deputy = in_english(app), in_english(app)
    away.sign_in(place.away)
    deputy.sign_in(place.deputy)
    page = away.get("/reviews/hand-overs")
    page = page.submit(
        "/reviews/hand-overs", deputy=str(place.deputy.id), starts_on="16/06/2022", last_day="17/06/2022"
    )

    page = page.submit("/end")

    assert "Ended at 15:00 16/06/2022" in page.text
    assert "You decide" not in deputy.get("/reviews").text
    assert "Điểu Bảo" not in deputy.get("/reviews").text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"starts_on": "", "last_day": ""}, "Enter the first day."),
        ({"starts_on": "", "last_day": "", "deputy": ""}, "Enter the last day."),
        ({"starts_on": "", "last_day": "", "deputy": "0"}, "Choose who decides in your place."),
        ({"starts_on": "31/02/2022"}, "Enter a date such as 16/06/2022."),
        ({"starts_on": "18/06/2022"}, "Choose a last day that is not before the first one."),
        ({"deputy": "0"}, "Choose who decides in your place."),
        ({"deputy": "99999"}, "Choose one of the options."),
        ({"unit": "99999"}, "Choose one of the options."),
    ],
)
def test_a_bad_form_comes_back_with_what_to_do(app, place, values, said):
    browser = in_english(app)
    browser.sign_in(place.away)
    usual = {"deputy": str(place.deputy.id), "starts_on": "16/06/2022", "last_day": "17/06/2022"}

    page = browser.get("/reviews/hand-overs").submit("/reviews/hand-overs", **usual | values)

    assert page.status == 422
    assert said in page.text
    assert db.session.scalars(select(HandOver)).all() == []


def test_coordinator_without_anybody_near_reads_what_to_do(app, world):
    browser = in_english(app)
    browser.sign_in(world.coordinator(world.commune()))

    assert "Ask the administrator for an account." in browser.get("/reviews/hand-overs").text
