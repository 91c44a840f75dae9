"""The pages of places, as the people who work there use them."""

import unicodedata
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import HamletList, Unit, UnitCensus, UnitVersion
from portal.queries.hamlets import get_confirmation, list_hamlets
from portal.queries.units import find_unit_by_code
from portal.services.units import load_shipped_places
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)
HAMLET_ACTS = ("rename", "end", "households", "merge")


@pytest.fixture
def commune(world):
    """A commune with one hamlet and a confirmed list."""
    commune = world.commune(name="Đăng Hà", code="25426", population=6245, households=1560)
    world.hamlet(commune, "1")
    return commune


@pytest.fixture
def as_coordinator(client, world, commune):
    """A browser in which the commune's coordinator is signed in and reads English."""
    return signed_in(client, world.coordinator(commune))


def signed_in(client, user):
    client.sign_in(user)
    client.get("/account?lang=en")
    return client


def token(client):
    form = client.get("/account").form("/account/locale")
    return next(box.get("value") for box in form.iter() if box.get("name") == "csrf_token")


def unit_of(code):
    return db.session.get(Unit, find_unit_by_code(code, TODAY).id)


def names(commune):
    db.session.expire_all()
    return [hamlet.full_name for hamlet in list_hamlets(commune.id, TODAY)]


def counted_today():
    return db.session.scalars(select(UnitCensus.households).where(UnitCensus.counted_on == TODAY)).all()


def is_confirmed(commune):
    return get_confirmation(commune.id).confirmed_at is not None


def unit_named(commune, full_name):
    one = next(hamlet for hamlet in list_hamlets(commune.id, TODAY) if hamlet.full_name == full_name)
    return db.session.get(Unit, one.id)


def open_hamlet(client, hamlet):
    return client.get(f"/units/{hamlet.id}")


def test_province_staff_find_a_commune_by_part_of_its_name_without_marks(client, world):
    load_shipped_places()
    signed_in(client, world.staff(Role.province_staff, unit_of("70")))

    everything = client.get("/units")
    found = everything.submit("/units", words="dak o")
    nothing = everything.submit("/units", words="Hà Nội")

    assert sum(label.startswith(("Xã ", "Phường ", "Thị trấn ")) for label in everything.links()) > 90
    assert "Xã Đak Ơ" in found.links() and "Xã Bom Bo" not in found.links()
    assert found.follow("Xã Đak Ơ").h1 == "Xã Đak Ơ"
    assert "No commune of yours has “Hà Nội”" in nothing.text


def test_a_search_in_decomposed_letters_finds_the_same(client, world):
    load_shipped_places()
    signed_in(client, world.staff(Role.province_staff, unit_of("70")))

    page = client.get("/units", query_string={"words": unicodedata.normalize("NFD", "Đăng Hà")})

    assert "Xã Đăng Hà" in page.links() and "Xã Đak Ơ" not in page.links()


def test_somebody_without_a_place_is_told_how_to_get_one(client, world):
    signed_in(client, world.user())

    page = client.get("/units")

    assert "You have no communes yet" in page.text


def test_a_place_shows_its_path_facts_and_history_as_on_any_day(client, world):
    load_shipped_places()
    signed_in(client, world.staff(Role.province_staff, unit_of("70")))
    district = unit_of("697")

    now = client.get(f"/units/{district.id}")
    later = now.submit(f"/units/{district.id}", as_of="01/10/2022")
    commune = later.follow("Phường Hưng Long")

    assert now.h1 == "Huyện Chơn Thành"
    assert "Huyện Chơn Thành until 30/09/2022" in now.text
    assert "Thị xã Chơn Thành since 01/10/2022" in now.text
    assert "570/NQ-UBTVQH15" in now.text
    assert "Thị trấn Chơn Thành" in now.links()
    assert later.h1 == "Thị xã Chơn Thành"
    assert "as it was on 01/10/2022" in later.text
    assert commune.h1 == "Phường Hưng Long"
    assert commune.follow("Thị xã Chơn Thành").h1 == "Thị xã Chơn Thành"
    assert "5.912" in commune.text.replace(",", ".")


