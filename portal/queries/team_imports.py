"""What is known of the teams of communes, for comparing a spreadsheet with it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from portal.domain.place_book import KnownPlace
from portal.domain.team_imports import KnownDecision, ListedHamlet, RegisteredTeam, TeamRegister
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Team, TeamDecision, TeamHamlet, Unit, UnitVersion
from portal.queries.batches import batches
from portal.queries.teams import FOUNDING
from portal.queries.units import in_force


def load_team_register(communes: Collection[KnownPlace], on: date) -> TeamRegister:
    """Read the communes' teams with decisions and hamlets served, and their lists of hamlets, as on a day."""
    register = TeamRegister({place.id: place for place in communes})
    ids = sorted(register.communes)
    founded, re_formed = _foundings(ids), _re_formings(ids)
    serves, busy = _served(ids, on)
    for batch in batches(ids):
        teams = db.session.execute(
            select(Team.id, Team.code, Team.name, Team.name_fold, Team.name_sort, Team.level, Team.commune_id)
            .where(Team.commune_id.in_(batch))
            .order_by(Team.id)
        )
        for team in teams:
            register.add_team(
                RegisteredTeam(
                    *team,
                    founded.get(team.id),
                    re_formed.get(team.id),
                    frozenset(serves[team.id]),
                    frozenset(busy[team.id]),
                )
            )
        for commune_id, hamlet in _hamlets(batch, on):
            register.hamlets[commune_id].append(hamlet)
    return register


def list_team_codes() -> list[str]:
    """List the codes of all teams; official codes are used again for other places, so all of them count."""
    return list(db.session.scalars(select(Team.code)))


def _foundings(commune_ids: list[int]) -> dict[int, KnownDecision]:
    found = {}
    for batch in batches(commune_ids):
        rows = db.session.execute(
            select(
                TeamDecision.team_id,
                TeamDecision.id,
                TeamDecision.number,
                TeamDecision.decided_on,
                TeamDecision.signer,
            )
            .join(Team, Team.id == TeamDecision.team_id)
            .where(Team.commune_id.in_(batch), TeamDecision.kind == FOUNDING)
            .order_by(TeamDecision.id)
        )
        found |= {team_id: KnownDecision(*decision) for team_id, *decision in rows}
    return found


def _re_formings(commune_ids: list[int]) -> dict[int, date]:
    found = {}
    for batch in batches(commune_ids):
        rows = db.session.execute(
            select(TeamDecision.team_id, func.min(TeamDecision.decided_on))
            .join(Team, Team.id == TeamDecision.team_id)
            .where(Team.commune_id.in_(batch), TeamDecision.kind != FOUNDING)
            .group_by(TeamDecision.team_id)
        )
        found |= dict(rows.all())
    return found


def _served(commune_ids: list[int], on: date) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    serves: dict[int, set[int]] = defaultdict(set)
    busy: dict[int, set[int]] = defaultdict(set)
    for batch in batches(commune_ids):
        rows = db.session.execute(
            select(TeamHamlet.team_id, TeamHamlet.hamlet_id, TeamHamlet.ends_on)
            .join(Team, Team.id == TeamHamlet.team_id)
            .where(Team.commune_id.in_(batch))
        )
        for team_id, hamlet_id, ends_on in rows:
            if ends_on is None:
                serves[team_id].add(hamlet_id)
            elif ends_on > on:
                busy[team_id].add(hamlet_id)
    return serves, busy


def _hamlets(commune_ids: list[int], on: date) -> list[tuple[int, ListedHamlet]]:
    rows = db.session.execute(
        select(
            UnitVersion.parent_id,
            UnitVersion.unit_id,
            UnitVersion.name,
            UnitVersion.full_name,
            UnitVersion.name_sort,
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(UnitVersion.parent_id.in_(commune_ids), Unit.level == UnitLevel.hamlet, in_force(on))
    )
    return [(commune_id, ListedHamlet(*hamlet)) for commune_id, *hamlet in rows]
