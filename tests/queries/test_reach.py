"""How far a role would reach: what lies at and below its place, each thing once."""

from datetime import date

from portal import clock
from portal.queries.reach import count_reach
from tests.queries_counted import counting_statements


def test_communes_teams_and_people_are_counted_each_once(world):
    province = world.province()
    district, other = world.district(province), world.district(province, "Đồng Phú")
    commune, neighbour = world.commune(district), world.commune(district, "Bom Bo")
    world.commune(other, "Tân Tiến")
    first, second = world.team(commune), world.team(commune, name="Tổ xã", leader=False)
    both = world.member(first)
    world.member(second, both)
    world.member(second, until=date(2022, 6, 1))
    world.team(neighbour)

    today = clock.today()

    assert count_reach(commune.path, today) == (1, 2, 2)
    assert count_reach(district.path, today) == (2, 3, 3)
    assert count_reach(other.path, today) == (1, 0, 0)
    with counting_statements() as statements:
        assert count_reach(province.path, today) == (3, 3, 3)
    assert len(statements) == 2
