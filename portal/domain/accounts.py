"""Why an account is closed, and after how long without use it rests."""

from datetime import timedelta
from enum import StrEnum

IDLE_AFTER = timedelta(days=45)


class DisabledReason(StrEnum):
    """An administrator closed the account, or it rests because nobody used it."""

    admin = "admin"
    idle = "idle"


DISABLED_REASONS = tuple(DisabledReason)