def test_a_place_on_a_day_before_it_was_recorded_says_so(as_coordinator, commune):
    page = as_coordinator.get(f"/units/{commune.id}?as_of=2018-11-30")

    assert (page.status, page.h1) == (200, "Xã Đăng Hà")
    assert "is not recorded on 30/11/2018" in page.text
    assert page.follow("as it is today").path == f"/units/{commune.id}"


def test_a_day_that_is_none_is_refused_with_what_to_write(as_coordinator, commune):
    page = as_coordinator.get(f"/units/{commune.id}?as_of=2022-02-30")

    assert page.status == 422
    assert "Enter a date such as 16/06/2022." in page.text


def test_places_outside_ones_area_and_unknown_ones_look_the_same(as_coordinator, commune, world):
    neighbour = world.commune(db.session.get(Unit, commune.parent_id), "Thọ Sơn")
    hamlet = world.hamlet(neighbour)

    for unit_id in (neighbour.id, hamlet.id, 10**6, 2**63):
        assert as_coordinator.get(f"/units/{unit_id}").status == 404
        assert as_coordinator.post(f"/units/{unit_id}/hamlets", {"csrf_token": "x"}).status in (400, 404)


def test_a_member_reads_the_own_commune_but_is_offered_no_change(client, world, commune):
    hamlet = world.hamlet(commune, "2")
    own = world.team(commune, [hamlet], name="Tổ thôn 2")
    world.team(commune, [hamlet], name="Tổ bên cạnh")
    signed_in(client, world.member(own))

    page = client.get(f"/units/{commune.id}")
    hamlet_page = page.follow("Thôn 2")

    assert "Tổ thôn 2" in page.links() and "Tổ bên cạnh" not in page.links()
    assert "Tổ bên cạnh" in page.text
    actions = [form.get("action") or "" for form in page.all("form") + hamlet_page.all("form")]
    assert not [action for action in actions if action.startswith("/units/") and action.count("/") > 2]


def test_coordinator_adds_a_hamlet_and_is_asked_to_confirm_the_list_again(as_coordinator, commune):
    page = as_coordinator.get(f"/units/{commune.id}")
    assert "that this list is complete" in page.text

    page = page.submit("/hamlets", type="sóc", name=unicodedata.normalize("NFD", "Bù Môn"), households="85")

    assert page.path == f"/units/{commune.id}"
    assert names(commune) == ["Thôn 1", "Sóc Bù Môn"]
    assert counted_today() == [85]
    assert not is_confirmed(commune)
    assert "no longer confirmed" in page.text
    assert "Nobody has confirmed that this list is complete." in page.text

    page = page.submit("/confirm")

    assert is_confirmed(commune)
    assert "Trần Thị Phượng confirmed at 15:00 16/06/2022 that this list is complete." in page.text

    page = page.submit("/withdraw")

    assert not is_confirmed(commune)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "1"}, "The list already has Thôn 1."),
        ({"name": unicodedata.normalize("NFD", "THÔN 1")}, "The list already has Thôn 1."),
        ({"name": "  "}, "Enter the name of the hamlet."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "3", "on": "17/06/2022"}, "Choose a day that is not in the future."),
        ({"name": "3", "on": "31/06/2022"}, "Enter a date such as 16/06/2022."),
        ({"name": "3", "on": ""}, "Enter the day."),
        ({"name": "3", "on": "01/01/2018"}, "Give a day from 01/12/2018 on"),
        ({"name": "3", "households": "many"}, "Enter a whole number"),
        ({"name": "3", "households": "-1"}, "Enter a whole number"),
        ({"name": "3", "households": "100000"}, "up to 99,999"),
    ],
)
def test_a_hamlet_that_cannot_be_added_is_shown_again_with_what_to_do(as_coordinator, commune, typed, told):
    page = as_coordinator.get(f"/units/{commune.id}").submit("/hamlets", **{"type": "thôn"} | typed)

    assert page.status == 422
    assert told in page.text
    assert names(commune) == ["Thôn 1"]
    assert is_confirmed(commune)
    if len(typed) > 1:
        assert [box.get("value") for box in page.all("input") if box.get("name") == "name"] == ["3"]


