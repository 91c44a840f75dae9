"""Seats are opened and ended with their days; there is one leader, and one open seat a person in a team."""

import threading
import unicodedata
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import AuditRow, Membership, User
from portal.queries.teams import list_former_members, list_members
from portal.services.memberships import add_member, change_seat, end_membership
from portal.services.people import NewPerson

TODAY = date(2022, 6, 16)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
APRIL = date(2022, 4, 1)
HUONG = NewPerson("K’Liêu Thị Hương", "0912345678")


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


@pytest.fixture
def team(world, commune):
    """A team without anybody."""
    return world.team(commune, leader=False)


def add(actor, team, person=HUONG, *, role=TeamRole.member, since=TODAY, **options):
    """Add a member with an affiliation that does not matter."""
    return add_member(actor, team, person, role=role, affiliation="teacher", since=since, **options)


def seats(team):
    """Return all seats as the database has them."""
    rows = db.session.execute(
        select(User.name, Membership.role, Membership.starts_on, Membership.ends_on)
        .join(User, User.id == Membership.user_id)
        .where(Membership.team_id == team.id)
        .order_by(Membership.id)
    )
    return [tuple(row) for row in rows]


def broken(act, *args, **kwargs) -> str:
    """Return the code of the rule that the act breaks."""
    with pytest.raises(RuleBroken) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_a_new_person_gets_a_seat(actor, team):
    add(actor, team)

    assert seats(team) == [("K’Liêu Thị Hương", "member", TODAY, None)]
    user = db.session.scalars(select(User).where(User.phone == "0912345678")).one()
    assert (user.name_fold, user.password_hash) == ("klieu thi huong", None)
    row = db.session.scalars(select(AuditRow)).one()
    assert (row.action, row.commune_id, row.actor_id) == ("add_member", team.commune_id, actor.id)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_same_number_and_name_is_the_same_person_in_either_unicode_form(world, actor, team, form):
    known = world.user("K’Liêu Thị Hương", phone="0912345678")

    add(actor, team, NewPerson(unicodedata.normalize(form, "K'LIÊU thị Hương"), "0912345678"))

    assert db.session.scalars(select(Membership.user_id)).all() == [known.id]
    assert seats(team)[0][0] == "K’Liêu Thị Hương"


def test_a_number_of_somebody_else_is_refused_without_saying_whose(world, actor, team):
    world.user("Trần Văn Bình", phone="0912345678")

    with pytest.raises(RuleBroken) as caught:
        add(actor, team)

    assert (caught.value.code, caught.value.details) == ("phone_taken", {})
    assert seats(team) == []


def test_members_without_a_phone_are_welcome(actor, team):
    add(actor, team, NewPerson("Điểu Khuê"))
    add(actor, team, NewPerson("Điểu Lên"))

    assert [(one.name, one.has_phone) for one in list_members(team.id, TODAY)] == [
        ("Điểu Khuê", False),
        ("Điểu Lên", False),
    ]


def test_a_form_sent_twice_adds_one_member(actor, team):
    add(actor, team)
    add(actor, team, NewPerson("Điểu Khuê"))

    assert broken(add, actor, team) == "already_member"
    assert (
        broken(add, actor, team, NewPerson(unicodedata.normalize("NFD", "Điểu Khuê"))) == "same_name_in_team"
    )
    assert len(seats(team)) == 2


def test_a_person_of_another_team_of_the_commune_is_chosen_by_id(world, commune, actor, team):
    person = world.member(world.team(commune, name="Tổ xã"))

    add(actor, team, person.id)

    assert [one.id for one in list_members(team.id, TODAY)] == [person.id]


def test_a_person_of_another_commune_cannot_be_chosen_by_id(world, actor, team):
    stranger = world.member(world.team(world.commune()))

    assert broken(add, actor, team, stranger.id) == "unknown_person"
    assert seats(team) == []


def test_a_member_who_left_comes_back_but_not_before_they_left(actor, team):
    seat = add(actor, team, since=APRIL)
    end_membership(actor, team, seat.id, YESTERDAY)

    assert broken(add, actor, team, since=YESTERDAY - timedelta(days=1)) == "seat_overlaps"
    add(actor, team, since=YESTERDAY)

    assert [row[2:] for row in seats(team)] == [(APRIL, YESTERDAY), (YESTERDAY, None)]


def test_who_left_yesterday_is_no_member_today(actor, team):
    seat = add(actor, team, since=APRIL)

    end_membership(actor, team, seat.id, YESTERDAY)

    assert list_members(team.id, TODAY) == []
    assert [one.name for one in list_members(team.id, YESTERDAY - timedelta(days=1))] == [HUONG.name]
    assert [(one.name, one.ends_on) for one in list_former_members(team.id, TODAY)] == [
        (HUONG.name, YESTERDAY)
    ]


def test_a_seat_dated_tomorrow_is_not_held_yet(world, team):
    person = world.member(team, since=TOMORROW)

    assert list_members(team.id, TODAY) == []
    assert [one.id for one in list_members(team.id, TOMORROW)] == [person.id]
    assert world.viewer(person).seats == ()


@pytest.mark.parametrize("act", ["add", "change", "end"])
def test_no_change_of_a_seat_is_dated_tomorrow(actor, team, act):
    seat = add(actor, team, since=APRIL)
    before = seats(team)

    if act == "add":
        code = broken(add, actor, team, NewPerson("Điểu Khuê"), since=TOMORROW)
    elif act == "change":
        code = broken(change_seat, actor, team, seat.id, role="deputy", affiliation="other", on=TOMORROW)
    else:
        code = broken(end_membership, actor, team, seat.id, TOMORROW)

    assert code == "in_future"
    assert seats(team) == before


