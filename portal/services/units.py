"""Places by rosters: load the list that is in force from a day on, and the people counted there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select, text
from sqlalchemy.orm import contains_eager, selectinload

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.rosters import (
    RosterDiff,
    RosterProblem,
    RosterRow,
    check_roster,
    count_or_none,
    diff_rosters,
)
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Unit, UnitCensus, UnitVersion
from portal.policy import require
from portal.queries.units import in_force
from portal.services import audit, rosters
from portal.services.rosters import CensusRow, refuse
from portal.services.unit_points import load_points
from portal.transaction import transactional

ROSTER_SOURCE = "Danh mục đơn vị hành chính"


class LoadedRoster(NamedTuple):
    """How many places of a roster were new, changed and as before."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Tree:
    """What is known of the places below a roster's root: the versions in force on its day, by code."""

    then: Mapping[str, UnitVersion]
    newest: date | None

    def rows(self) -> list[RosterRow]:
        """Write the places as the rows of a roster."""
        codes = {version.unit_id: code for code, version in self.then.items()}
        return [
            RosterRow(
                0,
                code,
                version.name,
                version.full_name,
                version.type,
                version.unit.level,
                codes.get(version.parent_id, ""),
            )
            for code, version in self.then.items()
        ]


@transactional
def load_roster(
    actor: Viewer | None, rows: Sequence[RosterRow], valid_from: date, legal_basis: str = ""
) -> LoadedRoster:
    """Load the list of places that is in force from a day on: all of it, or nothing.

    The same code under the same root is the same place. What differs from the list before becomes a new
    version from that day; what does not is left untouched, and a second load changes nothing. Places never
    end here: a change of territory needs the map from old to new places, so a roster that lacks a place is
    refused. `actor` is None for the command line.
    Raises RuleBroken: "broken_roster" with its `problems`, "roster_too_old".
    """
    if actor is not None:
        require(actor, Action.load_places)
    refuse(check_roster(rows))
    wait_for_other_loads()
    tree = _known_tree(next(row.code for row in rows if not row.parent_code), valid_from)
    diff = diff_rosters(tree.rows(), [replace(row, population="", households="") for row in rows])
    _refuse_what_no_roster_can_do(tree, diff, valid_from)
    units = {code: version.unit for code, version in tree.then.items()} | _create_units(diff)
    _place_units(rows, units)
    _move_hamlets(units, tree, valid_from)
    _write_versions(rows, tree, units, valid_from, legal_basis)
    counted = [
        CensusRow(row.code, count_or_none(row.population), count_or_none(row.households))
        for row in rows
        if row.population or row.households
    ]
    counts = _write_counts(counted, units, valid_from, legal_basis or ROSTER_SOURCE)
    loaded = LoadedRoster(len(diff.created), len(diff.changed), len(diff.unchanged))
    if diff.created or diff.changed or counts:
        audit.record(actor, "load_roster", f"date:{valid_from}", counts=counts, **loaded._asdict())
    return loaded


@transactional
def load_census(actor: Viewer | None, rows: Sequence[CensusRow], counted_on: date, source: str) -> int:
    """Store counts of people and households of the places in force on a day; return how many were new.

    Raises RuleBroken("broken_roster") for a code that no place had on that day.
    """
    if actor is not None:
        require(actor, Action.load_places)
    versions = db.session.scalars(
        select(UnitVersion)
        .join(UnitVersion.unit)
        .options(contains_eager(UnitVersion.unit))
        .where(UnitVersion.code.in_([row.code for row in rows]), in_force(counted_on))
    )
    units = {version.code: version.unit for version in versions}
    refuse([RosterProblem(0, "code", "unknown_code", row.code) for row in rows if row.code not in units])
    written = _write_counts(rows, units, counted_on, source)
    if written:
        audit.record(actor, "load_census", f"date:{counted_on}", counts=written, source=source)
    return written


@transactional
def load_shipped_places() -> bool:
    """Load the campaign's places, census and positions, unless they are there; tell if anything was loaded.

    Loaded are the lists of 01/12/2018 and 01/10/2022. The 111 communes stay in force until the reorganisation
    of 01/07/2025 is applied by its map; the lists of 2025 and 2026 are shipped for that and not loaded here.
    What an installation has corrected since is left as it is.
    """
    loaded = False
    for valid_from in rosters.SHIPPED_ROSTERS:
        rows = rosters.shipped_roster(valid_from)
        newest = _newest(next(row.code for row in rows if not row.parent_code))
        if newest is None or newest < valid_from:
            first = valid_from == rosters.SHIPPED_ROSTERS[0]
            load_roster(None, rows, valid_from, "" if first else rosters.shipped_legal_basis(valid_from))
            loaded = True
    if loaded:
        load_census(None, rosters.shipped_census(), rosters.CENSUS_ON, rosters.CENSUS_SOURCE)
    located = load_points(None, rosters.shipped_points(), rosters.POINTS_ON, rosters.POINTS_SOURCE)
    return loaded or located > 0


def _known_tree(root_code: str, on: date) -> Tree:
    root_id = _root_id(root_code)
    if root_id is None:
        return Tree({}, None)
    versions = db.session.scalars(
        select(UnitVersion)
        .join(UnitVersion.unit)
        .options(contains_eager(UnitVersion.unit))
        .where(UnitVersion.path.startswith(f"{root_id}/"), UnitVersion.code.is_not(None))
        .execution_options(populate_existing=True)
    ).all()
    then = {
        version.code: version
        for version in versions
        if version.valid_from <= on and (version.valid_to is None or version.valid_to > on)
    }
    return Tree(then, max(version.valid_from for version in versions))


def _newest(root_code: str) -> date | None:
    """Return the day of the newest list under a root, or None when the root is unknown."""
    return _known_tree(root_code, date.max).newest


