"""The four statements that coverage is read with; entries are never touched, only their tallies."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.domain.indicators import MEMBERS_PER_HUNDRED, MEMBERS_TRAINED, VISITS
from portal.domain.skills import SKILLS
from portal.domain.team_status import TeamRole, TeamStatus
from portal.domain.units import UnitLevel
from portal.models import (
    HamletList,
    Membership,
    Tally,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    TrainingCompletion,
    Unit,
    UnitCensus,
    UnitReach,
    UnitSuccession,
    UnitVersion,
)
from portal.models.tallies import ALL_SKILLS
from portal.queries.among import among
from portal.queries.coverage_records import Counts, Cut, Facts, People
from portal.queries.dated import in_force
from portal.queries.hamlet_origins import origin_name
from portal.queries.tally_spans import tally_spans
from portal.queries.team_names import name_on, name_sort_on

# What a row of sums is about: entries, or people in one of three groupings.
ENTRIES, OVER_ALL, BY_PLACE, BY_TEAM = range(4)


def places(cut: Cut) -> Select:
    """Select the place, all below it and all that it lies in, each with its latest census."""
    root = _ROOT
    latest = (
        select(func.max(UnitCensus.counted_on))
        .where(UnitCensus.unit_id == UnitVersion.unit_id, UnitCensus.counted_on <= cut.places_on)
        .correlate(UnitVersion)
        .scalar_subquery()
    )
    is_latest = and_(UnitCensus.unit_id == UnitVersion.unit_id, UnitCensus.counted_on == latest)
    return (
        select(
            UnitVersion.unit_id,
            UnitVersion.parent_id,
            Unit.level,
            UnitVersion.code,
            UnitVersion.full_name,
            UnitVersion.name_sort,
            UnitVersion.path,
            UnitCensus.population,
            UnitCensus.households,
            HamletList.confirmed_at.is_not(None),
            # What is still where it was entered needs no further look.
            case(
                (Unit.parent_id != UnitVersion.parent_id, origin_name(UnitVersion.unit_id, cut.places_on)),
                else_=null(),
            ),
        )
        .select_from(UnitVersion)
        .join(root, and_(root.unit_id == cut.unit_id, _valid(root, cut.places_on)))
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .outerjoin(HamletList, HamletList.commune_id == UnitVersion.unit_id)
        .outerjoin(UnitCensus, is_latest)
        .where(
            _valid(UnitVersion, cut.places_on),
            or_(UnitVersion.path.startswith(root.path), root.path.startswith(UnitVersion.path)),
        )
    )


def relatives(facts: Facts) -> Iterator[Select]:
    """Select other communes for the same land, with True, and those that only share some; all with names."""
    shown = [commune.id for commune in facts.communes]
    yield _related(UnitReach.unit_id, UnitReach.reached_id, is_same_land=True).where(
        among(UnitReach.unit_id, shown)
    )
    before, after = UnitSuccession.from_unit_id, UnitSuccession.to_unit_id
    for mine, other in ((before, after), (after, before)):
        yield _related(mine, other, is_same_land=False).where(among(mine, shown))


def _related(mine, other, *, is_same_land: bool) -> Select:
    last = select(func.max(UnitVersion.valid_from)).where(UnitVersion.unit_id == Unit.id).correlate(Unit)
    name = select(UnitVersion.full_name).where(
        UnitVersion.unit_id == Unit.id, UnitVersion.valid_from == last.scalar_subquery()
    )
    return (
        select(mine, other, literal(is_same_land), name.correlate(Unit).scalar_subquery())
        .join(Unit, Unit.id == other)
        .where(Unit.level == UnitLevel.commune)
    )


def teams(facts: Facts) -> Select:
    """Select the teams of the communes with the hamlets they serve and what decides on their validity."""
    on = facts.cut.on
    status = (
        select(TeamStatusChange.status)
        .where(TeamStatusChange.team_id == Team.id, TeamStatusChange.starts_on <= on)
        .order_by(TeamStatusChange.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    founded = select(TeamDecision.id).where(
        TeamDecision.team_id == Team.id,
        TeamDecision.kind == "founding",
        TeamDecision.number != "",
        TeamDecision.decided_on <= on,
    )
    led = select(Membership.id).where(
        Membership.team_id == Team.id, Membership.role == TeamRole.leader, in_force(Membership, on)
    )
    served = select(func.aggregate_strings(cast(TeamHamlet.hamlet_id, Text), ",")).where(
        TeamHamlet.team_id == Team.id, in_force(TeamHamlet, on)
    )
    return select(
        Team.id,
        Team.code,
        name_on(on),
        name_sort_on(on),
        Team.level,
        Team.commune_id,
        status,
        founded.exists(),
        led.exists(),
        served.scalar_subquery(),
    ).where(among(Team.commune_id, facts.commune_ids))


def counts(facts: Facts, cut: Cut) -> Iterator[Select]:
    """Select the sums of entries by team, of divided communes too, and without a team the visits by skill.

    A statement for each span of the period.
    """
    entries = literal(ENTRIES)
    sums = [func.sum(getattr(Tally, measure)) for measure in Counts._fields]
    visits = [func.sum(Tally.visits) if measure == "visits" else literal(0) for measure in Counts._fields]
    communes = [*facts.commune_ids, *facts.divided]
    for span in tally_spans(cut.period):
        yield (
            select(entries, Tally.commune_id, Tally.team_id, literal(ALL_SKILLS), *sums)
            .where(among(Tally.commune_id, communes), Tally.skill == ALL_SKILLS, span)
            .group_by(Tally.commune_id, Tally.team_id)
        )
        if VISITS in cut.lines:
            yield (
                select(entries, Tally.commune_id, cast(null(), Integer), Tally.skill, *visits)
                .where(among(Tally.commune_id, facts.commune_ids), Tally.skill.in_(SKILLS), span)
                .group_by(Tally.commune_id, Tally.skill)
            )


def people(facts: Facts) -> Iterator[Select]:
    """Select distinct people over all, by child place and by team: adding up would count a person twice.

    A person counts while seated in a team that is not dissolved, whether or not it is valid.
    """
    if facts.cut.lines.isdisjoint((MEMBERS_TRAINED, MEMBERS_PER_HUNDRED)):
        return
    level = facts.root.level
    yield _people(facts, OVER_ALL, literal(0))
    if level == UnitLevel.commune:
        served = and_(TeamHamlet.team_id == Team.id, in_force(TeamHamlet, facts.cut.on))
        yield _people(facts, BY_PLACE, TeamHamlet.hamlet_id).join(TeamHamlet, served)
    elif any(child.level == UnitLevel.district for child in facts.children):
        commune = and_(UnitVersion.unit_id == _shown_commune(facts), _valid(UnitVersion, facts.cut.places_on))
        yield _people(facts, BY_PLACE, UnitVersion.parent_id).join(UnitVersion, commune)
    elif level != UnitLevel.hamlet:
        yield _people(facts, BY_PLACE, _shown_commune(facts))
    if level in (UnitLevel.commune, UnitLevel.hamlet):
        yield _people(facts, BY_TEAM, Team.id)


def _people(facts: Facts, grouping: int, key) -> Select:
    on, person = facts.cut.on, Membership.user_id
    trained = select(TrainingCompletion.id).where(
        TrainingCompletion.user_id == person, TrainingCompletion.completed_on <= on
    )
    unknown = [commune.id for commune in facts.communes if commune.population is None]
    matched = func.count(case((_shown_commune(facts).not_in(unknown), person)).distinct())
    dissolved = [team.id for team in facts.teams.values() if team.status == TeamStatus.dissolved]
    statement = (
        select(
            literal(grouping),
            key,
            cast(null(), Integer),
            literal(ALL_SKILLS),
            func.count(person.distinct()),
            func.count(case((trained.exists(), person)).distinct()),
            matched if unknown else cast(null(), Integer),
            *[literal(0)] * (len(Counts._fields) - len(People._fields)),
        )
        .select_from(Membership)
        .join(Team, Team.id == Membership.team_id)
        .where(among(Team.commune_id, facts.commune_ids), Team.id.not_in(dissolved), in_force(Membership, on))
    )
    if facts.root.level == UnitLevel.hamlet:
        statement = statement.where(Team.id.in_([team.id for team in facts.teams_of_hamlet[facts.root.id]]))
    return statement if grouping == OVER_ALL else statement.group_by(key)


def _shown_commune(facts: Facts) -> ColumnElement[int]:
    """Return the commune as which a team's commune is shown, as a column."""
    moved = {kept: shown for kept, shown in facts.shown_as.items() if kept != shown}
    return case(moved, value=Team.commune_id, else_=Team.commune_id) if moved else Team.commune_id


def _valid(version, on: date) -> ColumnElement[bool]:
    return and_(version.valid_from <= on, or_(version.valid_to.is_(None), version.valid_to > on))


# Made once, as coverage asks for each of its days.
_ROOT = aliased(UnitVersion)
