"""What spot-checks are drawn from, the draws that were made, and what they say of a place."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period, quarter
from portal.domain.roles import Viewer
from portal.domain.sampling import Candidate, Stratum
from portal.domain.spot_checks import Confirmed, Found, estimate_confirmed, pick_apart
from portal.extensions import db
from portal.models import Activity, Campaign, SpotCheck, SpotCheckDraw, Unit, UnitVersion
from portal.queries.among import among
from portal.queries.coverage_records import Place
from portal.queries.scope import commune_ids
from portal.queries.unit_reaches import list_communes_within
from portal.queries.units import find_unit_by_code

# The lists of draws grow by a few lines a month.
MOST_DRAWS = 200


@dataclass(frozen=True, slots=True)
class StratumLine:
    """A stratum of a draw with what was found in it so far."""

    commune_id: int
    commune_name: str
    is_flagged: bool
    entries: int
    drawn: int
    visited: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A draw in a list; counts are of the communes that the viewer may see."""

    draw: SpotCheckDraw
    unit_name: str
    drawn: int
    visited: int


@dataclass(frozen=True, slots=True)
class DrawSheet:
    """A draw with its strata and what it says, within the communes that the viewer may see."""

    draw: SpotCheckDraw
    unit_name: str
    unit_code: str | None
    strata: tuple[StratumLine, ...]
    confirmed: Confirmed
    is_whole: bool


@dataclass(frozen=True, slots=True)
class SpotChecked:
    """What spot-checks say of a place in a period, and the periods that were drawn from."""

    confirmed: Confirmed
    periods: tuple[Period, ...]


def list_candidates(unit_path: str, period: Period) -> dict[Candidate, int]:
    """Return the approved entries of a place in a period as they may be drawn, each with its key."""
    rows = db.session.execute(
        select(Activity.id, Activity.uuid, Activity.team_id, Activity.commune_id, Activity.flag_rank).where(
            among(Activity.commune_id, list_communes_within(unit_path)),
            Activity.status == ActivityStatus.approved,
            Activity.occurred_on >= period.starts_on,
            Activity.occurred_on < period.ends_on,
        )
    )
    return {
        Candidate(row.uuid, row.team_id, Stratum(row.commune_id, row.flag_rank < 0)): row.id for row in rows
    }


