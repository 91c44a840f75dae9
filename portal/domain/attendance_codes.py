"""The code on the wall of a training: it changes every half minute, and only who is there can know it.

As in RFC 6238 it is an HMAC over a step of time, here with the training, by a secret of that training.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import NamedTuple

STEP_SECONDS = 30
# The present step and the one before it: what was photographed is worth nothing after a minute at most.
STEPS_VALID = 2
DIGITS = 6
# 32 signs of hex are 128 bits.
TOKEN_LENGTH = 32

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AttendanceCode(NamedTuple):
    """What is shown in one step: the token in the QR code, and six digits for who cannot scan."""

    token: str
    digits: str


def step_of(moment: datetime) -> int:
    """Return the number of the step that a moment lies in."""
    return int((moment - _EPOCH).total_seconds()) // STEP_SECONDS


def seconds_left(moment: datetime) -> int:
    """Return for how many seconds the present step still lasts, 1 to 30."""
    return STEP_SECONDS - int((moment - _EPOCH).total_seconds()) % STEP_SECONDS


def code_of(secret: str, training_id: int, step: int) -> AttendanceCode:
    """Return the code of a training in a step."""
    digest = hmac.new(secret.encode(), f"{training_id}:{step}".encode(), hashlib.sha256).hexdigest()
    # The digits come from other bits than the token, so that they give nothing of it away.
    number = int(digest[TOKEN_LENGTH:], 16) % 10**DIGITS
    return AttendanceCode(digest[:TOKEN_LENGTH], f"{number:0{DIGITS}d}")


def is_code_valid(secret: str, training_id: int, given: str, moment: datetime) -> bool:
    """Tell whether a token or six digits are those of the present step or of the one before it."""
    typed, now = given.strip().replace(" ", "").encode(), step_of(moment)
    found = False
    for step in range(now - STEPS_VALID + 1, now + 1):
        for known in code_of(secret, training_id, step):
            # Every comparison is made, so that the time that it takes tells nothing.
            found |= hmac.compare_digest(known.encode(), typed)
    return found
