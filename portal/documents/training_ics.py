"""A training as a calendar file (RFC 5545): the same event under the same name however often it changes."""

from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//Community digital teams//Trainings//VI"
# A line holds at most so many octets; what is longer goes on in the next line after a space.
LONGEST_LINE = 75
LINE_END = "\r\n"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What a calendar is told: `uid` never changes, `sequence` rises with each change."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    description: str
    url: str
    is_cancelled: bool = False


def write_calendar(event: CalendarEvent) -> bytes:
    """Write the calendar file of one event, with a reminder on the day before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if event.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_moment(event.changed_at)}",
        f"LAST-MODIFIED:{_moment(event.changed_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        *_given("LOCATION", _text(event.place)),
        *_given("DESCRIPTION", _text(event.description)),
        f"URL:{event.url}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        *([] if event.is_cancelled else _reminder(event.title)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_fold(line) + LINE_END for line in lines).encode()


def _reminder(title: str) -> list[str]:
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(title)}", "TRIGGER:-P1D", "END:VALARM"]


def _given(name: str, value: str) -> list[str]:
    return [f"{name}:{value}"] if value else []


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Cut a line into pieces of at most 75 octets, never within a letter."""
    pieces, piece, size = [], "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > LONGEST_LINE:
            pieces.append(piece)
            # The space at the beginning of a further line counts, too.
            piece, size = "", 1
        piece, size = piece + sign, size + length
    return f"{LINE_END} ".join([*pieces, piece])
