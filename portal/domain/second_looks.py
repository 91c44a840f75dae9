"""Which approvals somebody else looks at once more, and what they may find."""

from hashlib import sha256
from uuid import UUID

# Of the approvals within a reviewer's own team one in so many is drawn.
ONE_IN = 5

AGREES, DISAGREES = "agrees", "disagrees"
LOOK_OUTCOMES = (AGREES, DISAGREES)


def is_drawn(uuid: UUID) -> bool:
    """Tell whether an entry is drawn: by its id alone, so that anybody can draw again and find the same.

    The first eight bytes of SHA-256 over the id's sixteen bytes, as a number, are a multiple of ONE_IN.
    """
    return int.from_bytes(sha256(uuid.bytes).digest()[:8]) % ONE_IN == 0
