"""What is known of the people whose phone numbers a spreadsheet of staff names."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from portal.domain.staff_imports import KnownStaff, StaffRegister
from portal.extensions import db
from portal.models import RoleGrant, User
from portal.queries.batches import batches
from portal.queries.dated import in_force


def load_staff_register(phones: Collection[str], on: date) -> StaffRegister:
    """Read who has these numbers, with the roles that they hold on a day."""
    people, roles = {}, defaultdict(set)
    for batch in batches(sorted(phones)):
        for row in db.session.execute(
            select(User.id, User.name, User.name_fold, User.phone).where(User.phone.in_(batch))
        ):
            people[row.phone] = row
        held = (
            select(RoleGrant.user_id, RoleGrant.role, RoleGrant.unit_id)
            .join(User, User.id == RoleGrant.user_id)
            .where(User.phone.in_(batch), in_force(RoleGrant, on))
        )
        for user_id, role, unit_id in db.session.execute(held):
            roles[user_id].add((role, unit_id))
    return StaffRegister(
        {
            phone: KnownStaff(row.id, row.name, row.name_fold, frozenset(roles[row.id]))
            for phone, row in people.items()
        }
    )
