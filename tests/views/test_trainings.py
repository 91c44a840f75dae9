"""Planning trainings, seeing the own ones, answering, and the calendar file."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Training, TrainingInvitation, TrainingTeam
from tests.queries_counted import counting_statements
from tests.trainings import PDF, invitation_of, make_training, note_completed


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def team(world, commune):
    """Its team, without people."""
    return world.team(commune, leader=False)


@pytest.fixture
def member(world, team):
    """A member of the team."""
    return world.member(team)


@pytest.fixture
def coordinator(world, commune):
    """The commune's coordinator."""
    return world.coordinator(commune)


def test_the_coordinator_plans_and_the_member_is_invited(client, commune, team, member, coordinator):
    client.sign_in(coordinator)
    page = client.get("/trainings").follow("Lập kế hoạch")
    form = {"topic": "guiding_elderly", "day": "20/06/2022", "begins": "8h", "ends": "11h30",
            "place": "Nhà văn hóa thôn 1", "teams": [team.id], "seats": "20"}  # fmt: skip

    page = page.submit(f"/units/{commune.id}/trainings/new", **form)

    assert page.status == 200
    assert "Cách hướng dẫn người cao tuổi" in page.h1
    training = db.session.scalars(select(Training)).one()
    local = [moment.isoformat() for moment in (training.starts_at, training.ends_at)]
    # 8:00 and 11:30 in Vietnam are 1:00 and 4:30 UTC.
    assert local == ["2022-06-20T01:00:00+00:00", "2022-06-20T04:30:00+00:00"]
    assert db.session.scalars(select(TrainingInvitation.user_id)).all() == [member.id]
    assert "Kính gửi các thành viên trong tổ" in page.html
    client.sign_in(member)
    assert "Bạn được mời tập huấn" in client.get("/log").text
    assert "Cách hướng dẫn người cao tuổi" in client.get("/my-work").text


def test_what_is_missing_is_said_beside_its_field(client, commune, team, coordinator):
    client.sign_in(coordinator)
    page = client.get(f"/units/{commune.id}/trainings/new")
    form = {"topic": "payment", "day": "15/06/2022", "begins": "25h", "ends": "11:00",
            "online_url": "http://a.vn", "note": "Mang điện thoại"}  # fmt: skip

    page = page.submit(page.path, **form)

    assert page.status == 422
    for words in ("Nhập giờ như 08:00 hoặc 14:30.", "Mang điện thoại", "25h"):
        assert words in page.html
    page = page.submit(page.path, **(form | {"begins": "8:00"}))
    assert "Chọn ngày, giờ chưa tới." in page.text
    page = page.submit(page.path, **(form | {"begins": "8:00", "day": "20/06/2022"}))
    assert "Nhập đường dẫn đầy đủ" in page.text
    mended = {"begins": "8", "day": "20/06/2022", "online_url": "", "place": "Hội trường"}
    page = page.submit(page.path, **(form | mended))
    assert "Chọn ít nhất một tổ." in page.text
    assert db.session.scalars(select(Training.id)).all() == []


def test_a_district_invites_all_teams_of_a_commune(client, world):
    district = world.district(world.province())
    communes = [world.commune(district, name) for name in ("Bom Bo", "Đăng Hà")]
    teams = [world.team(commune) for commune in communes for _number in range(2)]
    client.sign_in(world.staff(Role.coordinator, district))
    page = client.get(f"/units/{district.id}/trainings/new")

    about = {"topic": "safety", "day": "20/06/2022", "begins": "8:00", "ends": "10:00", "place": "Huyện"}
    page = page.submit(page.path, **about, communes=[communes[1].id])

    assert page.status == 200
    invited = select(TrainingTeam.team_id).order_by(TrainingTeam.team_id)
    assert db.session.scalars(invited).all() == [teams[2].id, teams[3].id]


def test_a_commune_reads_a_training_of_the_district_and_sees_its_own_people_alone(client, world):
    district = world.district(world.province())
    own, other = (world.commune(district, name) for name in ("Bom Bo", "Đăng Hà"))
    teams = [world.team(commune, leader=False) for commune in (own, other)]
    world.member(teams[0], world.user("Người của xã"))
    world.member(teams[1], world.user("Người xã khác"))
    training = make_training(district, teams, begins_in=timedelta(days=2))
    client.sign_in(world.coordinator(own))

    page = client.get(f"/trainings/{training.id}")

    assert "Người của xã" in page.text
    assert "Người xã khác" not in page.text
    assert client.get(f"/trainings/{training.id}/edit").status == 403
    assert client.get(f"/trainings/{training.id}/attendance").status == 403


