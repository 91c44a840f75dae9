"""Seats one by one, the people of a commune who could sit in another team, and the state of accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, false, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.domain.accounts import DisabledReason
from portal.extensions import db
from portal.models import ActivationLink, Membership, Team, TrainingCompletion, User
from portal.queries.dated import in_force
from portal.queries.teams import SEAT_ORDER


class KnownPerson(NamedTuple):
    """A person with a seat in some team of a commune."""

    id: int
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class AccountState:
    """How far a person's account is; `link_until` is the end of a live activation link."""

    has_password: bool
    is_disabled: bool
    is_resting: bool
    seen_at: datetime | None
    link_until: datetime | None

    @property
    def code(self) -> str:
        """Name the state for labels.py (register "account_state")."""
        if self.is_disabled:
            return "resting" if self.is_resting else "disabled"
        if self.has_password:
            return "active"
        return "invited" if self.link_until else "not_invited"


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training that a member completed."""

    user_id: int
    name: str
    title: str
    completed_on: date


def get_membership(team_id: int, membership_id: int) -> Membership | None:
    """Return a seat of the team with its person, ended or not."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.team_id == team_id)
        .options(joinedload(Membership.user))
        .execution_options(populate_existing=True)
    )


def list_open_seats(team_id: int) -> Sequence[Membership]:
    """List the seats of a team that have not ended, with their people: leader, deputies, members by name."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.user)
        .where(Membership.team_id == team_id, Membership.ends_on.is_(None))
        .options(contains_eager(Membership.user))
        .order_by(SEAT_ORDER, User.name_sort, User.id)
        .execution_options(populate_existing=True)
    ).all()


def list_people_to_add(team: Team) -> list[KnownPerson]:
    """List who has or had a seat in a team of the commune and has none in this team now, by name."""
    in_commune = (
        select(Membership.user_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.commune_id == team.commune_id)
    )
    seated = select(Membership.user_id).where(Membership.team_id == team.id, Membership.ends_on.is_(None))
    rows = db.session.execute(
        select(User.id, User.name, User.phone)
        .where(User.id.in_(in_commune), User.id.not_in(seated))
        .order_by(User.name_sort, User.id)
    )
    return [KnownPerson(*row) for row in rows]


def list_account_states(user_ids: Collection[int], at: datetime) -> dict[int, AccountState]:
    """Return the state of each person's account at a moment."""
    live = and_(
        ActivationLink.user_id == User.id, ActivationLink.used_at.is_(None), ActivationLink.expires_at > at
    )
    rows = db.session.execute(
        select(
            User.id,
            User.password_hash.is_not(None),
            User.disabled_at.is_not(None),
            func.coalesce(User.disabled_reason == DisabledReason.idle, false()),
            User.seen_at,
            func.max(ActivationLink.expires_at),
        )
        .outerjoin(ActivationLink, live)
        .where(User.id.in_(user_ids))
        .group_by(User.id)
    )
    return {user_id: AccountState(*state) for user_id, *state in rows}


def list_trainings(team_id: int, on: date) -> Sequence[TrainingLine]:
    """List the trainings that the members of a day had completed by then, the latest first."""
    rows = db.session.execute(
        select(User.id, User.name, TrainingCompletion.title, TrainingCompletion.completed_on)
        .join(User, User.id == TrainingCompletion.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id, in_force(Membership, on), TrainingCompletion.completed_on <= on)
        # What the portal and somebody by hand both recorded is one training.
        .group_by(
            User.id, User.name, User.name_sort, TrainingCompletion.title, TrainingCompletion.completed_on
        )
        .order_by(TrainingCompletion.completed_on.desc(), TrainingCompletion.title, User.name_sort, User.id)
    )
    return [TrainingLine(*row) for row in rows]
