"""Write, approve and put in force versions of indicator 8; a version is never changed afterwards."""

from datetime import date

from portal import clock
from portal.domain.actions import Action
from portal.domain.definition_drafts import SOURCE_LENGTH
from portal.domain.errors import Missing, RuleBroken
from portal.domain.indicators import Definition
from portal.domain.roles import Viewer
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import Campaign, CampaignDefinition, IndicatorDefinition
from portal.policy import require
from portal.queries.definition_previews import find_later, find_put, get_last_version, get_version
from portal.services import audit
from portal.transaction import transactional

APPROVED = "approved"


@transactional
def add_definition(viewer: Viewer, draft: Definition, source: str, *, made_from: int) -> int:
    """Keep a draft as the next version and return its number.

    Raises RuleBroken("source_needed" or "text_too_long").
    """
    require(viewer, Action.define_indicator)
    source = nfc(source).strip()
    if not source:
        raise RuleBroken("source_needed")
    if len(source) > SOURCE_LENGTH:
        raise RuleBroken("text_too_long", most=SOURCE_LENGTH)
    audit.lock_chains([None])
    version = get_last_version() + 1
    db.session.add(
        IndicatorDefinition(
            version=version,
            status=draft.status,
            min_activities=draft.k,
            headline=draft.headline,
            targets=dict(draft.targets),
            source=source,
            created_at=clock.now(),
            created_by_id=viewer.id,
        )
    )
    db.session.flush()
    audit.record(viewer, "add_definition", f"definition:{version}", made_from=made_from)
    return version


@transactional
def approve_definition(viewer: Viewer, version: int) -> None:
    """Say that a version is approved, by whom and when. Raises RuleBroken("definition_approved")."""
    require(viewer, Action.define_indicator)
    audit.lock_chains([None])
    row = _get(version)
    db.session.refresh(row)
    if row.status == APPROVED:
        raise RuleBroken("definition_approved")
    row.status, row.approved_at, row.approved_by_id = APPROVED, clock.now(), viewer.id
    db.session.flush()
    audit.record(viewer, "approve_definition", f"definition:{version}")


@transactional
def put_in_force(viewer: Viewer, campaign: Campaign, version: int, day: date) -> None:
    """Count the periods of a campaign that end on a day or later by a version; closed ones keep theirs.

    Raises Missing, and RuleBroken("day_outside_campaign", "later_definition" or "definition_in_force").
    """
    require(viewer, Action.put_definition, campaign)
    row, period = _get(version), campaign.period
    if not period.contains(day):
        first, last = f"{period.starts_on:%d/%m/%Y}", f"{period.last_day:%d/%m/%Y}"
        raise RuleBroken("day_outside_campaign", first=first, last=last)
    audit.lock_chains([None])
    later = find_later(campaign.id, day)
    if later is not None:
        raise RuleBroken("later_definition", day=f"{later:%d/%m/%Y}")
    was = campaign.definition_on(day).version
    if was == version:
        raise RuleBroken("definition_in_force")
    put = find_put(campaign.id, day)
    if put is None:
        put = CampaignDefinition(applies_from=day)
        campaign.definitions.append(put)
    put.definition, put.put_at, put.put_by_id = row, clock.now(), viewer.id
    db.session.flush()
    audit.record(
        viewer, Action.put_definition, f"campaign:{campaign.code}",
        version=version, was=was, applies_from=day.isoformat(),
    )  # fmt: skip


def _get(version: int) -> IndicatorDefinition:
    row = get_version(version)
    if row is None:
        raise Missing
    return row
