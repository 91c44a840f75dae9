"""The list of teams: in scope, in order, narrowed down, paged, and as cheap for thirty as for three."""

import unicodedata
from datetime import date, timedelta

import pytest

from portal.domain.roles import Role
from portal.domain.team_status import TeamLevel, TeamStatus
from portal.extensions import db
from portal.models import Team, Unit
from portal.queries import team_lists
from portal.queries.team_lists import TeamFilter, list_filter_places, list_teams
from portal.queries.teams import get_team_sheet
from portal.queries.units import list_units
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)


@pytest.fixture
def province(world):
    """A province with two districts of two communes each; two communes share a name."""
    province = world.province()
    for district in ("Đồng Phú", "Bù Đốp"):
        unit = world.district(province, district)
        world.commune(unit, "Tân Tiến")
        world.commune(unit, f"Ấp {district}")
    return province


def communes():
    """Return the communes by name."""
    return list_units(TODAY, "commune")


def commune_row(unit):
    """Return a commune's row."""
    return db.session.get(Unit, unit.id)


def names(viewer, wanted=None, after=None):
    """Return the names of a page."""
    return [line.name for line in list_teams(viewer, wanted or TeamFilter(), TODAY, after=after).lines]


@pytest.fixture
def rows(world, province):
    """The communes' rows in the order of the list."""
    return [commune_row(unit) for unit in communes()]


@pytest.fixture
def staff(world, province):
    """Somebody of the province."""
    return world.viewer(world.staff(Role.province_staff, province))


def test_teams_stand_by_commune_and_vietnamese_name(world, rows, staff):
    for commune in reversed(rows):
        for name in ("Tổ thôn 10", "Tổ thôn 2", "Tổ ấp Đông", "Tổ ấp Dung"):
            world.team(commune, name=name)

    lines = list_teams(staff, TeamFilter(), TODAY).lines

    assert [line.commune_id for line in lines] == [row.id for row in rows for _ in range(4)]
    assert [line.name for line in lines[:4]] == ["Tổ ấp Dung", "Tổ ấp Đông", "Tổ thôn 2", "Tổ thôn 10"]


def test_everybody_sees_only_their_own_area(world, rows, staff):
    teams = [world.team(commune, name=f"Tổ {number}") for number, commune in enumerate(rows)]
    coordinator = world.viewer(world.coordinator(rows[0]))
    member = world.viewer(world.member(teams[2]))

    assert names(coordinator) == ["Tổ 0"]
    assert names(member) == ["Tổ 2"]
    assert len(names(staff)) == 4
    assert names(world.viewer(world.user())) == []


def test_pages_follow_one_another_without_gap_or_repetition(world, rows, staff, monkeypatch):
    monkeypatch.setattr(team_lists, "PAGE_SIZE", 3)
    for commune in rows:
        # Equal names, so that the key's last part decides.
        for _ in range(2):
            world.team(commune, name="Tổ như nhau", leader=False)

    found, after = [], None
    while True:
        page = list_teams(staff, TeamFilter(), TODAY, after=after)
        found += [line.id for line in page.lines]
        after = page.next_after
        if after is None:
            break

    assert len(found) == len(set(found)) == 8


def test_a_page_after_a_team_of_another_area_begins_at_the_beginning(world, rows):
    team, foreign = world.team(rows[0], name="Tổ A"), world.team(rows[3])
    viewer = world.viewer(world.coordinator(rows[0]))

    assert names(viewer, after=foreign.id) == names(viewer, after=999_999) == [team.name]


def test_the_filter_for_valid_teams_is_the_rule_of_the_core(world, rows, staff):
    for number, (founded, leader, status) in enumerate(
        (founded, leader, status)
        for founded in (date(2022, 4, 1), None, TODAY + timedelta(days=1))
        for leader in (True, False)
        for status in TeamStatus
    ):
        world.team(rows[0], name=f"Tổ {number}", founded_on=founded, leader=leader, status=status)

    valid = list_teams(staff, TeamFilter(validity="valid"), TODAY).lines
    not_valid = list_teams(staff, TeamFilter(validity="not_valid"), TODAY).lines

    assert (len(valid), len(not_valid)) == (2, 22)
    assert all(line.is_valid for line in valid) and not any(line.is_valid for line in not_valid)
    by_sheet = [
        not get_team_sheet(_team(line.id), TODAY).missing for line in sorted((*valid, *not_valid), key=_by_id)
    ]
    assert by_sheet == [line.is_valid for line in sorted((*valid, *not_valid), key=_by_id)]


def _by_id(line):
    return line.id


def _team(team_id):
    return db.session.get(Team, team_id)


def test_level_status_and_place_narrow_the_list(world, rows, staff):
    world.team(rows[0], name="Tổ xã", level=TeamLevel.commune)
    world.team(rows[0], name="Tổ nghỉ", status=TeamStatus.suspended)
    world.team(rows[3], name="Tổ xa")

    assert names(staff, TeamFilter(level="commune")) == ["Tổ xã"]
    assert names(staff, TeamFilter(status="suspended")) == ["Tổ nghỉ"]
    assert names(staff, TeamFilter(unit_path=rows[3].path)) == ["Tổ xa"]
    assert names(staff, TeamFilter(status="dissolved")) == []


@pytest.mark.parametrize(
    "words", ["dak lien", "ĐẮK LIÊN", unicodedata.normalize("NFD", "Đắk Liên"), "lien to", "%"]
)
def test_the_search_folds_words_and_takes_no_wildcards(world, rows, staff, words):
    world.team(rows[0], name="Tổ thôn Đắk Liên")
    world.team(rows[0], name="Tổ thôn 3")

    assert names(staff, TeamFilter(words=words)) == ([] if words == "%" else ["Tổ thôn Đắk Liên"])


def test_a_code_is_found_by_its_beginning(world, rows, staff):
    team = world.team(rows[0], name="Tổ A")
    world.team(rows[0], name="Tổ B")

    assert names(staff, TeamFilter(words=team.code.lower())) == ["Tổ A"]


def test_places_to_choose_from_are_those_the_roles_reach(world, province, rows, staff):
    assert len(list_filter_places(staff, TODAY)) == 6
    assert list_filter_places(world.viewer(world.coordinator(rows[0])), TODAY) == []


def test_thirty_teams_cost_as_many_statements_as_three(world, rows, staff):
    for number in range(3):
        world.team(rows[0], [world.hamlet(rows[0], str(number))], name=f"Tổ {number}")
    with counting_statements() as few:
        list_teams(staff, TeamFilter(), TODAY)
    for number in range(3, 30):
        world.team(rows[number % 4], name=f"Tổ {number}")

    with counting_statements() as many:
        page = list_teams(staff, TeamFilter(), TODAY)

    assert len(page.lines) == 30
    assert len(many) == len(few) <= 2
