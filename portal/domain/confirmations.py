"""What citizens say of the help that they were given, by slips that name nobody, and what that bears out."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

YES = "yes"
NOT_ME = "not_me"
DIFFERENT = "different"
ANSWERS = (YES, NOT_ME, DIFFERENT)
# How the visit ended, in the words of an entry, and whether the citizen could do it again.
ENDINGS = ("alone", "together", "shown")
AGAIN = ("yes", "with_help", "no")

# What a visit rests on, from the weakest to the strongest; each visit is counted under its strongest.
OWN_WORD = "own_word"
CITIZEN = "citizen"
SPOT_CHECK = "spot_check"
BEARINGS = (OWN_WORD, CITIZEN, SPOT_CHECK)

LINK_LASTS = timedelta(days=7)
CODE_LASTS = timedelta(minutes=30)
# 31 signs that cannot be mistaken for each other; 28 of them are 138 bits.
TOKEN_GROUPS, GROUP_LENGTH = 7, 4
CODE_DIGITS = 6
CODES = 10**CODE_DIGITS
# Of a team's codes so many can be typed at the same time; an older one gives way and its link goes on.
MOST_OPEN_CODES = 40
# Ten pages of slips at once.
MOST_PRINTED = 100


@dataclass(frozen=True, slots=True)
class CitizenAnswer:
    """What a citizen answered; None is a question that was passed over."""

    answer: str
    ending: str | None = None
    again: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """How many citizens answered what about one entry."""

    confirmed: int = 0
    not_me: int = 0
    different: int = 0

    @property
    def total(self) -> int:
        """All answers."""
        return self.confirmed + self.not_me + self.different


@dataclass(frozen=True, slots=True)
class BorneOut:
    """Visits by what they rest on, each once; None where nobody has looked in that way."""

    own_word: int
    citizen: int
    spot_check: int | None = None

    def items(self) -> list[tuple[str, int]]:
        """List what is known, from the weakest to the strongest."""
        counts = ((OWN_WORD, self.own_word), (CITIZEN, self.citizen), (SPOT_CHECK, self.spot_check))
        return [(bearing, count) for bearing, count in counts if count is not None]


NO_ANSWERS = Answers()


def read_answer(answer: str, ending: str | None, again: str | None) -> CitizenAnswer | None:
    """Return what was answered, or None when it is no answer; who was not there is asked no further."""
    if answer not in ANSWERS:
        return None
    if answer == NOT_ME:
        return CitizenAnswer(answer)
    return CitizenAnswer(answer, ending if ending in ENDINGS else None, again if again in AGAIN else None)


def split_visits(visits: int, confirmed: int, *, is_spot_checked: bool = False) -> BorneOut:
    """Split the visits of an entry by what bears them out; a spot-check speaks for all of them.

    After a correction an entry may have fewer visits than answers; no visit is borne out twice.
    """
    if is_spot_checked:
        return BorneOut(0, 0, visits)
    borne_out = min(visits, confirmed)
    return BorneOut(visits - borne_out, borne_out)


def chance_of_guess(tries: int, open_codes: int = MOST_OPEN_CODES) -> Fraction:
    """Return how likely so many guesses at one team's codes are to hit any that is open.

    Six digits alone could be guessed, so a code counts only beside the code of its team, for 30 minutes, and
    a team's codes take 24 wrong tries in that time whoever tries (see services/throttling): 24 guesses at 40
    open codes among 1,000,000 hit one with less than 24 × 40 / 1,000,000 = 0,096 %, at a single open code
    with 0,0024 %. What is won by a hit is one answer to one visit.
    """
    return min(Fraction(tries * open_codes, CODES), Fraction(1))
