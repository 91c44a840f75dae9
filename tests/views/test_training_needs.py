"""What trainings are needed: the page of a commune, the plan that is kept, and the table of a wider place."""

import csv
import io

import pytest
from sqlalchemy import select

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Training, TrainingTeam, Unit
from tests.entries import EntryPlace


@pytest.fixture
def there(world) -> EntryPlace:
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    world.activity(place.team, place.member, status=ActivityStatus.approved, visits=8, together=6, alone=1)
    return place


def test_the_page_proposes_trainings_with_their_reasons(client, there):
    client.sign_in(there.coordinator)

    page = client.get("/training-needs")

    assert page.status == 200
    assert (
        "2/2 tổ viên chưa học xong nội dung này; ba tháng qua bà con cần đến trong 8 lượt, và 6 trong 7"
        " lượt có ghi kết quả là chưa tự làm được."
    ) in page.text
    assert "chưa rõ số dân" in page.text and "chưa có lượt nào" in page.text


def test_a_plan_that_is_kept_is_shown_as_text_and_leads_to_its_trainings(client, there):
    client.sign_in(there.coordinator)

    plan = client.get("/training-needs").submit(
        "/training-needs/plan",
        **{"proposals-0-reason": "Đội ngũ cần học lại.", "proposals-1-keep": [], "proposals-2-keep": []},
    )

    assert plan.status == 200
    text = "".join(plan.all("textarea")[0].itertext())
    assert text.splitlines()[1].startswith("1. 07/2022 – Thanh toán trực tuyến: Tổ công nghệ")
    assert "Đội ngũ cần học lại." in text and "2." not in text.split("\n", 1)[1]


@pytest.mark.parametrize("chosen", [True, False])
def test_a_training_of_the_plan_opens_with_its_topic_and_teams(client, there, chosen):
    client.sign_in(there.coordinator)
    # Without a team the plan says "all teams", and so does the form.
    kept = {} if chosen else {"proposals-0-teams": []}
    plan = client.get("/training-needs").submit("/training-needs/plan", **kept)

    page = plan.follow("Lên lịch lớp này").submit(
        f"/units/{there.commune.id}/trainings/new",
        day="20/06/2022",
        begins="8h",
        ends="10h",
        place="Hội trường",
    )

    assert page.status == 200
    training = db.session.scalars(select(Training)).one()
    assert training.topic == "payment"
    assert db.session.scalars(select(TrainingTeam.team_id)).all() == [there.team.id]


@pytest.mark.parametrize("question", ["topic=zzz&teams=x", "teams=99999&teams=-1", "topic=other&teams=²"])
def test_nonsense_in_the_link_of_a_proposal_chooses_nothing(client, there, question):
    client.sign_in(there.coordinator)

    page = client.get(f"/units/{there.commune.id}/trainings/new?{question}")

    assert page.status == 200
    ticked = [
        box for box in page.all("input") if box.get("name") == "teams" and box.get("checked") is not None
    ]
    assert ticked == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("proposals-0-keep=y&proposals-0-month=05/2022", "Lớp 1: ghi một tháng từ nay trở đi"),
        ("proposals-0-keep=y&proposals-0-month=07/2022&proposals-0-topic=zzz", "Lớp 1: Hãy chọn một mục"),
        ("proposals-0-keep=y&proposals-0-month=07/2022&proposals-0-teams=99999", "Lớp 1: Chỉ chọn"),
        ("proposals-0-keep=y&proposals-0-month=07/2022&proposals-0-teams=x", "Lớp 1: Chỉ chọn"),
    ],
)
def test_nonsense_in_a_plan_is_said(client, there, question, words):
    client.sign_in(there.coordinator)

    page = client.get(f"/training-needs/plan?{question}")

    assert page.status == 422 and words in page.text


def test_an_empty_plan_says_what_to_do(client, there):
    client.sign_in(there.coordinator)

    assert "Chưa giữ lớp nào" in client.get("/training-needs/plan").text


def test_a_wider_place_has_a_table_and_a_file(client, there, world):
    province = db.session.get(Unit, int(there.commune.path.split("/")[0]))
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/training-needs")

    assert "Thanh toán trực tuyến" in page.text and "8 lượt" in page.text
    assert page.follow("Xã Đak Nhau").status == 200
    rows = list(csv.reader(io.StringIO(client.get("/training-needs.csv").html.removeprefix("\ufeff"))))
    assert rows[1][1:3] == ["Xã Đak Nhau", "2"] and rows[1][3:8] == ["2"] * 5
    assert rows[1][8:] == ["Thanh toán trực tuyến", "8", "6", "7"]


def test_a_commune_without_teams_says_what_to_do(client, world):
    client.sign_in(world.coordinator(world.commune()))

    assert "Hãy đăng ký tổ" in client.get("/training-needs").text
