"""The rules of photos: how many an entry may have, how large one may be, until when, and how long it is kept."""

from datetime import datetime, timedelta

from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import RuleBroken

MOST_PHOTOS = 3
MEBIBYTE = 1024 * 1024
MOST_BYTES = 8 * MEBIBYTE
MOST_MEGAPIXELS = 40
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
# What iPhones call their own kind of photo.
HEIC_TYPES = ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence")
# Photos are evidence for decisions and may show people, so they are kept for 24 months and then really deleted
# (Law 91/2025/QH15: personal data no longer than its purpose needs). That there were photos stays known.
KEPT_FOR = timedelta(days=730)
# Nobody decides on a withdrawn entry any more.
KEPT_ONCE_WITHDRAWN = timedelta(days=30)
# A photo may still be on the phone when its entry is approved.
MAY_FOLLOW_FOR = timedelta(days=7)
OPEN = (ActivityStatus.submitted, ActivityStatus.returned)


def check_addition(status: str, received_at: datetime, now: datetime) -> None:
    """Raise RuleBroken when an entry takes no photo: "photo_too_late", or "illegal_transition"."""
    if status in OPEN:
        return
    if status != ActivityStatus.approved:
        raise RuleBroken("illegal_transition")
    if now - received_at > MAY_FOLLOW_FOR:
        raise RuleBroken("photo_too_late", days=MAY_FOLLOW_FOR.days)


def check_removal(status: str) -> None:
    """Raise RuleBroken("illegal_transition") unless photos of an entry in this status may be taken back."""
    if status not in OPEN:
        raise RuleBroken("illegal_transition")
