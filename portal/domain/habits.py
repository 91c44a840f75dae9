"""What a person usually logs, read off their latest entries, so that it can be offered as one tap."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# Done once is no habit.
OFTEN = 2
MOST_HABITS = 3
MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class PastEntry:
    """What is remembered of an entry that a person logged."""

    team: str
    kind: str
    skills: tuple[str, ...]
    visits: int
    hamlet: int | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """One way of working that a form can be filled in with; `visits` is None where nothing is suggested."""

    kind: str
    skills: tuple[str, ...]
    visits: int | None
    hamlet: int | None

    def as_json(self) -> dict[str, object]:
        """Return what the phone is told of it."""
        return {"kind": self.kind, "skills": list(self.skills), "visits": self.visits, "hamlet": self.hamlet}


def list_habits(past: Sequence[PastEntry], hamlets: Collection[int]) -> list[Habit]:
    """List the kinds of work with their skills that recur, the most usual first.

    `past` begins with the latest, which decides where two are as usual. The number of visits and the hamlet
    are the most usual ones of that work; a hamlet that is not among `hamlets`, those on offer, is left out.
    """
    ways: dict[tuple, list[PastEntry]] = defaultdict(list)
    for entry in past:
        ways[entry.kind, entry.skills].append(entry)
    usual = sorted((way for way in ways.values() if len(way) >= OFTEN), key=len, reverse=True)
    return [_habit(way, hamlets) for way in usual[:MOST_HABITS]]


def repeat(entry: PastEntry, hamlets: Collection[int]) -> Habit:
    """Return an entry as something to begin with: never its number of visits, which is counted anew."""
    return Habit(entry.kind, entry.skills, None, entry.hamlet if entry.hamlet in hamlets else None)


def list_places(past: Sequence[PastEntry]) -> list[str]:
    """List the different places that were written down, the latest first."""
    return list(dict.fromkeys(entry.place for entry in past if entry.place))[:MOST_PLACES]


def _habit(way: Sequence[PastEntry], hamlets: Collection[int]) -> Habit:
    hamlet = _most_usual(entry.hamlet for entry in way)
    return Habit(
        kind=way[0].kind,
        skills=way[0].skills,
        visits=_most_usual(entry.visits for entry in way),
        hamlet=hamlet if hamlet in hamlets else None,
    )


def _most_usual(values: Iterable[T]) -> T:
    """Return what occurs most; of several the one that comes first."""
    return Counter(values).most_common(1)[0][0]