def test_a_member_answers_and_sees_no_list_of_people(client, commune, team, member, world):
    world.member(team, world.user("Người cùng tổ"))
    training = make_training(commune, [team], begins_in=timedelta(days=2))
    client.sign_in(member)
    page = client.get(f"/trainings/{training.id}")
    assert "Người cùng tổ" not in page.text

    page = page.submit(f"/trainings/{training.id}/answer")

    assert "Bạn đã báo sẽ dự." in page.text
    assert invitation_of(training, member).answer == "coming"
    # Answered, and two days away: nothing asks for attention any more.
    assert "Bạn được mời tập huấn" not in client.get("/log").text


def test_a_reminder_comes_on_the_day_before_for_who_is_coming(client, commune, team, member, frozen_clock):
    training = make_training(commune, [team], begins_in=timedelta(days=2))
    client.sign_in(member)
    page = client.get(f"/trainings/{training.id}")
    page.submit(f"/trainings/{training.id}/answer")

    told = ["Nhắc lịch" in client.get("/log").text]
    frozen_clock.tick(days=1)
    told.append("Nhắc lịch" in client.get("/log").text)
    frozen_clock.tick(days=1, hours=4)
    told.append("Nhắc lịch" in client.get("/log").text)

    assert told == [False, True, False]


def test_the_calendar_file_is_the_same_event_with_a_higher_number(client, commune, team, coordinator):
    training = make_training(commune, [team], begins_in=timedelta(days=2), topic="other", title="Chữ ký số")
    client.sign_in(coordinator)

    before = client.http.get(f"/trainings/{training.id}/calendar.ics")
    page = client.get(f"/trainings/{training.id}/cancel")
    page.submit(page.path, reason="Mưa lớn.")
    after = client.http.get(f"/trainings/{training.id}/calendar.ics")

    assert before.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert before.headers["Content-Disposition"] == f'attachment; filename="tap-huan-{training.id}.ics"'
    lines = [file.text.split("\r\n") for file in (before, after)]
    read = [dict(line.split(":", 1) for line in part if ":" in line) for part in lines]
    assert read[0]["UID"] == read[1]["UID"]
    assert [int(one["SEQUENCE"]) for one in read] == [0, 1]
    assert [one["STATUS"] for one in read] == ["CONFIRMED", "CANCELLED"]
    assert read[0]["DTSTART"] == "20220618T080000Z"


def test_the_list_is_parted_by_time_and_narrowed_by_topic(client, commune, team, coordinator):
    make_training(commune, [team], begins_in=timedelta(days=1), topic="payment")
    make_training(commune, [team], begins_in=timedelta(days=2), topic="safety")
    make_training(commune, [team], begins_in=timedelta(days=3), topic="shopping", status="cancelled")
    client.sign_in(coordinator)

    def shown(path: str) -> list[bool]:
        text = " ".join(client.get(path).links())
        return [words in text for words in ("Thanh toán trực tuyến", "trên mạng", "Mua sắm trực tuyến")]

    assert shown("/trainings") == [True, True, False]
    assert shown("/trainings?topic=safety") == [False, True, False]
    assert shown("/trainings?when=past") == [False, False, True]
    # Nonsense narrows nothing.
    assert shown("/trainings?topic=x&when=y&after=z") == [True, True, False]
    assert "Không có buổi tập huấn nào về chủ đề này." in client.get("/trainings?topic=other").text


def test_lists_and_pages_take_no_statement_a_row(client, world, commune, team, coordinator):
    client.sign_in(coordinator)

    def statements() -> list[int]:
        counts = []
        for path in ("/trainings", f"/trainings/{training.id}", f"/teams/{team.id}"):
            with counting_statements() as found:
                assert client.get(path).status == 200
            counts.append(len(found))
        return counts

    world.member(team)
    training = make_training(commune, [team], begins_in=timedelta(days=1))
    few = statements()
    for number in range(6):
        world.member(team)
        make_training(commune, [team], begins_in=timedelta(days=number + 1))
    training = make_training(commune, [team], begins_in=timedelta(days=9))

    assert statements() == few


def test_a_pdf_is_handed_out_to_be_kept_to_who_is_invited(client, world, commune, team, member, coordinator):
    training = make_training(commune, [team], begins_in=timedelta(days=1))
    client.sign_in(coordinator)
    page = client.get(f"/trainings/{training.id}")
    address = f"/trainings/{training.id}/materials"

    page = page.submit(address, title="Bài giảng", file=(BytesIO(PDF), "bài giảng.pdf"))

    assert "Bài giảng" in page.text
    client.sign_in(member)
    links = client.get(f"/trainings/{training.id}").links().values()
    [link] = [one for one in links if "/materials/" in one]
    answer = client.http.get(link)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    client.sign_in(world.member(world.team(commune)))
    assert client.http.get(link).status_code == 404


def test_the_team_page_shows_its_trainings_in_words(client, commune, team, member, coordinator):
    training = make_training(commune, [team], begins_in=timedelta(days=-1), topic="data_protection")
    note_completed(training, member)
    client.sign_in(coordinator)

    page = client.get(f"/teams/{team.id}")

    assert page.text.count("Bảo vệ dữ liệu cá nhân") == 2
