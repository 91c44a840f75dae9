"""Who comes to a training and who was there: answers, scanned codes, tick-lists, results, corrections."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, insert, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.attendance_codes import is_code_valid
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.training_topics import completion_title
from portal.domain.trainings import (
    DOORS_OPEN_BEFORE,
    RESULT_LENGTH,
    Answer,
    AttendedBy,
    TrainingResult,
    TrainingStatus,
    has_free_seat,
    ticks_changed,
    why_no_answer,
    why_no_scan,
    why_no_tick,
    why_not_completed,
)
from portal.extensions import db
from portal.models import Training, TrainingCompletion, TrainingInvitation
from portal.policy import require
from portal.queries.training_people import attendance_code
from portal.queries.trainings import get_invitation
from portal.services import throttling
from portal.services.notes import read_note
from portal.services.team_changes import one_line
from portal.services.training_plans import begin, lock, note_act
from portal.transaction import transactional


@transactional
def answer_invitation(viewer: Viewer, training_id: int, answer: str) -> None:
    """Say whether one is coming to a training that one is invited to.

    Raises Missing, and RuleBroken("training_cancelled", "training_begun" or "training_full", seats=…).
    """
    training, invitation = _own(viewer, training_id)
    _refuse(why_no_answer(training.phase_at(clock.now())), training)
    if answer == Answer.coming and invitation.answer != Answer.coming:
        coming = select(func.count()).select_from(TrainingInvitation)
        coming = coming.where(
            TrainingInvitation.training_id == training.id, TrainingInvitation.answer == Answer.coming
        )
        if not has_free_seat(training.seats, db.session.scalar(coming)):
            raise RuleBroken("training_full", seats=training.seats)
    invitation.answer, invitation.answered_at = Answer(answer), clock.now()


def scan_code(viewer: Viewer, training_id: int, code: str) -> None:
    """Record that an invited member was there, by the code on the wall; a second time changes nothing.

    A try counts before anything is looked at and is taken back once it hits. Raises Missing for who is not
    invited, and RuleBroken("training_cancelled", "attendance_too_early", "attendance_over",
    "code_not_valid" or "too_many_tries").
    """
    if get_invitation(training_id, viewer.id) is None:
        raise Missing
    subject = f"{training_id}:{viewer.id}"
    throttling.count_try(throttling.ATTENDANCE_CODES_BY_MEMBER, subject)
    _scan(viewer, training_id, code)
    throttling.forget_tries(throttling.ATTENDANCE_CODES_BY_MEMBER, subject)


@transactional
def tick_attendance(
    actor: Viewer,
    training: Training,
    *,
    shown: Collection[int],
    ticked: Collection[int],
    source: str = AttendedBy.tick,
) -> tuple[int, int]:
    """Record who was there by a list; return how many were added and taken out.

    `shown` are those who were ticked when the list was shown, `ticked` those who are now: only what differs
    is changed, so that who scanned the code meanwhile is not lost, and sending twice changes nothing more.
    Raises NotAllowed, and RuleBroken("training_cancelled", "training_completed", "attendance_too_early" or
    "not_invited").
    """
    training = begin(actor, Action.take_attendance, training)
    _refuse(why_no_tick(training.status, training.starts_at, clock.now()), training)
    added, removed = ticks_changed(shown, ticked)
    people = {one.user_id: one for one in _list_locked(training.id)}
    if not (added | removed) <= people.keys():
        raise RuleBroken("not_invited")
    came = sorted(user_id for user_id in added if people[user_id].attended_by is None)
    taken_out = sorted(user_id for user_id in removed if people[user_id].attended_by is not None)
    for user_id in came:
        _note_attended(people[user_id], source, actor.id)
    for user_id in taken_out:
        _note_absent(people[user_id])
    if came or taken_out:
        db.session.flush()
        moved = {"came": came, "taken_out": taken_out, "attended_by": source if came else None}
        note_act(actor, Action.take_attendance, training, **moved)
    return len(came), len(taken_out)


@transactional
def complete_training(
    actor: Viewer, training: Training, completed: Collection[int], grades: Mapping[int, str]
) -> int:
    """Record the results of all who were there; return how many completed it.

    `completed` are people by id, `grades` their results in words. Whoever was there and is not among them
    did not complete it. Raises NotAllowed, and RuleBroken("training_cancelled", "training_completed",
    "training_not_begun", "nobody_attended", "not_invited" or "text_too_long").
    """
    training = begin(actor, Action.organise_training, training)
    people = [one for one in _list_locked(training.id) if one.attended_by is not None]
    _refuse(why_not_completed(training.phase_at(clock.now()), len(people)), training)
    if not set(completed) <= {one.user_id for one in people}:
        raise RuleBroken("not_invited")
    for one in people:
        _note_result(one, is_done=one.user_id in completed, grade=grades.get(one.user_id, ""))
    training.status, training.changed_at = TrainingStatus.completed, clock.now()
    db.session.flush()
    done = [one for one in people if one.user_id in completed]
    _add_completions(training, done, actor)
    note_act(actor, "complete_training", training, completed=sorted(one.user_id for one in done))
    return len(done)


@transactional
def correct_attendance(
    actor: Viewer, training: Training, user_id: int, attendance: str, reason: str, *, grade: str = ""
) -> None:
    """Correct what is known of one person after the results were recorded, with a reason that stays.

    `attendance` is a code of the register "attendance". What counts in indicator 8.3 follows at once; what
    was published stays. Raises NotAllowed, and RuleBroken("training_not_completed", "not_invited",
    "note_needed", "note_too_long", "bad_note" or "text_too_long").
    """
    reason = read_note(reason, is_needed=True)
    training = begin(actor, Action.organise_training, training)
    if training.status != TrainingStatus.completed:
        raise RuleBroken("training_not_completed")
    person = next((one for one in _list_locked(training.id) if one.user_id == user_id), None)
    if person is None:
        raise RuleBroken("not_invited")
    was, grade_was = attendance_code(person.attended_by, person.result), person.grade
    is_done = attendance == TrainingResult.completed
    if attendance == "absent":
        _note_absent(person)
    else:
        if person.attended_by is None:
            _note_attended(person, AttendedBy.tick, actor.id)
        _note_result(person, is_done=is_done, grade=grade)
    db.session.flush()
    _forget_completion(training, person)
    _add_completions(training, [person] if is_done else [], actor)
    detail = {"user": user_id, "was": was, "now": attendance, "reason": reason}
    grades = {"grade_was": grade_was, "grade": person.grade}
    note_act(actor, "correct_attendance", training, **detail, **grades)


def opening_of(training: Training) -> str:
    """Return from when on attendance is taken, in words for a sentence."""
    return f"{(training.starts_at - DOORS_OPEN_BEFORE).astimezone(clock.LOCAL_ZONE):%H:%M %d/%m/%Y}"


@transactional
def _scan(viewer: Viewer, training_id: int, code: str) -> None:
    training, invitation = _own(viewer, training_id)
    _refuse(why_no_scan(training.status, training.starts_at, training.ends_at, clock.now()), training)
    if not is_code_valid(training.secret, training.id, code, clock.now()):
        raise RuleBroken("code_not_valid")
    if invitation.attended_by is None:
        _note_attended(invitation, AttendedBy.scan, viewer.id)
        db.session.flush()
        note_act(viewer, Action.take_attendance, training, came=[viewer.id], attended_by=AttendedBy.scan)


def _own(viewer: Viewer, training_id: int) -> tuple[Training, TrainingInvitation]:
    training = lock(training_id)
    invitation = get_invitation(training_id, viewer.id)
    if invitation is None:
        raise Missing
    require(viewer, Action.attend_training, invitation)
    return training, invitation


def _list_locked(training_id: int) -> list[TrainingInvitation]:
    """Return all who are invited; the lock on their training is the lock on them."""
    people = select(TrainingInvitation).where(TrainingInvitation.training_id == training_id)
    ordered = people.order_by(TrainingInvitation.id).execution_options(populate_existing=True)
    return list(db.session.scalars(ordered))


def _refuse(code: str | None, training: Training) -> None:
    if code:
        raise RuleBroken(code, moment=opening_of(training))


def _note_attended(person: TrainingInvitation, source: str, recorded_by_id: int) -> None:
    person.attended_by, person.attended_at = AttendedBy(source), clock.now()
    person.recorded_by_id = recorded_by_id


def _note_absent(person: TrainingInvitation) -> None:
    person.attended_by = person.attended_at = person.recorded_by_id = person.result = None
    person.grade = ""


def _note_result(person: TrainingInvitation, *, is_done: bool, grade: str) -> None:
    person.grade = one_line(grade)
    if len(person.grade) > RESULT_LENGTH:
        raise RuleBroken("text_too_long", most=RESULT_LENGTH)
    person.result = TrainingResult.completed if is_done else TrainingResult.not_completed


def _forget_completion(training: Training, person: TrainingInvitation) -> None:
    """Take out what this training gave; what was recorded by hand stays."""
    of_training = TrainingCompletion.training_id == training.id
    db.session.execute(
        delete(TrainingCompletion).where(of_training, TrainingCompletion.user_id == person.user_id)
    )


def _add_completions(training: Training, people: Sequence[TrainingInvitation], actor: Viewer) -> None:
    """Write down who completed the training: these rows are what 8.3 counts."""
    same = {
        "training_id": training.id,
        "title": completion_title(training.topic, training.title),
        "completed_on": clock.local_day(training.starts_at),
        "recorded_at": clock.now(),
        "recorded_by_id": actor.id,
    }
    rows = [same | {"user_id": one.user_id, "result": one.grade} for one in people]
    if rows:
        db.session.execute(insert(TrainingCompletion.__table__), rows)
