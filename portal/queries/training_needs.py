"""What members lack and what citizens ask for, by commune, and by team and hamlet of one commune.

Members come from seats and completions, visits by skill from the tallies; only the visits of one commune's
hamlets are read from entries, those of three months, by the index over hamlets and days.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, literal_column, select

from portal.domain.outcomes import Outcome
from portal.domain.periods import Period, month, month_spans
from portal.domain.skills import SKILLS
from portal.domain.team_status import TeamStatus
from portal.domain.training_plans import HamletReach, SkillNeed, TeamGap
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    Activity,
    Membership,
    Tally,
    Team,
    TeamHamlet,
    TrainingCompletion,
    Unit,
    UnitCensus,
    UnitVersion,
)
from portal.queries import units
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.hamlets import team_status
from portal.queries.team_names import name_on, name_sort_on

MONTHS = 3
# The index of approved entries serves only who asks for them in these very words.
_APPROVED = Activity.status == literal_column("'approved'")


def lately(today: date) -> Period:
    """Return this month and the two before it."""
    number = today.year * 12 + today.month - MONTHS
    first = date(number // 12, number % 12 + 1, 1)
    return Period(first, month(today.year, today.month).ends_on)


def list_skill_needs(communes: Collection[int], today: date) -> dict[int, list[SkillNeed]]:
    """Return for each commune what its members lack and how visits ended, by skill, in three statements."""
    seated = _seated(communes, today)
    members = dict(db.session.execute(_count(seated, Team.commune_id)).all())
    trained = {
        (commune_id, skill): count
        for commune_id, skill, count in db.session.execute(
            _count(_completed(seated, today), Team.commune_id, TrainingCompletion.title)
        )
    }
    outcomes = _outcomes(communes, lately(today))
    return {
        commune_id: [
            SkillNeed(
                skill,
                members.get(commune_id, 0),
                members.get(commune_id, 0) - trained.get((commune_id, skill), 0),
                outcomes.get((commune_id, skill), Outcome()),
            )
            for skill in SKILLS
        ]
        for commune_id in communes
    }


def list_team_gaps(commune_id: int, today: date) -> list[TeamGap]:
    """List a commune's teams, by name, with how many of their members lack each skill."""
    seated = _seated([commune_id], today)
    members = dict(db.session.execute(_count(seated, Team.id)).all())
    trained = {
        (team_id, skill): count
        for team_id, skill, count in db.session.execute(
            _count(_completed(seated, today), Team.id, TrainingCompletion.title)
        )
    }
    teams = db.session.execute(
        select(Team.id, name_on(today))
        .where(Team.commune_id == commune_id, team_status(today) != TeamStatus.dissolved)
        .order_by(name_sort_on(today), Team.id)
    )
    return [
        TeamGap(
            team_id,
            name,
            {skill: members.get(team_id, 0) - trained.get((team_id, skill), 0) for skill in SKILLS},
        )
        for team_id, name in teams
    ]


def list_hamlet_reach(commune_id: int, today: date) -> list[HamletReach]:
    """List a commune's hamlets, by name, with their approved visits of the last months.

    Entries that name no hamlet count where their team serves only one.
    """
    period, serving, alone = lately(today), defaultdict(list), {}
    of_team = defaultdict(list)
    for team_id, hamlet_id in db.session.execute(_serving(commune_id, today)):
        serving[hamlet_id].append(team_id)
        of_team[team_id].append(hamlet_id)
    alone = {team_id: hamlets[0] for team_id, hamlets in of_team.items() if len(hamlets) == 1}
    visits: dict[int, int] = defaultdict(int)
    named = _visits(Activity.hamlet_id, period).where(Activity.hamlet_id.in_(_hamlet_ids(commune_id, today)))
    for hamlet_id, count in db.session.execute(named):
        visits[hamlet_id] += int(count)
    unnamed = _visits(Activity.team_id, period).where(
        Activity.team_id.in_(alone), func.coalesce(Activity.hamlet_id, 0) == 0
    )
    for team_id, count in db.session.execute(unnamed):
        visits[alone[team_id]] += int(count)
    return [
        HamletReach(row.id, row.full_name, visits[row.id], row.population, tuple(serving[row.id]))
        for row in db.session.execute(_hamlets(commune_id, today))
    ]


def _seated(communes: Collection[int], on: date) -> Select:
    return (
        select()
        .select_from(Membership)
        .join(Team, Team.id == Membership.team_id)
        .where(
            among(Team.commune_id, communes),
            in_force(Membership, on),
            team_status(on) != TeamStatus.dissolved,
        )
    )


def _completed(seated: Select, on: date) -> Select:
    return seated.join(TrainingCompletion, TrainingCompletion.user_id == Membership.user_id).where(
        TrainingCompletion.title.in_(SKILLS), TrainingCompletion.completed_on <= on
    )


def _count(rows: Select, *group) -> Select:
    """Count distinct people in each group."""
    return rows.add_columns(*group, func.count(Membership.user_id.distinct())).group_by(*group)


def _outcomes(communes: Collection[int], period: Period) -> dict[tuple[int, str], Outcome]:
    firsts, _edges = month_spans(period)
    measures = (Tally.visits, Tally.alone, Tally.together, Tally.shown)
    rows = db.session.execute(
        select(Tally.commune_id, Tally.skill, *(func.sum(measure) for measure in measures))
        .where(
            among(Tally.commune_id, communes),
            Tally.grain == "month",
            Tally.skill.in_(SKILLS),
            Tally.starts_on.in_(firsts),
        )
        .group_by(Tally.commune_id, Tally.skill)
    )
    return {(commune_id, skill): Outcome(*map(int, sums)) for commune_id, skill, *sums in rows}


def _serving(commune_id: int, on: date) -> Select:
    return (
        select(TeamHamlet.team_id, TeamHamlet.hamlet_id)
        .join(Team, Team.id == TeamHamlet.team_id)
        .where(
            Team.commune_id == commune_id,
            in_force(TeamHamlet, on),
            team_status(on) != TeamStatus.dissolved,
        )
        .order_by(name_sort_on(on), Team.id)
    )


def _visits(key, period: Period) -> Select:
    return (
        select(key, func.sum(Activity.visits))
        .where(_APPROVED, Activity.occurred_on >= period.starts_on, Activity.occurred_on < period.ends_on)
        .group_by(key)
    )


def _hamlet_ids(commune_id: int, on: date) -> Select:
    return (
        select(UnitVersion.unit_id)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(UnitVersion.parent_id == commune_id, Unit.level == UnitLevel.hamlet, units.in_force(on))
    )


def _hamlets(commune_id: int, on: date) -> Select:
    population = (
        select(UnitCensus.population)
        .where(UnitCensus.unit_id == UnitVersion.unit_id, UnitCensus.counted_on <= on)
        .order_by(UnitCensus.counted_on.desc())
        .limit(1)
        .correlate(UnitVersion)
        .scalar_subquery()
    )
    return (
        select(UnitVersion.unit_id.label("id"), UnitVersion.full_name, population.label("population"))
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(UnitVersion.parent_id == commune_id, Unit.level == UnitLevel.hamlet, units.in_force(on))
        .order_by(UnitVersion.name_sort, UnitVersion.unit_id)
    )
