"""Reorganise places on a date by a new list and a map from old to new, as one act that can be undone."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.reorganisations import Lineage, MappingRow, check_mapping, read_lineage
from portal.domain.roles import Viewer
from portal.domain.rosters import RosterRow, check_roster
from portal.domain.team_decisions import COMMUNE_CHANGED
from portal.domain.team_status import TeamLevel, TeamStatus
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    HamletList,
    Reorganisation,
    Team,
    Unit,
    UnitCensus,
    UnitSuccession,
    UnitVersion,
)
from portal.policy import require
from portal.queries.hamlets import team_status
from portal.queries.reorganisations import Effects, read_effects
from portal.queries.units import in_force
from portal.services import audit
from portal.services.acts import recorded, take_back
from portal.services.rosters import refuse
from portal.services.team_flags import flag_team
from portal.services.unit_reaches import write_reaches
from portal.services.units import load_roster, wait_for_other_loads
from portal.transaction import transaction, transactional

ACT = "reorganisation"
UNDO_FOR = timedelta(days=1)
# They change with every entry and every new member, and decide on nothing.
PASSING_COUNTS = ("waiting_entries", "people")
SUMMED = "Cộng từ các đơn vị cũ"


@dataclass(frozen=True)
class Change:
    """What a reorganisation is made from: list, map, the first day of the new places, legal basis."""

    roster: Sequence[RosterRow]
    mapping: Sequence[MappingRow]
    on: date
    legal_basis: str


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it is kept."""


@dataclass(frozen=True)
class _Old:
    """The tree that ends: its versions in force on the day before, by unit, and communes below each."""

    versions: Mapping[int, UnitVersion]
    by_code: Mapping[str, UnitVersion]


def rehearse(actor: Viewer | None, change: Change) -> Effects:
    """Do everything that `reorganise` would, tell what it came to, and keep nothing of it.

    Raises as `reorganise`.
    """
    effects: list[Effects] = []
    try:
        with transaction():
            effects.append(_apply(actor, change)[1])
            raise _Rehearsed
    except _Rehearsed:
        return effects[0]


def digest_of(change: Change, effects: Effects) -> str:
    """Return what stands for a change and all that was shown of its effects."""
    shown = asdict(effects)
    shown["counts"] = {name: one for name, one in effects.counts.items() if name not in PASSING_COUNTS}
    # A rehearsal's places are gone again, and with them their numbers.
    shown["communes"] = [{**commune, "unit_id": None} for commune in shown["communes"]]
    told = json.dumps([asdict(change), shown], default=str, sort_keys=True)
    return sha256(told.encode()).hexdigest()


@transactional
def reorganise(
    actor: Viewer | None, change: Change, *, seen: str | None = None
) -> tuple[Reorganisation, Effects]:
    """End the old places on the day and let the new ones follow, with all that hangs on them, or do nothing.

    Entries, teams and rights stay with the old places, which lie within the new ones from then on; hamlets
    go on in the new communes. `actor` is None for the command line; `seen` is the digest of what a rehearsal
    told. Raises NotAllowed, and RuleBroken("broken_roster" with its `problems`, "no_legal_basis",
    "changed_later", "already_reorganised" or "reorganisation_outdated").
    """
    reorganisation, effects = _apply(actor, change)
    if seen is not None and seen != digest_of(change, effects):
        raise RuleBroken("reorganisation_outdated")
    return reorganisation, effects


@transactional
def undo_reorganisation(actor: Viewer | None, reorganisation: Reorganisation) -> None:
    """Take a reorganisation back as a whole, within a day and while nothing rests on it.

    Raises RuleBroken("reorganisation_settled", "act_undone", "act_changed_since" or "act_in_use").
    """
    if actor is not None:
        require(actor, Action.load_places)
    if clock.now() - reorganisation.act.done_at > UNDO_FOR:
        raise RuleBroken("reorganisation_settled")
    number, day = reorganisation.id, reorganisation.changed_on
    take_back(actor, reorganisation.act)
    audit.record(actor, "undo_reorganisation", f"reorganisation:{number}", on=day.isoformat())


