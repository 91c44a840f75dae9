"""The portal for a server of its own, whose clock stands still where the cast's day begins."""

from datetime import UTC, datetime

from portal import clock
from portal import create_app as create_portal

MOMENT = datetime(2022, 6, 16, 1, 0, tzinfo=UTC)


def create_app():
    """Build the application as Gunicorn asks for it."""
    clock.now = lambda: MOMENT
    return create_portal()
