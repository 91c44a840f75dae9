"""Teams: register and name them, and set the hamlets they serve; the past stays readable."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_names import code_prefix, next_code, team_name_after
from portal.domain.team_status import TeamLevel, TeamStatus
from portal.domain.text import sort_key
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Team, TeamFormerName, TeamHamlet, Unit
from portal.policy import require
from portal.queries import units
from portal.services.memberships import seat_first_leader
from portal.services.people import NewPerson
from portal.services.team_changes import (
    begin_change,
    new_status_change,
    one_line,
    record_change,
    refuse_future,
)
from portal.services.team_decisions import Decision, add_decision
from portal.transaction import transactional


class FirstLeader(NamedTuple):
    """Who leads a team from its first day."""

    person: NewPerson
    affiliation: str


@transactional
def register_team(
    actor: Viewer,
    commune: Unit,
    *,
    level: TeamLevel,
    name: str = "",
    hamlet_ids: Collection[int] = (),
    decision: Decision | None = None,
    leader: FirstLeader | None = None,
) -> Team:
    """Register a team of a commune, active from its founding decision or else from today.

    Without a name it is called after the hamlets it serves, or the commune. Raises RuleBroken("in_future",
    "unknown_hamlet", "team_name_taken" or "phone_taken").
    """
    require(actor, Action.register_team, commune)
    since = decision.decided_on if decision else clock.today()
    refuse_future(since)
    # Registrations of one commune go one after the other, so that code and name are free when they are taken.
    db.session.execute(select(Unit.id).where(Unit.id == commune.id).with_for_update())
    name = one_line(name) or default_name(level, commune.id, hamlet_ids)
    _refuse_taken_name(commune.id, name)
    team = Team(
        code=_next_code(commune.id), name=name, level=level, commune_id=commune.id, created_at=clock.now()
    )
    team.commune = commune
    db.session.add(team)
    db.session.flush()
    if decision:
        add_decision(team, decision)
    db.session.add(new_status_change(actor, team.id, TeamStatus.active, since, ""))
    for hamlet_id in _checked_hamlets(commune.id, hamlet_ids):
        db.session.add(TeamHamlet(team_id=team.id, hamlet_id=hamlet_id, starts_on=since))
    if leader:
        seat_first_leader(team, leader.person, leader.affiliation, since)
    record_change(actor, Action.register_team, team, code=team.code, name=team.name)
    return team


@transactional
def rename_team(actor: Viewer, team: Team, name: str) -> None:
    """Correct the team's name, for the past as well; a decision that renames it re-forms it.

    Raises RuleBroken("team_name_taken").
    """
    begin_change(actor, Action.edit_team, team)
    name = one_line(name)
    if name == team.name:
        return
    _refuse_taken_name(team.commune_id, name, except_id=team.id)
    was, team.name = team.name, name
    record_change(actor, "rename_team", team, was=was, name=name)


@transactional
def set_hamlets(actor: Viewer, team: Team, hamlet_ids: Collection[int], *, on: date) -> None:
    """Make these the hamlets that the team serves from a day on; what it served before stays readable.

    Raises RuleBroken("in_future", "unknown_hamlet", "before_its_start" or "hamlet_overlaps").
    """
    begin_change(actor, Action.edit_team, team, on)
    added, removed = replace_hamlets(team, hamlet_ids, on)
    if removed or added:
        record_change(actor, "set_team_hamlets", team, added=added, removed=removed, on=on.isoformat())


def replace_hamlets(team: Team, hamlet_ids: Collection[int], on: date) -> tuple[list[int], list[int]]:
    """Change the hamlets within the unit of work of a change; return the ids added and those taken off.

    Raises as `set_hamlets`.
    """
    wanted, rows = set(hamlet_ids), list_served_rows(team.id)
    served = {row.hamlet_id: row for row in rows if row.ends_on is None}
    removed, added = sorted(served.keys() - wanted), sorted(wanted - served.keys())
    for hamlet_id in removed:
        end_hamlet_served(served[hamlet_id], on)
    for hamlet_id in _checked_hamlets(team.commune_id, added):
        serve_hamlet(team.id, hamlet_id, on, rows)
    return added, removed


def list_served_rows(team_id: int) -> Sequence[TeamHamlet]:
    """List every stretch in which a team served a hamlet, as the database has it now."""
    return db.session.scalars(
        select(TeamHamlet)
        .where(TeamHamlet.team_id == team_id)
        .order_by(TeamHamlet.starts_on)
        .execution_options(populate_existing=True)
    ).all()


def end_hamlet_served(row: TeamHamlet, on: date) -> None:
    """End a stretch within the unit of work of a change. Raises RuleBroken("before_its_start")."""
    if on < row.starts_on:
        raise RuleBroken("before_its_start")
    row.ends_on = on


def serve_hamlet(team_id: int, hamlet_id: int, on: date, rows: Sequence[TeamHamlet]) -> None:
    """Let a team serve a hamlet from a day on; `rows` are its stretches. Raises "hamlet_overlaps"."""
    earlier = [row for row in rows if row.hamlet_id == hamlet_id]
    if any(row.ends_on > on for row in earlier):
        raise RuleBroken("hamlet_overlaps")
    # What was ended on this very day goes on, as if it had not been ended.
    ended_today = next((row for row in earlier if row.ends_on == on), None)
    if ended_today:
        ended_today.ends_on = None
    else:
        db.session.add(TeamHamlet(team_id=team_id, hamlet_id=hamlet_id, starts_on=on))


def rename_from(team: Team, name: str, on: date) -> None:
    """Give the team another name from a day on, within the unit of work of its re-forming.

    What it was called before stays its name of the days before. Raises RuleBroken("team_name_taken" or
    "before_its_start").
    """
    name = one_line(name)
    if not name or name == team.name:
        return
    _refuse_taken_name(team.commune_id, name, except_id=team.id)
    last = select(func.max(TeamFormerName.ends_on)).where(TeamFormerName.team_id == team.id)
    changed_on = db.session.scalar(last)
    if changed_on and changed_on > on:
        raise RuleBroken("before_its_start")
    # A second name from the same day corrects the first.
    if changed_on != on:
        db.session.add(TeamFormerName(team_id=team.id, name=team.name, ends_on=on))
    team.name = name


def default_name(level: TeamLevel, commune_id: int, hamlet_ids: Collection[int] = ()) -> str:
    """Return what a team is called when nobody names it otherwise."""
    if level == TeamLevel.hamlet and hamlet_ids:
        known = units.list_children(commune_id, clock.today())
        places = [unit.full_name for unit in known if unit.id in hamlet_ids]
    else:
        commune = units.get_unit_on(commune_id, clock.today())
        places = [commune.full_name] if commune else []
    return team_name_after(places)


def _refuse_taken_name(commune_id: int, name: str, except_id: int = 0) -> None:
    """Compare letters and tones; case, punctuation and Unicode form make no other name."""
    same = select(Team.id).where(
        Team.commune_id == commune_id, Team.name_sort == sort_key(name), Team.id != except_id
    )
    if db.session.scalar(same.limit(1)):
        raise RuleBroken("team_name_taken")


def _next_code(commune_id: int) -> str:
    """Return "<commune code>-NN"; official codes are used again for other places, so all teams count."""
    commune = units.get_unit_on(commune_id, clock.today())
    prefix = code_prefix(commune and commune.code, commune_id)
    codes = db.session.scalars(select(Team.code).where(Team.code.startswith(prefix, autoescape=True)))
    return next_code(prefix, codes)


def _checked_hamlets(commune_id: int, hamlet_ids: Collection[int]) -> list[int]:
    in_force = units.list_children(commune_id, clock.today()) if hamlet_ids else []
    known = {unit.id for unit in in_force if unit.level == UnitLevel.hamlet}
    if not known.issuperset(hamlet_ids):
        raise RuleBroken("unknown_hamlet")
    return sorted(set(hamlet_ids))
