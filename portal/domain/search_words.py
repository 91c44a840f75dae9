"""How what somebody types into the search box is read: words in any order, with or without accents."""

import re
from dataclasses import dataclass

from portal.domain.text import fold, nfc

# More words narrow nothing down that a person could mean, and each costs the database a comparison.
MOST_WORDS = 8
LONGEST_QUESTION = 100
FEWEST_DIGITS = 4

_NO_DIGIT = re.compile(r"[^0-9]")
_PHONE = re.compile(r"[0-9 .()+\-]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was asked for: `folded` finds, `spellings` put first what has the same accents."""

    folded: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked: its words, and the digits when it can be part of a phone number."""

    words: tuple[Word, ...]
    digits: str | None

    @property
    def folded(self) -> str:
        """All words as a folded name would begin."""
        return " ".join(word.folded for word in self.words)


def read_question(text: str) -> Question | None:
    """Read what was typed; None when nothing in it can be looked for."""
    typed = nfc(text)[:LONGEST_QUESTION].split()
    pairs = [(folded, part) for part in typed if (folded := fold(part))]
    words = [Word(folded, _spellings(part)) for folded, part in pairs][:MOST_WORDS]
    return Question(tuple(words), _digits(text)) if words else None


def _spellings(part: str) -> tuple[str, ...]:
    """List the ways to write a word in a name: databases compare accented letters case by case."""
    lower = part.lower()
    return tuple(dict.fromkeys((part, lower, lower[:1].upper() + lower[1:], part.upper())))


def _digits(text: str) -> str | None:
    """Return the digits of a number in national form, when there are enough to look for."""
    if not _PHONE.fullmatch(text.strip()):
        return None
    digits = _NO_DIGIT.sub("", text)
    if text.strip().startswith("+84"):
        digits = "0" + digits[2:]
    return digits if len(digits) >= FEWEST_DIGITS else None
