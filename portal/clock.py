"""The one place that reads the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present local day."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """Return the local calendar day of a moment."""
    return moment.astimezone(LOCAL_ZONE).date()


def local_text(moment: datetime) -> str:
    """Write a moment in local time to the second, as it is kept in texts: 2022-06-16T15:00:00+07:00."""
    return moment.astimezone(LOCAL_ZONE).isoformat(timespec="seconds")
