"""A commune's hamlets: its coordinator adds, renames, counts, merges and ends them, and confirms the list."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_decisions import HAMLETS_MERGED
from portal.domain.team_status import TeamStatus
from portal.domain.text import fold
from portal.domain.units import HAMLET_TYPES, UnitLevel, hamlet_full_name, hamlet_name
from portal.extensions import db
from portal.models import (
    Activity,
    CommunitySession,
    HamletList,
    Team,
    TeamHamlet,
    Unit,
    UnitCensus,
    UnitSuccession,
    UnitVersion,
)
from portal.policy import allows, require
from portal.queries.hamlets import count_hamlets, team_status
from portal.queries.units import in_force
from portal.services import audit
from portal.services.team_flags import flag_team
from portal.transaction import transactional

COUNT_SOURCE = "Điều phối viên xã nhập"


@transactional
def add_hamlet(
    actor: Viewer, commune: Unit, *, hamlet_type: str, name: str, since: date, households: int | None = None
) -> Unit:
    """Put a hamlet on a commune's list from a day on; the list is then no longer confirmed.

    Raises RuleBroken: "unknown_hamlet_type", "hamlet_needs_name", "in_future", "before_commune",
    "commune_ended", "hamlet_exists".
    """
    _take_commune(actor, commune)
    name = _checked_name(commune.id, hamlet_type, name, since)
    first_day = db.session.scalar(
        select(func.min(UnitVersion.valid_from)).where(UnitVersion.unit_id == commune.id)
    )
    if since < first_day:
        raise RuleBroken("before_commune", day=f"{first_day:%d/%m/%Y}")
    if (
        db.session.scalar(select(UnitVersion.id).where(UnitVersion.unit_id == commune.id, in_force(since)))
        is None
    ):
        raise RuleBroken("commune_ended")
    hamlet = Unit(level=UnitLevel.hamlet, parent_id=commune.id, path=f"new-{commune.id}-{name}/")
    db.session.add(hamlet)
    db.session.flush()
    hamlet.path = f"{commune.path}{hamlet.id}/"
    db.session.add(hamlet_version(hamlet, hamlet_type, name, since))
    if households is not None:
        _store_count(hamlet, households)
    full_name = hamlet_full_name(hamlet_type, name)
    _list_changed(actor, "add_hamlet", hamlet, commune.id, name=full_name, since=str(since))
    return hamlet


@transactional
def rename_hamlet(actor: Viewer, hamlet: Unit, *, hamlet_type: str, name: str, on: date) -> None:
    """Give a hamlet another name or type from a day on; on its first day this corrects a mistake.

    Raises RuleBroken: "unknown_hamlet_type", "hamlet_needs_name", "in_future", "hamlet_exists",
    "hamlet_ended", "before_last_change".
    """
    _take_hamlet(actor, hamlet)
    version = _open_version(hamlet, on)
    name = _checked_name(version.parent_id, hamlet_type, name, on, but=hamlet.id)
    if (version.type, version.name) == (hamlet_type, name):
        return
    before = version.full_name
    if on == version.valid_from:
        version.type, version.name = hamlet_type, name
        version.full_name = hamlet_full_name(hamlet_type, name)
    else:
        version.valid_to = on
        follower = hamlet_version(hamlet, hamlet_type, name, on)
        # By now it may lie in another commune than the one in which it was entered.
        follower.parent_id, follower.path = version.parent_id, version.path
        db.session.add(follower)
    after = hamlet_full_name(hamlet_type, name)
    _list_changed(actor, "rename_hamlet", hamlet, version.parent_id, before=before, after=after, on=str(on))


@transactional
def end_hamlet(actor: Viewer, hamlet: Unit, *, on: date) -> None:
    """End a hamlet: `on` is the first day without it. One that ends on its first day is taken off the list.

    Raises RuleBroken: "in_future", "hamlet_ended", "before_last_change", "hamlet_still_served",
    "hamlet_used".
    """
    _take_hamlet(actor, hamlet)
    version = _open_version(hamlet, on)
    serving = _serving_names(hamlet.id, on)
    if serving:
        raise RuleBroken("hamlet_still_served", teams=", ".join(serving))
    if not _close(hamlet, version, on):
        _remove(hamlet)
    _list_changed(actor, "end_hamlet", hamlet, version.parent_id, name=version.full_name, on=str(on))


@transactional
def merge_hamlet(actor: Viewer, hamlet: Unit, into_id: int, *, on: date) -> None:
    """Let a hamlet go into another one of its commune: `on` is the first day on which the other has its land.

    Entries stay with the hamlet that ends, so that the figures of days before stay as they were. Teams that
    serve one of the two are flagged as to be re-formed; none of them moves by itself. Raises
    RuleBroken("in_future", "hamlet_ended", "before_last_change", "same_hamlet", "no_such_neighbour" or
    "began_that_day").
    """
    into = db.session.get(Unit, into_id)
    _take_hamlets(actor, hamlet, into)
    version = _open_version(hamlet, on)
    follower = _neighbour_on(version, into, on)
    if not _close(hamlet, version, on):
        raise RuleBroken("began_that_day")
    db.session.add(UnitSuccession(from_unit_id=hamlet.id, to_unit_id=into_id, changed_on=on, kind="merged"))
    for team in _teams_touched(hamlet.id, into_id, on):
        flag_team(actor, team, HAMLETS_MERGED, on)
    told = {"name": version.full_name, "into": into_id, "into_name": follower.full_name}
    _list_changed(actor, "merge_hamlet", hamlet, version.parent_id, on=str(on), **told)


@transactional
def count_households(actor: Viewer, hamlet: Unit, households: int | None) -> None:
    """Note today's number of households of a hamlet; None says that it is not known."""
    _take_hamlet(actor, hamlet)
    _store_count(hamlet, households)
    audit.record(
        actor, "count_households", f"unit:{hamlet.id}", commune_id=hamlet.parent_id, households=households
    )


