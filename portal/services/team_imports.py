"""Write what an import of teams wishes, within its unit of work and through the session's objects."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from portal import clock
from portal.domain.roles import Viewer
from portal.domain.team_imports import TeamWish
from portal.domain.team_names import code_prefix, next_code
from portal.domain.team_status import TeamStatus
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Team, TeamDecision, TeamHamlet, TeamStatusChange, Unit
from portal.queries.batches import batches
from portal.queries.team_imports import list_team_codes
from portal.queries.units import list_units
from portal.services.import_turns import add_rows, take_turns
from portal.services.team_changes import new_status_change
from portal.services.team_decisions import Decision, add_decision


def write_teams(founder: Viewer, wishes: Sequence[TeamWish]) -> None:
    """Register teams, and add decisions, signers and hamlets to teams that are there."""
    take_turns(Unit, {wish.commune_id for wish in wishes})
    known = {team.id: team for team in take_turns(Team, {wish.team_id for wish in wishes} - {None})}
    new = [wish for wish in wishes if wish.team_id is None]
    pairs = [(known[wish.team_id], wish) for wish in wishes if wish.team_id is not None]
    _fill_signers([wish for _, wish in pairs if wish.decision_id is not None])
    _begin_statuses(founder, [(team, wish) for team, wish in pairs if wish.number])
    _serve_again(pairs)
    for team, wish in _register(new):
        pairs.append((team, wish))
        db.session.add(new_status_change(founder, team.id, TeamStatus.active, wish.since, ""))
        for hamlet_id in wish.hamlet_ids:
            db.session.add(TeamHamlet(team_id=team.id, hamlet_id=hamlet_id, starts_on=wish.since))
    for team, wish in pairs:
        if wish.number and wish.decision_id is None:
            add_decision(team, Decision(wish.number, wish.decided_on, wish.signer))
    db.session.flush()


def _register(wishes: Sequence[TeamWish]) -> list[tuple[Team, TeamWish]]:
    """Make the teams with their codes, in the order of their names, so that no order of rows shows."""
    codes = list_team_codes()
    communes = {unit.id: unit.code for unit in list_units(clock.today(), UnitLevel.commune)}
    made = []
    for wish in wishes:
        team = Team(name=wish.name, level=wish.level, commune_id=wish.commune_id, created_at=clock.now())
        made.append((team, wish))
    made.sort(key=lambda pair: (pair[1].commune_id, pair[0].name_sort))
    highest: dict[str, str] = {}
    for team, wish in made:
        prefix = code_prefix(communes.get(wish.commune_id), wish.commune_id)
        team.code = next_code(prefix, [highest[prefix]] if prefix in highest else codes)
        highest[prefix] = team.code
    add_rows([team for team, _ in made])
    db.session.flush()
    return made


def _fill_signers(wishes: Sequence[TeamWish]) -> None:
    signers = {wish.decision_id: wish.signer for wish in wishes}
    for decision in take_turns(TeamDecision, signers):
        decision.signer = signers[decision.id]


def _begin_statuses(founder: Viewer, pairs: Sequence[tuple[Team, TeamWish]]) -> None:
    """A team is active since its founding at the latest."""
    begun: dict[int, date] = {}
    for batch in batches([team.id for team, _ in pairs]):
        rows = db.session.execute(
            select(TeamStatusChange.team_id, func.min(TeamStatusChange.starts_on))
            .where(TeamStatusChange.team_id.in_(batch))
            .group_by(TeamStatusChange.team_id)
        )
        begun |= dict(rows.all())
    for team, wish in pairs:
        if team.id not in begun or wish.decided_on < begun[team.id]:
            db.session.add(new_status_change(founder, team.id, TeamStatus.active, wish.decided_on, ""))


def _serve_again(pairs: Sequence[tuple[Team, TeamWish]]) -> None:
    """Let known teams serve further hamlets; what was ended on this very day goes on."""
    ended: dict[tuple[int, int], TeamHamlet] = {}
    for batch in batches([team.id for team, wish in pairs if wish.hamlet_ids]):
        rows = select(TeamHamlet).where(TeamHamlet.team_id.in_(batch), TeamHamlet.ends_on == clock.today())
        for row in db.session.scalars(rows.execution_options(populate_existing=True)):
            ended[row.team_id, row.hamlet_id] = row
    for team, wish in pairs:
        for hamlet_id in wish.hamlet_ids:
            if row := ended.get((team.id, hamlet_id)):
                row.ends_on = None
            else:
                db.session.add(TeamHamlet(team_id=team.id, hamlet_id=hamlet_id, starts_on=wish.since))
