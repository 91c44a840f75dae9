"""How visits ended: the citizen did it alone, together with the member, or was shown how; or nobody said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from portal.domain.figures import Ratio

ALONE, TOGETHER, SHOWN, NOT_STATED = "alone", "together", "shown", "not_stated"
# In the order in which habit grows less.
ENDINGS = (ALONE, TOGETHER, SHOWN, NOT_STATED)


class Bar(NamedTuple):
    """A part of a bar: which ending, where it begins, and how wide it is, in visits."""

    ending: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Approved visits by how they ended."""

    visits: int = 0
    alone: int = 0
    together: int = 0
    shown: int = 0

    @property
    def stated(self) -> int:
        """Count the visits of which the ending was stated."""
        return self.alone + self.together + self.shown

    @property
    def not_stated(self) -> int:
        """Count the visits of which it was not."""
        return self.visits - self.stated

    def count(self, ending: str) -> int:
        """Return the visits with an ending of ENDINGS."""
        return getattr(self, ending)

    def share(self, ending: str) -> Ratio:
        """Return an ending out of all visits."""
        return Ratio(self.count(ending), self.visits)

    @property
    def habit(self) -> Ratio:
        """Return the visits that ended alone, out of those of which the ending was stated."""
        return Ratio(self.alone, self.stated)

    def plus(self, other: "Outcome") -> "Outcome":
        """Add, ending by ending."""
        return Outcome(
            self.visits + other.visits,
            self.alone + other.alone,
            self.together + other.together,
            self.shown + other.shown,
        )

    def bars(self) -> Iterator[Bar]:
        """Yield the parts of a bar as long as the visits; an ending that no visit had has none."""
        start = 0
        for ending in ENDINGS:
            width = self.count(ending)
            if width:
                yield Bar(ending, start, width)
            start += width


def add_up(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the sum of outcomes of different days, which no visit shares."""
    total = Outcome()
    for outcome in outcomes:
        total = total.plus(outcome)
    return total