@pytest.mark.parametrize("wrong", [{"type": "xã"}, {"name": "3\x07"}, {"name": "Thôn\x00"}])
def test_what_no_page_offers_is_refused(as_coordinator, commune, wrong):
    typed = {"csrf_token": token(as_coordinator), "type": "thôn", "name": "3", "on": "16/06/2022"}

    answer = as_coordinator.http.post(f"/units/{commune.id}/hamlets", data=typed | wrong)

    assert answer.status_code in (400, 422)
    assert names(commune) == ["Thôn 1"]


def test_coordinator_renames_a_hamlet_from_a_day_on(as_coordinator, commune):
    hamlet = unit_named(commune, "Thôn 1")

    page = open_hamlet(as_coordinator, hamlet).submit(
        "/rename", **{"rename-type": "khu phố", "rename-name": "Ninh Thịnh", "rename-on": "01/06/2022"}
    )

    assert page.h1 == "Khu phố Ninh Thịnh"
    assert "Thôn 1 until 31/05/2022" in page.text
    assert names(commune) == ["Khu phố Ninh Thịnh"]
    assert not is_confirmed(commune)


def test_coordinator_counts_the_households_without_losing_the_confirmation(as_coordinator, commune):
    hamlet = unit_named(commune, "Thôn 1")

    page = open_hamlet(as_coordinator, hamlet).submit("/households", **{"count-households": "112"})

    assert counted_today() == [112]
    assert "112" in page.text
    assert is_confirmed(commune)


def test_a_hamlet_ends_only_when_no_team_serves_it_any_more(as_coordinator, commune, world):
    hamlet = unit_named(commune, "Thôn 1")
    free = world.hamlet(commune, "9")
    world.team(commune, [hamlet], name="Tổ thôn 1")

    served = open_hamlet(as_coordinator, hamlet).submit("/end", **{"end-on": "16/06/2022"})
    ended = open_hamlet(as_coordinator, free).submit("/end", **{"end-on": "16/06/2022"})

    assert served.status == 422
    assert "Tổ thôn 1" in served.text
    assert (ended.status, ended.path) == (200, f"/units/{commune.id}")
    assert names(commune) == ["Thôn 1"]
    gone = open_hamlet(as_coordinator, free)
    assert (gone.status, gone.h1) == (200, "Thôn 9")
    assert "Thôn 9 until 15/06/2022" in gone.text


def test_coordinator_merges_a_hamlet_and_is_shown_which_teams_are_to_be_re_formed(
    as_coordinator, commune, world
):
    hamlet, other = unit_named(commune, "Thôn 1"), world.hamlet(commune, "2")
    world.team(commune, [hamlet], name="Tổ thôn 1")

    page = open_hamlet(as_coordinator, hamlet).submit(
        "/merge", **{"merge-into": str(other.id), "merge-on": "10/06/2022"}
    )

    assert (page.status, page.path) == (200, f"/units/{commune.id}")
    assert names(commune) == ["Thôn 2"]
    assert "The list has changed and is no longer confirmed." in page.text
    assert "Tổ thôn 1: Hamlets that the team serves were merged. since 10/06/2022" in page.text
    assert "Follows Thôn 1 from 10/06/2022" in open_hamlet(as_coordinator, other).text
    gone = open_hamlet(as_coordinator, hamlet)
    assert "Its land lies in Thôn 2 since then." in gone.text
    assert not [form for form in gone.all("form") if "/merge" in (form.get("action") or "")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"into": "0"}, "Choose the hamlet that goes on."),
        ({"on": "17/06/2022"}, "Choose a day that is not in the future."),
        ({"on": ""}, "Enter the day."),
        ({"on": "01/12/2018"}, "The hamlet began on that day."),
    ],
)
def test_a_merger_that_cannot_be_is_shown_again_with_what_to_do(as_coordinator, commune, world, typed, told):
    hamlet, other = unit_named(commune, "Thôn 1"), world.hamlet(commune, "2")
    typed = {"into": str(other.id), "on": "16/06/2022"} | typed

    page = open_hamlet(as_coordinator, hamlet).submit(
        "/merge", **{f"merge-{name}": value for name, value in typed.items()}
    )

    assert page.status == 422
    assert told in page.text
    assert names(commune) == ["Thôn 1", "Thôn 2"]


