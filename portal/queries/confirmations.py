"""Citizens' confirmations: which entries ask for them, live slips, and how many citizens answered what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Subquery,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.domain.activity_status import ActivityStatus
from portal.domain.confirmations import CODE_LASTS, DIFFERENT, NOT_ME, YES, Answers, BorneOut
from portal.domain.periods import Period
from portal.domain.spot_checks import SpotCheckResult
from portal.extensions import db
from portal.models import Activity, Campaign, Confirmation, ConfirmationSlip, SpotCheck, Team, Unit, UnitReach
from portal.queries.among import among


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """A slip that can be answered, with what the citizen is told of the help."""

    id: int
    activity_id: int
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    team_name: str


def list_asking(activity_ids: Collection[int]) -> set[int]:
    """Return which of the entries lie in a campaign that asks citizens, and were not withdrawn."""
    entries = select(Activity.id).where(
        among(Activity.id, activity_ids), Activity.status != ActivityStatus.withdrawn, _is_asked()
    )
    return set(db.session.scalars(entries)) if activity_ids else set()


def count_answers(activity_ids: Sequence[int]) -> dict[int, Answers]:
    """Count the answers to each of the entries, in one statement; an entry without any is left out."""
    if not activity_ids:
        return {}
    rows = db.session.execute(_ANSWERS, {"activity_ids": list(activity_ids)})
    return {activity_id: Answers(*answers) for activity_id, *answers in rows}


def count_borne_out(visits: int, commune_ids: Collection[int], period: Period) -> BorneOut:
    """Split a place's approved visits of a period by what they rest on, each visit under the strongest.

    `visits` is their sum, as coverage has it. One statement walks along answers and spot-checks, never along
    the entries: a citizen's "yes" bears out one visit of its entry, and no entry more visits than it has; a
    spot-check that confirmed an entry bears out all of its visits.
    """
    # Entries of before or after a reorganisation are kept under the other commune of the same land.
    same_land = select(UnitReach.reached_id).where(among(UnitReach.unit_id, sorted(commune_ids)))
    counted = (
        Activity.status == ActivityStatus.approved,
        or_(among(Activity.commune_id, sorted(commune_ids)), Activity.commune_id.in_(same_land)),
        Activity.occurred_on >= period.starts_on,
        Activity.occurred_on < period.ends_on,
    )
    checked = select(SpotCheck.activity_id).where(SpotCheck.result == SpotCheckResult.confirmed)
    confirmed = func.count().label("confirmed")
    answered = (
        select(case((confirmed < Activity.visits, confirmed), else_=Activity.visits).label("visits"))
        .select_from(Confirmation)
        .join(Activity, Activity.id == Confirmation.activity_id)
        .where(Confirmation.answer == YES, Activity.id.not_in(checked), *counted)
        .group_by(Activity.id, Activity.visits)
        .subquery()
    )
    visited = select(Activity.visits).where(Activity.id.in_(checked), *counted).subquery()
    citizen, spot_check = db.session.execute(select(_total(answered), _total(visited))).one()
    spot_check = min(spot_check, visits)
    citizen = min(citizen, visits - spot_check)
    return BorneOut(visits - citizen - spot_check, citizen, spot_check)


def _total(entries: Subquery) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(entries.c.visits), 0)
    return select(cast(total, Integer)).scalar_subquery()


def find_slip_by_token(token_hash: str, at: datetime) -> SlipSheet | None:
    """Return the live slip of a link, or None."""
    return _find_slip(at, ConfirmationSlip.token_hash == token_hash)


def find_slip_by_code(code_hash: str, at: datetime) -> SlipSheet | None:
    """Return the live slip whose digits are still good, or None."""
    is_fresh = ConfirmationSlip.issued_at > at - CODE_LASTS
    return _find_slip(at, ConfirmationSlip.code_hash == code_hash, is_fresh)


def get_team_id(code: str) -> int | None:
    """Return the team with this code, for somebody who typed it from a slip."""
    return db.session.scalar(select(Team.id).where(Team.code == code))


def list_open_slips(activity_id: int, at: datetime) -> list[int]:
    """List the slips of an entry that nobody has used yet, the oldest first."""
    slips = select(ConfirmationSlip.id).where(
        ConfirmationSlip.activity_id == activity_id,
        ConfirmationSlip.used_on.is_(None),
        ConfirmationSlip.expires_at > at,
    )
    return list(db.session.scalars(slips.order_by(ConfirmationSlip.issued_at, ConfirmationSlip.id)))


def _find_slip(at: datetime, *which: ColumnElement[bool]) -> SlipSheet | None:
    row = db.session.execute(
        select(
            ConfirmationSlip.id,
            ConfirmationSlip.activity_id,
            Activity.occurred_on,
            Activity.kind,
            Activity.skills,
            Team.name.label("team_name"),
        )
        .join(Activity, Activity.id == ConfirmationSlip.activity_id)
        .join(Team, Team.id == Activity.team_id)
        .where(
            *which,
            ConfirmationSlip.used_on.is_(None),
            ConfirmationSlip.expires_at > at,
            Activity.status != ActivityStatus.withdrawn,
            _is_asked(),
        )
    ).one_or_none()
    return SlipSheet(**row._mapping) if row else None


def _is_asked() -> ColumnElement[bool]:
    """Tell whether an entry's day and commune lie in a campaign that asks citizens."""
    commune, place = aliased(Unit), aliased(Unit)
    return (
        select(Campaign.id)
        .join(place, place.id == Campaign.unit_id)
        .join(commune, commune.path.startswith(place.path))
        .where(
            commune.id == Activity.commune_id,
            Campaign.asks_citizens,
            Campaign.starts_on <= Activity.occurred_on,
            Campaign.ends_on > Activity.occurred_on,
        )
        .correlate(Activity)
        .exists()
    )


def _count(answer: str) -> ColumnElement[int]:
    return cast(func.sum(case((Confirmation.answer == answer, 1), else_=0)), Integer)


_ANSWERS = (
    select(Confirmation.activity_id, *(_count(answer) for answer in (YES, NOT_ME, DIFFERENT)))
    .where(among(Confirmation.activity_id, "activity_ids"))
    .group_by(Confirmation.activity_id)
)
