"""What everybody may read: plain words, small counts hidden, no person, no cookie, nothing when off."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.roles import Role
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Campaign
from portal.transaction import transactional
from tests.page_client import text_of
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world):
    """A commune with three hamlets: 40 visits, 7 visits, and 3 visits."""
    province = world.province()
    district = world.district(province)
    commune = world.commune(district, "Đak Nhau")
    hamlets = [world.hamlet(commune, f"Bù Lư {number}") for number in (1, 2, 3)]
    people = []
    for hamlet, visits in zip(hamlets, (40, 7, 3), strict=True):
        team = world.team(commune, [hamlet], name=f"Tổ {hamlet.id}")
        people.append(world.member(team, world.user(f"Điểu Thị Mật {hamlet.id}")))
        world.activity(team, people[-1], status="approved", occurred_on=date(2022, 6, 3), visits=visits)
    campaign = world.campaign(province, is_public=True)
    return SimpleNamespace(
        province=province,
        district=district,
        commune=commune,
        hamlets=hamlets,
        people=people,
        campaign=campaign,
    )


@transactional
def close(campaign) -> None:
    """Take the public page away."""
    db.session.get_one(Campaign, campaign.id).is_public = False


def cells(page) -> list[list[str]]:
    """Return the words of the table's rows."""
    rows = [row for row in page.all("table")[0].iter() if str(row.tag).endswith("}tr")]
    return [[text_of(cell) for cell in row] for row in rows[1:]]


def test_a_commune_is_told_in_plain_words_and_small_counts_are_hidden_with_their_neighbour(client, place):
    page = client.get(f"/p/kh170-2022/{place.commune.id}?lang=en")

    assert "Of 3 hamlets" not in page.text
    assert "Help given since the campaign began: 50 visits." in page.text
    # 50 − 40 − 7 would tell the 3, so the 7 is hidden, too.
    assert cells(page) == [
        ["Thôn Bù Lư 1", "has a team at work", "40 visits"],
        ["Thôn Bù Lư 2", "has a team at work", "fewer than 5, or not stated"],
        ["Thôn Bù Lư 3", "has a team at work", "fewer than 5, or not stated"],
    ]


def test_help_of_a_team_of_two_hamlets_that_names_neither_says_nothing_of_a_team(client, place, world):
    both = world.team(place.commune, [world.hamlet(place.commune, f"Bù Đốp {number}") for number in (1, 2)])
    world.activity(both, world.member(both), status="approved", occurred_on=date(2022, 6, 3), visits=20)

    page = client.get(f"/p/kh170-2022/{place.commune.id}")

    assert cells(page)[-1] == ["Chưa ghi rõ thôn", "20 lượt"]
    assert "–" not in [cell for row in cells(page) for cell in row]


def test_a_hamlet_hides_what_its_commune_hides_and_leads_to_its_team(client, place):
    shown = [client.get(f"/p/kh170-2022/{one.id}") for one in place.hamlets]

    assert "40 lượt" in shown[0].text
    for page in shown[1:]:
        assert "ít hơn 5 hoặc không nêu" in page.text
    assert "Lịch hướng dẫn" in shown[2].follow("Ai giúp ở đây, lúc nào").h1


def test_a_commune_is_found_by_its_name_without_accents(client, place, world):
    world.commune(place.district, "Thọ Sơn", confirmed=False)

    page = client.get("/p/kh170-2022").submit("/p/", q="dak nh")

    assert [row[0] for row in cells(page)] == ["Xã Đak NhauHuyện Bù Đăng"]
    assert client.get("/p/kh170-2022?q=tho").text.count("chưa xác nhận") == 1
    assert "Không có xã nào tên như vậy." in client.get("/p/kh170-2022?q=zzz").text


def test_what_is_called_so_comes_before_what_holds_the_words(client, place, world):
    phu_rieng = world.district(place.province, "Phú Riềng")
    for name in ("Bình Tân", "Phú Tân", "Tân Phú Đông", "Tân Phú", "Lộc Tân Phú"):
        world.commune(phu_rieng, name)

    page = client.get("/p/kh170-2022?q=tan phu")

    # "Bình Tân" answers only with its district's name.
    assert [row[0].removesuffix("Huyện Phú Riềng") for row in cells(page)] == [
        "Xã Tân Phú",
        "Xã Tân Phú Đông",
        "Xã Lộc Tân Phú",
        "Xã Phú Tân",
        "Xã Bình Tân",
    ]


