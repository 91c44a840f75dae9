"""Flags that ask to re-form a team, set by what happens around it, such as hamlets that merge."""

from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Team, TeamFlag
from portal.services.team_changes import one_line, record_change
from portal.transaction import transactional


@transactional
def flag_team(actor: Viewer | None, team: Team, reason: str, since_on: date, note: str = "") -> TeamFlag:
    """Flag a team as to be re-formed since a day; the same reason on the same day is flagged once.

    `reason` is one of domain.team_decisions.REFORM_REASONS. A re-forming or merger decided on or after the
    day settles the flag; nothing has to be deleted. For services that have asked the policy.
    """
    stored = db.session.scalar(select(TeamFlag).filter_by(team_id=team.id, reason=reason, since_on=since_on))
    if stored is not None:
        return stored
    flag = TeamFlag(
        team_id=team.id,
        reason=reason,
        since_on=since_on,
        note=one_line(note),
        recorded_at=clock.now(),
        recorded_by_id=actor.id if actor else None,
    )
    db.session.add(flag)
    db.session.flush()
    record_change(actor, "flag_team", team, reason=reason, since=since_on.isoformat(), note=flag.note)
    return flag