@transactional
def confirm_hamlets(actor: Viewer, commune: Unit, *, seen: int | None) -> None:
    """State that the commune's list is complete; `seen` is how many hamlets the person had before them.

    Raises RuleBroken: "no_hamlets_to_confirm", "changed_meanwhile".
    """
    _take_commune(actor, commune)
    hamlets = count_hamlets([commune.id], clock.today()).get(commune.id, 0)
    if not hamlets:
        raise RuleBroken("no_hamlets_to_confirm")
    if hamlets != seen:
        raise RuleBroken("changed_meanwhile")
    _set_confirmation(commune.id, actor)
    audit.record(actor, "confirm_hamlets", f"unit:{commune.id}", commune_id=commune.id, hamlets=hamlets)


@transactional
def withdraw_confirmation(actor: Viewer, commune: Unit) -> None:
    """State that the commune's list may not be complete after all."""
    _take_commune(actor, commune)
    if _set_confirmation(commune.id, None):
        audit.record(actor, "withdraw_confirmation", f"unit:{commune.id}", commune_id=commune.id)


def _take_commune(actor: Viewer, commune: Unit) -> None:
    """Check the right, and let changes to one commune's list happen one after the other."""
    require(actor, Action.edit_hamlets, commune)
    if commune.level != UnitLevel.commune:
        raise Missing
    _lock(commune.id)


def _take_hamlet(actor: Viewer, hamlet: Unit) -> None:
    require(actor, Action.edit_hamlets, hamlet)
    if hamlet.level != UnitLevel.hamlet:
        raise Missing
    _lock(hamlet.parent_id)


def _take_hamlets(actor: Viewer, hamlet: Unit, into: Unit | None) -> None:
    """Take both, always in one order; since a reorganisation they may have been entered in two communes."""
    require(actor, Action.edit_hamlets, hamlet)
    if into is None or into.level != UnitLevel.hamlet or not allows(actor, Action.edit_hamlets, into):
        raise RuleBroken("no_such_neighbour")
    if into.id == hamlet.id:
        raise RuleBroken("same_hamlet")
    for one in sorted((hamlet, into), key=lambda one: one.parent_id or 0):
        _take_hamlet(actor, one)


def _lock(commune_id: int) -> None:
    db.session.execute(select(Unit.id).where(Unit.id == commune_id).with_for_update())


def _checked_name(commune_id: int, hamlet_type: str, typed: str, on: date, but: int | None = None) -> str:
    """Return the bare name, if the type is known, the day has come and the commune has no such hamlet."""
    if hamlet_type not in HAMLET_TYPES:
        raise RuleBroken("unknown_hamlet_type")
    if on > clock.today():
        raise RuleBroken("in_future")
    name = hamlet_name(hamlet_type, typed)
    if not name:
        raise RuleBroken("hamlet_needs_name")
    wanted = fold(hamlet_full_name(hamlet_type, name))
    others = db.session.scalars(
        select(UnitVersion.full_name)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(
            UnitVersion.parent_id == commune_id,
            Unit.level == UnitLevel.hamlet,
            UnitVersion.unit_id != (but or 0),
            or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on),
        )
    )
    same = next((other for other in others if fold(other) == wanted), None)
    if same:
        raise RuleBroken("hamlet_exists", name=same)
    return name


def hamlet_version(hamlet: Unit, hamlet_type: str, name: str, since: date) -> UnitVersion:
    """Make the row that says what a hamlet is called from a day on."""
    return UnitVersion(
        unit_id=hamlet.id,
        name=name,
        full_name=hamlet_full_name(hamlet_type, name),
        type=hamlet_type,
        parent_id=hamlet.parent_id,
        path=hamlet.path,
        valid_from=since,
    )


def _open_version(hamlet: Unit, on: date) -> UnitVersion:
    """Return what holds of the hamlet until further notice, if it may change on that day."""
    if on > clock.today():
        raise RuleBroken("in_future")
    version = db.session.scalar(
        select(UnitVersion)
        .where(UnitVersion.unit_id == hamlet.id, UnitVersion.valid_to.is_(None))
        .execution_options(populate_existing=True)
    )
    if version is None:
        raise RuleBroken("hamlet_ended")
    if on < version.valid_from:
        raise RuleBroken("before_last_change", day=f"{version.valid_from:%d/%m/%Y}")
    return version