def test_a_team_without_its_founding_decision_is_a_team_for_its_neighbours(client, place, world):
    hamlets = [world.hamlet(place.commune, f"Bù Đốp {number}") for number in (5, 6, 7, 8)]
    at_work = world.team(place.commune, [hamlets[0]], name="Tổ Bù Đốp 5", founded_on=None)
    world.activity(
        at_work, world.member(at_work), status="approved", occurred_on=date(2022, 6, 3), visits=126
    )
    world.team(place.commune, [hamlets[1]], name="Tổ Bù Đốp 6", founded_on=None)
    world.team(place.commune, [hamlets[2]], name="Tổ Bù Đốp 7", leader=False)
    world.team(place.commune, [hamlets[3]], name="Tổ Bù Đốp 8", founded_on=None, status=TeamStatus.suspended)

    page = client.get(f"/p/kh170-2022/{place.commune.id}")
    shown = [client.get(f"/p/kh170-2022/{one.id}") for one in hamlets]

    states = {row[0]: row[1] for row in cells(page)}
    assert states["Thôn Bù Đốp 5"] == "tổ đang hoạt động, đang hoàn thiện quyết định thành lập"
    assert states["Thôn Bù Đốp 6"] == "có tổ, đang hoàn thiện quyết định thành lập"
    assert states["Thôn Bù Đốp 7"] == "có tổ, chưa có tổ trưởng"
    assert states["Thôn Bù Đốp 8"] == "chưa có tổ"
    # The published figure stays: three hamlets of seven have a team that counts.
    assert "7 thôn" in page.text and "ít hơn 5 nơi đã có tổ" in page.text
    assert "Số liệu này chỉ tính những tổ đã có quyết định thành lập và tổ trưởng." in page.text
    assert "126 lượt" in shown[0].text and "Tổ Bù Đốp 5" in shown[0].follow("Ai giúp ở đây").text
    for one in shown[:3]:
        assert "Nơi bà con ở có tổ" in one.text and "Nơi bà con ở chưa có tổ" not in one.text
    assert "Nơi bà con ở chưa có tổ" in shown[3].text


def test_many_districts_are_folded_until_a_commune_is_asked_for(client, place, world):
    for name in ("Đồng Phú", "Chơn Thành", "Lộc Ninh"):
        world.commune(world.district(place.province, name), f"Tân {name}")

    page = client.get("/p/kh170-2022")
    found = client.get("/p/kh170-2022?q=tan")

    folded = [text_of(one) for one in page.all("summary")]
    assert folded == [
        "Huyện Bù Đăng: 1 xã, phường",
        "Huyện Chơn Thành: 1 xã, phường",
        "Huyện Đồng Phú: 1 xã, phường",
        "Huyện Lộc Ninh: 1 xã, phường",
    ]
    assert page.follow("Xã Đak Nhau").path.endswith(str(place.commune.id))
    assert (found.all("summary"), len(cells(found))) == ([], 3)


@pytest.mark.parametrize("rest", ["", "/commune", "/hamlet"])
def test_no_person_no_cookie_and_an_answer_that_may_be_kept(client, place, rest):
    numbers = {"": "", "/commune": f"/{place.commune.id}", "/hamlet": f"/{place.hamlets[0].id}"}
    client.sign_in(place.people[0])

    answer = client.http.get(f"/p/kh170-2022{numbers[rest]}")
    again = client.http.get(
        f"/p/kh170-2022{numbers[rest]}", headers={"If-None-Match": answer.headers["ETag"]}
    )

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.get_data()) == (304, b"")
    for person in place.people:
        assert person.name not in answer.text and person.phone not in answer.text


