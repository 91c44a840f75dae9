"""Notes compared by their words, whatever case, marks, signs and figures they are written with."""

import re
from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from portal.domain.text import fold

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")
_MASK = (1 << 64) - 1
# Odd factors that order the same word pairs in four different ways.
_ORDERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)


@lru_cache(maxsize=20_000)
def words_of(note: str) -> tuple[str, ...]:
    """Return the words of a note in one form; every number is the same, for copies change the figures."""
    return tuple(_WORD.findall(_DIGITS.sub("0", fold(note))))


def likeness(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Return the share of words that two notes have in common, from 0 to 1."""
    if words == others:
        return 1.0 if words else 0.0
    # Even if all words of the shorter one were in the longer one.
    if 2 * min(len(words), len(others)) < 0.5 * (len(words) + len(others)):
        return 0.0
    shared = (Counter(words) & Counter(others)).total()
    return 2 * shared / (len(words) + len(others))


def text_marks(words: tuple[str, ...]) -> list[int]:
    """Return four numbers of 48 bits, of which alike texts nearly always share one (MinHash).

    Each is the smallest of the hashes of all pairs of neighbouring words in another order, so two texts share
    one with the probability that a pair of either is in both: A. Broder, On the resemblance and containment
    of documents, 1997.
    """
    pairs = {_hash(f"{first} {second}") for first, second in pairwise(words)}
    return [min((pair * order & _MASK) >> 16 for pair in pairs) for order in _ORDERS] if pairs else []


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
