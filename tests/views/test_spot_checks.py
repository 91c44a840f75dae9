"""Spot-checks in the browser: from the draw to the share beside the figure, and who is told what."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import SpotCheck, SpotCheckDraw
from portal.services.spot_checks import assign_spot_check, record_spot_check
from portal.transaction import transaction
from tests.entries import count
from tests.page_client import text_of
from tests.queries_counted import counting_statements
from tests.spot_checks import SEED, CheckedPlace

pytestmark = pytest.mark.english

VISITED = date(2022, 6, 16)


@pytest.fixture
def place(world) -> CheckedPlace:
    return CheckedPlace(world)


def check_of(place, number: int) -> SpotCheck:
    """Return the visit of an entry."""
    return db.session.scalar(select(SpotCheck).where(SpotCheck.activity_id == place.entries[number].id))


def test_a_period_is_previewed_then_drawn_and_shown_with_its_seed(client, place):
    client.sign_in(place.staff)
    form = client.get("/spot-checks").follow("Draw a period")

    preview = form.submit("/spot-checks/new", period="kh170-2022 w1", share="20", seed=SEED)

    assert count(SpotCheckDraw) == 0
    assert preview.h1 == "What would be drawn"
    assert "Xã Đak Nhau" in preview.text
    drawn = preview.client.post("/spot-checks/new", _fields(preview) | {"confirmed": "1"})
    draw = db.session.scalars(select(SpotCheckDraw)).one()
    assert drawn.path == f"/spot-checks/draws/{draw.id}"
    assert (draw.seed, draw.share_percent, draw.period_code) == (SEED, 20, "w1")
    assert f"--seed '{SEED}' --share 20 --dry-run" in drawn.text
    assert "Not spot-checked yet. Visited: 0 of 5 drawn entries." in drawn.text


def test_the_preview_says_in_figures_why_so_many_are_drawn(client, place):
    with transaction():
        place.entries[1].flag_rank = place.entries[5].flag_rank = -1
    client.sign_in(place.staff)
    form = client.get("/spot-checks").follow("Draw a period")

    preview = form.submit("/spot-checks/new", period="kh170-2022 w1", share="20", seed=SEED)

    # 20 % of 13 and of 2 plain ones are 3 and 1, 60 % of 2 flagged ones are 1; one team of three is missed.
    assert (
        "The share: 20 % of 15 entries that no check flagged, of each commune at least one4" in preview.text
    )
    assert (
        "Flagged entries: three times the share, so 60 % of 2, of each commune at least one1" in preview.text
    )
    assert "3 teams were not drawn yet, and those that the rules above did not reach give one entry1" in (
        preview.text
    )
    assert "All visits of this draw6" in preview.text


def test_the_preview_of_a_weekly_draw_says_whose_turn_it_is(client, place):
    client.sign_in(place.staff)
    form = client.get("/spot-checks").follow("Draw a period")

    preview = form.submit("/spot-checks/new", period="kh170-2022 2022-W23", share="1", seed=SEED)

    # Weeks 23, 24 and 25 end in June.
    assert "3 teams were not drawn yet. 3 draws of this length are left of the quarter" in preview.text
    assert "so it is the turn of 1 now" in preview.text
    assert "all who are left in the last one of the quarter" in preview.text


def _fields(page) -> dict:
    """Return what the form of a page carries along."""
    form = page.form("/spot-checks/new")
    return {one.get("name"): one.get("value") for one in form.iter() if one.get("type") == "hidden"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"seed": ""}, "Enter a seed."),
        ({"share": "0"}, "Enter a share from 1 to 100 percent."),
        ({"share": "many"}, "Enter a whole number"),
        ({"period": "kh170-2022 2022-W22"}, "nothing to draw"),
    ],
)
def test_a_form_that_cannot_be_drawn_says_why_and_keeps_what_was_typed(client, place, values, words):
    client.sign_in(place.staff)

    page = client.get("/spot-checks/new").submit("/spot-checks/new", **{"seed": "hạt giống", **values})

    assert page.status == 422
    assert words in page.text
    assert 'value="hạt giống"' in page.html or values.get("seed") == ""
    assert count(SpotCheckDraw) == 0


@pytest.mark.parametrize("period", ["", "x", "kh170-2022 whole", "nix w1", "kh170-2022 2022-W99"])
def test_a_made_up_period_is_refused_and_gives_no_failure(client, place, period):
    client.sign_in(place.staff)
    page = client.get("/spot-checks/new")
    fields = _fields(page) | {"period": period, "share": "5", "seed": "s", "confirmed": "1"}

    assert client.post("/spot-checks/new", fields).status == 422
    assert count(SpotCheckDraw) == 0


def test_the_second_draw_of_a_period_is_told_that_there_is_one(client, place):
    client.sign_in(place.staff)
    fields = _fields(client.get("/spot-checks/new"))
    fields |= {"period": "kh170-2022 w1", "share": "20", "seed": SEED, "confirmed": "1"}
    client.post("/spot-checks/new", fields)

    again = client.post("/spot-checks/new", fields)

    assert again.status == 422
    assert "there is only one draw a period" in again.text
    assert (count(SpotCheckDraw), count(SpotCheck)) == (1, 5)


def test_a_visit_is_given_made_and_told_on_the_entry_to_member_and_reviewer(client, place):
    place.draw(20)
    check = check_of(place, 4)
    client.sign_in(place.coordinator)
    page = client.get(f"/spot-checks/{check.id}")
    page.submit("/assign", person=str(place.coordinator.id))
    mine = client.get("/spot-checks?state=mine")
    assert "One-to-one help: Payment · 5 visits" in mine.text

    page = mine.follow("Tổ công nghệ số cộng đồng thôn 1")
    done = page.submit("/record", result="partly", visited_on="16/06/2022", note="Chỉ 3 hộ.")

    db.session.refresh(check)
    assert (check.result, check.note, check.decided_by_id) == ("partly", "Chỉ 3 hộ.", place.coordinator.id)
    assert "Partly as stated" in done.text
    review = client.get(f"/reviews/{place.entries[4].uuid}")
    client.sign_in(place.members[0])
    entry = client.get(f"/activities/{place.entries[4].uuid}")
    for told in (review, entry):
        assert "Spot-check of 16/06/2022: Partly as stated" in told.text
        assert "Chỉ 3 hộ." in told.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"result": "partly", "visited_on": "16/06/2022", "note": ""}, "Write what was different."),
        ({"result": "confirmed", "visited_on": "", "note": "hay"}, "Enter the day of the visit."),
        ({"result": "confirmed", "visited_on": "17/06/2022", "note": "hay"}, "not in the future"),
        ({"result": "confirmed", "visited_on": "01/06/2022", "note": "hay"}, "before the day of the work"),
    ],
)
def test_a_result_that_is_not_complete_comes_back_with_what_was_typed(client, place, values, words):
    place.draw(20)
    check = check_of(place, 4)
    client.sign_in(place.staff)

    page = client.get(f"/spot-checks/{check.id}").submit("/record", **values)

    assert page.status == 422
    assert words in page.text
    assert values["note"] in page.html
    db.session.refresh(check)
    assert check.result is None


def test_the_second_of_two_is_told_who_was_quicker_and_keeps_the_note(client, place):
    place.draw(20)
    check = check_of(place, 4)
    client.sign_in(place.coordinator)
    page = client.get(f"/spot-checks/{check.id}")
    record_spot_check(place.viewer(place.staff), place.sheet(check.id), "confirmed", VISITED, version=1)

    late = page.submit("/record", result="not_confirmed", visited_on="16/06/2022", note="Không gặp ai.")
    twice = page.submit("/record", result="not_confirmed", visited_on="16/06/2022", note="Không gặp ai.")

    for told in (late, twice):
        assert told.status == 409
        assert "Lê Thị Tuyết recorded the result at 15:00 16/06/2022" in told.text
        assert "Không gặp ai." in told.text
    db.session.refresh(check)
    assert (check.result, check.decided_by_id, check.version) == ("confirmed", place.staff.id, 2)


def test_a_visit_given_to_somebody_else_meanwhile_is_looked_at_again(client, place):
    place.draw(20)
    check = check_of(place, 4)
    client.sign_in(place.coordinator)
    page = client.get(f"/spot-checks/{check.id}")
    assign_spot_check(place.viewer(place.staff), place.sheet(check.id), place.admin.id, version=1)

    late = page.submit("/record", result="partly", visited_on="16/06/2022", note="Chỉ 3 hộ.")

    assert late.status == 409
    assert "Somebody else changed this meanwhile" in late.text
    # The page that came back carries the new version and what was typed.
    again = late.submit("/record")
    assert again.status == 200
    db.session.refresh(check)
    assert check.result == "partly"


def test_who_decided_on_the_entry_sees_no_form_but_may_send_somebody(client, place):
    place.approved_by_coordinator(20, 0)
    place.draw(100)
    check = check_of(place, 20)
    client.sign_in(place.coordinator)

    page = client.get(f"/spot-checks/{check.id}")

    assert "You had a part in this entry" in page.text
    assert "Record the result" not in page.text
    page.submit("/assign", person=str(place.second_coordinator.id))
    db.session.refresh(check)
    assert check.assigned_to_id == place.second_coordinator.id


def test_the_figure_says_what_was_confirmed_and_before_that_nothing(client, place):
    client.sign_in(place.staff)
    before = client.get("/coverage?campaign=kh170-2022&period=w1")
    place.draw(100)
    for number in range(1, 17):
        found, note = ("confirmed", "") if number < 13 else ("partly", "Khác")
        sheet = place.sheet(check_of(place, number).id)
        record_spot_check(place.viewer(place.staff), sheet, found, VISITED, note, version=1)

    after = client.get("/coverage?campaign=kh170-2022&period=w1")
    hamlet = client.get(f"/coverage?campaign=kh170-2022&period=w1&unit={place.hamlet.id}")

    assert "Spot-checks: Not spot-checked yet" in before.text
    # 12 of 17 are confirmed as far as is known: entry 16 was partly so and speaks for 17.
    assert "70.6 % confirmed by spot-check" in after.text
    assert "100.0 % with those that are partly so" in after.text
    assert "16 of 17 drawn entries visited · 01/06/2022–15/06/2022" in after.text
    assert "confirmed by spot-check" not in hamlet.text


def test_the_list_prints_no_note_and_no_place_that_a_citizen_is_known_by(client, place):
    place.add_entry(50, 0, note="Bà Nguyễn Thị X, nhà số 5", place="nhà bà X")
    place.draw(100)
    client.sign_in(place.staff)

    page = client.get("/spot-checks")

    assert "bà X" not in page.html and "Bà Nguyễn" not in page.html
    assert "☐ So ☐ In part ☐ Not so" in page.text


def test_the_list_costs_the_same_for_one_visit_and_for_many(client, place):
    place.draw(1)
    client.sign_in(place.staff)
    with counting_statements() as for_few:
        client.get("/spot-checks?state=open")
    place.world.commune(place.district, "Xã thứ ba")
    week = place.period_of("2022-W23")
    place.period = week
    place.draw(100)

    with counting_statements() as for_many:
        client.get("/spot-checks?state=open")

    assert len(for_many) == len(for_few) <= 9


@pytest.mark.parametrize("address", ["?state=x&draw=x&after=x", "?draw=99999999999&after=-1", "?state=mine"])
def test_nonsense_in_the_address_shows_the_list(client, place, address):
    client.sign_in(place.staff)

    assert client.get(f"/spot-checks{address}").status == 200


def test_a_result_is_corrected_on_its_page_and_what_it_was_stays_there(client, place):
    place.draw(20)
    check = check_of(place, 4)
    client.sign_in(place.coordinator)
    page = client.get(f"/spot-checks/{check.id}")
    page = page.submit("/record", result="partly", visited_on="16/06/2022", note="Chỉ 3 hộ.")
    refused = page.submit("/correct", result="confirmed", note="", reason="")
    assert refused.status == 422
    assert "Write why the result is corrected." in refused.text

    told = page.submit("/correct", result="confirmed", note="", reason="Hộ thứ tư đi vắng, nay đã gặp.")

    db.session.refresh(check)
    assert (check.result, check.note) == ("confirmed", "")
    for words in ("What was recorded before", "Chỉ 3 hộ.", "Hộ thứ tư đi vắng, nay đã gặp."):
        assert words in told.text


def test_the_share_set_with_the_campaign_is_proposed_drawn_and_printed(client, place):
    client.sign_in(place.staff)
    edited = client.get("/campaigns/kh170-2022/edit")
    refused = edited.submit("/edit", spot_check_percent="0")
    assert refused.status == 422
    assert 'href="#spot_check_percent"' in refused.html
    told = refused.submit("/edit", spot_check_percent="20")
    assert "Share for spot-checks 20 %" in told.text

    form = client.get("/spot-checks/new")
    [proposed] = [one for one in form.form("/spot-checks/new").iter() if one.get("name") == "share"]
    assert proposed.get("value") == "20"
    preview = form.submit("/spot-checks/new", period="kh170-2022 w1", share="", seed=SEED)

    assert "20 %, as set with the campaign" in preview.text
    drawn = client.post("/spot-checks/new", _fields(preview) | {"confirmed": "1"})
    assert db.session.scalars(select(SpotCheckDraw.share_percent)).all() == [20]
    assert "20 % of each commune's entries, 60 % of flagged ones" in drawn.text
    assert "--share 20 --dry-run" in drawn.text


def test_campaigns_with_different_shares_name_them_and_propose_none(client, place, world):
    days = {"starts_on": date(2021, 6, 1), "ends_on": date(2021, 7, 1)}
    world.campaign(place.province, code="thu-2021", spot_check_percent=12, **days)
    client.sign_in(place.staff)

    form = client.get("/spot-checks/new")

    assert "(share 5 %)" in form.html and "(share 12 %)" in form.html
    preview = form.submit("/spot-checks/new", period="kh170-2022 w1", share="30", seed=SEED)
    assert "30 %; with the campaign 5 % is set" in preview.text


def test_visits_are_folded_by_commune_and_communes_of_one_name_are_told_apart(client, place):
    with transaction():
        drawn = place.draw()
    client.sign_in(place.staff)
    page = client.get("/spot-checks")

    # 20 % of 15 and of 2 entries are 3 and 1; the second team of the first commune gives one more.
    assert folds_of(page) == ["Xã Đak Nhau 4 entries", "Xã Bom Bo 1 entry"]
    with transaction():
        place.other.versions[0].full_name = "Xã Đak Nhau"
        place.other.versions[0].parent_id = place.province.id
    assert folds_of(client.get(f"/spot-checks/draws/{drawn.id}")) == ["2 communes"]
    assert folds_of(client.get("/spot-checks")) == [
        "Xã Đak Nhau, Huyện Bù Đăng 4 entries",
        "Xã Đak Nhau, Tỉnh Bình Phước 1 entry",
    ]


def folds_of(page) -> list[str]:
    """Return what the folds of a page are called."""
    return [text_of(one.find("{*}summary")) for one in page.all("details") if "more" in one.get("class", "")]
