"""The same thing twice: entries, photos and notes, on both sides of each bound."""

import pytest

from portal.domain.quality_doubles import find_copied_note, find_duplicate, find_same_photo
from portal.domain.quality_facts import Around, Bounds
from tests.quality_entries import LONG_NOTE, days_before, made

BOUNDS = Bounds()


def duplicate(entry, *others):
    """Look for a duplicate among the entries of the same team and day."""
    return find_duplicate(entry, Around(team_day=others), BOUNDS)


def test_the_same_entry_of_the_same_author_is_found_with_its_figures():
    found = duplicate(made(2), made(1))

    assert found.details == {"case": "exact_own", "day": "2022-06-16", "visits": 5, "own_visits": 5}
    assert found.other_id == 1


def test_the_same_entry_of_a_colleague_is_found():
    found = duplicate(made(2), made(1, author_id=2))

    assert (found.details["case"], found.other_id) == ("exact_other", 1)


def test_only_the_later_of_two_is_a_duplicate():
    assert duplicate(made(1), made(2)) is None


@pytest.mark.parametrize("author,visits,is_found", [(1, 2, False), (1, 3, True), (2, 4, False), (2, 5, True)])
def test_small_numbers_are_alike_by_chance(author, visits, is_found):
    found = duplicate(made(2, visits=visits), made(1, visits=visits, author_id=author))

    assert (found is not None) == is_found


@pytest.mark.parametrize(
    "difference",
    [
        {"kind": "household_visit"},
        {"hamlet_id": 8},
        {"hamlet_id": None},
        {"skills": ("shopping",)},
        {"skills": ("payment", "safety", "shopping")},
        {"visits": 6},
    ],
    ids=str,
)
def test_what_differs_is_no_duplicate(difference):
    assert duplicate(made(2), made(1, **difference)) is None


# A tenth of 20 is 2, of 21 it is 2.1: 18 and 20 lie 2 apart, 18 and 21 lie 3 apart.
@pytest.mark.parametrize("visits,is_found", [(18, True), (20, True), (21, False)])
def test_larger_numbers_may_differ_by_a_tenth(visits, is_found):
    found = duplicate(made(2, visits=18, kind="session"), made(1, visits=visits, kind="session"))

    assert (found is not None) == is_found


def test_one_skill_more_is_nearly_the_same():
    found = duplicate(made(2), made(1, skills=("payment", "safety")))

    assert found.details["case"] == "near_own"


@pytest.mark.parametrize("households,is_found", [(None, True), (3, True), (4, False)])
def test_counts_that_differ_tell_two_entries_apart(households, is_found):
    found = duplicate(made(2, households=3), made(1, households=households))

    assert (found is not None) == is_found


def test_a_colleague_has_to_have_the_same_skills_and_the_same_note_or_none():
    assert duplicate(made(2), made(1, author_id=2, skills=("payment", "safety"))) is None
    assert duplicate(made(2, note="nhà bà Hai"), made(1, author_id=2)) is None
    assert duplicate(made(2, note="nhà bà Hai"), made(1, author_id=2, note="Nhà bà Hai")) is not None


# From ten visits of either on a colleague may have counted the same crowd: 9 and 10, then 10 and 11.
@pytest.mark.parametrize("visits,is_found", [((9, 10), False), ((10, 11), True)])
def test_of_a_crowd_a_colleague_counts_nearly_as_many(visits, is_found):
    found = duplicate(made(2, visits=visits[1]), made(1, visits=visits[0], author_id=2))

    assert (found and found.details["case"]) == ("near_other" if is_found else None)


@pytest.mark.parametrize("author", [1, 2])
def test_with_the_same_long_note_even_a_single_visit_is_the_same(author):
    other = made(1, visits=1, note=LONG_NOTE, author_id=author)

    assert duplicate(made(2, visits=1, note=LONG_NOTE), other) is not None


@pytest.mark.parametrize("note,is_found", [("", True), ("Nhà bà Hai.", True), ("Nhà ông Ba", False)])
def test_notes_that_differ_tell_two_entries_apart(note, is_found):
    found = duplicate(made(2, note="nhà bà Hai"), made(1, note=note))

    assert (found is not None) == is_found


# Three bits differ, then four.
@pytest.mark.parametrize("photo,is_found", [(0b0111, True), (0b1111, False)])
def test_photos_within_three_bits_are_the_same(photo, is_found):
    around = Around(alike=[made(1, photos=(0,))])

    found = find_same_photo(made(2, photos=(photo,)), around, BOUNDS)

    assert (found is not None) == is_found


def test_the_nearest_photo_is_named_with_where_it_was():
    around = Around(
        alike=[
            made(1, photos=(0b11,), commune_id=2, team_id=9, author_id=9),
            made(2, photos=(0b1,), team_id=9, author_id=9, occurred_on=days_before(3)),
        ]
    )

    found = find_same_photo(made(3, photos=(0,)), around, BOUNDS)

    assert found.details == {"case": "near_commune", "day": "2022-06-13", "bits": 1}
    assert found.other_id == 2


@pytest.mark.parametrize(
    "other,case",
    [
        ({}, "same_own"),
        ({"author_id": 2}, "same_team"),
        ({"author_id": 2, "team_id": 2}, "same_commune"),
        ({"author_id": 2, "team_id": 2, "commune_id": 2}, "same_elsewhere"),
    ],
)
def test_it_is_told_whose_entry_has_the_same_photo(other, case):
    around = Around(alike=[made(1, photos=(77,), **other)])

    assert find_same_photo(made(2, photos=(5, 77)), around, BOUNDS).details["case"] == case


def test_a_long_note_of_somebody_else_is_a_copy_whatever_figure_it_states():
    copy = LONG_NOTE.upper().replace("5", "12")
    around = Around(alike=[made(1, note=LONG_NOTE, author_id=2, team_id=2)])

    found = find_copied_note(made(2, note=copy), around, BOUNDS)

    assert found.details == {"case": "commune", "day": "2022-06-16", "percent": 100}


# Twenty words on either side, of which 19 and 18 are shared: 2 * 19 / 40 = 95 %, 2 * 18 / 40 = 90 %.
@pytest.mark.parametrize("shared,percent", [(19, 95), (18, None)])
def test_one_word_in_twenty_may_differ(shared, percent):
    words = [f"chữ{chr(97 + place)}" for place in range(20)]
    other = words[:shared] + [f"khác{chr(97 + place)}" for place in range(20 - shared)]
    around = Around(alike=[made(1, note=" ".join(other), author_id=2)])

    found = find_copied_note(made(2, note=" ".join(words)), around, BOUNDS)

    assert (found and found.details["percent"]) == percent


@pytest.mark.parametrize("count,is_found", [(19, False), (20, True)])
def test_a_short_note_is_a_stock_phrase(count, is_found):
    note = " ".join([*"abcdefghijklmnopqrst"][:count])
    around = Around(alike=[made(1, note=note, author_id=2)])

    assert (find_copied_note(made(2, note=note), around, BOUNDS) is not None) == is_found


@pytest.mark.parametrize("copies,is_found", [(6, False), (7, True)])
def test_own_phrases_may_return_six_times(copies, is_found):
    own = [made(number, note=LONG_NOTE) for number in range(1, copies + 1)]

    found = find_copied_note(made(19, note=LONG_NOTE), Around(own=own, alike=own[:1]), BOUNDS)

    assert (found and found.details) == ({"case": "own", "entries": 7} if is_found else None)
