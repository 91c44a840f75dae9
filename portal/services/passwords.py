"""Hash and check passwords with Argon2id; always outside a unit of work, because it is slow on purpose."""

from collections.abc import Iterable
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.domain.text import fold, nfc

# 19 MiB and two passes: the OWASP minimum, bearable for many sign-ins on a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked against when there is no account, so that known and unknown numbers cost the same.
_nobody = _hasher.hash("nobody signs in with this")

SHORTEST = 8
SHORTEST_FOR_STAFF = 14
LONGEST = 128
# So many signs must be left when all that anybody would try first is taken away.
LEAST_LEFT = 5
FIRST_GUESSES = tuple(
    """
    matkhaumoi matkhau password passw0rd chuyendoiso congngheso congnghe congdong tocongnghe dichvucong dvctt
    binhphuoc dongnai vietnam hochiminh saigon hanoi uyban ubnd iloveyou anhyeuem emyeuanh yeuem yeuanh
    khongbiet khongnho xinchao chaoban giadinh hanhphuc mayman admin administrator welcome letmein sunshine
    princess football baseball superman trustno1 facebook zalo google gmail iphone samsung monkey dragon
    master secret login user abc123 abcd hello
    """.split()  # noqa: SIM905
)
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {pair for row in _ROWS for line in (row, row[::-1]) for pair in pairwise(line)}


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher.hash(nfc(password))


def password_matches(password: str, password_hash: str | None) -> bool:
    """Tell whether the password fits the hash; takes the same time when there is no hash.

    Keyboards write "ố" as one sign or as three: both are the same password.
    """
    try:
        _hasher.verify(password_hash or _nobody, nfc(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether the hash was made with older settings."""
    return _hasher.check_needs_rehash(password_hash)


def password_problem(password: str, *, for_staff: bool, own_words: Iterable[str] = ()) -> str | None:
    """Return the code of what is wrong with a new password, or None.

    `own_words` are the person's name, number and places. A password is refused when hardly anything is left
    of it without them, without usual first guesses and without runs such as 1234, accents or not.
    """
    length = len(nfc(password))
    if length < (SHORTEST_FOR_STAFF if for_staff else SHORTEST):
        return "password_too_short_for_staff" if for_staff else "password_too_short"
    if length > LONGEST:
        return "password_too_long"
    left = fold(password).replace(" ", "")
    for guess in sorted({*FIRST_GUESSES, *_guesses_from(own_words)}, key=lambda guess: (-len(guess), guess)):
        left = left.replace(guess, "")
    return "password_too_easy" if len(_without_runs(left)) < LEAST_LEFT else None


def _guesses_from(own_words: Iterable[str]) -> set[str]:
    """Return each text without spaces, its words, and a number without its leading 0."""
    guesses: set[str] = set()
    for text in own_words:
        parts = fold(text).split()
        guesses |= {"".join(parts), *parts, text.removeprefix("0")}
    return {guess for guess in guesses if len(guess) > 2}


def _without_runs(text: str) -> str:
    """Keep the first sign of each run of equal or neighbouring signs."""
    starts = (sign for before, sign in pairwise(text) if before != sign and (before, sign) not in _NEIGHBOURS)
    return text[:1] + "".join(starts)
