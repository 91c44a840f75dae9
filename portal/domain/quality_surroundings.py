"""What lies around some entries, put together from what is known of their teams, authors and places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from portal.domain.photo_hashes import photo_marks
from portal.domain.quality import DEFAULT_BOUNDS, find_signs
from portal.domain.quality_facts import Around, Bounds, Census, Entry, Finding
from portal.domain.quality_text import text_marks, words_of

# How far back an author's and a team's entries are read.
HISTORY = timedelta(days=31)
# The kind of a print stands above its 48 bits, so that notes and photos never meet.
_NOTE, _PHOTO = 1 << 60, 2 << 60
FIRST_PHOTO_PRINT = _PHOTO
_NOTE_BITS = 48


class Checked(NamedTuple):
    """What was found in an entry, and the prints by which later ones find it, as prints_of returns them."""

    entry: Entry
    findings: dict[str, Finding]
    prints: Mapping[int, int | None]


class TeamTotals(NamedTuple):
    """Visits by team of one month, and by which teams a team is measured."""

    by_team: Mapping[tuple[int, date], int]
    peers: Mapping[int, Sequence[int]]


class Surroundings:
    """The entries around those to be checked, by team and day and by author, with what is known of places."""

    def __init__(
        self,
        known: Iterable[Entry],
        *,
        originals: Iterable[tuple[int, Entry]] = (),
        copies: Iterable[tuple[int, int]] = (),
        censuses: Mapping[int, Census] | None = None,
        totals: TeamTotals | None = None,
    ) -> None:
        self._team_days: dict[tuple[int, date], dict[int, Entry]] = defaultdict(dict)
        self._authors: dict[int, dict[int, Entry]] = defaultdict(dict)
        self._originals: dict[int, dict[int, Entry]] = defaultdict(dict)
        # (the original, its copy): what was found to be a copy of an entry is not what the entry copies.
        self._copies = set(copies)
        self._censuses = censuses or {}
        self._totals = totals or TeamTotals({}, {})
        self._peer_totals: dict[tuple, list[int]] = {}
        for entry in known:
            self._team_days[entry.team_id, entry.occurred_on][entry.id] = entry
            self._authors[entry.author_id][entry.id] = entry
        for mark, entry in originals:
            self._originals[mark][entry.id] = entry

    def check(self, entry: Entry, bounds: Bounds = DEFAULT_BOUNDS) -> Checked:
        """Check an entry and let those that are checked after it find what is new in it."""
        prints = prints_of(entry, bounds)
        alike = {
            other_id: other
            for mark in prints
            for other_id, other in self._originals.get(mark, {}).items()
            if other_id != entry.id and (entry.id, other_id) not in self._copies
        }
        findings = find_signs(entry, self._around(entry, tuple(alike.values())), bounds)
        self._copies |= {(one.other_id, entry.id) for one in findings.values() if one.other_id is not None}
        new = _without_copies(entry, prints, alike.values())
        for mark in new:
            self._originals[mark][entry.id] = entry
        return Checked(entry, findings, new)

    def _around(self, entry: Entry, alike: tuple[Entry, ...]) -> Around:
        month = entry.occurred_on.replace(day=1)
        since, until = entry.occurred_on - HISTORY, entry.occurred_on + HISTORY
        return Around(
            team_day=_others(entry, self._team_days.get((entry.team_id, entry.occurred_on), {})),
            own=[
                one
                for one in _others(entry, self._authors.get(entry.author_id, {}))
                if since <= one.occurred_on <= until
            ],
            alike=alike,
            census=self._censuses.get(entry.hamlet_id) if entry.hamlet_id is not None else None,
            team_total=self._totals.by_team.get((entry.team_id, month), 0),
            peer_totals=self._peers_of(entry.team_id, month),
        )

    def _peers_of(self, team_id: int, month: date) -> list[int]:
        peers = self._totals.peers.get(team_id, ())
        # All the teams of a place share one sequence of peers, the team itself among them.
        key = (id(peers), month)
        if key not in self._peer_totals:
            self._peer_totals[key] = [self._totals.by_team.get((peer, month), 0) for peer in peers]
        return self._peer_totals[key]


def prints_of(entry: Entry, bounds: Bounds = DEFAULT_BOUNDS) -> dict[int, int | None]:
    """Return the numbers by which entries with an alike note or photo find each other.

    Each comes with the photo that it stands for, None for the note and where it stands for several photos.
    """
    words = words_of(entry.note)
    prints: dict[int, int | None] = {}
    if len(words) >= bounds.note_words:
        marks = enumerate(text_marks(words))
        prints |= {_NOTE | place << _NOTE_BITS | mark: None for place, mark in marks}
    for mark, photos in _photo_prints(entry.photos).items():
        prints[mark] = min(photos) if len(photos) == 1 else None
    return prints


def _photo_prints(photos: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for photo in photos:
        for mark in photo_marks(photo):
            found[_PHOTO | mark].add(photo)
    return found


def _without_copies(
    entry: Entry, prints: Mapping[int, int | None], alike: Iterable[Entry]
) -> dict[int, int | None]:
    """Keep the prints of what nobody had before, so that what all copy is found once and not each time."""
    words, others = words_of(entry.note), list(alike)
    is_copy = any(words_of(other.note) == words for other in others)
    twins = {photo for other in others for photo in other.photos}
    new = _photo_prints(photo for photo in entry.photos if photo not in twins)
    return {
        mark: photo
        for mark, photo in prints.items()
        if (mark in new if mark >= FIRST_PHOTO_PRINT else not is_copy)
    }


def _others(entry: Entry, entries: Mapping[int, Entry]) -> list[Entry]:
    return [one for entry_id, one in entries.items() if entry_id != entry.id]
