"""The calendar file follows RFC 5545: line ends, folding, escaping, and one event under one name."""

from dataclasses import replace
from datetime import UTC, datetime

from portal.documents.training_ics import CalendarEvent, write_calendar

EVENT = CalendarEvent(
    uid="training-7@cong.example.vn",
    sequence=2,
    changed_at=datetime(2022, 6, 16, 8, 0, tzinfo=UTC),
    starts_at=datetime(2022, 6, 20, 1, 0, tzinfo=UTC),
    ends_at=datetime(2022, 6, 20, 4, 0, tzinfo=UTC),
    title="Tập huấn: thanh toán trực tuyến; an toàn, bảo vệ dữ liệu cá nhân cho bà con K’Liêu ở thôn Bù Xăng",
    place="Hội trường UBND xã Đăng Hà, huyện Bù Đăng",
    description="Mang theo điện thoại\r\nvà căn cước \\ sổ hộ khẩu",
    url="https://cong.example.vn/trainings/7",
)


def unfold(content: bytes) -> list[str]:
    """Return the logical lines of a file as a calendar reads them."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def values(content: bytes) -> dict[str, str]:
    """Return the event's own properties, with texts as they were before they were escaped."""
    lines = unfold(content)
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    if "BEGIN:VALARM" in event:
        event = event[: event.index("BEGIN:VALARM")]
    pairs = (line.partition(":") for line in event)
    marks = {"\\n": "\n", "\\,": ",", "\\;": ";"}

    def plain(text: str) -> str:
        kept = text.replace("\\\\", "\0")
        for mark, sign in marks.items():
            kept = kept.replace(mark, sign)
        return kept.replace("\0", "\\")

    return {name: plain(value) for name, _colon, value in pairs}


def test_what_a_calendar_reads_is_what_was_planned():
    read = values(write_calendar(EVENT))

    assert read == {
        "UID": "training-7@cong.example.vn",
        "SEQUENCE": "2",
        "DTSTAMP": "20220616T080000Z",
        "LAST-MODIFIED": "20220616T080000Z",
        "DTSTART": "20220620T010000Z",
        "DTEND": "20220620T040000Z",
        "SUMMARY": EVENT.title,
        "LOCATION": EVENT.place,
        "DESCRIPTION": "Mang theo điện thoại\nvà căn cước \\ sổ hộ khẩu",
        "URL": EVENT.url,
        "STATUS": "CONFIRMED",
    }


def test_lines_end_as_the_standard_says_and_hold_at_most_75_octets():
    content = write_calendar(replace(EVENT, description="ượ" * 300))

    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    # No letter is cut in two: every line is text of its own.
    assert all(line.decode() is not None for line in lines)
    assert any(len(line) > 70 for line in lines)


def test_a_file_that_is_folded_at_every_length_is_read_back():
    for length in range(60, 90):
        title = "đ" * length
        assert values(write_calendar(replace(EVENT, title=title)))["SUMMARY"] == title


def test_a_cancelled_training_is_the_same_event_cancelled():
    content = write_calendar(replace(EVENT, is_cancelled=True, sequence=3))
    read, lines = values(content), unfold(content)

    assert (read["UID"], read["SEQUENCE"], read["STATUS"]) == (EVENT.uid, "3", "CANCELLED")
    assert "METHOD:CANCEL" in lines
    assert "BEGIN:VALARM" not in lines


def test_what_is_not_given_is_left_out_and_who_comes_is_reminded_a_day_before():
    lines = unfold(write_calendar(replace(EVENT, place="", description="")))

    assert not any(line.startswith("LOCATION") for line in lines)
    assert "TRIGGER:-P1D" in lines
    assert "METHOD:PUBLISH" in lines
