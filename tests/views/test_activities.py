"""The pages of entries, used as on a phone without JavaScript."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity
from tests.entries import EntryPlace, count, set_returned, stored
from tests.page_client import text_of


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def only_entry() -> Activity:
    """Return the one entry that there is."""
    return db.session.scalars(select(Activity)).one()


def test_a_usual_entry_needs_a_skill_and_the_number_of_visits(client, place):
    client.sign_in(place.member)

    page = client.get("/log").submit("/log", skills=["payment"], visits="5")

    row = only_entry()
    assert page.path == "/activities"
    assert (row.visits, row.skills, row.kind) == (5, ("payment",), "assistance")
    assert row.occurred_on == clock.today()
    assert (row.hamlet_id, row.author_id, row.status) == (place.hamlets[0].id, place.member.id, "submitted")
    assert (row.people, row.households, row.alone, row.recorded_at) == (None, None, None, None)
    assert "16/06/2022" in page.text and "5" in page.text


def test_all_details_are_kept(client, place):
    client.sign_in(place.member)
    details = {
        "people": "4", "households": "3", "alone": "2", "together": "2", "shown": "1", "elderly": "1",
        "minority": "0", "place": "Nhà văn hoá", "note": "Nộp hồ sơ", "difficulty": "Mạng yếu",
    }  # fmt: skip

    client.get("/log").submit(
        "/log", skills=["payment", "safety"], visits="5", kind="session", occurred_on="15/6/2022", **details
    )

    row = only_entry()
    kept = {name: str(getattr(row, name)) for name in details}
    assert kept == details
    assert (row.kind, row.skills, row.occurred_on.day) == ("session", ("payment", "safety"), 15)


def test_the_same_form_sent_twice_stores_one_entry_and_says_the_same(client, place):
    client.sign_in(place.member)
    form = client.get("/log")

    first = form.submit("/log", skills=["payment"], visits="5")
    second = form.submit("/log", skills=["payment"], visits="5")

    assert count(Activity) == 1
    assert first.text == second.text


def test_a_form_sent_again_with_other_content_is_told_so(client, place):
    client.sign_in(place.member)
    form = client.get("/log")
    form.submit("/log", skills=["payment"], visits="5")

    page = form.submit("/log", skills=["payment"], visits="6")

    assert page.status == 409
    assert only_entry().visits == 5


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(client, place):
    client.sign_in(place.member)

    page = client.get("/log").submit("/log", visits="năm", households="12", note="Nộp hồ sơ")

    assert page.status == 422
    values = {control.get("name"): control.get("value") for control in page.all("input")}
    assert (values["visits"], values["households"]) == ("năm", "12")
    assert text_of(page.all("textarea")[0]) == "Nộp hồ sơ"
    addresses = [link.get("href") for link in page.all("a")]
    assert "#visits" in addresses and "#skills" in addresses
    assert count(Activity) == 0


def test_an_error_in_the_details_opens_them(client, place):
    client.sign_in(place.member)

    page = client.get("/log").submit("/log", skills=["payment"], visits="5", alone="4", together="4")

    assert page.status == 422
    assert any(fold.get("open") is not None for fold in page.all("details"))
    assert count(Activity) == 0


@pytest.mark.parametrize("note", ["Gọi 0912 345 678", "CCCD 070.185.000.123", "số 123456789."])
def test_a_number_that_may_be_somebodys_is_pointed_out_before_it_is_sent(client, place, note):
    client.sign_in(place.member)

    warned = client.get("/log").submit("/log", skills=["payment"], visits="5", note=note)
    before = count(Activity)
    warned.submit("/log", send_anyway="y")

    assert (warned.status, before) == (422, 0)
    assert only_entry().note == note


def test_the_only_hamlet_is_chosen_and_another_can_be(client, place):
    client.sign_in(place.member)
    page = client.get("/log")

    chosen = [option.get("value") for option in page.all("option") if option.get("selected") is not None]

    assert str(place.hamlets[0].id) in chosen


def test_a_leader_logs_for_a_member(client, place):
    client.sign_in(place.leader)

    page = client.get("/log").submit(
        "/log", skills=["payment"], visits="5", on_behalf_of=str(place.member.id)
    )

    row = only_entry()
    assert (row.author_id, row.logged_by_id) == (place.member.id, place.leader.id)
    assert place.member.name in page.text


def test_a_member_is_not_offered_to_log_for_others(client, place):
    client.sign_in(place.member)

    page = client.get("/log")

    assert "on_behalf_of" not in [control.get("name") for control in page.all("select")]


def test_who_sits_in_two_teams_chooses_and_the_last_one_is_preselected(client, place):
    other = place.world.team(place.commune, name="Tổ cấp xã")
    place.world.member(other, place.member)
    client.sign_in(place.member)

    client.get("/log").submit("/log", skills=["payment"], visits="5", team=other.code)
    page = client.get("/log")

    chosen = {control.get("value") for control in page.all("input") if control.get("checked") is not None}
    assert only_entry().team_id == other.id
    assert other.code in chosen


def test_as_last_time_fills_in_kind_skills_and_hamlet(client, place):
    client.sign_in(place.member)
    client.get("/log").submit(
        "/log", skills=["shopping", "safety"], visits="5", kind="household_visit", hamlet=""
    )

    page = client.get("/log?like=last")

    chosen = {control.get("value") for control in page.all("input") if control.get("checked") is not None}
    values = {control.get("name"): control.get("value") for control in page.all("input")}
    assert {"shopping", "safety", "household_visit"} <= chosen
    assert values["visits"] in (None, "")


def test_a_habit_fills_in_the_form_only_when_it_is_chosen(client, place):
    for _time in range(2):
        place.submitted(skills=["payment", "safety"], visits=3, hamlet=place.hamlets[0].id, place="Chợ")
    client.sign_in(place.member)

    untouched = client.get("/log")
    chosen = untouched.follow("Thanh toán, Tự bảo vệ · 3 lượt")
    chosen.submit("/log")

    values = {control.get("name"): control.get("value") for control in untouched.all("input")}
    assert values["visits"] in (None, "")
    assert [option.get("value") for option in untouched.all("datalist")[0]] == ["Chợ"]
    offered = {link.get("data-skills"): link for link in untouched.all("a") if "data-fill" in link.attrib}
    assert offered["payment,safety"].get("data-kind") == "assistance"
    entries = db.session.scalars(select(Activity).order_by(Activity.id)).all()
    told = [(one.skills, one.visits, one.kind, one.hamlet_id) for one in entries]
    assert len(told) == 3 and told[2] == told[0]


@pytest.mark.parametrize("like", ["1", "9", "x", "", "last"])
def test_a_habit_that_does_not_exist_fills_in_nothing(client, place, like):
    client.sign_in(place.member)

    page = client.get(f"/log?like={like}")

    ticked = [one.get("value") for one in page.all("input") if one.get("type") == "checkbox"]
    assert page.status == 200 and page.all("datalist")[0].text is None
    assert not any(one.get("checked") for one in page.all("input") if one.get("value") in ticked)


def test_today_and_yesterday_are_at_hand_for_the_day(client, place):
    client.sign_in(place.member)

    days = [one.get("data-day") for one in client.get("/log").all("button") if one.get("data-day")]

    assert days == ["2022-06-16", "2022-06-15"]


def test_a_coordinator_logs_late_work_for_a_team_of_the_commune(client, place):
    coordinator = place.world.coordinator(place.commune)
    client.sign_in(coordinator)

    chosen = client.get("/log").follow(place.team.name)
    form = {"skills": ["payment"], "visits": "5", "occurred_on": "2022-04-10"}
    unnamed = chosen.submit("/log", **form)
    chosen.submit("/log", on_behalf_of=str(place.member.id), **form)

    row = only_entry()
    assert unnamed.status == 422
    assert (row.author_id, row.logged_by_id, row.is_late) == (place.member.id, coordinator.id, True)


def test_a_team_of_another_commune_is_not_offered(client, place):
    elsewhere = place.world.commune(name="Tân Tiến")
    client.sign_in(place.world.coordinator(elsewhere))

    page = client.get(f"/log?team={place.team.code}")

    assert place.team.name not in page.text


def test_province_staff_have_nothing_to_log(client, place):
    client.sign_in(place.world.staff(Role.province_staff, place.commune))

    assert client.get("/log").status == 403


def test_a_returned_entry_stands_first_with_its_reason_and_is_sent_again(client, place):
    activity = place.submitted()
    set_returned(stored(activity.uuid))
    place.submitted(visits=9)
    client.sign_in(place.member)

    page = client.get("/activities")
    sent = client.get(f"/activities/{activity.uuid}/correct").submit("/correct", visits="4")

    row = stored(activity.uuid)
    assert "Ghi lại số lượt" in page.text
    addresses = [link.get("href") for link in page.all("a")]
    assert next(one for one in addresses if one.startswith("/activities/")) == f"/activities/{activity.uuid}"
    assert sent.path == "/activities"
    assert (row.status, row.visits, row.reason) == ("submitted", 4, None)


def test_a_returned_entry_sent_again_unchanged_is_asked_about_once(client, place):
    activity = place.submitted(visits=40)
    set_returned(stored(activity.uuid))
    client.sign_in(place.member)

    asked = client.get(f"/activities/{activity.uuid}/correct").submit("/correct")

    assert asked.status == 422
    assert "Chưa sửa gì so với bản đã trả lại" in asked.text
    assert stored(activity.uuid).status == "returned"

    asked.submit("/correct", send_unchanged="y")

    assert stored(activity.uuid).status == "submitted"


def test_a_correction_offers_the_hamlets_of_its_team(client, place):
    place.world.hamlet(place.commune, "Thôn xa")
    activity = place.submitted(visits=40)
    client.sign_in(place.member)

    assert "Thôn xa" not in client.get(f"/activities/{activity.uuid}/correct").html


def test_a_correction_keeps_what_was_not_touched(client, place):
    content = {"note": "Nộp hồ sơ", "people": 2, "hamlet": place.hamlets[1].id}
    activity = place.submitted(recorded_at="2022-06-16T08:15:00+07:00", **content)
    client.sign_in(place.member)

    client.get(f"/activities/{activity.uuid}/correct").submit("/correct", visits="4")

    row = stored(activity.uuid)
    assert (row.visits, row.note, row.people, row.hamlet_id) == (4, "Nộp hồ sơ", 2, place.hamlets[1].id)
    assert row.recorded_at == activity.recorded_at
    assert row.households == 3


def test_a_correction_of_an_entry_that_changed_meanwhile_is_shown_again(client, place):
    activity = place.submitted()
    client.sign_in(place.member)
    form = client.get(f"/activities/{activity.uuid}/correct")
    form.submit("/correct", visits="4")

    page = form.submit("/correct", visits="3")
    again = page.submit("/correct")

    assert page.status == 409
    assert again.path == "/activities"
    assert stored(activity.uuid).visits == 3


def test_an_approved_entry_cannot_be_corrected_and_says_so(client, place):
    activity = place.world.activity(place.team, place.member, status=ActivityStatus.approved)
    client.sign_in(place.member)

    page = client.get(f"/activities/{activity.uuid}/correct")

    assert page.status == 409


def test_withdrawing_asks_once_more(client, place):
    activity = place.submitted()
    client.sign_in(place.member)

    asked = client.get(f"/activities/{activity.uuid}/withdraw")
    before = stored(activity.uuid).status
    page = asked.submit("/withdraw")

    assert before == "submitted"
    assert stored(activity.uuid).status == "withdrawn"
    assert page.path == "/activities"


def test_the_page_of_an_entry_shows_all_of_it_and_what_happened(client, place):
    activity = place.submitted(note="Nộp hồ sơ", place="Nhà văn hoá")
    set_returned(stored(activity.uuid))
    client.sign_in(place.member)

    page = client.get(f"/activities/{activity.uuid}")

    for words in ("Nộp hồ sơ", "Nhà văn hoá", place.team.name, place.member.name, "Ghi lại số lượt"):
        assert words in page.text


@pytest.mark.parametrize("who", ["leader", "coordinator", "province_staff"])
def test_leaders_and_staff_read_an_entry_without_its_buttons(client, place, who):
    activity = place.submitted()
    people = {
        "leader": lambda: place.leader,
        "coordinator": lambda: place.world.coordinator(place.commune),
        "province_staff": lambda: place.world.staff(Role.province_staff, place.commune),
    }
    client.sign_in(people[who]())

    page = client.get(f"/activities/{activity.uuid}")
    refused = client.get(f"/activities/{activity.uuid}/correct")

    assert page.status == 200
    assert not [link for link in page.links().values() if link.endswith(("/correct", "/withdraw"))]
    assert refused.status == 403


def test_an_entry_of_others_looks_like_none(client, place):
    activity = place.submitted()
    client.sign_in(place.world.member(place.team))

    pages = [client.get(f"/activities/{activity.uuid}{act}") for act in ("", "/correct", "/withdraw")]

    assert [page.status for page in pages] == [404, 404, 404]


def test_my_totals_count_only_what_was_decided_for_me(client, place):
    approved = ActivityStatus.approved
    place.world.activity(place.team, place.member, status=approved, visits=111)
    place.world.activity(place.team, place.member, status=approved, visits=222)
    place.world.activity(place.team, place.leader, status=approved, visits=444, logged_by=place.member)
    place.submitted(visits=88)
    client.sign_in(place.member)

    page = client.get("/activities")

    # 111 + 222: the leader's own work is not the member's, though the member logged it.
    figures = page.text
    assert "333" in figures and "777" not in figures
    assert "88" in figures


def test_the_list_is_paged_without_losing_or_repeating_an_entry(client, place, frozen_clock):
    sent = []
    for _ in range(35):
        sent.append(str(place.submitted().uuid))
        frozen_clock.tick(minutes=1)
    client.sign_in(place.member)

    first = client.get("/activities")
    following = [link.get("href") for link in first.all("a") if link.get("rel") == "next"]
    second = client.get(following[0])

    seen = [
        link.get("href").rpartition("/")[2]
        for page in (first, second)
        for link in page.all("a")
        if link.get("href").startswith("/activities/")
    ]
    assert seen == sent[::-1]
