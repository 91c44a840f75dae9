"""What a reorganisation touches: places, hamlets, teams, people, waiting entries, campaigns and rights."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.domain.reorganisations import Lineage
from portal.domain.roles import Role
from portal.domain.text import fold
from portal.domain.units import UnitLevel, path_covers
from portal.extensions import db
from portal.models import (
    Campaign,
    Membership,
    Reorganisation,
    RoleGrant,
    Tally,
    Team,
    TeamFlag,
    Unit,
    UnitReach,
    UnitVersion,
    User,
)
from portal.models.tallies import ALL_SKILLS
from portal.queries.dated import in_force


@dataclass(frozen=True, slots=True)
class NewCommune:
    """A new commune with what it is made of, and the names of hamlets that occur in it more than once."""

    unit_id: int
    full_name: str
    parts: tuple[str, ...]
    hamlets: int
    repeated_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsLine:
    """A person's role and the communes that they reach by all their roles, before and after.

    `gained` and `lost` name land: old communes that they reach only after, and only before. `opened` are the
    new communes that they reach because these are made of nothing but land that they reached before.
    """

    name: str
    role: str
    place: str
    before: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    opened: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """All that a reorganisation touches; `counts` sums it up in numbers."""

    counts: dict[str, int]
    communes: tuple[NewCommune, ...]
    flagged_teams: tuple[str, ...]
    campaigns: tuple[str, ...]
    rights: tuple[RightsLine, ...]
    divided: tuple[str, ...]
    unstaffed: tuple[str, ...]


def get_reorganisation(reorganisation_id: int) -> Reorganisation | None:
    """Return a reorganisation with its act."""
    return db.session.get(Reorganisation, reorganisation_id, options=[joinedload(Reorganisation.act)])


def list_staffed_communes(unit_ids: Collection[int], on: date) -> set[int]:
    """Return those of the communes that have a coordinator of their own on a day, under whatever name."""
    home = aliased(Unit)
    coordinates = RoleGrant.role == Role.coordinator, in_force(RoleGrant, on), User.disabled_at.is_(None)
    held = (
        select(UnitReach.reached_id)
        .join(RoleGrant, RoleGrant.unit_id == UnitReach.unit_id)
        .join(home, home.id == UnitReach.unit_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(UnitReach.reached_id.in_(unit_ids), home.level == UnitLevel.commune)
        .where(*coordinates)
    )
    own = (
        select(RoleGrant.unit_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.unit_id.in_(unit_ids), *coordinates)
    )
    return set(db.session.scalars(held.union(own)))


def read_effects(
    old: Mapping[int, UnitVersion], new: Mapping[str, UnitVersion], lineage: Lineage, on: date
) -> Effects:
    """Read what a reorganisation that was just written touches; `old` by unit, `new` by code."""
    olds = {unit_id for unit_id, one in old.items() if one.unit.level == UnitLevel.commune}
    communes = _new_communes(old, new, lineage, on)
    flagged = _flagged_teams(olds, on)
    campaigns = tuple(
        db.session.scalars(
            select(Campaign.name)
            .where(Campaign.unit_id.in_(old), Campaign.ends_on > on)
            .order_by(Campaign.starts_on)
        )
    )
    rights = _rights(old, new, lineage)
    people = select(func.count(Membership.user_id.distinct())).join(Team).where(Team.commune_id.in_(olds))
    waiting = select(func.coalesce(func.sum(Tally.waiting), 0)).where(
        Tally.commune_id.in_(olds), Tally.grain == "ever", Tally.skill == ALL_SKILLS
    )
    counts = {
        "units_ended": len(old),
        "communes_ended": len(olds),
        "units_created": len(new),
        "communes_created": len(communes),
        "hamlets": sum(commune.hamlets for commune in communes),
        "repeated_hamlet_names": sum(len(commune.repeated_names) for commune in communes),
        "teams": db.session.scalar(select(func.count()).where(Team.commune_id.in_(olds))),
        "teams_flagged": len(flagged),
        "people": db.session.scalar(people.where(in_force(Membership, clock.today()))),
        "waiting_entries": int(db.session.scalar(waiting)),
        "campaigns": len(campaigns),
        "staff_roles": len(rights),
        "rights_gained": sum(len(line.gained) for line in rights),
        "rights_lost": sum(len(line.lost) for line in rights),
    }
    divided = tuple(sorted(one.full_name for one in old.values() if one.code in lineage.divided))
    staffed = list_staffed_communes([commune.unit_id for commune in communes], clock.today())
    unstaffed = tuple(commune.full_name for commune in communes if commune.unit_id not in staffed)
    return Effects(counts, communes, flagged, campaigns, rights, divided, unstaffed)


def _new_communes(old, new, lineage: Lineage, on: date) -> tuple[NewCommune, ...]:
    names = {one.code: one.full_name for one in old.values()}
    by_commune: dict[int, list[str]] = defaultdict(list)
    hamlets = select(UnitVersion.parent_id, UnitVersion.full_name).where(
        UnitVersion.parent_id.in_([new[code].unit_id for code in lineage.predecessors]),
        UnitVersion.valid_from <= on,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on),
    )
    for commune_id, name in db.session.execute(hamlets):
        by_commune[commune_id].append(name)
    communes = []
    for code, parts in lineage.predecessors.items():
        listed = by_commune[new[code].unit_id]
        often = Counter(fold(name) for name in listed)
        repeated = sorted({name for name in listed if often[fold(name)] > 1})
        made_of = tuple(names[part] for part in parts)
        communes.append(
            NewCommune(new[code].unit_id, new[code].full_name, made_of, len(listed), tuple(repeated))
        )
    return tuple(sorted(communes, key=lambda commune: fold(commune.full_name)))


def _flagged_teams(communes: Collection[int], on: date) -> tuple[str, ...]:
    return tuple(
        db.session.scalars(
            select(Team.name)
            .join(TeamFlag, TeamFlag.team_id == Team.id)
            .where(Team.commune_id.in_(communes), TeamFlag.since_on == on)
            .order_by(Team.name_sort, Team.id)
        )
    )


def _rights(old, new, lineage: Lineage) -> tuple[RightsLine, ...]:
    """Compare, for everybody with a role in the old places, the land reached before and after."""
    old_paths = {one.code: one.unit.path for one in old.values() if one.unit.level == UnitLevel.commune}
    new_paths = {code: new[code].unit.path for code in lineage.predecessors}
    old_names = {one.code: one.full_name for one in old.values()}
    reached: dict[int, list[str]] = defaultdict(list)
    for unit_id, path in db.session.execute(
        select(UnitReach.unit_id, Unit.path).join(Unit, Unit.id == UnitReach.reached_id)
    ):
        reached[unit_id].append(path)
    roles = db.session.execute(
        select(User.id, User.name, RoleGrant.role, RoleGrant.unit_id, Unit.path)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.unit_id.in_(old), in_force(RoleGrant, clock.today()))
        .order_by(User.name_sort, User.id, RoleGrant.id)
    ).all()
    lines = []
    for _user_id, name, role, unit_id, path in roles:
        before = {code for code, inner in old_paths.items() if path_covers(path, inner)}
        areas = [path, *reached[unit_id]]
        after = {code for code, inner in old_paths.items() if any(path_covers(one, inner) for one in areas)}
        opened = [code for code, inner in new_paths.items() if any(path_covers(one, inner) for one in areas)]
        after |= {part for code in opened for part in lineage.predecessors[code]}
        lines.append(
            RightsLine(
                name=name,
                role=role,
                place=old[unit_id].full_name,
                before=len(before),
                gained=tuple(sorted(old_names[code] for code in after - before)),
                lost=tuple(sorted(old_names[code] for code in before - after)),
                opened=tuple(sorted(new[code].full_name for code in opened)),
            )
        )
    return tuple(lines)