def list_checked_teams(day: date, *, before: SpotCheckDraw | None = None) -> frozenset[int]:
    """Return the teams of which an entry was drawn for a period that ended in the quarter of a day.

    `before` leaves out that draw and all later ones, so that it can be repeated.
    """
    span = quarter(day.year, (day.month + 2) // 3)
    drawn = (
        select(Activity.team_id)
        .join(SpotCheck, SpotCheck.activity_id == Activity.id)
        .join(SpotCheckDraw, SpotCheckDraw.id == SpotCheck.draw_id)
        .where(SpotCheckDraw.ends_on > span.starts_on, SpotCheckDraw.ends_on <= span.ends_on)
    )
    if before is not None:
        drawn = drawn.where(SpotCheckDraw.id < before.id)
    return frozenset(db.session.scalars(drawn.distinct()))


def find_draw(campaign_id: int, unit_id: int, period_code: str) -> SpotCheckDraw | None:
    """Return the draw of a period, if it was made."""
    return db.session.scalar(
        select(SpotCheckDraw).filter_by(campaign_id=campaign_id, unit_id=unit_id, period_code=period_code)
    )


def find_place(code: str, on: date) -> Unit | None:
    """Return the place that had the official code on a day."""
    found = find_unit_by_code(code, on)
    return db.session.get(Unit, found.id) if found else None


def list_draws(viewer: Viewer) -> list[DrawLine]:
    """List the draws that hold an entry of a commune that the viewer may see, the latest first."""
    counted = (
        select(
            SpotCheck.draw_id,
            func.count().label("drawn"),
            func.count(SpotCheck.result).label("visited"),
        )
        .where(among(SpotCheck.commune_id, commune_ids(viewer)))
        .group_by(SpotCheck.draw_id)
        .subquery()
    )
    rows = db.session.execute(
        select(SpotCheckDraw, UnitVersion.full_name, counted.c.drawn, counted.c.visited)
        .join(counted, counted.c.draw_id == SpotCheckDraw.id)
        .join(UnitVersion, _then(SpotCheckDraw.unit_id, SpotCheckDraw.ends_on))
        .options(joinedload(SpotCheckDraw.campaign))
        .order_by(SpotCheckDraw.ends_on.desc(), SpotCheckDraw.id.desc())
        .limit(MOST_DRAWS)
    )
    return [DrawLine(*row) for row in rows]


def get_draw_sheet(viewer: Viewer, draw_id: int) -> DrawSheet | None:
    """Return a draw with what was found in the communes that the viewer may see, or None without any."""
    row = db.session.execute(
        select(SpotCheckDraw, UnitVersion.full_name, UnitVersion.code)
        .join(UnitVersion, _then(SpotCheckDraw.unit_id, SpotCheckDraw.ends_on))
        .where(SpotCheckDraw.id == draw_id)
        .options(joinedload(SpotCheckDraw.campaign), joinedload(SpotCheckDraw.drawn_by))
    ).first()
    if row is None:
        return None
    draw, unit_name, unit_code = row
    seen = commune_ids(viewer)
    shown = [stratum for stratum in draw.strata if stratum[0] in seen]
    if not shown:
        return None
    found = _found(select(SpotCheck).where(SpotCheck.draw_id == draw_id, SpotCheck.commune_id.in_(seen)))
    names = list_place_names([commune_id for commune_id, *_ in shown], draw.ends_on)
    strata = tuple(_stratum_line(names, found, *stratum) for stratum in shown)
    return DrawSheet(
        draw, unit_name, unit_code, strata, estimate_confirmed(found), len(shown) == len(draw.strata)
    )


def get_spot_checked(campaign_code: str, place: Place, counted: Period) -> SpotChecked | None:
    """Return what draws of periods within some days say of a place; None where nothing was drawn.

    Only draws of the place itself, or of one that it lies in, speak for it. Of draws whose days overlap the
    longest counts, so that no entry speaks twice.
    """
    above = [int(part) for part in place.path.strip("/").split("/")]
    rows = db.session.execute(
        select(SpotCheck.commune_id, SpotCheck.is_flagged, SpotCheck.weight, SpotCheck.result, SpotCheckDraw)
        .join(SpotCheckDraw, SpotCheckDraw.id == SpotCheck.draw_id)
        .join(Campaign, Campaign.id == SpotCheckDraw.campaign_id)
        .join(Unit, Unit.id == SpotCheck.commune_id)
        .where(
            Campaign.code == campaign_code,
            SpotCheckDraw.unit_id.in_(above),
            SpotCheckDraw.starts_on >= counted.starts_on,
            SpotCheckDraw.ends_on <= counted.ends_on,
            Unit.path.startswith(place.path, autoescape=True),
        )
    ).all()
    begun = {row.SpotCheckDraw.id for row in rows if row.result is not None}
    # A period at which nobody looked yet is not spoken for by those of other periods.
    rows = [row for row in rows if row.SpotCheckDraw.id in begun] or rows
    draws = {row.SpotCheckDraw.id: row.SpotCheckDraw for row in rows}
    periods = pick_apart(
        {draw_id: Period(draw.starts_on, draw.ends_on) for draw_id, draw in sorted(draws.items())}
    )
    if not periods:
        return None
    found = [
        Found(Stratum(row.commune_id, row.is_flagged), row.weight, row.result)
        for row in rows
        if row.SpotCheckDraw.id in periods
    ]
    return SpotChecked(estimate_confirmed(found), tuple(sorted(periods.values())))


def list_place_names(ids: Collection[int], ends_on: date) -> dict[int, str]:
    """Return what places were called at the end of a period, and of like names within what."""
    named, within = _read_names(ids, ends_on), {}
    often = Counter(name for name, _parent_id in named.values())
    if repeated := {parent_id for name, parent_id in named.values() if often[name] > 1}:
        within = _read_names(repeated, ends_on)
    return {
        unit_id: f"{name}, {within[parent_id][0]}" if often[name] > 1 and parent_id in within else name
        for unit_id, (name, parent_id) in named.items()
    }


def _read_names(ids: Collection[int | None], ends_on: date) -> dict[int, tuple[str, int | None]]:
    names = select(UnitVersion.unit_id, UnitVersion.full_name, UnitVersion.parent_id).where(
        among(UnitVersion.unit_id, [one for one in ids if one is not None]), UnitVersion.valid_from < ends_on
    )
    # Of several names the last one stays.
    rows = db.session.execute(names.order_by(UnitVersion.valid_from))
    return {unit_id: (name, parent_id) for unit_id, name, parent_id in rows}


def _found(checks: Select) -> list[Found]:
    return [
        Found(Stratum(check.commune_id, check.is_flagged), check.weight, check.result)
        for check in db.session.scalars(checks.execution_options(populate_existing=True))
    ]


def _stratum_line(
    names: dict[int, str], found: Sequence[Found], commune_id: int, is_flagged: bool, entries: int, drawn: int
) -> StratumLine:
    own = [one for one in found if one.stratum == Stratum(commune_id, is_flagged) and one.result is not None]
    confirmed = sum(one.result == "confirmed" for one in own)
    name = names.get(commune_id, str(commune_id))
    return StratumLine(commune_id, name, is_flagged, entries, drawn, len(own), confirmed)


def _then(unit_id, ends_on):
    """Return the condition for what a place was at the end of a period."""
    later = UnitVersion.valid_to.is_(None) | (UnitVersion.valid_to >= ends_on)
    return (UnitVersion.unit_id == unit_id) & (UnitVersion.valid_from < ends_on) & later
