"""Write what an import of members wishes, within its unit of work and through the session's objects."""

from collections.abc import Sequence

from portal import clock
from portal.domain.member_imports import MemberWish
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import Membership, Team, User
from portal.services.import_turns import add_rows, take_turns


def write_members(wishes: Sequence[MemberWish]) -> None:
    """Add people and seats, change roles and affiliations, and fill in numbers."""
    take_turns(Team, {wish.team_id for wish in wishes})
    _fill_phones(wishes)
    seats = {seat.id: seat for seat in take_turns(Membership, {wish.seat_id for wish in wishes} - {None})}
    opening = [wish for wish in wishes if wish.seat_id is None]
    for wish in wishes:
        if wish.seat_id is None:
            continue
        seat = seats[wish.seat_id]
        if wish.on is not None:
            seat.ends_on = wish.on
            opening.append(wish)
        elif wish.affiliation is not None:
            seat.affiliation = wish.affiliation
    people = _add_people([wish for wish in opening if wish.user_id is None])
    db.session.flush()
    opened = [
        Membership(
            team_id=wish.team_id,
            user_id=wish.user_id or people[_person_key(wish)].id,
            role=wish.role,
            affiliation=wish.affiliation,
            starts_on=wish.on,
        )
        for wish in opening
    ]
    add_rows(opened)
    db.session.flush()


def _fill_phones(wishes: Sequence[MemberWish]) -> None:
    phones = {wish.user_id: wish.phone for wish in wishes if wish.fills_phone}
    for user in take_turns(User, phones):
        user.phone = phones[user.id]


def _add_people(wishes: Sequence[MemberWish]) -> dict[tuple, User]:
    """Make each new person once, however many teams they sit in."""
    people: dict[tuple, User] = {}
    for wish in wishes:
        if _person_key(wish) not in people:
            people[_person_key(wish)] = User(name=nfc(wish.name), phone=wish.phone, created_at=clock.now())
    add_rows(list(people.values()))
    return people


def _person_key(wish: MemberWish) -> tuple:
    return (wish.phone,) if wish.phone else (wish.team_id, wish.name)
