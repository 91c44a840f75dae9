"""The slides of a review meeting: one question each, with the figures of every other page."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, update

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, CampaignTarget, IndicatorDefinition, MeetingSnapshot
from portal.transaction import transactional
from tests.figure_readers import of_class
from tests.figures_of_others import june, report_figure, set_target
from tests.page_client import text_of
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world):
    """A province of two districts: in one commune one hamlet of five works, in the other four of five."""
    province = world.province()
    districts = [world.district(province, name) for name in ("Bù Đăng", "Lộc Ninh")]
    communes = [world.commune(districts[0], "Đak Nhau"), world.commune(districts[1], "Lộc Hòa")]
    unknown = world.commune(districts[0], "Tân Tiến", confirmed=False)
    for commune, working in zip(communes, (1, 4), strict=True):
        for number in range(5):
            hamlet = world.hamlet(commune, str(number))
            if number < working:
                team = world.team(commune, [hamlet])
                world.activity(team, world.member(team), status="approved", occurred_on=date(2022, 6, 3))
    world.activity(team, world.member(team), status="submitted", occurred_on=date(2022, 6, 3))
    campaign = world.campaign(province, targets={"8.4": "80,0"})
    set_target(campaign, "province", "1", "91,5")
    report_figure(campaign, province, "1", "39.5", june(1, 15), numerator=395, denominator=1000)
    coordinator = world.coordinator(communes[0], "Điểu Thị Liên")
    return SimpleNamespace(
        province=province, districts=districts, communes=communes, unknown=unknown, campaign=campaign,
        coordinator=coordinator,
    )  # fmt: skip


@pytest.fixture
def staff(client, world, place):
    """The browser of province staff, in English."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    client.get("/account?lang=en")
    return client


def slides_of(page) -> list[str]:
    """Return the words of each slide."""
    return [text_of(one) for one in of_class(page.tree, "slide")]


def slide(page, words: str) -> str:
    """Return the words of the slide that begins with these."""
    return next(text for text in slides_of(page) if text.startswith(words))


def test_each_question_has_a_slide_of_its_own_with_its_number(staff):
    slides = slides_of(staff.get("/meeting?period=w1"))

    assert len(slides) == 16
    assert slides[0].startswith("Where does the campaign stand? 77 days left")
    assert [text[:2] for text in slides[1:9]] == [f"{number}." for number in range(1, 9)]
    assert [text.rsplit(" ", 1)[-1] for text in slides] == [f"{number}/16" for number in range(1, 17)]


def test_a_figure_stands_with_target_gap_window_and_what_it_rests_on(staff, place):
    reported = slide(staff.get("/meeting?period=w1"), "1.")

    # 91,5 % of 1 000 are 915, and 395 are there.
    assert "39.5 % target 91.5 % not reached 520 services left" in reported
    assert "395/1,000 01/06/2022–15/06/2022 · Báo cáo 152/BC-UBND" in reported
    counted = slide(staff.get("/meeting?period=w1"), "8.")
    assert "50.0 % target 80.0 %" in counted
    assert "5/10 1 commune not confirmed" in counted
    assert f"definition {place.campaign.definition_version} (provisional)" in counted


def test_who_lacks_most_comes_first_and_the_unknown_are_named(staff):
    page = staff.get("/meeting?period=w1")

    # 80 % of 5 hamlets are 4: one works in Đak Nhau, four do in Lộc Hòa, which lacks nothing.
    communes = slide(page, "Which communes are furthest")
    assert "Xã Đak Nhau 20.0 % 3 hamlets left" in communes
    assert "Lộc Hòa" not in communes
    assert "Huyện Bù Đăng 20.0 % 3 hamlets left" in slide(page, "Which districts are furthest")
    assert "1 Their list of hamlets is not confirmed" in slide(page, "Which communes are unknown?")
    assert "Xã Tân Tiến" in slide(page, "Which communes are unknown?")
    assert "1 entry waits" in slide(page, "What waits")
    assert "Not spot-checked yet." in slide(page, "How much was confirmed")
    assert "Nobody was given targets for all eight" in slide(page, "Who has reached")


def test_communes_to_call_on_are_chosen_in_the_address_with_who_coordinates_them(staff, place):
    page = staff.get("/meeting?period=w1")

    assert "Nobody is chosen yet." in slide(page, "Whom do we call on?")
    chosen = staff.get(f"/meeting?period=w1&call={place.communes[0].id}&call=x&call={place.unknown.id}")
    called = slide(chosen, "Whom do we call on?")
    assert "Xã Đak Nhau 20.0 % · 3 hamlets left" in called
    assert f"Điểu Thị Liên, {place.coordinator.phone}" in called
    assert "Tân Tiến" not in called
    boxes = [
        one for one in chosen.all("input") if one.get("type") == "checkbox" and one.get("name") == "call"
    ]
    assert [(one.get("value"), one.get("checked") is not None) for one in boxes] == [
        (str(place.communes[0].id), True)
    ]


