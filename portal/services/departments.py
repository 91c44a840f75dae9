"""The departments of a campaign's province, which report beside the places: added, renamed, ended."""

import re
from datetime import date

from sqlalchemy import select

from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.text import has_control_characters
from portal.extensions import db
from portal.models import Campaign, Department, Unit
from portal.policy import require
from portal.services import audit
from portal.services.team_changes import one_line
from portal.transaction import transactional

CODE_LENGTH = 20
NAME_LENGTH = 200
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]*")


@transactional
def add_department(actor: Viewer, campaign: Campaign, code: str, name: str) -> Department:
    """Add a department to the province of a campaign; its code is kept in capital letters.

    Raises NotAllowed, RuleBroken("department_needs_code" or "department_exists") and as `change_department`.
    """
    require(actor, Action.keep_departments, campaign)
    code, name = one_line(code).upper(), _read_name(name)
    if not _CODE.fullmatch(code) or len(code) > CODE_LENGTH:
        raise RuleBroken("department_needs_code")
    # Of two who add the same one, the second waits here and then finds it.
    db.session.execute(select(Unit.id).where(Unit.id == campaign.unit_id).with_for_update())
    same = select(Department.id).where(Department.unit_id == campaign.unit_id, Department.code == code)
    if db.session.scalar(same) is not None:
        raise RuleBroken("department_exists")
    department = Department(unit_id=campaign.unit_id, code=code, name=name)
    db.session.add(department)
    db.session.flush()
    audit.record(actor, "add_department", f"department:{department.id}", code=code, name=name)
    return department


@transactional
def change_department(actor: Viewer, department: Department, name: str, ended_on: date | None) -> None:
    """Rename a department, or end it: `ended_on` is the first day without it, None while it goes on.

    Its figures stay. Raises NotAllowed and RuleBroken("department_needs_name", "figure_text_too_long" or
    "figure_bad_text").
    """
    require(actor, Action.keep_departments, department)
    name = _read_name(name)
    was = (department.name, department.ended_on)
    if was == (name, ended_on):
        return
    department.name, department.ended_on = name, ended_on
    db.session.flush()
    audit.record(
        actor,
        "change_department",
        f"department:{department.id}",
        was=_described(*was),
        now=_described(name, ended_on),
    )


def _described(name: str, ended_on: date | None) -> dict[str, str | None]:
    return {"name": name, "ended_on": ended_on.isoformat() if ended_on else None}


def _read_name(name: str) -> str:
    name = one_line(name)
    if not name:
        raise RuleBroken("department_needs_name")
    if len(name) > NAME_LENGTH:
        raise RuleBroken("figure_text_too_long", most=NAME_LENGTH)
    if has_control_characters(name):
        raise RuleBroken("figure_bad_text")
    return name
