"""Counts for everybody to read: small ones are hidden, and so is what would give them away by subtraction.

Every page that needs no account takes its counts from here, so that none of them prints one from 1 to 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# A count below this, but for none at all, could point to a person.
SMALLEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, or None where it is hidden; `is_small` tells a small count from one hidden for others' sake.

    While any cell is hidden for others' sake none of them says that it is small, because that would tell
    which is which.
    """

    count: int | None
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The cells of a sum in their order, and the sum itself."""

    cells: tuple[Cell, ...]
    total: Cell


def show(count: int) -> Cell:
    """Hide a count by itself where it is small; counts that add up to one that is shown go by `suppress`."""
    return Cell(None, is_small=True) if _is_small(count) else Cell(count)


def suppress(counts: Sequence[int]) -> Suppressed:
    """Hide small counts, and what is needed so that the total less the others does not tell them.

    A single hidden cell takes the next smallest with it. So do several whose sum leaves only one way to part
    it: all of them one, or all as large as a hidden count can be. Where no other cell can be hidden, the
    total is.
    """
    small = {place for place, count in enumerate(counts) if _is_small(count)}
    total = sum(counts)
    others = sorted((count, place) for place, count in enumerate(counts) if count >= SMALLEST_SHOWN)
    beside = {others[0][1]} if small and others and _gives_away(counts, small) else set()
    hides_total = _is_small(total) or (bool(small) and not beside and _gives_away(counts, small))
    cells = tuple(
        Cell(None, is_small=not beside) if place in small | beside else Cell(count)
        for place, count in enumerate(counts)
    )
    return Suppressed(cells, Cell(None, is_small=_is_small(total)) if hides_total else Cell(total))


def _is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN


def _gives_away(counts: Sequence[int], hidden: set[int]) -> bool:
    """Tell whether the sum of the hidden small cells leaves only one way to part it."""
    rest = sum(counts[place] for place in hidden)
    return len(hidden) == 1 or rest in (len(hidden), len(hidden) * (SMALLEST_SHOWN - 1))
