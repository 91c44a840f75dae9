"""Submit, correct and withdraw entries; each with its tallies and its audit row in one unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_content import ActivityContent, ContentInvalid, check_dates, digest, is_late
from portal.domain.activity_status import ActivityAct, ActivityStatus, next_status
from portal.domain.closings import CLOSED
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Activity
from portal.policy import allows, require
from portal.queries import submissions
from portal.queries.activities import get_visible_activity
from portal.queries.difficulties import list_answers
from portal.queries.submissions import StoredEntry, TeamFacts
from portal.services import audit, confirmations, flags, photos, session_entries, tallies
from portal.services.ledger import refuse_closed
from portal.services.queues import note_answer
from portal.services.tallies import Contribution
from portal.transaction import gathered, transactional

# What a column keeps as it was stated.
STATED = (
    "occurred_on", "kind", "skills", "visits", "people", "households", "alone", "together", "shown",
    "elderly", "minority", "place", "note", "difficulty", "recorded_at",
)  # fmt: skip
FIXED = ("team", "on_behalf_of")
# A team that was not at work on a day has no entries of that day.
RESTING = {TeamStatus.suspended: "team_suspended", TeamStatus.dissolved: "team_dissolved"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that an entry is in the database; `created` is False when it already was."""

    created: bool
    uuid: UUID
    sha256: str
    status: str
    received_at: datetime


class NewEntry(NamedTuple):
    """The row of an entry to be stored, and what is recorded of it."""

    values: dict[str, object]
    deed: audit.Deed
    commune_path: str


def submit_activity(
    viewer: Viewer,
    uuid: UUID,
    content: ActivityContent,
    *,
    device: str | None = None,
    seq: int | None = None,
    client_time: datetime | None = None,
) -> Receipt:
    """Store an entry under the id that its maker gave it, once however often it is sent.

    The same content under the same id earns the same receipt; other content corrects an entry that was
    returned. Raises ContentInvalid, Missing for somebody else's id, and RuleBroken("entry_withdrawn",
    "entry_conflict", "closed_period" or "session_logged").
    """
    content = content.logged_by(viewer.id)
    stored = submissions.get_stored(uuid)
    if stored is None:
        origin = {"device": device, "device_seq": seq, "client_time": client_time}
        entry = prepare_entry(viewer, uuid, content, origin)
        stored = _store(entry)
        if stored is None:
            sha256, received_at = entry.values["content_sha256"], entry.values["received_at"]
            return Receipt(True, uuid, sha256, ActivityStatus.submitted, received_at)
    receipt = _receive_again(viewer, stored, content)
    if device and seq and (stored.device, stored.device_seq) != (device, seq):
        note_answer(viewer.id, device, seq)
    return receipt


def check_carried(
    carrier: Viewer, owner: Viewer, uuid: UUID, content: ActivityContent, **phone_facts: object
) -> NewEntry:
    """Return what would be stored of an entry that a coordinator brings in for the owner of its queue.

    It is then the owner's, as if their phone had sent it. Raises ContentInvalid.
    """
    content = content.logged_by(owner.id)
    facts, author_id = _check_new(owner, content, carrier), content.on_behalf_of or owner.id
    values = _stated_values(content) | _new_values(owner, uuid, facts, author_id, content)
    values |= phone_facts | {"carried_by_id": carrier.id}
    about = {"commune_id": facts.commune_id, "sha256": values["content_sha256"], "owner": owner.id}
    deed = audit.deed(carrier, "carry_activity", f"activity:{uuid}", **about)
    return NewEntry(values, deed, facts.commune_path)


def store_carried(entries: Sequence[NewEntry]) -> None:
    """Store checked entries, all or nothing, within the open unit of work.

    Raises RuleBroken("changed_meanwhile") when one of them has arrived by now.
    """
    if any(outcome is not None for outcome in store_all(entries)):
        raise RuleBroken("changed_meanwhile")


def prepare_entry(
    viewer: Viewer, uuid: UUID, content: ActivityContent, origin: Mapping[str, object]
) -> NewEntry:
    """Check an entry that is not stored yet and return what `store_all` stores; raise ContentInvalid.

    `origin` holds the columns that tell what it was written on: device, device_seq and client_time.
    """
    facts, author_id = _check_new(viewer, content), content.on_behalf_of or viewer.id
    values = _stated_values(content) | _new_values(viewer, uuid, facts, author_id, content)
    return _new_entry(viewer, values | origin, facts)


