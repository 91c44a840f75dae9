"""Entries as the checks of substance read them, ordinary unless told otherwise."""

from datetime import UTC, date, datetime, timedelta

from portal.domain.quality_facts import Entry

DAY = date(2022, 6, 16)
LONG_NOTE = (
    "Hướng dẫn bà con nộp hồ sơ đăng ký khai sinh trên cổng dịch vụ công,"
    " có 5 người lớn tuổi chưa có tài khoản"
)


def made(number: int = 1, **values) -> Entry:
    """Return an entry: five visits of payment in hamlet 7, written down at once."""
    day = values.get("occurred_on", DAY)
    moment = values.get("written_at", datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC))
    usual = {
        "id": number,
        "team_id": 1,
        "author_id": 1,
        "occurred_on": day,
        "kind": "assistance",
        "skills": ("payment",),
        "visits": 5,
        "hamlet_id": 7,
        "written_at": moment,
        "written_on": moment.date() if moment else None,
        "received_at": moment,
        "client_time": moment,
        "commune_id": 1,
    }
    return Entry(**usual | values)


def days_before(count: int) -> date:
    """Return the day so many days before the usual one."""
    return DAY - timedelta(days=count)
