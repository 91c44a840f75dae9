"""A search finds by any spelling, only within the viewer's scope, and costs the same whatever is stored."""

import unicodedata
from datetime import date, timedelta

import pytest

from portal.domain.roles import Role
from portal.domain.search_words import read_question
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import TeamFormerName, UnitVersion
from portal.queries.search import MOST_HITS, search
from portal.transaction import transaction
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)


class Land:
    """Two districts with communes of like names, each with a hamlet, a team and its people."""

    def __init__(self, world) -> None:
        self.world = world
        self.province = world.province()
        self.near = world.district(self.province, "Lộc Ninh")
        self.far = world.district(self.province, "Đồng Phú")
        self.thanh = world.commune(self.near, "Lộc Thành", code="25300")
        self.twin = world.commune(self.near, "Lộc Thạnh", code="25303")
        self.nhau = world.commune(self.far, "Đak Nhau", code="25400")
        self.own, self.own_people = self.fill(self.thanh, "Tổ thôn Tà Tê", "Điểu K’Liêu", "0912345678")
        self.other, self.other_people = self.fill(self.nhau, "Tổ thôn Tà Tê hai", "Điểu Liêu", "0987345600")

    def fill(self, commune, team_name: str, person: str, phone: str):
        """Give a commune a hamlet, a team and a member."""
        hamlet = self.world.hamlet(commune, "Tà Tê")
        team = self.world.team(commune, [hamlet], name=team_name, leader=False)
        return team, self.world.member(team, self.world.user(person, phone=phone))

    def find(self, user, text: str):
        """Search as a person."""
        return search(self.world.viewer(user), read_question(text), TODAY)

    @property
    def staff(self):
        """Somebody who sees the whole province."""
        return self.world.staff(Role.province_staff, self.province)


@pytest.fixture
def land(world) -> Land:
    """Two districts full of like names."""
    return Land(world)


def names(group) -> list[str]:
    """Return what the hits of a group are called."""
    return [getattr(hit, "full_name", None) or hit.name for hit in group.hits]


@pytest.mark.parametrize("text", ["loc thanh", "LOC  THANH", "thanh loc", "xa loc than", "loc th loc ninh"])
def test_without_accents_both_spellings_are_found(land, text):
    found = land.find(land.staff, text)

    assert names(found.places) == ["Xã Lộc Thành", "Xã Lộc Thạnh"]
    assert {hit.parent_name for hit in found.places.hits} == {"Huyện Lộc Ninh"}


