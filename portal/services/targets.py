"""Set the targets of a campaign, for a level or for places and departments of it, and take that back."""

from collections.abc import Sequence

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_indicators import FigureLevel, subject_key
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.targets import write_target
from portal.extensions import db
from portal.models import Act, Campaign, CampaignTarget
from portal.policy import require
from portal.queries.target_places import TargetPlace, get_last_act
from portal.services import audit
from portal.services.acts import recorded, take_back
from portal.transaction import transactional

ACT = "targets"
# As Plan 170/KH-UBND published them, for the province's own work and for the districts'; the other indicators
# have none, and neither has any commune.
TARGETS_2022 = {"1": "80", "2": "50", "3": "100"}
LEVELS_2022 = (FigureLevel.province, FigureLevel.district)


@transactional
def set_targets(
    viewer: Viewer,
    campaign: Campaign,
    code: str,
    level: FigureLevel,
    places: Sequence[TargetPlace] | None,
    text: str,
) -> None:
    """Set one target for places or departments of a level, as one act; None is all of the level.

    An empty text takes their own target away, so that the level's is theirs. Raises RuleBroken("bad_target"
    or "no_place_chosen").
    """
    require(viewer, Action.set_targets, campaign)
    try:
        target = write_target(code, text) if text.strip() else ""
    except ValueError:
        raise RuleBroken("bad_target") from None
    if places is not None and not places:
        raise RuleBroken("no_place_chosen")
    audit.lock_chains([None])
    wanted = {subject_key(level): (None, None)}
    if places is not None:
        wanted = {one.subject: (one.unit_id, one.department_id) for one in places}
    rows = {row.subject: row for row in _list_rows(campaign, code, list(wanted))}
    with recorded(viewer, ACT) as act:
        for subject, (unit_id, department_id) in wanted.items():
            row = rows.get(subject)
            if row is None:
                row = CampaignTarget(campaign_id=campaign.id, code=code, level=level, subject=subject)
                row.unit_id, row.department_id = unit_id, department_id
                db.session.add(row)
            _put(row, target, viewer, act)
    audit.record(
        viewer, Action.set_targets, f"campaign:{campaign.code}",
        code=code, subjects=sorted(wanted), target=target,
    )  # fmt: skip


@transactional
def undo_targets(viewer: Viewer, campaign: Campaign) -> None:
    """Put the targets back as they were before the last act that set some of this campaign.

    Raises RuleBroken("no_targets_to_undo", "act_undone" or "act_changed_since").
    """
    require(viewer, Action.set_targets, campaign)
    audit.lock_chains([None])
    act, code = get_last_act(campaign.id), campaign.code
    if act is None:
        raise RuleBroken("no_targets_to_undo")
    act_id = act.id
    take_back(viewer, act)
    audit.record(viewer, "undo_targets", f"campaign:{code}", act=act_id)


def add_targets_2022(campaign: Campaign) -> None:
    """Give the campaign of 2022 its published targets when it is set up; staff may change them afterwards."""
    moment = clock.now()
    for level in LEVELS_2022:
        for code, target in TARGETS_2022.items():
            subject = subject_key(level)
            db.session.add(
                CampaignTarget(
                    campaign_id=campaign.id,
                    code=code,
                    level=level,
                    subject=subject,
                    target=target,
                    set_at=moment,
                )
            )
    db.session.flush()


def _list_rows(campaign: Campaign, code: str, subjects: Sequence[str]) -> Sequence[CampaignTarget]:
    target = CampaignTarget
    wanted = select(target).where(
        target.campaign_id == campaign.id, target.code == code, target.subject.in_(subjects)
    )
    return db.session.scalars(wanted, execution_options={"populate_existing": True}).all()


def _put(row: CampaignTarget, target: str, viewer: Viewer, act: Act) -> None:
    row.target, row.act_id = target, act.id
    row.set_at, row.set_by_id = clock.now(), viewer.id