def test_the_only_hamlet_of_a_commune_is_offered_no_merger(as_coordinator, commune):
    page = open_hamlet(as_coordinator, unit_named(commune, "Thôn 1"))

    assert not [form for form in page.all("form") if "/merge" in (form.get("action") or "")]


def test_a_list_that_somebody_else_changed_meanwhile_is_not_confirmed(as_coordinator, commune, world):
    db.session.delete(db.session.get(HamletList, commune.id))
    db.session.commit()
    page = as_coordinator.get(f"/units/{commune.id}")
    world.hamlet(commune, "2")

    page = page.submit("/confirm")

    assert page.status == 422
    assert "Somebody else changed this meanwhile." in page.text
    assert not is_confirmed(commune)


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("district", 403), ("staff", 403), ("admin", 403), ("neighbour", 404)],
)
def test_nobody_else_changes_the_list(client, world, commune, who, status):
    district = db.session.get(Unit, commune.parent_id)
    province = db.session.get(Unit, district.parent_id)
    hamlet = unit_named(commune, "Thôn 1")
    person = {
        "member": lambda: world.member(world.team(commune)),
        "district": lambda: world.staff(Role.coordinator, district),
        "staff": lambda: world.staff(Role.province_staff, province),
        "admin": lambda: world.staff(Role.admin, province),
        "neighbour": lambda: world.coordinator(world.commune(district, "Thọ Sơn")),
    }[who]()
    signed_in(client, person)
    typed = {"csrf_token": token(client), "type": "thôn", "name": "8", "on": "16/06/2022", "seen": "1"}
    typed |= {"rename-type": "thôn", "rename-name": "8", "rename-on": "16/06/2022", "end-on": "16/06/2022"}
    typed |= {"merge-into": "1", "merge-on": "16/06/2022"}
    before = db.session.scalar(select(func.count()).select_from(UnitVersion))

    answers = [client.post(f"/units/{commune.id}/{act}", typed) for act in ("hamlets", "confirm", "withdraw")]
    answers += [client.post(f"/units/{hamlet.id}/{act}", typed) for act in HAMLET_ACTS]

    assert [answer.status for answer in answers] == [status] * 7
    assert db.session.scalar(select(func.count()).select_from(UnitVersion)) == before
    assert names(commune) == ["Thôn 1"]
    assert is_confirmed(commune)


def test_an_empty_list_opens_with_the_form_and_cannot_be_confirmed(client, world):
    commune = world.commune(confirmed=False)
    signed_in(client, world.coordinator(commune))

    page = client.get(f"/units/{commune.id}")

    assert "No hamlets are entered yet." in page.text
    assert any(fold.get("open") is not None for fold in page.all("details"))
    assert not [form for form in page.all("form") if "/confirm" in (form.get("action") or "")]


@pytest.mark.parametrize("path", ["/units", "commune", "hamlet", "province"])
def test_a_page_of_places_takes_as_many_statements_whatever_its_size(client, world, path):
    province = world.province()
    commune = world.commune(world.district(province))
    hamlet = world.hamlet(commune, "0")
    signed_in(client, world.staff(Role.province_staff, province))
    address = path if path == "/units" else f"/units/{locals()[path].id}"

    def count():
        client.get(address)
        with counting_statements() as statements:
            assert client.get(address).status == 200
        return len(statements)

    small = count()
    for number in range(1, 12):
        world.team(commune, [world.hamlet(commune, str(number))])
        world.team(world.commune(world.district(province, f"Khác {number}"), f"Xã {number}"), [])

    assert count() == small
    assert small <= 17