def test_a_seat_does_not_end_before_it_began(actor, team):
    seat = add(actor, team, since=TODAY)

    assert broken(end_membership, actor, team, seat.id, YESTERDAY) == "before_its_start"
    assert seats(team)[0][3] is None


def test_an_ended_seat_is_not_ended_again(actor, team):
    seat = add(actor, team, since=APRIL)
    end_membership(actor, team, seat.id, YESTERDAY)

    assert broken(end_membership, actor, team, seat.id, TODAY) == "seat_ended"
    assert seats(team)[0][3] == YESTERDAY


def test_a_seat_of_another_team_is_missing(world, commune, actor, team):
    foreign = world.team(commune, name="Tổ khác")
    seat_id = db.session.scalar(select(Membership.id).where(Membership.team_id == foreign.id))

    with pytest.raises(Missing):
        end_membership(actor, team, seat_id, TODAY)

    assert seats(foreign)[0][3] is None


def test_another_role_ends_the_seat_and_opens_a_new_one_on_that_day(actor, team):
    seat = add(actor, team, since=APRIL)

    change_seat(actor, team, seat.id, role=TeamRole.deputy, affiliation="teacher", on=YESTERDAY)

    assert [row[1:] for row in seats(team)] == [
        ("member", APRIL, YESTERDAY),
        ("deputy", YESTERDAY, None),
    ]


def test_another_affiliation_alone_is_a_correction(actor, team):
    seat = add(actor, team, since=APRIL)

    change_seat(actor, team, seat.id, role=TeamRole.member, affiliation="veterans", on=TODAY)

    assert seats(team) == [(HUONG.name, "member", APRIL, None)]
    assert db.session.scalar(select(Membership.affiliation)) == "veterans"


@pytest.mark.parametrize("way", ["add", "change"])
def test_a_second_leader_needs_a_word_about_the_first(world, commune, actor, way):
    team = world.team(commune)
    deputy = world.member(team, role=TeamRole.deputy, since=APRIL)
    deputy_seat = db.session.scalar(select(Membership.id).where(Membership.user_id == deputy.id))
    before = seats(team)

    with pytest.raises(RuleBroken) as caught:
        if way == "add":
            add(actor, team, role=TeamRole.leader)
        else:
            change_seat(actor, team, deputy_seat, role=TeamRole.leader, affiliation="other", on=TODAY)

    assert caught.value.code == "has_leader"
    assert caught.value.details == {"name": before[0][0]}
    assert seats(team) == before


@pytest.mark.parametrize("way", ["add", "change"])
def test_a_new_leader_turns_the_former_one_into_a_member_in_the_same_act(world, commune, actor, way):
    team = world.team(commune)
    deputy = world.member(team, world.user(HUONG.name), role=TeamRole.deputy, since=APRIL)
    deputy_seat = db.session.scalar(select(Membership.id).where(Membership.user_id == deputy.id))

    if way == "add":
        add(actor, team, NewPerson("Điểu Khuê"), role=TeamRole.leader, replace_leader=True)
    else:
        change_seat(
            actor, team, deputy_seat, role=TeamRole.leader, affiliation="other", on=TODAY, replace_leader=True
        )

    roles = [one.role for one in list_members(team.id, TODAY)]
    assert roles.count("leader") == 1
    assert sorted(roles) == (["deputy", "leader", "member"] if way == "add" else ["leader", "member"])
    assert seats(team)[0][1:] == ("leader", APRIL, TODAY)


def test_nobody_becomes_leader_on_a_day_that_another_led(world, commune, actor):
    team = world.team(commune)
    seat_id = db.session.scalar(select(Membership.id).where(Membership.team_id == team.id))
    end_membership(actor, team, seat_id, YESTERDAY)

    code = broken(add, actor, team, role=TeamRole.leader, since=APRIL)

    assert code == "leader_overlaps"
    assert len(seats(team)) == 1


def test_a_replaced_leader_does_not_stop_before_they_began(world, commune, actor):
    team = world.team(commune, founded_on=APRIL)

    code = broken(
        add, actor, team, role=TeamRole.leader, since=APRIL - timedelta(days=1), replace_leader=True
    )

    assert code == "before_its_start"
    assert len(seats(team)) == 1


def test_a_leader_and_another_commune_coordinator_change_no_seat(world, commune, team):
    leader = world.viewer(world.member(team, role=TeamRole.leader))
    neighbour = world.viewer(world.coordinator(world.commune()))

    for actor in (leader, neighbour):
        with pytest.raises(NotAllowed):
            add(actor, team)

    assert len(seats(team)) == 1


def test_the_database_keeps_one_open_seat_a_person(world, team):
    person = world.member(team)

    with pytest.raises(IntegrityError):
        world.member(team, person)

    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 1


def test_ten_people_who_add_one_member_at_once_make_one_seat(app, actor, team):
    outcomes = []

    def add_it() -> None:
        with app.app_context():
            try:
                add(actor, team)
                outcomes.append("added")
            except RuleBroken as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    team_id, commune_path = team.id, team.commune_path
    db.session.expunge_all()
    threads = [threading.Thread(target=add_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert commune_path and sorted(outcomes) == ["added", *["already_member"] * 9]
    assert db.session.scalar(select(func.count()).where(Membership.team_id == team_id)) == 1
