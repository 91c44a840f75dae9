"""Seats in teams: opened and ended with their days, never deleted, and one leader at a time."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.seats import refuse_end_before_start, refuse_overlapping_leader, refuse_second_seat
from portal.domain.team_status import TeamRole
from portal.domain.text import sort_key
from portal.extensions import db
from portal.models import Membership, Team, User
from portal.services.people import NewPerson, find_or_create_person
from portal.services.team_changes import begin_change, record_change
from portal.transaction import transactional


@transactional
def add_member(
    actor: Viewer,
    team: Team,
    person: NewPerson | int,
    *,
    role: TeamRole,
    affiliation: str,
    since: date,
    replace_leader: bool = False,
) -> Membership:
    """Give a person a seat in the team: a new one, or by id one who has or had a seat in the commune.

    Raises RuleBroken("in_future", "phone_taken", "same_name_in_team", "unknown_person", "already_member",
    "seat_overlaps", "has_leader" or "leader_overlaps").
    """
    begin_change(actor, Action.edit_team, team, since)
    user = find_person_to_seat(team, person, since)
    if role == TeamRole.leader:
        _make_way(team.id, since, replace_leader)
    seat = open_seat(team.id, user.id, role, affiliation, since)
    record_change(actor, "add_member", team, user=user.id, role=role, since=since.isoformat())
    return seat


@transactional
def change_seat(
    actor: Viewer,
    team: Team,
    membership_id: int,
    *,
    role: TeamRole,
    affiliation: str,
    on: date,
    replace_leader: bool = False,
) -> Membership:
    """Give a member another role from a day on, as a new seat after the present one.

    With the same role only the affiliation is corrected, and the day means nothing. Raises Missing, and
    RuleBroken("in_future", "seat_ended", "before_its_start", "has_leader" or "leader_overlaps").
    """
    begin_change(actor, Action.edit_team, team, on)
    seat = _get_open_seat(team.id, membership_id)
    if seat.role == role:
        seat.affiliation = affiliation
        record_change(actor, "correct_seat", team, user=seat.user_id, affiliation=affiliation)
        return seat
    end_seat(seat, on)
    if role == TeamRole.leader:
        _make_way(team.id, on, replace_leader)
    new_seat = open_seat(team.id, seat.user_id, role, affiliation, on)
    record_change(actor, "change_seat", team, user=seat.user_id, was=seat.role, role=role, on=on.isoformat())
    return new_seat


@transactional
def end_membership(actor: Viewer, team: Team, membership_id: int, on: date) -> None:
    """End a seat: from the day on the person no longer belongs to the team.

    Raises Missing, and RuleBroken("in_future", "seat_ended" or "before_its_start").
    """
    begin_change(actor, Action.edit_team, team, on)
    seat = _get_open_seat(team.id, membership_id)
    end_seat(seat, on)
    record_change(actor, "end_membership", team, user=seat.user_id, on=on.isoformat())


def seat_first_leader(team: Team, leader: NewPerson, affiliation: str, since: date) -> None:
    """Seat the leader of a team that is being registered, within its unit of work."""
    user = find_or_create_person(leader)
    open_seat(team.id, user.id, TeamRole.leader, affiliation, since)


def find_person_to_seat(team: Team, person: NewPerson | int, since: date) -> User:
    """Return who is to get a seat from a day on: somebody new, or by id somebody of the commune.

    Raises RuleBroken("phone_taken", "same_name_in_team", "unknown_person", "already_member" or
    "seat_overlaps").
    """
    user = _known_person(team, person) if isinstance(person, int) else _new_person(team, person)
    refuse_seated(team.id, user.id, since)
    return user


def refuse_seated(team_id: int, user_id: int, since: date) -> None:
    """Raise RuleBroken("already_member" or "seat_overlaps") for who sits in the team on the day or later."""
    ends = db.session.scalars(
        select(Membership.ends_on).where(Membership.team_id == team_id, Membership.user_id == user_id)
    ).all()
    refuse_second_seat(ends, since)


def refuse_other_leader(team_id: int, since: date) -> None:
    """Raise RuleBroken("leader_overlaps") when somebody led the team on the day or later, but no longer."""
    refuse_overlapping_leader([seat.ends_on for seat in _leader_seats(team_id, since)], since)


def open_seat(team_id: int, user_id: int, role: TeamRole, affiliation: str, since: date) -> Membership:
    """Open a seat within the unit of work of a change. Raises RuleBroken("already_member")."""
    seat = Membership(team_id=team_id, user_id=user_id, role=role, affiliation=affiliation, starts_on=since)
    db.session.add(seat)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("already_member") from error
    return seat


def end_seat(seat: Membership, on: date) -> None:
    """End a seat within the unit of work of a change. Raises RuleBroken("before_its_start")."""
    refuse_end_before_start(seat.starts_on, on)
    seat.ends_on = on
    db.session.flush()


def _new_person(team: Team, person: NewPerson) -> User:
    if person.phone is None:
        namesakes = (
            select(User.id)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.team_id == team.id, Membership.ends_on.is_(None))
            .where(User.name_sort == sort_key(person.name))
        )
        # Without a number nothing tells a second person from a form that was sent twice.
        if db.session.scalar(namesakes.limit(1)):
            raise RuleBroken("same_name_in_team")
    return find_or_create_person(person)


def _known_person(team: Team, user_id: int) -> User:
    sat = (
        select(Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.commune_id == team.commune_id, Membership.user_id == user_id)
    )
    user = db.session.scalar(select(User).where(User.id == user_id, User.id.in_(sat)))
    if user is None:
        raise RuleBroken("unknown_person")
    return user


def _make_way(team_id: int, since: date, replace_leader: bool) -> None:
    """Turn the leader into a member from the day on, if that was confirmed."""
    for seat in _leader_seats(team_id, since):
        refuse_overlapping_leader([seat.ends_on], since)
        if not replace_leader:
            raise RuleBroken("has_leader", name=seat.user.name)
        end_seat(seat, since)
        open_seat(team_id, seat.user_id, TeamRole.member, seat.affiliation, since)


def _leader_seats(team_id: int, since: date) -> Sequence[Membership]:
    """List the leaders' seats that reach beyond a day."""
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.team_id == team_id,
            Membership.role == TeamRole.leader,
            or_(Membership.ends_on.is_(None), Membership.ends_on > since),
        )
        .options(joinedload(Membership.user))
        .execution_options(populate_existing=True)
    ).all()


def _get_open_seat(team_id: int, membership_id: int) -> Membership:
    seat = db.session.get(Membership, membership_id, populate_existing=True)
    if seat is None or seat.team_id != team_id:
        raise Missing
    if seat.ends_on is not None:
        raise RuleBroken("seat_ended")
    return seat
