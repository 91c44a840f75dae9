"""The rules of trainings: how one is planned, who comes when, and when attendance is corrected only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from portal.domain.errors import RuleBroken
from portal.domain.text import has_control_characters
from portal.domain.training_topics import OTHER, TOPICS

TITLE_LENGTH = 200
PLACE_LENGTH = 200
TRAINER_LENGTH = 100
URL_LENGTH = 500
RESULT_LENGTH = 100
MOST_SEATS = 999
# A seminar of several days is planned as several trainings, each with its own attendance.
LONGEST = timedelta(hours=12)
FARTHEST_AHEAD = timedelta(days=366)
# People come early, and the last ones find their phone when everybody leaves.
DOORS_OPEN_BEFORE = timedelta(minutes=30)
DOORS_CLOSE_AFTER = timedelta(minutes=30)
MOST_MATERIALS = 20
MEBIBYTE = 1024 * 1024
MOST_PDF_BYTES = 10 * MEBIBYTE
PDF_SIGNATURE = b"%PDF-"


class TrainingStatus(StrEnum):
    """What somebody decided about a training; whether it has begun is for the clock to say."""

    planned = "planned"
    completed = "completed"
    cancelled = "cancelled"


class TrainingPhase(StrEnum):
    """How a training stands at a moment: planned, going on, held and without results yet, or settled."""

    planned = "planned"
    running = "running"
    held = "held"
    completed = "completed"
    cancelled = "cancelled"


class Answer(StrEnum):
    """What an invited member said."""

    coming = "coming"
    not_coming = "not_coming"


class AttendedBy(StrEnum):
    """By what it is known that somebody was there."""

    scan = "scan"
    tick = "tick"
    sheet = "sheet"


class TrainingResult(StrEnum):
    """Whether who was there completed the training."""

    completed = "completed"
    not_completed = "not_completed"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What is planned: about what, when, where, by whom, and for how many."""

    topic: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    online_url: str
    trainer: str
    seats: int | None = None
    note: str = ""


def phase_of(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> TrainingPhase:
    """Return how a training stands at a moment."""
    if status != TrainingStatus.planned:
        return TrainingPhase(status)
    if now < starts_at:
        return TrainingPhase.planned
    return TrainingPhase.running if now < ends_at else TrainingPhase.held


def check_plan(plan: TrainingPlan, now: datetime) -> None:
    """Refuse what cannot be planned at a moment.

    Raises RuleBroken("unknown_topic", "title_needed", "text_too_long", "training_ends_early",
    "training_too_long", "training_in_past", "training_too_far", "place_needed", "bad_link" or "bad_seats").
    """
    if plan.topic not in TOPICS:
        raise RuleBroken("unknown_topic")
    if plan.topic == OTHER and not plan.title:
        raise RuleBroken("title_needed")
    _check_texts(plan)
    if plan.ends_at <= plan.starts_at:
        raise RuleBroken("training_ends_early")
    if plan.ends_at - plan.starts_at > LONGEST:
        raise RuleBroken("training_too_long")
    if plan.starts_at <= now:
        raise RuleBroken("training_in_past")
    if plan.starts_at - now > FARTHEST_AHEAD:
        raise RuleBroken("training_too_far")
    if not plan.place and not plan.online_url:
        raise RuleBroken("place_needed")
    if plan.online_url and not is_safe_link(plan.online_url):
        raise RuleBroken("bad_link")
    if plan.seats is not None and not 1 <= plan.seats <= MOST_SEATS:
        raise RuleBroken("bad_seats")


def is_safe_link(url: str) -> bool:
    """Tell whether a text is a whole address of a page that is reached over HTTPS."""
    if len(url) > URL_LENGTH or has_control_characters(url) or any(sign.isspace() for sign in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc


def why_no_answer(phase: TrainingPhase) -> str | None:
    """Return the code of the rule by which nobody answers an invitation any more, or None."""
    if phase == TrainingPhase.cancelled:
        return "training_cancelled"
    return None if phase == TrainingPhase.planned else "training_begun"


def why_no_scan(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Return the code of the rule by which a scanned code says nothing at a moment, or None."""
    if status == TrainingStatus.cancelled:
        return "training_cancelled"
    if now < starts_at - DOORS_OPEN_BEFORE:
        return "attendance_too_early"
    is_over = status == TrainingStatus.completed or now >= ends_at + DOORS_CLOSE_AFTER
    return "attendance_over" if is_over else None


def why_no_tick(status: str, starts_at: datetime, now: datetime) -> str | None:
    """Return the code of the rule by which attendance cannot be ticked at a moment, or None.

    After the end it still can, because a signed sheet is typed in later; once there are results it is
    corrected, with a reason.
    """
    if status == TrainingStatus.cancelled:
        return "training_cancelled"
    if status == TrainingStatus.completed:
        return "training_completed"
    return "attendance_too_early" if now < starts_at - DOORS_OPEN_BEFORE else None


def why_not_completed(phase: TrainingPhase, attended: int) -> str | None:
    """Return the code of the rule by which results cannot be recorded, or None."""
    if phase == TrainingPhase.cancelled:
        return "training_cancelled"
    if phase == TrainingPhase.completed:
        return "training_completed"
    if phase == TrainingPhase.planned:
        return "training_not_begun"
    return None if attended else "nobody_attended"


def has_free_seat(seats: int | None, coming: int) -> bool:
    """Tell whether one more person finds a seat beside those who are coming."""
    return seats is None or coming < seats


def ticks_changed(shown: Collection[int], ticked: Collection[int]) -> tuple[set[int], set[int]]:
    """Return whom a tick-list adds and whom it takes out, by what was ticked when it was shown.

    Whoever is in neither, such as somebody who scanned the code meanwhile, stays as they are.
    """
    before, after = set(shown), set(ticked)
    return after - before, before - after


def is_pdf(content: bytes) -> bool:
    """Tell whether a file is a PDF by its own first signs and its end mark, whatever it is called."""
    return content.startswith(PDF_SIGNATURE) and b"%%EOF" in content[-1024:]


def _check_texts(plan: TrainingPlan) -> None:
    lengths = ((plan.title, TITLE_LENGTH), (plan.place, PLACE_LENGTH), (plan.trainer, TRAINER_LENGTH))
    for text, most in lengths:
        if len(text) > most or has_control_characters(text):
            raise RuleBroken("text_too_long", most=most)
