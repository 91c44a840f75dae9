"""Which approvals somebody else looks at once more, and what they may find."""

import hmac
from uuid import UUID

# Of the approvals within a reviewer's own team one in so many is drawn.
ONE_IN = 5

AGREES, DISAGREES = "agrees", "disagrees"
LOOK_OUTCOMES = (AGREES, DISAGREES)


def is_drawn(uuid: UUID, secret: bytes) -> bool:
    """Tell whether an entry is drawn: by its id, which a phone chooses, under a secret that no phone knows.

    The first eight bytes of HMAC-SHA256 of the id's sixteen bytes, as a number, are a multiple of ONE_IN. So
    nobody can choose an id that is not drawn, and who knows the secret can draw again and find the same.
    """
    return int.from_bytes(hmac.digest(secret, uuid.bytes, "sha256")[:8]) % ONE_IN == 0