def _close(hamlet: Unit, version: UnitVersion, on: date) -> bool:
    """Let a hamlet's last version end on a day; False when nothing is left, as the hamlet began then."""
    if on > version.valid_from:
        version.valid_to = on
    elif _was_renamed_on(hamlet, on):
        db.session.delete(version)
    else:
        return False
    return True


def _neighbour_on(version: UnitVersion, into: Unit, on: date) -> UnitVersion:
    """Return what holds of the other hamlet on the day, if it lay in the same commune then."""
    follower = db.session.scalar(
        select(UnitVersion)
        .where(UnitVersion.unit_id == into.id, UnitVersion.parent_id == version.parent_id, in_force(on))
        .execution_options(populate_existing=True)
    )
    if follower is None:
        raise RuleBroken("no_such_neighbour")
    return follower


def _teams_touched(hamlet_id: int, into_id: int, on: date) -> Sequence[Team]:
    """List the teams whose land a merger changes.

    Whoever began with the other hamlet on the day or later was put together for all of it.
    """
    serves = or_(
        TeamHamlet.hamlet_id == hamlet_id, and_(TeamHamlet.hamlet_id == into_id, TeamHamlet.starts_on < on)
    )
    return db.session.scalars(
        select(Team)
        .join(Team.commune)
        .options(contains_eager(Team.commune))
        .where(
            select(TeamHamlet.team_id)
            .where(
                TeamHamlet.team_id == Team.id,
                serves,
                or_(TeamHamlet.ends_on.is_(None), TeamHamlet.ends_on > on),
            )
            .exists(),
            team_status(on) != TeamStatus.dissolved,
        )
        .order_by(Team.id)
    ).all()


def _serving_names(hamlet_id: int, on: date) -> list[str]:
    return list(
        db.session.scalars(
            select(Team.name)
            .join(TeamHamlet, TeamHamlet.team_id == Team.id)
            .where(
                TeamHamlet.hamlet_id == hamlet_id,
                or_(TeamHamlet.ends_on.is_(None), TeamHamlet.ends_on > on),
                team_status(on) != TeamStatus.dissolved,
            )
            .order_by(Team.name_sort)
        )
    )


def _was_renamed_on(hamlet: Unit, day: date) -> bool:
    earlier = select(UnitVersion.id).where(UnitVersion.unit_id == hamlet.id, UnitVersion.valid_to == day)
    return db.session.scalar(earlier) is not None


def _remove(hamlet: Unit) -> None:
    """Delete a hamlet that was listed by mistake, unless something refers to it."""
    for reference in (TeamHamlet.hamlet_id, Activity.hamlet_id, CommunitySession.hamlet_id):
        if db.session.scalar(select(reference).where(reference == hamlet.id).limit(1)):
            raise RuleBroken("hamlet_used")
    for owned in (UnitCensus, UnitVersion):
        db.session.execute(delete(owned).where(owned.unit_id == hamlet.id))
    db.session.execute(delete(Unit).where(Unit.id == hamlet.id))


def _store_count(hamlet: Unit, households: int | None) -> None:
    today = clock.today()
    census = db.session.scalar(
        select(UnitCensus).where(UnitCensus.unit_id == hamlet.id, UnitCensus.counted_on == today)
    )
    if census is None:
        census = UnitCensus(unit_id=hamlet.id, counted_on=today, source=COUNT_SOURCE)
        db.session.add(census)
    census.households, census.is_estimate = households, False


def _list_changed(actor: Viewer, act: str, hamlet: Unit, commune_id: int, **detail: object) -> None:
    detail["confirmation_withdrawn"] = _set_confirmation(commune_id, None)
    audit.record(actor, act, f"unit:{hamlet.id}", commune_id=commune_id, **detail)


def _set_confirmation(commune_id: int, by: Viewer | None) -> bool:
    """Confirm the list, or with None withdraw that; tell whether this changed anything."""
    return bool(store_confirmations([commune_id], by))


def store_confirmations(commune_ids: Collection[int], by: Viewer | None) -> set[int]:
    """Confirm lists, or with None withdraw that, within the unit of work; return those that this changed."""
    wanted = select(HamletList).where(HamletList.commune_id.in_(commune_ids))
    lists = {
        listed.commune_id: listed
        for listed in db.session.scalars(wanted.execution_options(populate_existing=True))
    }
    changed = set()
    for commune_id in sorted(commune_ids):
        listed = lists.get(commune_id)
        if by is not None or (listed is not None and listed.confirmed_at is not None):
            changed.add(commune_id)
        if listed is None:
            listed = HamletList(commune_id=commune_id)
            db.session.add(listed)
        listed.confirmed_at = clock.now() if by else None
        listed.confirmed_by_id = by.id if by else None
    return changed
