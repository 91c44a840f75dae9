"""Who was there is known by a scan, a tick or the sheet; results count in 8.3, and corrections say why."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.extensions import db
from portal.models import AuditRow, TrainingCompletion
from portal.services.attendance import (
    complete_training,
    correct_attendance,
    scan_code,
    tick_attendance,
)
from portal.services.trainings import record_training
from tests.queries_counted import counting_statements
from tests.trainings import code_now, invitation_of, make_training


class Class:
    """A training of a commune that begins in a quarter of an hour, with two members who are invited."""

    def __init__(self, world) -> None:
        self.world, self.commune = world, world.commune()
        self.team = world.team(self.commune, leader=False)
        self.first, self.second = (world.member(self.team) for _number in range(2))
        self.organiser = world.viewer(world.coordinator(self.commune))
        self.training = make_training(self.commune, [self.team], begins_in=timedelta(minutes=15))

    def of(self, person):
        """Return what is known of a person: by what they came, and their result."""
        found = invitation_of(self.training, person)
        return found.attended_by, found.result

    def completions(self) -> list[tuple]:
        """Return who completed what by which training."""
        rows = db.session.execute(
            select(
                TrainingCompletion.user_id, TrainingCompletion.title, TrainingCompletion.training_id
            ).order_by(TrainingCompletion.id)
        )
        return [tuple(row) for row in rows]

    def deeds(self, action: str) -> list[dict]:
        """Return the details of what was done."""
        rows = select(AuditRow.detail).where(AuditRow.action == action).order_by(AuditRow.id)
        return [json.loads(detail) for detail in db.session.scalars(rows)]


@pytest.fixture
def lesson(world) -> Class:
    return Class(world)


def test_a_scan_counts_once_and_says_who_did_it(lesson, world):
    viewer = world.viewer(lesson.first)

    scan_code(viewer, lesson.training.id, code_now(lesson.training).token)
    scan_code(viewer, lesson.training.id, code_now(lesson.training).digits)

    assert lesson.of(lesson.first) == ("scan", None)
    assert lesson.of(lesson.second) == (None, None)
    assert lesson.deeds("take_attendance") == [{"attended_by": "scan", "came": [lesson.first.id]}]


def test_a_photo_of_the_code_is_useless_after_its_minute(lesson, world, frozen_clock):
    code, viewer = code_now(lesson.training), world.viewer(lesson.first)
    frozen_clock.tick(seconds=60)

    for old in code:
        with pytest.raises(RuleBroken, match="code_not_valid"):
            scan_code(viewer, lesson.training.id, old)

    assert lesson.of(lesson.first) == (None, None)
    scan_code(viewer, lesson.training.id, code_now(lesson.training).token)
    assert lesson.of(lesson.first) == ("scan", None)


def test_the_code_is_useless_for_who_is_not_invited(lesson, world):
    stranger = world.member(world.team(lesson.commune, leader=False))

    for viewer in (world.viewer(stranger), lesson.organiser):
        with pytest.raises(Missing):
            scan_code(viewer, lesson.training.id, code_now(lesson.training).token)

    assert lesson.deeds("take_attendance") == []


def test_a_code_counts_only_between_the_doors(lesson, world, frozen_clock):
    viewer, starts_at = world.viewer(lesson.first), lesson.training.starts_at

    for moment, refusal in (
        (starts_at - timedelta(minutes=31), "attendance_too_early"),
        (lesson.training.ends_at + timedelta(minutes=30), "attendance_over"),
    ):
        frozen_clock.set(moment)
        with pytest.raises(RuleBroken, match=refusal):
            scan_code(viewer, lesson.training.id, code_now(lesson.training).token)

    assert lesson.of(lesson.first) == (None, None)


def test_guessing_digits_is_stopped_after_twenty_tries(lesson, world):
    viewer = world.viewer(lesson.first)
    right = code_now(lesson.training).digits
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    for _try in range(20):
        with pytest.raises(RuleBroken, match="code_not_valid"):
            scan_code(viewer, lesson.training.id, wrong)

    with pytest.raises(RuleBroken, match="too_many_tries"):
        scan_code(viewer, lesson.training.id, right)
    assert lesson.of(lesson.first) == (None, None)
    # Somebody else's tries are their own.
    scan_code(world.viewer(lesson.second), lesson.training.id, right)
    assert lesson.of(lesson.second) == ("scan", None)


def test_a_list_sent_late_and_twice_loses_no_scan(lesson, world):
    first, second = lesson.first, lesson.second
    scan_code(world.viewer(second), lesson.training.id, code_now(lesson.training).token)

    # The phone showed nobody as ticked, was without a network while the second one scanned, and sends now.
    moved = [
        tick_attendance(lesson.organiser, lesson.training, shown=[], ticked=[first.id], source="tick")
        for _time in range(2)
    ]

    assert moved == [(1, 0), (0, 0)]
    assert lesson.of(first) == ("tick", None)
    assert lesson.of(second) == ("scan", None)
    assert len(lesson.deeds("take_attendance")) == 2


def test_a_tick_is_taken_away_again_and_the_log_has_both(lesson):
    person = lesson.first.id
    tick_attendance(lesson.organiser, lesson.training, shown=[], ticked=[person], source="sheet")

    tick_attendance(lesson.organiser, lesson.training, shown=[person], ticked=[])

    assert lesson.of(lesson.first) == (None, None)
    assert lesson.deeds("take_attendance") == [
        {"attended_by": "sheet", "came": [person], "taken_out": []},
        {"attended_by": None, "came": [], "taken_out": [person]},
    ]


def test_the_trainer_takes_attendance_and_records_no_results(lesson, world, frozen_clock):
    trainer = world.user("Cô Én")
    lesson.training = make_training(
        lesson.commune, [lesson.team], begins_in=timedelta(minutes=5), trainer_id=trainer.id
    )
    viewer = world.viewer(trainer)

    tick_attendance(viewer, lesson.training, shown=[], ticked=[lesson.first.id])

    assert lesson.of(lesson.first) == ("tick", None)
    frozen_clock.tick(hours=4)
    with pytest.raises(NotAllowed):
        complete_training(viewer, lesson.training, [lesson.first.id], {})
    with pytest.raises(NotAllowed):
        tick_attendance(world.viewer(lesson.second), lesson.training, shown=[], ticked=[lesson.second.id])


def test_only_who_is_invited_is_ticked(lesson, world):
    stranger = world.user("Người lạ")

    with pytest.raises(RuleBroken, match="not_invited"):
        tick_attendance(lesson.organiser, lesson.training, shown=[], ticked=[stranger.id, lesson.first.id])

    assert lesson.of(lesson.first) == (None, None)


def complete(lesson, frozen_clock, *, completed) -> int:
    """Let both members be there and the training end, and record who of them completed it."""
    both = [lesson.first.id, lesson.second.id]
    frozen_clock.tick(minutes=20)
    tick_attendance(lesson.organiser, lesson.training, shown=[], ticked=both)
    frozen_clock.tick(hours=4)
    return complete_training(lesson.organiser, lesson.training, completed, {lesson.first.id: " 9/10 "})


def test_results_make_the_completions_that_count(lesson, frozen_clock):
    count = complete(lesson, frozen_clock, completed=[lesson.first.id])

    assert count == 1
    assert lesson.of(lesson.first) == ("tick", "completed")
    assert lesson.of(lesson.second) == ("tick", "not_completed")
    assert lesson.completions() == [(lesson.first.id, "payment", lesson.training.id)]
    [row] = db.session.scalars(select(TrainingCompletion)).all()
    assert (f"{row.completed_on}", row.result) == ("2022-06-16", "9/10")
    assert lesson.deeds("complete_training") == [{"completed": [lesson.first.id]}]


def test_results_are_recorded_once_and_attendance_is_then_only_corrected(lesson, frozen_clock):
    complete(lesson, frozen_clock, completed=[lesson.first.id])

    with pytest.raises(RuleBroken, match="training_completed"):
        complete_training(lesson.organiser, lesson.training, [], {})
    with pytest.raises(RuleBroken, match="training_completed"):
        tick_attendance(lesson.organiser, lesson.training, shown=[lesson.first.id], ticked=[])

    assert lesson.of(lesson.first) == ("tick", "completed")


def test_results_of_who_was_not_there_are_refused_as_a_whole(lesson, frozen_clock):
    tick_attendance(lesson.organiser, lesson.training, shown=[], ticked=[lesson.first.id])
    with pytest.raises(RuleBroken, match="training_not_begun"):
        complete_training(lesson.organiser, lesson.training, [lesson.first.id], {})
    frozen_clock.tick(hours=4)

    with pytest.raises(RuleBroken, match="not_invited"):
        complete_training(lesson.organiser, lesson.training, [lesson.first.id, lesson.second.id], {})

    assert lesson.completions() == []
    assert lesson.of(lesson.first) == ("tick", None)


def test_a_correction_says_what_was_before_and_why(lesson, frozen_clock):
    complete(lesson, frozen_clock, completed=[lesson.first.id])
    first, second = lesson.first.id, lesson.second.id
    with pytest.raises(RuleBroken, match="note_needed"):
        correct_attendance(lesson.organiser, lesson.training, first, "absent", " ")

    correct_attendance(lesson.organiser, lesson.training, first, "absent", "Ký thay.")
    correct_attendance(lesson.organiser, lesson.training, second, "completed", "Chấm nhầm.", grade="7/10")

    assert lesson.of(lesson.first) == (None, None)
    assert lesson.of(lesson.second) == ("tick", "completed")
    assert lesson.completions() == [(second, "payment", lesson.training.id)]
    keys, corrected = ("user", "was", "now", "reason"), lesson.deeds("correct_attendance")
    told = [tuple(one[key] for key in keys) for one in corrected]
    assert told == [
        (first, "completed", "absent", "Ký thay."),
        (second, "not_completed", "completed", "Chấm nhầm."),
    ]
    assert corrected[0]["grade_was"] == "9/10"


def test_before_there_are_results_nothing_is_corrected(lesson):
    with pytest.raises(RuleBroken, match="training_not_completed"):
        correct_attendance(lesson.organiser, lesson.training, lesson.first.id, "absent", "Nhầm.")


def test_what_was_recorded_by_hand_outlives_a_correction(lesson, frozen_clock):
    complete(lesson, frozen_clock, completed=[lesson.first.id])
    day = frozen_clock.moment.date()
    count = record_training(
        lesson.organiser, lesson.team, [lesson.first.id], title="payment", completed_on=day
    )
    assert count == 1
    assert len(lesson.completions()) == 2

    correct_attendance(lesson.organiser, lesson.training, lesson.first.id, "absent", "Học nơi khác.")

    assert lesson.completions() == [(lesson.first.id, "payment", None)]


def test_a_large_class_takes_no_statement_a_person(world, frozen_clock):
    def statements_for(people: int) -> int:
        commune = world.commune()
        team = world.team(commune, leader=False)
        ids = [world.member(team).id for _number in range(people)]
        organiser = world.viewer(world.coordinator(commune))
        training = make_training(commune, [team], begins_in=timedelta(0))
        with counting_statements() as statements:
            tick_attendance(organiser, training, shown=[], ticked=ids)
            complete_training(organiser, training, ids, {})
        return len(statements)

    assert statements_for(3) == statements_for(12)