@pytest.mark.parametrize(
    ("text", "first"),
    [("Lộc Thạnh", "Xã Lộc Thạnh"), ("lộc thành", "Xã Lộc Thành"), ("thạnh", "Xã Lộc Thạnh"),
     ("LỘC THẠNH", "Xã Lộc Thạnh"), ("xã lộc thành", "Xã Lộc Thành")],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_accents_that_were_typed_come_first_in_either_form(land, text, first, form):
    found = land.find(land.staff, unicodedata.normalize(form, text))

    assert names(found.places)[0] == first
    assert len(found.places.hits) == 2


def test_words_may_begin_anywhere_but_in_the_middle_of_a_word(land):
    assert names(land.find(land.staff, "nhau dak").places) == ["Xã Đak Nhau"]
    assert names(land.find(land.staff, "na đa").places) == []
    assert names(land.find(land.staff, "hau").places) == []


@pytest.mark.parametrize("text", ["%", "_", "L_c", "Lộc%", "100%", "\\", "'"])
def test_signs_of_patterns_are_letters_like_others(land, text):
    question = read_question(text)

    assert question is None or land.find(land.staff, text).is_empty


def test_a_former_name_is_found_with_its_last_day_and_the_name_of_today(land, world):
    with transaction():
        version = db.session.query(UnitVersion).filter_by(unit_id=land.nhau.id).one()
        version.name, version.full_name = "Bom Bo", "Xã Bom Bo"
        version.valid_to = date(2022, 5, 1)
        later = UnitVersion(
            unit_id=land.nhau.id, code="25400", name="Đak Nhau", full_name="Xã Đak Nhau", type="xã",
            parent_id=version.parent_id, path=version.path, valid_from=date(2022, 5, 1),
        )  # fmt: skip
        db.session.add(later)

    [hit] = land.find(land.staff, "bom bo").places.hits

    assert (hit.id, hit.full_name, hit.now) == (land.nhau.id, "Xã Bom Bo", "Xã Đak Nhau")
    assert hit.last_day == date(2022, 4, 30)
    assert names(land.find(land.staff, "dak nhau").places) == ["Xã Đak Nhau"]


def test_a_team_is_found_by_name_former_name_and_code(land):
    with transaction():
        db.session.add(TeamFormerName(team_id=land.own.id, name="Tổ Sơn Hiệp", ends_on=date(2022, 5, 1)))

    for text in ("ta te to", "son hiep", land.own.code.lower()):
        found = land.find(land.staff, text).teams.hits
        assert land.own.id in [hit.id for hit in found], text
    [hit] = land.find(land.staff, "son hiep").teams.hits
    assert (hit.name, hit.former_name) == ("Tổ thôn Tà Tê", "Tổ Sơn Hiệp")
    assert land.find(land.staff, "ta te").teams.hits[0].former_name is None


def test_each_person_finds_only_what_lies_in_their_area(land, world):
    coordinator, other = world.coordinator(land.thanh), world.coordinator(land.nhau)
    district = world.staff(Role.coordinator, land.near)
    expected = {
        coordinator: {"Xã Lộc Thành"},
        other: {"Xã Đak Nhau"},
        district: {"Xã Lộc Thành", "Xã Lộc Thạnh"},
        land.own_people: {"Xã Lộc Thành"},
        land.other_people: {"Xã Đak Nhau"},
        land.staff: {"Xã Lộc Thành", "Xã Lộc Thạnh", "Xã Đak Nhau"},
        world.user("Người chưa có tổ"): set(),
    }

    for user, communes in expected.items():
        places = names(land.find(user, "xa dak").places) + names(land.find(user, "loc th").places)
        assert set(places) == communes, user.name
        own, far = "Xã Lộc Thành" in communes, "Xã Đak Nhau" in communes
        parents = {hit.parent_name for hit in land.find(user, "ta te").hamlets.hits}
        assert parents == {name for name, seen in (("Xã Lộc Thành", own), ("Xã Đak Nhau", far)) if seen}
        assert set(names(land.find(user, "tà tê").teams)) == team_names(own, far)
        assert set(names(land.find(user, "dieu").people)) == person_names(own, far)


def team_names(own: bool, far: bool) -> set[str]:
    """Return the names of the teams of the communes that are seen."""
    return {name for name, seen in (("Tổ thôn Tà Tê", own), ("Tổ thôn Tà Tê hai", far)) if seen}


def person_names(own: bool, far: bool) -> set[str]:
    """Return the names of the people of the communes that are seen."""
    return {name for name, seen in (("Điểu K’Liêu", own), ("Điểu Liêu", far)) if seen}


def test_a_member_finds_no_other_team_of_the_commune_nor_its_people(land, world):
    second = world.team(land.thanh, name="Tổ thôn Tà Tê ba", leader=False)
    world.member(second, world.user("Điểu Bên"))

    found = land.find(land.own_people, "ta te")

    assert names(found.teams) == ["Tổ thôn Tà Tê"]
    assert names(land.find(land.own_people, "dieu").people) == ["Điểu K’Liêu"]
    assert set(names(land.find(world.coordinator(land.thanh), "dieu").people)) == {"Điểu K’Liêu", "Điểu Bên"}


@pytest.mark.parametrize("text", ["0912345678", "912 345", "+84 912.345.678", "5678"])
def test_a_phone_is_found_and_seen_in_the_own_commune_alone(land, world, text):
    seeing = [world.coordinator(land.thanh), land.own_people]
    blind = [
        world.coordinator(land.nhau),
        land.other_people,
        land.staff,
        world.staff(Role.admin, land.province),
    ]
    blind.append(world.staff(Role.coordinator, land.near))

    for user in seeing:
        [hit] = land.find(user, text).people.hits
        assert (hit.name, hit.phone) == ("Điểu K’Liêu", "0912345678")
    for user in blind:
        assert land.find(user, text).people.hits == []
        assert {hit.phone for hit in land.find(user, "dieu k").people.hits} <= {None}


@pytest.mark.parametrize("text", ["091", "12", "0912x", "1.2"])
def test_a_few_digits_are_no_phone(text):
    assert read_question(text).digits is None


def test_somebody_who_left_the_team_is_not_found_any_more(land, world):
    world.member(land.own, world.user("Hồ Văn Rời"), until=TODAY - timedelta(days=1))

    assert land.find(world.coordinator(land.thanh), "ho van").people.hits == []


def test_a_person_of_two_teams_is_one_hit(land, world):
    world.member(world.team(land.thanh, name="Tổ xã", leader=False), land.own_people)

    found = land.find(world.coordinator(land.thanh), "klieu")

    assert names(found.people) == ["Điểu K’Liêu"]


def test_hits_are_few_and_statements_stay_the_same_however_much_there_is(land, world):
    staff = world.viewer(land.staff)
    with counting_statements() as few:
        search(staff, read_question("an"), TODAY)
    with transaction():
        for number in range(60):
            world.hamlet(land.thanh, f"An {number}")
            world.member(
                world.team(land.thanh, name=f"Tổ An {number}", leader=False), world.user(f"An {number}")
            )

    with counting_statements() as many:
        found = search(staff, read_question("an"), TODAY)

    assert len(many) == len(few) <= 6
    for group in (found.hamlets, found.teams, found.people):
        assert len(group.hits) == MOST_HITS and group.has_more
    assert found.places.hits == []


def test_a_word_that_is_all_of_a_name_comes_before_one_that_only_begins_so(land, world):
    world.unit(UnitLevel.hamlet, "Phú Lộc Thành", land.thanh)
    world.unit(UnitLevel.hamlet, "Lộc Thành", land.thanh)
    world.unit(UnitLevel.hamlet, "Lộc Thành Tây", land.thanh)

    found = land.find(land.staff, "lộc thành")

    assert names(found.hamlets) == ["Thôn Lộc Thành", "Thôn Lộc Thành Tây", "Thôn Phú Lộc Thành"]
    assert not found.hamlets.has_more


def test_a_question_is_cut_to_what_a_person_means():
    assert read_question("  ") is None
    assert read_question("’") is None
    assert len(read_question("a " * 50).words) == 8
    assert read_question("Đắk").words[0].folded == "dak"
