"""Who could sit in another team of the commune."""

from datetime import date

from portal.queries.memberships import get_membership, list_people_to_add

TODAY = date(2022, 6, 16)


def test_people_of_the_communes_other_teams_are_offered_members_of_the_team_are_not(world):
    commune = world.commune()
    team, other = world.team(commune, leader=False), world.team(commune, leader=False, name="Tổ xã")
    seated, free = world.user("An"), world.user("Bình")
    world.member(team, seated)
    world.member(other, seated)
    world.member(other, free)
    former = world.member(team, world.user("Chi"), until=TODAY)
    world.member(world.team(world.commune()))

    people = list_people_to_add(team)

    assert [(one.id, one.name, one.phone) for one in people] == [
        (free.id, "Bình", free.phone),
        (former.id, "Chi", former.phone),
    ]


def test_a_seat_is_found_only_in_its_team(world):
    commune = world.commune()
    team, other = world.team(commune), world.team(commune, name="Tổ xã")

    seat = get_membership(team.id, 1)

    assert seat.team_id == team.id and seat.user.name
    assert get_membership(other.id, seat.id) is None
