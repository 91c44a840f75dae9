"""The flags of entries, those of a page in one statement, and what is still to be checked."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from portal.domain.quality import CODES
from portal.extensions import db
from portal.models import Activity, Flag
from portal.queries.among import among

_entry, _other = Activity.__table__.alias("entry"), Activity.__table__.alias("other")
_is_near = (_other.c.id == Flag.other_id) & (_other.c.commune_id == _entry.c.commune_id)
_FLAGS = (
    select(Flag.activity_id, Flag.code, Flag.details, _other.c.uuid)
    .join(_entry, _entry.c.id == Flag.activity_id)
    .outerjoin(_other, _is_near)
    .where(among(Flag.activity_id, "activity_ids"))
)


class ShownFlag(NamedTuple):
    """A flag with the figures of its sentence; the other entry is named where it lies in the same commune."""

    code: str
    details: dict[str, object]
    other_uuid: UUID | None


def list_flags(activity_ids: Collection[int]) -> dict[int, list[ShownFlag]]:
    """List the flags of each of some entries, the heaviest first."""
    found: dict[int, list[ShownFlag]] = {activity_id: [] for activity_id in activity_ids}
    if not found:
        return found
    for activity_id, *shown in db.session.execute(_FLAGS, {"activity_ids": sorted(found)}):
        found[activity_id].append(ShownFlag(*shown))
    for flags in found.values():
        flags.sort(key=lambda flag: CODES.index(flag.code))
    return found


def list_due(limit: int) -> list[int]:
    """List entries that were stored or changed since they were checked, each team's together."""
    due = select(Activity.id).where(Activity.is_check_due).order_by(Activity.team_id, Activity.id)
    return list(db.session.scalars(due.limit(limit)))
