"""The pages of good practices: the list, one in full, proposing, deciding, and copying one as a plan."""

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import CommunitySession, Practice
from tests.entries import count
from tests.practices import PracticePlace
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> PracticePlace:
    return PracticePlace(world)


def propose(client, entry, **values):
    """Fill in the form about an approved session."""
    usual = {
        "title": "Quét mã trả tiền",
        "steps": "1. Mở ứng dụng.\r\n2. Quét.",
        "links": "https://example.vn",
    }
    return (
        client.get(f"/activities/{entry.uuid}")
        .follow("Đề xuất thành cách làm hay")
        .submit("practice", **(usual | values))
    )


def test_a_leader_proposes_from_the_entry_and_the_coordinator_publishes(client, place):
    entry = place.approved()
    client.sign_in(place.leader)

    page = propose(client, entry, minutes="45")

    assert "Đã đề xuất" in page.text and "Đang chờ người xem" in page.text
    assert "Công bố" not in page.text
    client.sign_in(place.coordinator)
    page = client.get("/practices").follow("Quét mã trả tiền").submit("publish")
    assert "Đã công bố" in page.text
    assert db.session.scalars(select(Practice.status)).all() == ["published"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "tên ngắn"),
        ({"steps": ""}, "từng bước"),
        ({"skills": []}, "ít nhất một kỹ năng"),
        ({"minutes": "999"}, "từ 1 đến 480"),
        ({"links": "https://example.vn\r\njavascript:alert(1)"}, "Dòng 2"),
        ({"steps": "Gọi 0912 345 678"}, "giống số điện thoại"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, place, typed, words):
    entry = place.approved()
    client.sign_in(place.leader)

    page = propose(client, entry, **typed)

    assert page.status == 422 and words in page.text
    assert count(Practice) == 0
    kept = next(box for box in page.all("input") if box.get("name") == "title")
    assert kept.get("value") == typed.get("title", "Quét mã trả tiền")


def test_who_opens_the_form_twice_finds_the_practice(client, place):
    sheet = place.proposed()
    client.sign_in(place.leader)

    assert client.get(f"/activities/{sheet.activity_uuid}/practice").path == f"/practices/{sheet.id}"


def test_a_proposal_is_sent_back_with_what_to_change_and_comes_again(client, place):
    sheet = place.proposed()
    client.sign_in(place.coordinator)
    page = client.get(f"/practices/{sheet.id}")
    refused = page.submit("return", note="")
    assert refused.status == 422 and "Ghi rõ cần sửa gì" in refused.text
    page.submit("return", note="Viết rõ bước 2.")

    client.sign_in(place.leader)
    page = client.get("/practices")
    assert "Viết rõ bước 2." in page.text
    page.follow(sheet.title).follow("Sửa nội dung").submit("edit", steps="1. Mở.\r\n2. Quét mã ở quầy.")

    assert db.session.scalars(select(Practice.status)).all() == ["proposed"]


def test_a_practice_becomes_a_plan_and_the_plan_remembers_it(client, place):
    sheet = place.published()
    client.sign_in(place.other_leader)

    form = client.get("/practices").follow(sheet.title).follow("Dùng cách này")
    assert f"Lên lịch theo cách làm “{sheet.title}”" in form.text
    ticked = [box.get("value") for box in form.all("input") if box.get("checked") is not None]
    assert ticked == ["payment", "once"]
    page = form.submit("new", held_on="20/06/2022", start_time="18:00", place="Chợ xã")

    assert sheet.title in page.text
    assert db.session.scalars(select(CommunitySession.practice_id)).all() == [sheet.id]


def test_a_practice_that_is_not_offered_is_no_plan(client, place):
    sheet = place.proposed()
    client.sign_in(place.leader)

    form = client.get(f"/teams/{place.team.id}/community-sessions/new?practice={sheet.id}")

    assert "Lên lịch theo cách làm" not in form.text
    assert client.get(f"/teams/{place.team.id}/community-sessions/new?practice=x").status == 200


def test_every_share_stands_beside_what_it_is_made_of(client, place):
    sheet = place.published()
    place.approve(place.copy(sheet.id, visits=20, alone=8, together=6, shown=4))
    client.sign_in(place.other_leader)

    for path in ("/practices", f"/practices/{sheet.id}"):
        text = client.get(path).text

        assert "1 tổ khác đã dùng, 1 buổi, trong đó 1 buổi đã duyệt" in text
        # 8 of 20 are 40,0 %; 20 - 8 - 6 - 4 = 2.
        assert "Trong 20 lượt người, 8 lượt tự làm được (40,0 %); 2 lượt không ghi kết quả" in text


def test_with_few_visits_there_is_no_share(client, place):
    sheet = place.published()
    place.approve(place.copy(sheet.id, visits=3, alone=3))
    client.sign_in(place.leader)

    text = client.get(f"/practices/{sheet.id}").text

    assert "Trong 3 lượt người, 3 lượt tự làm được;" in text and "%" not in text
    assert "Dưới 20 lượt, còn ít nên chưa tính tỷ lệ" in text


def test_a_practice_is_withdrawn_with_a_reason(client, place, world):
    sheet = place.published()
    client.sign_in(place.other_leader)
    assert "Rút cách làm này" not in client.get(f"/practices/{sheet.id}").text
    client.sign_in(world.staff(Role.province_staff, place.commune))

    page = client.get(f"/practices/{sheet.id}")
    refused = page.submit("withdraw", reason="")
    page.submit("withdraw", reason="Ứng dụng đã đổi.")

    assert refused.status == 422 and "Ghi rõ vì sao" in refused.text
    assert db.session.scalars(select(Practice.status)).all() == ["withdrawn"]
    client.sign_in(place.other_leader)
    assert client.get(f"/practices/{sheet.id}").status == 404


def test_an_empty_list_and_a_search_without_a_hit_say_what_to_do(client, place):
    client.sign_in(place.leader)
    assert "Chưa có cách làm nào" in client.get("/practices").text
    place.published()

    page = client.get("/practices?words=zzz&skill=safety")

    assert "Không có cách làm nào khớp" in page.text
    assert place.sheet is not None and "Trả tiền điện" in page.follow("Xem tất cả").text


@pytest.mark.parametrize("practices", [1, 6])
def test_the_list_takes_as_many_statements_whatever_its_length(client, place, practices):
    for number in range(practices):
        sheet = place.published()
        place.copy(sheet.id, visits=20 + number)
    client.sign_in(place.leader)
    client.get("/practices")

    with counting_statements() as statements:
        client.get("/practices")

    # The three of the list, and what waits for the viewer.
    assert len([one for one in statements if "practices" in one]) == 4