def correct_activity(
    viewer: Viewer, activity: Activity, content: ActivityContent, *, version: int | None = None
) -> None:
    """Replace what an entry states and let it wait for a decision; a returned one is sent again by this.

    `version` is the one that the viewer saw. Team and person stay as they are. Raises ContentInvalid, and
    RuleBroken("illegal_transition", "changed_meanwhile" or "closed_period").
    """
    require(viewer, Action.correct_activity, activity)
    is_waiting = activity.status == ActivityStatus.submitted
    if is_waiting and digest(content) == activity.content_sha256:
        return
    next_status(activity.status, ActivityAct.resubmit)
    _check_correction(viewer, activity, content)
    _replace_content(viewer, activity, activity.version if version is None else version, content)


@transactional
def withdraw_activity(viewer: Viewer, activity: Activity, *, version: int | None = None) -> None:
    """Take back an entry that nobody has approved; it stays readable and is never created again.

    Raises RuleBroken("illegal_transition", "changed_meanwhile" or "closed_period").
    """
    require(viewer, Action.withdraw_activity, activity)
    if activity.status == ActivityStatus.withdrawn:
        return
    _refuse_changed(activity, version)
    before = tallies.contribution_of(activity)
    activity.status = next_status(activity.status, ActivityAct.withdraw)
    activity.updated_at, activity.is_check_due = clock.now(), True
    activity.has_open_difficulty = False
    flags.drop_flags(activity)
    db.session.flush()
    tallies.replace(before, None)
    photos.shorten_keeping(activity.id)
    confirmations.end_slips(activity.id)
    session_entries.free_session(activity.id)
    audit.record(
        viewer, Action.withdraw_activity, f"activity:{activity.uuid}", commune_id=activity.commune_id,
        sha256=activity.content_sha256,
    )  # fmt: skip
    refuse_closed([(activity.commune_path, activity.occurred_on)])


def _receive_again(viewer: Viewer, stored: StoredEntry, content: ActivityContent) -> Receipt:
    """Answer for an id that is taken."""
    if viewer.id not in (stored.author_id, stored.logged_by_id):
        raise Missing
    if stored.status == ActivityStatus.withdrawn:
        raise RuleBroken("entry_withdrawn")
    sha256 = digest(content)
    if stored.content_sha256 == sha256:
        return Receipt(False, stored.uuid, sha256, stored.status, stored.received_at)
    # What was decided on before is an old copy that arrives late, not a correction.
    if stored.status != ActivityStatus.returned or submissions.was_decided_on(stored.id, sha256):
        raise RuleBroken("entry_conflict")
    activity = get_visible_activity(viewer, stored.uuid)
    correct_activity(viewer, activity, content)
    return Receipt(False, stored.uuid, sha256, ActivityStatus.submitted, stored.received_at)


def _check_new(viewer: Viewer, content: ActivityContent, carrier: Viewer | None = None) -> TeamFacts:
    author_id, today = content.on_behalf_of or viewer.id, clock.today()
    facts = _facts(content, author_id)
    if facts is None or not allows(viewer, Action.log_activity, facts):
        raise ContentInvalid({"team": "unknown_team"})
    errors = _check_place(facts, content)
    if author_id != viewer.id and not allows(viewer, Action.log_for_member, facts):
        errors["on_behalf_of"] = "not_for_others"
    elif not facts.has_author:
        errors["on_behalf_of"] = "not_a_member" if content.on_behalf_of else "whose_work"
    may_log_late = allows(carrier or viewer, Action.log_late_activity, facts)
    # Only a coordinator may log late, and they carry nothing into other communes.
    if carrier is not None and not may_log_late:
        errors["team"] = "team_elsewhere"
    errors |= check_dates(content, today=today, team_founded_on=facts.founded_on, may_log_late=may_log_late)
    if errors:
        raise ContentInvalid(errors)
    return facts


def _check_correction(viewer: Viewer, activity: Activity, content: ActivityContent) -> None:
    present = activity.content()
    facts = _facts(content, activity.author_id)
    errors = {name: "fixed" for name in FIXED if getattr(content, name) != getattr(present, name)}
    if not errors:
        errors = _check_place(facts, content)
        # The 30 days end with the day on which the entry first arrived, however long a decision takes.
        in_time = not is_late(content.occurred_on, clock.local_day(activity.received_at))
        may_log_late = in_time or activity.is_late or allows(viewer, Action.log_late_activity, activity)
        errors |= check_dates(
            content, today=clock.today(), team_founded_on=facts.founded_on, may_log_late=may_log_late
        )
    if errors:
        raise ContentInvalid(errors)


def _facts(content: ActivityContent, author_id: int) -> TeamFacts | None:
    return submissions.get_team_facts(
        content.team,
        day=content.occurred_on,
        today=clock.today(),
        hamlet_id=content.hamlet,
        author_id=author_id,
    )


