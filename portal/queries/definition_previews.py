"""Versions of indicator 8, where each is in force, and the figures of two versions side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.domain.campaign_periods import NamedPeriod
from portal.domain.definition_drafts import ComparedPlace
from portal.domain.indicators import COMMUNES_WITH_TEAM, HAMLETS_WITH_TEAM, HAMLETS_WORKING, Definition, lines
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Campaign, CampaignDefinition, Closing, IndicatorDefinition, User
from portal.queries.coverage import Basis, Coverage, get_coverage

# What is known of communes below a district without counting people anew.
_KNOWN_OF_COMMUNES = (COMMUNES_WITH_TEAM, HAMLETS_WITH_TEAM, HAMLETS_WORKING)


@dataclass(frozen=True, slots=True)
class Preview:
    """A province's figures by two versions; communes are left out where people would be counted anew."""

    old: Basis
    new: Basis
    places: tuple[ComparedPlace, ...]
    has_communes: bool

    @property
    def changed(self) -> list[ComparedPlace]:
        """The places that stand otherwise by the new version."""
        return [place for place in self.places if place.is_changed]


def list_definitions() -> Sequence[IndicatorDefinition]:
    """List all versions, the latest first."""
    return db.session.scalars(select(IndicatorDefinition).order_by(IndicatorDefinition.version.desc())).all()


def get_version(version: int) -> IndicatorDefinition | None:
    """Return a version."""
    return db.session.get(IndicatorDefinition, version)


def get_last_version() -> int:
    """Return the number of the latest version; 0 while there is none."""
    return db.session.scalar(select(func.max(IndicatorDefinition.version))) or 0


def get_people_of(row: IndicatorDefinition) -> tuple[str | None, str | None]:
    """Return who wrote a version and who approved it, by name."""
    maker, approver = aliased(User), aliased(User)
    found = db.session.execute(
        select(maker.name, approver.name)
        .select_from(IndicatorDefinition)
        .outerjoin(maker, maker.id == IndicatorDefinition.created_by_id)
        .outerjoin(approver, approver.id == IndicatorDefinition.approved_by_id)
        .where(IndicatorDefinition.version == row.version)
    ).one()
    return found[0], found[1]


def list_uses(campaigns: Sequence[Campaign], version: int) -> list[tuple[Campaign, date]]:
    """List the campaigns that a version is in force in, each with the day from which it is."""
    began = [(one, one.starts_on) for one in campaigns if one.definition_version == version]
    put = [
        (one, later.applies_from)
        for one in campaigns
        for later in one.definitions
        if later.definition_version == version
    ]
    return sorted(began + put, key=lambda use: (use[1], use[0].id))


def count_closed_since(campaign_id: int, day: date) -> int:
    """Count the closings in force of periods that end on a day or later."""
    return db.session.scalar(
        select(func.count())
        .select_from(Closing)
        .where(Closing.campaign_id == campaign_id, Closing.ends_on > day, Closing.reopened_at.is_(None))
    )


def find_put(campaign_id: int, day: date) -> CampaignDefinition | None:
    """Return what was put in force on this very day."""
    return db.session.get(CampaignDefinition, (campaign_id, day), populate_existing=True)


def find_later(campaign_id: int, day: date) -> date | None:
    """Return the first day after a day on which another version is put in force."""
    return db.session.scalar(
        select(func.min(CampaignDefinition.applies_from)).where(
            CampaignDefinition.campaign_id == campaign_id, CampaignDefinition.applies_from > day
        )
    )


def compare_definitions(
    campaign: Campaign, period: NamedPeriod, mode: str, old: Definition, new: Definition, today: date
) -> Preview:
    """Compute a province's figures of a period twice; raise Missing where it was not there."""
    before, after = (
        get_coverage(campaign, campaign.unit_id, period, mode, today=today, definition=one)
        for one in (old, new)
    )
    has_communes = {old.headline, new.headline} <= set(_KNOWN_OF_COMMUNES)
    places = [_own(before, after), *_rows(before, after)]
    if has_communes:
        places += _communes(before, after)
    return Preview(before.basis, after.basis, tuple(places), has_communes)


def _own(before: Coverage, after: Coverage) -> ComparedPlace:
    return ComparedPlace(before.place.level, before.place.full_name, before.headline, after.headline)


def _rows(before: Coverage, after: Coverage) -> Iterator[ComparedPlace]:
    old, new = before.basis.definition.headline, after.basis.definition.headline
    for was, now in zip(before.rows, after.rows, strict=True):
        if was.place is not None:
            yield ComparedPlace(was.place.level, was.place.full_name, was.line(old), now.line(new))


def _communes(before: Coverage, after: Coverage) -> Iterator[ComparedPlace]:
    """Yield the communes that lie below districts, in the order of the coverage page's map."""
    shown = {row.place.id for row in before.rows if row.place}
    names = {row.place.id: row.place.full_name for row in before.rows if row.place}
    for commune_id in before.commune_facts:
        commune = before.communes[commune_id]
        if commune_id not in shown:
            within = names.get(commune.parent_id)
            name = f"{commune.full_name}, {within}" if within else commune.full_name
            yield ComparedPlace(UnitLevel.commune, name, *(_line(one, commune_id) for one in (before, after)))


def _line(coverage: Coverage, commune_id: int):
    definition, place = coverage.basis.definition, coverage.communes[commune_id]
    own = {
        code: target
        for code, target in coverage.targets.of(place.level, place.id).items()
        if code in _KNOWN_OF_COMMUNES
    }
    counted = lines(coverage.commune_facts[commune_id], definition, own)
    return next(line for line in counted if line.code == definition.headline)
