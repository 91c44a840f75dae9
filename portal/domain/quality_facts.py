"""What the checks of substance read: an entry, what is known around it, and the bounds of what is odd."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on a check speaks up; each is set so that honest work stays well below it."""

    # Of one or two visits there are several alike on any day, also of one person; of others, even more.
    duplicate_visits: int = 3
    duplicate_visits_of_others: int = 5
    # Who notes the same crowd twice misremembers it by so much at most; smaller numbers have to be equal.
    duplicate_share: float = 0.1
    duplicate_crowd: int = 10
    # Shrinking and saving anew changes up to three of the 64 bits; another picture of the same room more.
    photo_distance: int = 3
    # Shorter notes are stock phrases: "Hỗ trợ cài VNeID cho bà con tại nhà văn hóa thôn" has twelve words.
    note_words: int = 20
    # The share of words in common; one word in twenty may differ, for reports of the same work are alike.
    note_likeness: float = 0.95
    # A person has phrases of their own; the eighth time within a month is worth a look.
    own_copies: int = 7
    # A week written up on one evening is usual, so it takes more days than a week has.
    burst_minutes: int = 30
    burst_days: int = 8
    # Ten hours of ten minutes for each visit, without a break.
    visits_a_day: int = 60
    # The last days of a month, and the part of its work that lies in them though they are a tenth of it.
    end_days: int = 3
    end_entries: int = 10
    end_share: float = 0.8
    # Of counted visits every fifth is a multiple of five; a run is odd that chance gives once in 10,000.
    round_entries: int = 12
    round_share_by_chance: float = 0.2
    round_chance: float = 0.0001
    # One number all the time is a habit of the form rather than an estimate.
    round_values: int = 3
    # A member who writes up a notebook does so within two weeks, a paper sheet is a month's.
    late_days: int = 14
    late_days_on_paper: int = 31
    # Iglewicz and Hoaglin (1993) suggest 3.5; fewer teams say nothing about what is usual.
    outlier_score: float = 3.5
    outlier_teams: int = 8
    # However alike the teams of a place are, less than this many times the median is no wonder.
    outlier_times: int = 3
    # Colleagues who log as everybody does carry no sign: only an entry that holds a twentieth of the month.
    outlier_part: float = 0.05
    # A wrong time zone is off by up to half a day; beyond it the phone has the wrong day.
    clock_hours: int = 12


class Entry(NamedTuple):
    """An entry as far as the checks read it; `photos` are difference hashes.

    `written_at` is when it was written down by the server's clock, wherever the phone was then, and
    `written_on` the local day of that; None where nobody knows. `is_on_paper` is what was typed in later from
    a paper sheet or for somebody else.
    """

    id: int
    team_id: int
    author_id: int
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    people: int | None = None
    households: int | None = None
    hamlet_id: int | None = None
    note: str = ""
    written_at: datetime | None = None
    written_on: date | None = None
    is_on_paper: bool = False
    client_time: datetime | None = None
    received_at: datetime | None = None
    commune_id: int = 0
    photos: tuple[int, ...] = ()


class Census(NamedTuple):
    """People and households of a hamlet as counted on a day; None where unknown."""

    population: int | None
    households: int | None
    counted_on: date


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around one entry; empty where nothing is."""

    # Of the same team and day, the entry itself left out.
    team_day: Sequence[Entry] = ()
    # By the same author within a month and more, the entry itself left out.
    own: Sequence[Entry] = ()
    # Found by their prints: entries whose note or photos may be alike.
    alike: Sequence[Entry] = ()
    census: Census | None = None
    # Visits of the team in the month of the entry, and of comparable teams.
    team_total: int = 0
    peer_totals: Sequence[int] = ()


class Finding(NamedTuple):
    """What a check found: the figures that its sentence needs, and the other entry if there is one.

    Details are what JSON holds; days are written as 2022-06-12. A `case` among them picks the wording.
    """

    details: dict[str, object]
    other_id: int | None = None


def written_at(
    recorded_at: datetime | None,
    client_time: datetime | None,
    received_at: datetime,
    *,
    has_device: bool,
) -> datetime | None:
    """Return when an entry was written down by the server's clock, or None where nobody knows.

    A phone may send days later and its clock may be wrong: what it says now tells by how much. Without a
    phone the entry was typed on the page, which arrives at once.
    """
    if recorded_at is None:
        return None if has_device else received_at
    if client_time is None:
        return min(recorded_at, received_at)
    return min(recorded_at + (received_at - client_time), received_at)
