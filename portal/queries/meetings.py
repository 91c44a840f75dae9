"""How far each commune is from the headline's target, and the slides that were kept of review meetings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import defer, joinedload

from portal.domain.actions import Action
from portal.domain.indicators import LINES, lines
from portal.domain.roles import Viewer
from portal.domain.scoreboard import Standing, standing_of_line
from portal.extensions import db
from portal.models import Campaign, MeetingSnapshot, Unit
from portal.policy import allows
from portal.queries.coverage import Coverage
from portal.queries.coverage_records import Place

# As many as a page can carry.
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class CommuneGap:
    """A commune that has not reached the headline's target."""

    place: Place
    standing: Standing


def list_commune_gaps(coverage: Coverage) -> list[CommuneGap]:
    """List the communes that lack something to the headline's target, those that lack most units first."""
    definition, found = coverage.basis.definition, []
    for commune_id, facts in coverage.commune_facts.items():
        place = coverage.communes[commune_id]
        targets = coverage.targets.of(place.level, place.id)
        own = {code: target for code, target in targets.items() if code in LINES}
        counted = lines(facts, definition, own)
        standing = standing_of_line(next(line for line in counted if line.code == definition.headline))
        if standing.missing:
            found.append(CommuneGap(place, standing))
    return sorted(found, key=lambda one: (-(one.standing.missing or 0), one.place.name_sort, one.place.id))


def has_commune_targets(coverage: Coverage) -> bool:
    """Tell whether any commune was given a target for the headline: without one, nobody can lack anything."""
    headline = coverage.basis.definition.headline
    if coverage.basis.definition.targets.get(headline):
        return True
    return any(headline in coverage.targets.of(one.level, one.id) for one in coverage.communes.values())


def get_kept_slides(viewer: Viewer, meeting_id: int) -> MeetingSnapshot | None:
    """Return slides that were kept, of a place over which the viewer holds meetings."""
    kept = db.session.scalar(_kept().where(MeetingSnapshot.id == meeting_id))
    return kept if kept and allows(viewer, Action.hold_meeting, kept) else None


def list_kept_slides(viewer: Viewer) -> Sequence[MeetingSnapshot]:
    """List what was kept of the places over which the viewer holds meetings, the latest first."""
    areas = [Unit.path.startswith(grant.unit_path, autoescape=True) for grant in viewer.grants]
    latest = (MeetingSnapshot.taken_at.desc(), MeetingSnapshot.id.desc())
    spared = (
        defer(MeetingSnapshot.slides),
        joinedload(MeetingSnapshot.campaign).selectinload(Campaign.windows),
    )
    wanted = _kept().join(MeetingSnapshot.unit).where(or_(*areas)).options(*spared)
    kept = db.session.scalars(wanted.order_by(*latest).limit(MOST_LISTED)).all()
    return [one for one in kept if allows(viewer, Action.hold_meeting, one)]


def _kept():
    return select(MeetingSnapshot).options(
        joinedload(MeetingSnapshot.campaign),
        joinedload(MeetingSnapshot.unit),
        joinedload(MeetingSnapshot.taken_by),
    )
