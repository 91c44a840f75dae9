"""What is known of the teams, seats and people of communes, for comparing a spreadsheet with it."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from portal.domain.member_imports import KnownPerson, KnownSeat, KnownTeam, MemberRegister
from portal.domain.place_book import KnownPlace
from portal.extensions import db
from portal.models import Membership, RoleGrant, Team, User
from portal.queries.batches import batches

_PERSON = (User.id, User.name, User.name_fold, User.name_sort, User.phone)


def load_member_register(
    communes: Collection[KnownPlace], phones: Collection[str], *, near_ids: Collection[int]
) -> MemberRegister:
    """Read the communes' teams and seats with their people, and who has one of the phone numbers.

    `near_ids` are the communes whose people may be named to the person who imports.
    """
    register = MemberRegister({place.id: place for place in communes})
    ids = sorted(register.communes)
    for batch in batches(ids):
        teams = select(Team.id, Team.code, Team.name, Team.name_fold, Team.name_sort, Team.commune_id).where(
            Team.commune_id.in_(batch)
        )
        for team in db.session.execute(teams.order_by(Team.id)):
            register.add_team(KnownTeam(*team))
    _add_people(register, ids, phones, set(near_ids))
    for batch in batches(ids):
        seats = (
            select(
                Membership.id,
                Membership.team_id,
                Membership.user_id,
                Membership.role,
                Membership.affiliation,
                Membership.starts_on,
                Membership.ends_on,
            )
            .join(Team, Team.id == Membership.team_id)
            .where(Team.commune_id.in_(batch))
            .order_by(Membership.id)
        )
        for seat in db.session.execute(seats):
            register.add_seat(KnownSeat(*seat))
    return register


def _add_people(
    register: MemberRegister, commune_ids: list[int], phones: Collection[str], near_ids: set[int]
) -> None:
    people = {}
    for batch in batches(commune_ids):
        seated = (
            select(Membership.user_id)
            .join(Team, Team.id == Membership.team_id)
            .where(Team.commune_id.in_(batch))
        )
        people |= _read(select(*_PERSON).where(User.id.in_(seated)))
    for batch in batches(sorted(phones)):
        people |= _read(select(*_PERSON).where(User.phone.in_(batch)))
    places = _places_of(people)
    for person in people.values():
        sits_in, is_staff = places.get(person.id, (set(), False))
        is_near = bool(sits_in & near_ids)
        elsewhere = is_staff or not sits_in <= near_ids
        register.add_person(KnownPerson(*person, is_near, elsewhere))


def _read(statement: Select) -> dict:
    return {person.id: person for person in db.session.execute(statement)}


def _places_of(user_ids: Iterable[int]) -> dict[int, tuple[set[int], bool]]:
    """Return the communes in whose teams each person sits now, and whether they hold a staff role."""
    places: dict[int, tuple[set[int], bool]] = {}
    for batch in batches(sorted(user_ids)):
        seats = (
            select(Membership.user_id, Team.commune_id)
            .join(Team, Team.id == Membership.team_id)
            .where(Membership.user_id.in_(batch), Membership.ends_on.is_(None))
            .distinct()
        )
        for user_id, commune_id in db.session.execute(seats):
            places.setdefault(user_id, (set(), False))[0].add(commune_id)
        grants = select(RoleGrant.user_id).where(RoleGrant.user_id.in_(batch), RoleGrant.ends_on.is_(None))
        for user_id in db.session.scalars(grants):
            places[user_id] = (places.get(user_id, (set(), False))[0], True)
    return places
