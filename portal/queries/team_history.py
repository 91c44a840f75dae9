"""The life of a team up to a day: mergers, what can still be undone, and all of it as a timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select

from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import (
    Act,
    Membership,
    Team,
    TeamDecision,
    TeamFlag,
    TeamFormerName,
    TeamSuccession,
    Unit,
    User,
)
from portal.queries.team_names import name_on
from portal.queries.teams import StatusLine, TeamSheet

# A slip is noticed soon; what stood for longer is mended by another decision, so that history shows both.
UNDO_FOR = timedelta(hours=24)
# What stands first on a day when several things happen on it.
_ORDER = ("flagged", "decision", "status", "renamed", "leader_left", "leader", "took_over", "merged_into")


@dataclass(frozen=True, slots=True)
class Merger:
    """A merger with another team: this one went into it, or took it over."""

    changed_on: date
    other_id: int
    other_name: str
    commune_path: str
    decision_id: int
    number: str
    decided_on: date
    took_over: bool

    @property
    def team_id(self) -> int:
        """The other team, under the name by which policy asks."""
        return self.other_id


@dataclass(frozen=True, slots=True)
class TeamEvent:
    """Something in the life of a team; `subject` is a kind, a status, a reason or a name, as `code` says."""

    on: date
    code: str
    subject: str
    decision: TeamDecision | None = None
    note: str = ""
    status: StatusLine | None = None
    merger: Merger | None = None


@dataclass(frozen=True, slots=True)
class Undoable:
    """A decision whose changes can still be taken back as a whole, until a moment."""

    decision_id: int
    kind: str
    number: str
    until: datetime


def list_mergers(team_id: int, on: date) -> list[Merger]:
    """List the mergers that the team was part of up to a day, the latest first."""
    change = TeamSuccession
    rows = db.session.execute(
        select(
            change.changed_on,
            Team.id,
            name_on(on).label("other_name"),
            Unit.path,
            change.decision_id,
            TeamDecision.number,
            TeamDecision.decided_on,
            (change.to_team_id == team_id).label("took_over"),
        )
        .join(TeamDecision, TeamDecision.id == change.decision_id)
        .join(
            Team,
            or_(
                and_(change.to_team_id == team_id, Team.id == change.from_team_id),
                and_(change.from_team_id == team_id, Team.id == change.to_team_id),
            ),
        )
        .join(Unit, Unit.id == Team.commune_id)
        .where(change.changed_on <= on)
        .order_by(change.changed_on.desc(), change.id.desc())
    )
    return [Merger(*row) for row in rows]


def list_undoable(team_id: int, at: datetime) -> list[Undoable]:
    """List the decisions whose changes can still be taken back at a moment, the latest first."""
    rows = db.session.execute(
        select(TeamDecision.id, TeamDecision.kind, TeamDecision.number, Act.done_at)
        .join(Act, Act.id == TeamDecision.act_id)
        .where(TeamDecision.team_id == team_id, Act.undone_at.is_(None), Act.done_at > at - UNDO_FOR)
        .order_by(Act.id.desc())
    )
    return [Undoable(*row[:3], row.done_at + UNDO_FOR) for row in rows]


def list_events(team_id: int, sheet: TeamSheet, mergers: list[Merger]) -> list[TeamEvent]:
    """List what happened to a team up to the sheet's day, the latest first."""
    events = [
        *_decisions_and_changes(sheet, mergers),
        *_mergers(mergers),
        *_leaders(team_id, sheet.on),
        *_names_and_flags(team_id, sheet.on),
    ]
    return sorted(events, key=lambda event: (event.on, _ORDER.index(event.code)), reverse=True)


def _decisions_and_changes(sheet: TeamSheet, mergers: list[Merger]) -> Iterator[TeamEvent]:
    """Yield each change of status with the decision that it rests on, and the decisions that stand alone."""
    papers = {decision.id: decision for decision in sheet.decisions}
    told = {change.decision_id for change in sheet.changes} | {merger.decision_id for merger in mergers}
    for change in sheet.changes:
        paper = papers.get(change.decision_id)
        yield TeamEvent(change.starts_on, "status", change.status, paper, change.reason, status=change)
    for decision in sheet.decisions:
        if decision.id not in told:
            yield TeamEvent(decision.decided_on, "decision", decision.kind, decision)


def _mergers(mergers: list[Merger]) -> Iterator[TeamEvent]:
    for merger in mergers:
        code = "took_over" if merger.took_over else "merged_into"
        yield TeamEvent(merger.changed_on, code, merger.other_name, merger=merger)


def _leaders(team_id: int, on: date) -> Iterator[TeamEvent]:
    """Yield who began to lead the team, and who ceased to when nobody followed on the day."""
    seats = db.session.execute(
        select(User.name, Membership.starts_on, Membership.ends_on)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.team_id == team_id,
            Membership.role == TeamRole.leader,
            Membership.starts_on <= on,
            # A seat of no length was a slip that was corrected on its day.
            or_(Membership.ends_on.is_(None), Membership.ends_on > Membership.starts_on),
        )
        .order_by(Membership.starts_on, Membership.id)
    ).all()
    starts = {seat.starts_on for seat in seats}
    for name, starts_on, ends_on in seats:
        yield TeamEvent(starts_on, "leader", name)
        if ends_on and ends_on <= on and ends_on not in starts:
            yield TeamEvent(ends_on, "leader_left", name)


def _names_and_flags(team_id: int, on: date) -> Iterator[TeamEvent]:
    names = db.session.execute(
        select(TeamFormerName.ends_on, TeamFormerName.name).where(
            TeamFormerName.team_id == team_id, TeamFormerName.ends_on <= on
        )
    )
    for ends_on, name in names:
        yield TeamEvent(ends_on, "renamed", name)
    flags = db.session.execute(
        select(TeamFlag.since_on, TeamFlag.reason, TeamFlag.note).where(
            TeamFlag.team_id == team_id, TeamFlag.since_on <= on
        )
    )
    for since_on, reason, note in flags:
        yield TeamEvent(since_on, "flagged", reason, note=note)
