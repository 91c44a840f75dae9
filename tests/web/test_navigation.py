"""Where each role goes from every page: few places at hand, and for staff the rest by what it is about."""

from portal.domain.roles import Role
from tests.page_client import NAMESPACE, text_of

AT_HAND = ["Duyệt", "Độ phủ", "Tám chỉ tiêu", "Cần hỗ trợ", "Tổ"]


def navigation(page) -> tuple[list[str], dict[str, list[str]]]:
    """Return the places at hand on a wide screen, and those of each group."""
    [found] = [nav for nav in page.all("nav") if "places" in (nav.get("class") or "").split()]
    rows = [row for row in next(found.iter(f"{NAMESPACE}ul")) if "phone-only" not in (row.get("class") or "")]
    at_hand, groups = [], {}
    for row in rows:
        links = [text_of(link) for link in row.iter(f"{NAMESPACE}a")]
        heading = [text_of(words) for words in row.iter(f"{NAMESPACE}summary")]
        if heading:
            groups[heading[0]] = links
        else:
            at_hand += links
    return at_hand, groups


def test_a_member_has_few_places_and_no_groups(client, world):
    client.sign_in(world.member(world.team(world.commune(), leader=False)))

    at_hand, groups = navigation(client.get("/teams"))

    assert (at_hand, groups) == (["Ghi việc", "Bản ghi", "Việc của tôi", "Lịch", "Tổ", "Chiến dịch"], {})


def test_a_coordinator_finds_trainings_and_figures_in_groups(client, world):
    client.sign_in(world.coordinator(world.commune()))

    page = client.get("/trainings")

    at_hand, groups = navigation(page)
    assert at_hand == AT_HAND
    assert groups["Tập huấn, hướng dẫn"] == ["Tập huấn", "Nhu cầu tập huấn", "Lịch hướng dẫn", "Cách làm hay"]
    assert groups["Số liệu"] == [
        "Chiến dịch",
        "Số liệu chỉ tiêu 1 đến 7",
        "Kết quả hướng dẫn",
        "Ngày công",
        "Hậu kiểm",
        "Chốt số liệu",
        "Báo cáo",
    ]
    current = [text_of(words) for words in page.all("summary") if words.get("class") == "is-current"]
    assert current == ["Tập huấn, hướng dẫn", "Thêm"]


def test_who_is_member_and_coordinator_finds_the_sessions_once(client, world):
    commune = world.commune()
    person = world.coordinator(commune)
    world.member(world.team(commune, leader=False), person)
    client.sign_in(person)

    at_hand, groups = navigation(client.get("/teams"))

    assert at_hand == ["Ghi việc", "Bản ghi", "Việc của tôi", *AT_HAND]
    assert "Lịch hướng dẫn" in groups["Tập huấn, hướng dẫn"]


def test_who_holds_review_meetings_finds_the_slides_among_the_figures(client, world):
    province = world.province()
    district = world.district(province)
    for person, holds in (
        (world.staff(Role.province_staff, province), True),
        (world.staff(Role.coordinator, district), True),
        (world.coordinator(world.commune(district)), False),
    ):
        client.sign_in(person)

        groups = navigation(client.get("/teams"))[1]

        assert ("Bản trình chiếu họp giao ban" in groups["Số liệu"]) == holds
