"""Lists of hamlets with households, teams and confirmation."""

from datetime import date

import pytest

from portal import clock
from portal.domain.team_status import TeamStatus
from portal.queries import hamlets
from portal.services.hamlets import confirm_hamlets, count_households
from tests.queries_counted import counting_statements

DAY = date(2022, 6, 16)


def test_a_hamlet_is_listed_with_its_latest_households_and_the_teams_serving_it(world, frozen_clock):
    commune = world.commune()
    coordinator = world.viewer(world.coordinator(commune))
    first, second = world.hamlet(commune, "1"), world.hamlet(commune, "2")
    count_households(coordinator, first, 90)
    frozen_clock.tick(days=1)
    count_households(coordinator, first, 91)
    serves_both = world.team(commune, [first, second], name="Tổ B", founded_on=date(2022, 4, 1))
    world.team(commune, [first], name="Tổ A", founded_on=date(2022, 5, 1), status=TeamStatus.suspended)
    world.team(commune, [first], name="Tổ C", founded_on=date(2022, 5, 1), status=TeamStatus.dissolved)

    one, two = hamlets.list_hamlets(commune.id, clock.today())

    assert (one.full_name, one.households) == ("Thôn 1", 91)
    serving = [(team.name, team.status) for team in one.teams]
    assert serving == [("Tổ A", "suspended"), ("Tổ B", "active")]
    assert (two.full_name, two.households) == ("Thôn 2", None)
    assert [one.team_id for one in two.teams] == [serves_both.id]
    earlier = hamlets.list_hamlets(commune.id, date(2022, 4, 30))[0]
    assert (earlier.households, [team.name for team in earlier.teams]) == (None, ["Tổ B"])


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_takes_two_statements_whatever_its_length(world, size):
    commune = world.commune()
    for number in range(size):
        world.team(commune, [world.hamlet(commune, str(number))])

    with counting_statements() as statements:
        listed = hamlets.list_hamlets(commune.id, DAY)

    assert len(listed) == size
    assert len(statements) == 2


def test_hamlets_are_counted_by_commune_on_a_day(world):
    commune, empty = world.commune(), world.commune(world.province("Khác", "71"))
    world.hamlet(commune, "1")
    world.hamlet(commune, "2", since=DAY)

    assert hamlets.count_hamlets([commune.id, empty.id], DAY) == {commune.id: 2}
    assert hamlets.count_hamlets([commune.id, empty.id], date(2022, 6, 15)) == {commune.id: 1}


def test_a_confirmation_is_told_with_person_and_moment(world):
    commune = world.commune(confirmed=False)
    world.hamlet(commune)
    coordinator = world.viewer(world.coordinator(commune, "Trần Thị Phượng"))
    assert hamlets.get_confirmation(commune.id) == hamlets.Confirmation()
    assert hamlets.list_confirmed([commune.id]) == set()

    confirm_hamlets(coordinator, commune, seen=1)

    assert hamlets.get_confirmation(commune.id) == hamlets.Confirmation(clock.now(), "Trần Thị Phượng")
    assert hamlets.list_confirmed([commune.id]) == {commune.id}