def _apply(actor: Viewer | None, change: Change) -> tuple[Reorganisation, Effects]:
    if actor is not None:
        require(actor, Action.load_places)
    if not change.legal_basis.strip():
        raise RuleBroken("no_legal_basis")
    refuse(check_roster(change.roster))
    wait_for_other_loads()
    _refuse_twice(change)
    old = _old_tree(change)
    old_communes = [one for one in old.by_code.values() if one.unit.level == UnitLevel.commune]
    old_names = {one.code: one.full_name for one in old_communes}
    new_names = {row.code: row.full_name for row in change.roster if row.level == UnitLevel.commune}
    refuse(check_mapping(change.mapping, old_names, new_names))
    _refuse_later_changes(old, change.on)
    lineage = read_lineage(change.mapping)
    with recorded(actor, ACT) as act:
        for version in old.versions.values():
            version.valid_to = change.on
        db.session.flush()
        load_roster(actor, change.roster, change.on, change.legal_basis)
        new = _new_tree(change)
        _write_successions(old, new, lineage, change)
        write_reaches(old.by_code, new, lineage)
        _move_hamlets(old, new, lineage, change)
        _confirm_lists(old, new, lineage)
        _sum_censuses(old, new, lineage)
        _flag_teams(actor, old, lineage, change)
        db.session.flush()
        effects = read_effects({one.unit_id: one for one in old.versions.values()}, new, lineage, change.on)
    # The row outlives an undoing, so that the list can say so.
    reorganisation = Reorganisation(
        changed_on=change.on, legal_basis=change.legal_basis, act_id=act.id, effects=effects.counts
    )
    reorganisation.act = act
    db.session.add(reorganisation)
    db.session.flush()
    about = {"on": change.on.isoformat(), "basis": change.legal_basis, **effects.counts}
    audit.record(actor, "reorganise", f"reorganisation:{reorganisation.id}", **about)
    return reorganisation, effects


def _refuse_twice(change: Change) -> None:
    """Tell whoever comes second that the places of the map ended on that day already."""
    ended = (
        select(UnitSuccession.id)
        .join(UnitVersion, UnitVersion.unit_id == UnitSuccession.from_unit_id)
        .where(
            UnitVersion.code.in_({row.old_code for row in change.mapping}),
            UnitVersion.valid_to == change.on,
            UnitSuccession.changed_on == change.on,
        )
        .limit(1)
    )
    if db.session.scalar(ended) is not None:
        raise RuleBroken("already_reorganised", day=f"{change.on:%d/%m/%Y}")


def _old_tree(change: Change) -> _Old:
    """Read the whole tree that the map's old communes lie in, hamlets left out."""
    codes = {row.old_code for row in change.mapping}
    roots = {
        path.split("/")[0]
        for path in db.session.scalars(
            select(UnitVersion.path).where(
                UnitVersion.code.in_(codes), in_force(change.on - timedelta(days=1))
            )
        )
    }
    versions = (
        db.session.scalars(
            select(UnitVersion)
            .join(UnitVersion.unit)
            .options(contains_eager(UnitVersion.unit))
            .where(
                or_(*(UnitVersion.path.startswith(f"{root}/") for root in roots)),
                UnitVersion.code.is_not(None),
                Unit.level != UnitLevel.hamlet,
                # What ended before, or on, the day takes no part.
                or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > change.on),
            )
            .execution_options(populate_existing=True)
        ).all()
        if roots
        else []
    )
    return _Old({one.unit_id: one for one in versions}, {one.code: one for one in versions})


def _refuse_later_changes(old: _Old, on: date) -> None:
    late = sorted(one.full_name for one in old.versions.values() if one.valid_from >= on or one.valid_to)
    if late:
        raise RuleBroken("changed_later", places=", ".join(late[:5]), day=f"{on:%d/%m/%Y}")


def _new_tree(change: Change) -> dict[str, UnitVersion]:
    return {
        version.code: version
        for version in db.session.scalars(
            select(UnitVersion)
            .join(UnitVersion.unit)
            .options(contains_eager(UnitVersion.unit))
            .where(
                UnitVersion.code.in_([row.code for row in change.roster]), UnitVersion.valid_from == change.on
            )
        )
    }


def _write_successions(old: _Old, new: Mapping[str, UnitVersion], lineage: Lineage, change: Change) -> None:
    for after, befores in lineage.predecessors.items():
        for before in befores:
            db.session.add(
                UnitSuccession(
                    from_unit_id=old.by_code[before].unit_id,
                    to_unit_id=new[after].unit_id,
                    changed_on=change.on,
                    kind=lineage.kind(before, after).value,
                    legal_basis=change.legal_basis,
                )
            )
    # The provinces follow each other as their communes do.
    tops_before = [one for one in old.versions.values() if one.parent_id is None]
    tops_after = [one for one in new.values() if one.parent_id is None]
    for before in tops_before:
        for after in tops_after:
            db.session.add(
                UnitSuccession(
                    from_unit_id=before.unit_id,
                    to_unit_id=after.unit_id,
                    changed_on=change.on,
                    kind="merged",
                    legal_basis=change.legal_basis,
                )
            )