def test_a_district_coordinator_meets_over_the_own_district_alone(client, world, place):
    client.sign_in(world.staff(Role.coordinator, place.districts[0]))

    own = client.get("/meeting?lang=en")
    above = client.http.get(f"/meeting?unit={place.province.id}")

    assert own.h1 == "Review meeting: Huyện Bù Đăng"
    assert above.status_code == 404


def test_a_communes_coordinator_holds_no_meeting(client, place):
    client.sign_in(place.coordinator)

    assert client.http.get("/meeting").status_code == 403


@pytest.mark.parametrize(("question", "status"), [("period=2030-01", 422), ("mode=x", 422), ("unit=0", 404)])
def test_odd_questions_are_answered_and_never_break(staff, question, status):
    assert staff.http.get(f"/meeting?{question}").status_code == status


@pytest.mark.parametrize("communes", [2, 20])
def test_slides_take_few_statements_whatever_the_size(staff, world, place, communes):
    call = ""
    for number in range(communes):
        commune = world.commune(place.districts[1], f"Số {number}")
        world.hamlet(commune)
        world.coordinator(commune)
        call += f"&call={commune.id}"
    staff.get("/meeting?period=w1")

    with counting_statements() as statements:
        page = staff.get(f"/meeting?period=w1{call}")

    assert len(of_class(page.tree, "slide-person")) == communes
    assert len(statements) <= 32


def test_kept_figures_stay_as_they_were_shown_and_say_so(staff, world, place):
    shown = staff.get(f"/meeting?period=w1&call={place.communes[0].id}")
    kept = shown.submit("/meeting?")
    before = slides_of(shown)
    for number in range(3):
        team = world.team(place.communes[0], [world.hamlet(place.communes[0], f"mới {number}")])
        world.activity(team, world.member(team), status="approved", occurred_on=date(2022, 6, 3))

    again = staff.get(kept.path)

    assert len(slides_of(again)) == len(before)
    for text, old in zip(slides_of(again)[:-1], before, strict=False):
        assert text == f"Figures kept at 15:00 16/06/2022 {old}"
    assert "8. Community digital-technology teams 61.5 %" in " ".join(
        slides_of(again.follow("Figures of now"))
    )
    last = slides_of(again)[-1]
    assert "Xã Đak Nhau 20.0 % 3 hamlets left" in last
    assert place.coordinator.name not in last


def test_keeping_is_written_down_and_listed(staff, place):
    staff.get("/meeting?period=w1&mode=cumulative").submit("/meeting?")

    (kept,) = db.session.scalars(db.select(MeetingSnapshot))
    assert (kept.unit_id, kept.period_code, kept.mode) == (place.province.id, "w1", "cumulative")
    written = db.session.scalars(db.select(AuditRow).where(AuditRow.thing == f"meeting:{kept.id}")).one()
    assert written.action == "hold_meeting"
    listed = staff.get("/meetings").text
    assert "Tỉnh Bình Phước" in listed and kept.campaign_id == place.campaign.id
    assert place.campaign.name_en in listed and place.campaign.code not in listed
    assert "01 - 16/6/2022" in listed


@pytest.mark.parametrize("many", [1, 5])
def test_the_list_takes_as_many_statements_for_many_kept_slides_as_for_one(staff, many):
    for _number in range(many):
        staff.get("/meeting?period=w1").submit("/meeting?")

    with counting_statements() as statements:
        page = staff.get("/meetings")

    assert len(page.all("tr")) == many + 1
    assert len(statements) <= 8


def test_where_no_target_was_given_nobody_is_said_to_lack_nothing(staff, place):
    clear_targets()

    page = staff.get("/meeting?period=w1")

    assert "No commune was given a target for 8.4." in slide(page, "Which communes are furthest")
    assert "No commune was given a target for 8.4." in slide(page, "Whom do we call on?")
    reached = slide(page, "Who has reached all eight targets?")
    assert "Nobody was given targets for all eight indicators." in reached
    assert "Nobody has yet." not in reached
    assert "None is known to lack anything." not in page.text


@transactional
def clear_targets() -> None:
    """Take all targets back."""
    db.session.execute(delete(CampaignTarget))
    db.session.execute(update(IndicatorDefinition).values(targets={}))


def test_kept_slides_of_another_place_do_not_exist(client, world, staff, place):
    page = staff.get("/meeting?period=w1").submit("/meeting?")
    client.sign_in(world.staff(Role.coordinator, place.districts[0]))

    assert client.http.get(page.path).status_code == 404
    assert "No slides were kept yet" in client.get("/meetings?lang=en").text


def test_a_communes_coordinator_keeps_nothing(client, place):
    client.sign_in(place.coordinator)

    answer = client.http.post("/meeting", data={"csrf_token": client.csrf()})

    assert answer.status_code == 403
    assert db.session.scalars(db.select(MeetingSnapshot)).all() == []
