"""The rules of photos: how many and how large they may be, until when they are taken, how long kept."""

from datetime import datetime, timedelta

from portal.domain.activity_status import ActivityStatus

MOST_PHOTOS = 3
MEBIBYTE = 1024 * 1024
MOST_BYTES = 8 * MEBIBYTE
MOST_MEGAPIXELS = 40
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
# What iPhones call their own kind of photo.
HEIC_TYPES = ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence")
# Photos are evidence for decisions and may show people, so they are kept for 24 months and then really
# deleted, as the portal promises (Law 91/2025/QH15 on personal data). That there were photos stays known.
KEPT_FOR = timedelta(days=730)
# Nobody decides on a withdrawn entry any more.
KEPT_ONCE_WITHDRAWN = timedelta(days=30)
# A photo may still be on the phone when its entry is approved.
MAY_FOLLOW_FOR = timedelta(days=7)
# Until somebody approves an entry its photos may be taken back.
OPEN = (ActivityStatus.submitted, ActivityStatus.returned)


def why_closed(status: str, received_at: datetime, now: datetime) -> str | None:
    """Return the code of the rule by which an entry takes no more photos, or None."""
    if status == ActivityStatus.approved:
        return "photo_too_late" if now - received_at > MAY_FOLLOW_FOR else None
    return None if status in OPEN else "illegal_transition"