def _move_hamlets(old: _Old, new: Mapping[str, UnitVersion], lineage: Lineage, change: Change) -> None:
    """Let hamlets go on in the new communes; those of a divided one stay until somebody decides."""
    heirs = {
        old.by_code[before].unit_id: new[afters[0]]
        for before, afters in lineage.successors.items()
        if len(afters) == 1
    }
    versions = db.session.scalars(
        select(UnitVersion)
        .join(UnitVersion.unit)
        .where(
            UnitVersion.parent_id.in_(heirs),
            Unit.level == UnitLevel.hamlet,
            or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > change.on),
        )
        .execution_options(populate_existing=True)
    ).all()
    for version in versions:
        heir = heirs[version.parent_id]
        if version.valid_from < change.on:
            version = _follow(version, change)
        version.parent_id, version.path = heir.unit_id, f"{heir.path}{version.unit_id}/"


def _follow(version: UnitVersion, change: Change) -> UnitVersion:
    follower = UnitVersion(
        unit_id=version.unit_id,
        name=version.name,
        full_name=version.full_name,
        type=version.type,
        valid_from=change.on,
        valid_to=version.valid_to,
        legal_basis=change.legal_basis,
    )
    version.valid_to = change.on
    db.session.add(follower)
    return follower


def _confirm_lists(old: _Old, new: Mapping[str, UnitVersion], lineage: Lineage) -> None:
    """Take a new list of hamlets as confirmed when all that it is made of were."""
    confirmed = {
        row.commune_id: row.confirmed_at
        for row in db.session.scalars(select(HamletList).where(HamletList.confirmed_at.is_not(None)))
    }
    for code, moments in _of_whole_parts(old, new, lineage, confirmed.get):
        db.session.add(HamletList(commune_id=new[code].unit_id, confirmed_at=max(moments)))


def _sum_censuses(old: _Old, new: Mapping[str, UnitVersion], lineage: Lineage) -> None:
    """Add up what was counted on one day in all the communes that a new one is made of."""
    counts: dict[date, dict[int, UnitCensus]] = defaultdict(dict)
    communes = [one.unit_id for one in old.versions.values() if one.unit.level == UnitLevel.commune]
    for census in db.session.scalars(select(UnitCensus).where(UnitCensus.unit_id.in_(communes))):
        counts[census.counted_on][census.unit_id] = census
    for day, of_day in counts.items():
        for code, parts in _of_whole_parts(old, new, lineage, of_day.get):
            db.session.add(
                UnitCensus(
                    unit_id=new[code].unit_id,
                    counted_on=day,
                    population=_sum([part.population for part in parts]),
                    households=_sum([part.households for part in parts]),
                    source=f"{SUMMED}: {parts[0].source}",
                )
            )


def _of_whole_parts(old: _Old, new: Mapping[str, UnitVersion], lineage: Lineage, find: Callable):
    """Yield (code, what was found for each part) of the new communes whose every part is whole and has it."""
    for code in lineage.made_within(lineage.successors.keys()):
        found = [find(old.by_code[part].unit_id) for part in lineage.predecessors[code]]
        if all(one is not None for one in found):
            yield code, found


def _sum(counts: Sequence[int | None]) -> int | None:
    return None if None in counts else sum(counts)


def _flag_teams(actor: Viewer | None, old: _Old, lineage: Lineage, change: Change) -> None:
    """Flag the commune teams of merged and divided communes; teams never move by themselves."""
    touched = {
        old.by_code[before].unit_id
        for before, afters in lineage.successors.items()
        if len(afters) > 1 or len(lineage.predecessors[afters[0]]) > 1
    }
    teams = db.session.scalars(
        select(Team)
        .join(Team.commune)
        .options(contains_eager(Team.commune))
        .where(
            Team.commune_id.in_(touched),
            Team.level == TeamLevel.commune,
            team_status(change.on) != TeamStatus.dissolved,
        )
        .order_by(Team.id)
    )
    for team in teams.all():
        flag_team(actor, team, COMMUNE_CHANGED, change.on, change.legal_basis)
