"""When a training can be planned, answered, attended and settled."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.errors import RuleBroken
from portal.domain.training_topics import OTHER, TOPICS, completion_title
from portal.domain.trainings import (
    TrainingPhase,
    TrainingPlan,
    check_plan,
    has_free_seat,
    is_pdf,
    is_safe_link,
    phase_of,
    ticks_changed,
    why_no_answer,
    why_no_scan,
    why_no_tick,
    why_not_completed,
)

NOW = datetime(2022, 6, 16, 8, 0, tzinfo=UTC)
NEXT_YEAR = NOW + timedelta(days=367)
STARTS, ENDS = NOW + timedelta(hours=1), NOW + timedelta(hours=4)


def plan(**values) -> TrainingPlan:
    """Return a plan that nothing is wrong with, but for what is given."""
    usual = {"topic": "payment", "title": "", "starts_at": STARTS, "ends_at": ENDS, "place": "Hội trường"}
    return TrainingPlan(**({"online_url": "", "trainer": ""} | usual | values))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"topic": "cooking"}, "unknown_topic"),
        ({"topic": OTHER}, "title_needed"),
        ({"place": "x" * 201}, "text_too_long"),
        ({"trainer": "hai\ndòng"}, "text_too_long"),
        ({"ends_at": STARTS}, "training_ends_early"),
        ({"ends_at": STARTS + timedelta(hours=12, minutes=1)}, "training_too_long"),
        ({"starts_at": NOW}, "training_in_past"),
        (
            {"starts_at": NEXT_YEAR, "ends_at": NEXT_YEAR + timedelta(hours=1)},
            "training_too_far",
        ),
        ({"place": ""}, "place_needed"),
        ({"online_url": "http://hop.vn/1"}, "bad_link"),
        ({"seats": 0}, "bad_seats"),
        ({"seats": 1000}, "bad_seats"),
    ],
)
def test_what_cannot_be_planned_says_why(values, code):
    with pytest.raises(RuleBroken) as caught:
        check_plan(plan(**values), NOW)

    assert caught.value.code == code


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"topic": OTHER, "title": "Chữ ký số"},
        {"place": "", "online_url": "https://meet.example.vn/abc?d=1"},
        {"ends_at": STARTS + timedelta(hours=12)},
        {"seats": 1},
        {"seats": 999},
    ],
)
def test_what_can_be_planned_passes(values):
    check_plan(plan(**values), NOW)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "http://a.vn", "https://", "https://a", "https://a.vn/x y", "//a.vn",
        "https://ten:mat@a.vn", "data:text/html,x", "https://a.vn/\u2028", "https://[",
        "https://a.vn/" + "x" * 500,
    ],
)  # fmt: skip
def test_only_whole_https_addresses_are_links(url):
    assert not is_safe_link(url)


def test_phases_follow_the_clock_until_somebody_decides():
    moments = (STARTS - timedelta(seconds=1), STARTS, ENDS - timedelta(seconds=1), ENDS)

    assert [phase_of("planned", STARTS, ENDS, moment) for moment in moments] == [
        TrainingPhase.planned,
        TrainingPhase.running,
        TrainingPhase.running,
        TrainingPhase.held,
    ]
    assert phase_of("cancelled", STARTS, ENDS, ENDS) == TrainingPhase.cancelled


def test_doors_open_half_an_hour_before_and_close_half_an_hour_after():
    half = timedelta(minutes=30)

    def why(moment, status="planned"):
        return why_no_scan(status, STARTS, ENDS, moment)

    assert why(STARTS - half - timedelta(seconds=1)) == "attendance_too_early"
    assert why(STARTS - half) is None
    assert why(ENDS + half - timedelta(seconds=1)) is None
    assert why(ENDS + half) == "attendance_over"
    assert why(STARTS, "cancelled") == "training_cancelled"
    assert why(STARTS, "completed") == "attendance_over"


def test_a_signed_sheet_is_typed_in_as_long_as_there_are_no_results():
    later = ENDS + timedelta(days=20)

    assert why_no_tick("planned", STARTS, later) is None
    assert why_no_tick("planned", STARTS, STARTS - timedelta(hours=1)) == "attendance_too_early"
    assert why_no_tick("completed", STARTS, later) == "training_completed"
    assert why_no_tick("cancelled", STARTS, later) == "training_cancelled"


def test_results_need_a_beginning_and_somebody_who_was_there():
    assert why_not_completed(TrainingPhase.planned, 3) == "training_not_begun"
    assert why_not_completed(TrainingPhase.held, 0) == "nobody_attended"
    assert why_not_completed(TrainingPhase.completed, 3) == "training_completed"
    assert why_not_completed(TrainingPhase.cancelled, 3) == "training_cancelled"
    assert why_not_completed(TrainingPhase.running, 1) is None


def test_answers_are_taken_until_it_begins():
    phases = (TrainingPhase.planned, TrainingPhase.running, TrainingPhase.cancelled)

    assert [why_no_answer(phase) for phase in phases] == [None, "training_begun", "training_cancelled"]


def test_the_last_seat_is_taken_once():
    assert [has_free_seat(2, coming) for coming in (0, 1, 2)] == [True, True, False]
    assert has_free_seat(None, 10_000)


def test_a_tick_list_moves_only_what_was_changed_on_it():
    # 1 and 2 were ticked when it was shown; 3 scanned the code meanwhile and stands in neither.
    assert ticks_changed(shown=[1, 2], ticked=[2, 4]) == ({4}, {1})
    assert ticks_changed(shown=[2, 4], ticked=[2, 4]) == (set(), set())


def test_a_pdf_is_known_by_its_own_signs():
    assert is_pdf(b"%PDF-1.7\nanything\n%%EOF\n")
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04%PDF-%%EOF", b"<html>%%EOF", b"MZ" + b"%PDF-1.4 %%EOF"):
        assert not is_pdf(content)


def test_a_completion_is_stored_under_the_topic_or_the_title_of_another_one():
    assert completion_title("payment", "") == "payment"
    assert completion_title(OTHER, "Chữ ký số") == "Chữ ký số"
    assert len(set(TOPICS)) == 9