def test_pages_are_the_same_for_everybody_and_speak_english_by_address_alone(client, place):
    address = f"/p/kh170-2022/{place.commune.id}"
    plain = client.http.get(address).text
    client.get("/sign-in?lang=en")
    client.sign_in(place.people[0])

    assert client.http.get(address).text == plain
    english = client.get(f"{address}?lang=en")
    assert english.all("html")[0].get("lang") == "en"
    assert english.follow("Thôn Bù Lư 1").all("html")[0].get("lang") == "en"


def test_nothing_is_there_while_it_is_switched_off_or_not_begun(client, place, frozen_clock):
    addresses = ["/p/kh170-2022", f"/p/kh170-2022/{place.commune.id}", f"/p/kh170-2022/{place.hamlets[0].id}"]
    frozen_clock.tick(days=-30)
    assert {client.http.get(address).status_code for address in addresses} == {404}
    frozen_clock.tick(days=30)
    assert {client.http.get(address).status_code for address in addresses} == {200}

    close(place.campaign)

    assert {client.http.get(address).status_code for address in addresses} == {404}
    assert "public" not in client.http.get(addresses[0]).headers["Cache-Control"]


def test_who_has_no_account_is_led_from_the_first_page_to_what_is_public(client, place, frozen_clock):
    first = client.get("/")

    assert first.follow("Xem kết quả công khai: Chiến dịch 92 ngày đêm").path == "/p/kh170-2022"
    frozen_clock.tick(days=-30)
    assert "Xem kết quả công khai" not in client.get("/").text
    frozen_clock.tick(days=30)
    close(place.campaign)
    assert "Xem kết quả công khai" not in client.get("/").text


def test_other_places_and_campaigns_are_not_there(client, place, world):
    elsewhere = world.commune(world.district(world.province("Đồng Nai", "75"), "Xa"), "Lạ")

    for unit_id in (place.province.id, place.district.id, elsewhere.id, 2_000_000_000):
        assert client.http.get(f"/p/kh170-2022/{unit_id}").status_code == 404
    assert client.http.get("/p/nothing").status_code == 404


def test_an_unconfirmed_commune_is_unknown_and_never_nothing(client, place, world):
    commune = world.commune(place.district, "Thọ Sơn", confirmed=False)

    page = client.get(f"/p/kh170-2022/{commune.id}")

    assert "Xã chưa xác nhận danh sách thôn, ấp, khu phố" in page.text
    assert "Chưa có thôn, ấp, khu phố nào được nhập." in page.text


def test_province_staff_open_and_close_it_on_the_campaigns_page(client, place, world):
    close(place.campaign)
    client.sign_in(world.staff(Role.province_staff, place.province))

    page = client.get("/campaigns/kh170-2022").submit("public-page", public="1")
    assert "Đã mở trang công khai" in page.html
    assert page.follow("Mở trang công khai").path == "/p/kh170-2022"
    page = client.get("/campaigns/kh170-2022").submit("public-page")

    assert db.session.scalar(db.select(Campaign.is_public)) is False


def test_a_larger_commune_counts_its_hamlets_and_small_counts_of_them_are_hidden(client, place, world):
    for name in "ABCDE":
        world.team(place.commune, [world.hamlet(place.commune, name)], name=f"Tổ {name}")

    page = client.get(f"/p/kh170-2022/{place.commune.id}?lang=en")
    row = cells(client.get("/p/kh170-2022?lang=en"))[0]

    # 3 + 5 hamlets, each with a team, and the three of the fixture at work.
    assert "Of 8 hamlets, 8 have a team; in fewer than 5 the team is at work." in page.text
    assert row[1:] == ["8", "8", "fewer than 5"]


@pytest.mark.parametrize("rest", ["", "/commune"])
def test_public_pages_cost_the_same_with_more_places(client, place, world, rest):
    address = f"/p/kh170-2022{rest and f'/{place.commune.id}'}"
    client.get(address)
    with counting_statements() as few:
        client.get(address)
    for number in range(5):
        world.hamlet(place.commune, f"Mới {number}")
        world.hamlet(world.commune(place.district, f"Xã {number}"))
    with counting_statements() as many:
        client.get(address)

    assert len(many) == len(few)
