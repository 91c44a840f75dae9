"""The communes of a viewer's area and who coordinates each, for lists of places to look after."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import aliased

from portal.domain.accounts import DisabledReason
from portal.domain.actions import Action
from portal.domain.needs import HAMLET_NEEDS
from portal.domain.roles import Role, Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import RoleGrant, Team, Unit, UnitReach, UnitVersion, User
from portal.policy import allows
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.scope import commune_ids
from portal.queries.units import in_force as unit_in_force


@dataclass(frozen=True, slots=True)
class CommunePlace:
    """A commune as lists name it, with what puts it in order and what policy asks for."""

    id: int
    full_name: str
    parent_name: str
    order: tuple[str, str, int]
    commune_path: str


@dataclass(frozen=True, slots=True)
class NeedPlace:
    """A team or a hamlet that something is noted about; `team_id` or `hamlet_id` is None."""

    name: str
    team_id: int | None
    hamlet_id: int | None
    commune_id: int
    commune_path: str


class Coordinator(NamedTuple):
    """Who is responsible for a commune; `phone` is None for who may not see it."""

    user_id: int
    name: str
    phone: str | None


def list_commune_places(communes: Collection[int], on: date) -> dict[int, CommunePlace]:
    """Return the communes by id, called as on a day or as they were called at last."""
    later, parent, last_parent = aliased(UnitVersion), aliased(UnitVersion), aliased(UnitVersion)
    last = select(func.max(later.valid_from)).where(later.unit_id == Unit.id, later.valid_from <= on)
    parent_last = select(func.max(last_parent.valid_from)).where(
        last_parent.unit_id == UnitVersion.parent_id, last_parent.valid_from <= on
    )
    rows = db.session.execute(
        select(
            Unit.id,
            UnitVersion.full_name,
            func.coalesce(parent.full_name, ""),
            func.coalesce(parent.name_sort, ""),
            UnitVersion.name_sort,
            Unit.path,
        )
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .outerjoin(
            parent,
            (parent.unit_id == UnitVersion.parent_id)
            & (parent.valid_from == parent_last.correlate(UnitVersion).scalar_subquery()),
        )
        .where(among(Unit.id, communes), UnitVersion.valid_from == last.correlate(Unit).scalar_subquery())
    )
    return {
        row.id: CommunePlace(row.id, row.full_name, row[2], (row[3], row.name_sort, row.id), row.path)
        for row in rows
    }


def list_coordinators(
    viewer: Viewer, places: Iterable[CommunePlace], on: date
) -> dict[int, list[Coordinator]]:
    """Return who coordinates each commune on a day, by name; the phone only where the viewer may see it."""
    by_id = {place.id: place for place in places}
    held = select(RoleGrant.unit_id.label("commune_id"), RoleGrant.user_id).where(
        RoleGrant.unit_id.in_(by_id), RoleGrant.role == Role.coordinator, in_force(RoleGrant, on)
    )
    # A role reaches the same land under its other names.
    reached = (
        select(UnitReach.reached_id, RoleGrant.user_id)
        .join(RoleGrant, RoleGrant.unit_id == UnitReach.unit_id)
        .where(UnitReach.reached_id.in_(by_id), RoleGrant.role == Role.coordinator, in_force(RoleGrant, on))
    )
    grants = union(held, reached).subquery()
    rows = db.session.execute(
        select(grants.c.commune_id, User.id, User.name, User.phone)
        .join(User, User.id == grants.c.user_id)
        # A resting account is woken by the first call; a closed one acts no more.
        .where(or_(User.disabled_at.is_(None), User.disabled_reason == DisabledReason.idle))
        .order_by(User.name_sort, User.id)
    )
    found: dict[int, list[Coordinator]] = defaultdict(list)
    for commune_id, user_id, name, phone in rows:
        may_call = allows(viewer, Action.view_staff_phone, by_id[commune_id])
        found[commune_id].append(Coordinator(user_id, name, phone if may_call else None))
    return found


def get_need_place(viewer: Viewer, need: str, about_id: int, on: date) -> NeedPlace | None:
    """Return the team or hamlet that a need is about, within the area of the viewer's roles, or None."""
    area = commune_ids(viewer)
    if need not in HAMLET_NEEDS:
        team = db.session.execute(
            select(Team.name, Team.id, Team.commune_id, Unit.path)
            .join(Unit, Unit.id == Team.commune_id)
            .where(Team.id == about_id, Team.commune_id.in_(area))
        ).first()
        return NeedPlace(team.name, team.id, None, team.commune_id, team.path) if team else None
    commune = aliased(Unit)
    hamlet = db.session.execute(
        select(UnitVersion.full_name, Unit.id, UnitVersion.parent_id, commune.path)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .join(commune, commune.id == UnitVersion.parent_id)
        .where(
            Unit.id == about_id,
            Unit.level == UnitLevel.hamlet,
            UnitVersion.parent_id.in_(area),
            unit_in_force(on),
        )
    ).first()
    return NeedPlace(hamlet.full_name, None, hamlet.id, hamlet.parent_id, hamlet.path) if hamlet else None
