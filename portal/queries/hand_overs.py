"""Who decides in whose place: what was handed over from and to a person, and who may be named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from portal.domain.roles import Role, Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import HandOver, RoleGrant, Unit, UnitVersion, User
from portal.queries import units
from portal.queries.dated import in_force


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """Some days on which one person decides in the place of another, as both see it."""

    id: int
    from_user_id: int
    from_name: str
    to_name: str
    unit_name: str
    starts_on: date
    ends_on: date
    ended_at: datetime | None

    @property
    def last_day(self) -> date:
        """The day before `ends_on`."""
        return self.ends_on - timedelta(days=1)

    def is_over(self, today: date) -> bool:
        """Tell whether nothing of it is left."""
        return self.ended_at is not None or self.ends_on <= today


def list_hand_overs(viewer: Viewer, today: date, limit: int = 30) -> list[HandOverLine]:
    """List what was handed over from and to the viewer, the latest days first."""
    return _read(_lines().limit(limit), viewer, today)


def list_current_hand_overs(viewer: Viewer, today: date) -> list[HandOverLine]:
    """List what is handed over from and to the viewer today; only coordinators hand over."""
    return _read(_CURRENT, viewer, today) if viewer.has_role(Role.coordinator) else []


def get_own_hand_over(viewer: Viewer, hand_over_id: int) -> HandOver | None:
    """Return what was handed over from or to the viewer, or None."""
    own = or_(HandOver.from_user_id == viewer.id, HandOver.to_user_id == viewer.id)
    return db.session.scalar(select(HandOver).where(HandOver.id == hand_over_id, own))


def list_own_communes(viewer: Viewer, today: date) -> Sequence[tuple[int, str]]:
    """List id and name of the communes whose coordinator the viewer is by a role of their own."""
    rows = db.session.execute(
        select(Unit.id, UnitVersion.full_name)
        .join(RoleGrant, RoleGrant.unit_id == Unit.id)
        .join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.in_force(today)))
        .where(
            RoleGrant.user_id == viewer.id,
            RoleGrant.role == Role.coordinator,
            Unit.level == UnitLevel.commune,
            in_force(RoleGrant, today),
        )
        .order_by(UnitVersion.name_sort, Unit.id)
    )
    return list(dict(rows.all()).items())


def list_deputies(viewer: Viewer, commune_ids: Sequence[int], today: date) -> Sequence[tuple[int, str]]:
    """List id and name of the coordinators of communes, of their districts and of other communes there."""
    commune, district, place = aliased(Unit), aliased(Unit), aliased(Unit)
    is_near = or_(
        place.id == commune.id,
        and_(
            district.level == UnitLevel.district, or_(place.id == district.id, place.parent_id == district.id)
        ),
    )
    rows = db.session.execute(
        select(User.id, User.name, User.name_sort)
        .select_from(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .join(place, place.id == RoleGrant.unit_id)
        .join(commune, commune.id.in_(list(commune_ids)))
        .join(district, district.id == commune.parent_id)
        .where(
            is_near,
            in_force(RoleGrant, today),
            RoleGrant.role == Role.coordinator,
            User.id != viewer.id,
            User.disabled_at.is_(None),
        )
        .distinct()
        .order_by(User.name_sort, User.id)
    )
    return [(row.id, row.name) for row in rows]


def _read(lines: Select, viewer: Viewer, today: date) -> list[HandOverLine]:
    rows = db.session.execute(lines, {"viewer": viewer.id, "today": today})
    return [HandOverLine(*row) for row in rows]


def _lines() -> Select:
    """Select what a viewer handed over or was handed, with the names of the day."""
    giver, deputy = aliased(User), aliased(User)
    viewer = bindparam("viewer")
    return (
        select(
            HandOver.id,
            HandOver.from_user_id,
            giver.name,
            deputy.name,
            UnitVersion.full_name,
            HandOver.starts_on,
            HandOver.ends_on,
            HandOver.ended_at,
        )
        .join(giver, giver.id == HandOver.from_user_id)
        .join(deputy, deputy.id == HandOver.to_user_id)
        .join(UnitVersion, and_(UnitVersion.unit_id == HandOver.unit_id, units.in_force(_TODAY)))
        .where(or_(HandOver.from_user_id == viewer, HandOver.to_user_id == viewer))
        .order_by(HandOver.starts_on.desc(), HandOver.id.desc())
    )


_TODAY = bindparam("today", type_=Date)
# The desk asks each time that it is shown, so the statement is put together once.
_CURRENT = _lines().where(in_force(HandOver, _TODAY), HandOver.ended_at.is_(None))