def _check_place(facts: TeamFacts, content: ActivityContent) -> dict[str, str]:
    """Return what does not fit the team's commune, its standing on that day or closed figures, by field."""
    errors = {}
    if content.hamlet is not None and not facts.has_hamlet:
        errors["hamlet"] = "unknown_hamlet"
    if facts.status in RESTING:
        errors["occurred_on"] = RESTING[facts.status]
    if facts.is_closed:
        errors["occurred_on"] = CLOSED
    return errors


def _stated_values(content: ActivityContent) -> dict[str, object]:
    values = {name: getattr(content, name) for name in STATED}
    return values | {"hamlet_id": content.hamlet, "content_sha256": digest(content)}


def _new_values(
    viewer: Viewer, uuid: UUID, facts: TeamFacts, author_id: int, content: ActivityContent
) -> dict[str, object]:
    moment = clock.now()
    return {
        "uuid": uuid,
        "has_open_difficulty": bool(content.difficulty),
        "commune_id": facts.commune_id,
        "team_id": facts.team_id,
        "author_id": author_id,
        "logged_by_id": viewer.id,
        "status": ActivityStatus.submitted,
        "is_late": is_late(content.occurred_on, clock.local_day(moment)),
        "received_at": moment,
        "submitted_at": moment,
        "updated_at": moment,
        "version": 1,
    }


def _new_entry(viewer: Viewer, values: dict[str, object], facts: TeamFacts) -> NewEntry:
    about = {"commune_id": facts.commune_id, "sha256": values["content_sha256"]}
    deed = audit.deed(viewer, "submit_activity", f"activity:{values['uuid']}", **about)
    return NewEntry(values, deed, facts.commune_path)


@transactional
def store_all(entries: Sequence[NewEntry]) -> list[StoredEntry | None]:
    """Insert the entries; return None for each, or what was stored under its id before.

    In the order of ids, so that two that store the same never wait for each other in a ring.
    """
    values = [entry.values for entry in sorted(entries, key=lambda entry: entry.values["uuid"])]
    inserted = set(db.session.scalars(_INSERTS[db.engine.dialect.name], values))
    fresh: list[NewEntry] = []
    outcomes: list[StoredEntry | None] = []
    for entry in entries:
        uuid = entry.values["uuid"]
        is_fresh = uuid in inserted
        inserted.discard(uuid)
        outcomes.append(None if is_fresh else submissions.get_stored(uuid))
        if is_fresh:
            fresh.append(entry)
    if fresh:
        session_entries.link_entries([entry.values for entry in fresh])
        tallies.add(
            Contribution(**{name: entry.values[name] for name in Contribution.__slots__}) for entry in fresh
        )
        audit.record_all([entry.deed for entry in fresh])
        refuse_closed((entry.commune_path, entry.values["occurred_on"]) for entry in fresh)
    return outcomes


# Many phones send at the same moment once a line is back.
_store = gathered(store_all)


@transactional
def _replace_content(viewer: Viewer, activity: Activity, version: int, content: ActivityContent) -> None:
    _refuse_changed(activity, version)
    before, before_sha256 = tallies.contribution_of(activity), activity.content_sha256
    moment, was_returned = clock.now(), activity.status == ActivityStatus.returned
    for name, value in _stated_values(content).items():
        setattr(activity, name, value)
    activity.is_late = is_late(content.occurred_on, clock.local_day(activity.received_at))
    activity.status = next_status(activity.status, ActivityAct.resubmit)
    activity.updated_at, activity.is_check_due = moment, True
    activity.has_open_difficulty = bool(content.difficulty) and not list_answers(activity.id)
    if was_returned:
        activity.submitted_at = moment
        activity.decided_at = activity.decided_by_id = activity.reason = activity.reason_note = None
    db.session.flush()
    tallies.replace(before, tallies.contribution_of(activity))
    audit.record(
        viewer, Action.correct_activity, f"activity:{activity.uuid}", commune_id=activity.commune_id,
        before=before_sha256, after=activity.content_sha256,
    )  # fmt: skip
    refuse_closed((activity.commune_path, entry.occurred_on) for entry in (before, activity))


def _refuse_changed(activity: Activity, version: int | None) -> None:
    if version is not None and activity.version != version:
        raise RuleBroken("changed_meanwhile")


def _insert(insert):
    return insert(Activity.__table__).on_conflict_do_nothing(index_elements=["uuid"]).returning(_uuid)


_uuid = Activity.__table__.c.uuid
_INSERTS = {"sqlite": _insert(sqlite.insert), "postgresql": _insert(postgresql.insert)}