def _root_id(code: str) -> int | None:
    return db.session.scalar(
        select(UnitVersion.unit_id)
        .where(UnitVersion.code == code, UnitVersion.parent_id.is_(None))
        .order_by(UnitVersion.valid_from.desc())
        .limit(1)
    )


def _refuse_what_no_roster_can_do(tree: Tree, diff: RosterDiff, valid_from: date) -> None:
    """Refuse older lists, and places that would end, change their level or take a code in use."""
    if not (diff.created or diff.changed or diff.vanished):
        return
    if tree.newest and valid_from < tree.newest:
        raise RuleBroken("roster_too_old", day=f"{tree.newest:%d/%m/%Y}")
    taken = _codes_in_use([row.code for row in diff.created], valid_from)
    problems = [RosterProblem(0, "code", "would_end", f"{row.code} {row.full_name}") for row in diff.vanished]
    problems += [
        RosterProblem(row.line, "code", "code_in_use", row.code) for row in diff.created if row.code in taken
    ]
    for change in diff.changed:
        if "level" in change.columns:
            problems.append(RosterProblem(change.new.line, "level", "level_changed", change.new.level))
        # A path says whose rights reach a place today, so a place moves only once the day has come.
        if "parent_code" in change.columns and valid_from > clock.today():
            cell = change.new.parent_code
            problems.append(RosterProblem(change.new.line, "parent_code", "moves_early", cell))
    refuse(problems)


def _codes_in_use(codes: Sequence[str], on: date) -> set[str]:
    still = or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on)
    return set(db.session.scalars(select(UnitVersion.code).where(UnitVersion.code.in_(codes), still)))


def _create_units(diff: RosterDiff) -> dict[str, Unit]:
    # A path is made of ids, which the database gives out; until then a unique stand-in holds its place.
    units = {row.code: Unit(level=row.level, path=f"new-{row.code}/") for row in diff.created}
    db.session.add_all(units.values())
    db.session.flush()
    return units


def _place_units(rows: Sequence[RosterRow], units: Mapping[str, Unit]) -> None:
    """Hang every unit below its parent, the highest first, whatever the order of the rows."""
    for row in sorted(rows, key=lambda row: UnitLevel(row.level).depth):
        unit, parent = units[row.code], units.get(row.parent_code)
        unit.parent_id = parent.id if parent else None
        unit.path = f"{parent.path if parent else ''}{unit.id}/"


def _write_versions(
    rows: Sequence[RosterRow], tree: Tree, units: Mapping[str, Unit], valid_from: date, legal_basis: str
) -> None:
    for row in rows:
        unit, version = units[row.code], tree.then.get(row.code)
        facts = {
            "name": row.name,
            "full_name": row.full_name,
            "type": row.type,
            "parent_id": unit.parent_id,
            "path": unit.path,
        }
        if version is None:
            version = UnitVersion(unit_id=unit.id, code=row.code, valid_from=valid_from)
            version.legal_basis = legal_basis
            db.session.add(_with_facts(version, facts))
        elif any(getattr(version, name) != value for name, value in facts.items()):
            _with_facts(_version_from(version, valid_from, legal_basis), facts)


def _move_hamlets(units: Mapping[str, Unit], tree: Tree, valid_from: date) -> None:
    """Let the hamlets that communes entered follow a commune that moved."""
    moved = {
        units[code].id: units[code].path
        for code, version in tree.then.items()
        if version.unit.level == UnitLevel.commune and version.path != units[code].path
    }
    hamlets = select(Unit).where(Unit.parent_id.in_(moved), Unit.level == UnitLevel.hamlet)
    for hamlet in db.session.scalars(hamlets.options(selectinload(Unit.versions))):
        hamlet.path = f"{moved[hamlet.parent_id]}{hamlet.id}/"
        for version in list(hamlet.versions):
            if version.valid_to is None or version.valid_to > valid_from:
                _version_from(version, valid_from, version.legal_basis).path = hamlet.path


def _version_from(version: UnitVersion, day: date, legal_basis: str) -> UnitVersion:
    """Return the version to write from a day on: this one if it begins then, else one that follows it."""
    if version.valid_from >= day:
        return version
    follower = UnitVersion(
        unit_id=version.unit_id,
        code=version.code,
        name=version.name,
        full_name=version.full_name,
        type=version.type,
        parent_id=version.parent_id,
        path=version.path,
        valid_from=day,
        valid_to=version.valid_to,
        legal_basis=legal_basis,
    )
    version.valid_to = day
    db.session.add(follower)
    return follower


def _with_facts(version: UnitVersion, facts: Mapping[str, object]) -> UnitVersion:
    for name, value in facts.items():
        setattr(version, name, value)
    return version


def _write_counts(rows: Sequence[CensusRow], units: Mapping[str, Unit], on: date, source: str) -> int:
    """Store the counts that differ from what was stored for the day; return how many did."""
    known = {
        census.unit_id: census
        for census in db.session.scalars(
            select(UnitCensus).where(
                UnitCensus.counted_on == on, UnitCensus.unit_id.in_([units[row.code].id for row in rows])
            )
        )
    }
    written = 0
    for row in rows:
        unit_id, counts = units[row.code].id, (row.population, row.households, source)
        census = known.get(unit_id)
        if census is None:
            census = UnitCensus(unit_id=unit_id, counted_on=on)
            db.session.add(census)
        elif (census.population, census.households, census.source) == counts:
            continue
        census.population, census.households, census.source = counts
        written += 1
    return written


def wait_for_other_loads() -> None:
    """Take turns: SQLite's writers do already; two first loads on PostgreSQL would not see each other."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE unit_versions IN SHARE ROW EXCLUSIVE MODE"))
