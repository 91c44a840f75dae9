"""Checks that find the same thing twice: an entry, a photo, a note."""

from portal.domain.photo_hashes import distance
from portal.domain.quality_facts import Around, Bounds, Entry, Finding
from portal.domain.quality_text import likeness, words_of

_COUNTS = ("people", "households")


def find_duplicate(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find an earlier entry of the same team, day, hamlet and kind with equal skills and visits, or almost.

    Almost is one skill more or less, and for a crowd a tenth of the visits. What both state and state
    differently shows that they are about different work.
    """
    candidates = (one for one in around.team_day if one.id < entry.id and _is_comparable(entry, one, bounds))
    for other in sorted(candidates, key=lambda one: (one.author_id != entry.author_id, one.id)):
        is_exact = other.skills == entry.skills and other.visits == entry.visits
        if is_exact or _is_near(entry, other, bounds):
            case = "exact" if is_exact else "near"
            by_author = "own" if other.author_id == entry.author_id else "other"
            details = {"case": f"{case}_{by_author}", "day": other.occurred_on.isoformat()}
            return Finding(details | {"visits": other.visits, "own_visits": entry.visits}, other.id)
    return None


def find_same_photo(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find the same photo, or nearly, at another entry."""
    twins = [
        (apart, other.id, other)
        for other in around.alike
        for photo in entry.photos
        for theirs in other.photos
        if (apart := distance(photo, theirs)) <= bounds.photo_distance
    ]
    if not twins:
        return None
    apart, _id, other = min(twins, key=lambda twin: twin[:2])
    case = ("same_" if apart == 0 else "near_") + _whose(entry, other)
    return Finding({"case": case, "day": other.occurred_on.isoformat(), "bits": apart}, other.id)


def find_copied_note(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find the same note, or nearly, at somebody else's entry, or at many of the author's own."""
    words = words_of(entry.note)
    if len(words) < bounds.note_words:
        return None
    scored = (
        (likeness(words, words_of(other.note), bounds.note_likeness), other)
        for other in around.alike
        if other.author_id != entry.author_id and other.note
    )
    alike = [(score, -other.id, other) for score, other in scored if score >= bounds.note_likeness]
    if alike:
        score, _id, other = max(alike, key=lambda one: one[:2])
        details = {"case": _whose(entry, other), "day": other.occurred_on.isoformat()}
        return Finding(details | {"percent": int(100 * score)}, other.id)
    copies = [
        one
        for one in around.own
        if likeness(words, words_of(one.note), bounds.note_likeness) >= bounds.note_likeness
    ]
    if len(copies) < bounds.own_copies:
        return None
    return Finding({"case": "own", "entries": len(copies)})


def _is_comparable(entry: Entry, other: Entry, bounds: Bounds) -> bool:
    is_own = other.author_id == entry.author_id
    least = bounds.duplicate_visits if is_own else bounds.duplicate_visits_of_others
    words = words_of(entry.note)
    if len(words) >= bounds.note_words and words == words_of(other.note):
        # With the same long note small numbers are alike by no chance.
        least = 1
    if (entry.kind, entry.hamlet_id) != (other.kind, other.hamlet_id):
        return False
    if min(entry.visits, other.visits) < least:
        return False
    stated = [(getattr(entry, name), getattr(other, name)) for name in _COUNTS]
    if any(None not in pair and pair[0] != pair[1] for pair in stated):
        return False
    if is_own and not (entry.note and other.note):
        return True
    return words == words_of(other.note)


def _is_near(entry: Entry, other: Entry, bounds: Bounds) -> bool:
    is_crowd = min(entry.visits, other.visits) >= bounds.duplicate_crowd
    has_near_skills = len(set(entry.skills) ^ set(other.skills)) <= 1
    if not has_near_skills or not (is_crowd or other.author_id == entry.author_id):
        return False
    apart = abs(entry.visits - other.visits)
    return apart <= bounds.duplicate_share * max(entry.visits, other.visits)


def _whose(entry: Entry, other: Entry) -> str:
    if other.author_id == entry.author_id:
        return "own"
    if other.team_id == entry.team_id:
        return "team"
    return "commune" if other.commune_id == entry.commune_id else "elsewhere"
