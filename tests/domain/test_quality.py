"""The register of checks, and that honest work of an ordinary week shows none of their signs."""

from datetime import UTC, date, datetime, timedelta

from portal.domain import quality
from portal.domain.quality import CHECKS, CODES, find_signs, rank
from portal.domain.quality_facts import Around, Census
from portal.domain.quality_surroundings import HISTORY, Surroundings, TeamTotals, prints_of
from tests.quality_entries import DAY, LONG_NOTE, days_before, made


def test_codes_are_unique_and_weigh_something():
    assert len(set(CODES)) == len(CHECKS) == 12
    assert all(check.weight > 0 for check in CHECKS)


def test_the_rank_puts_the_heavier_signs_first():
    assert rank([]) == 0
    assert rank(["likely_duplicate"]) == -5
    assert rank(["likely_duplicate", "burst", "clock_off"]) == -9
    assert rank(["no_longer_known"]) == 0


def test_signs_come_by_code_the_heaviest_first():
    entry = made(2, visits=61, occurred_on=days_before(20), written_on=DAY)
    other = made(1, visits=61, occurred_on=days_before(20))

    found = find_signs(entry, Around(team_day=[other]))

    assert list(found) == ["likely_duplicate", "impossible_tempo", "logged_late"]


def test_one_check_that_is_added_is_asked(monkeypatch):
    check = quality.Check("new", 1, lambda entry, _around, _bounds: entry if entry.visits == 5 else None)
    monkeypatch.setattr(quality, "CHECKS", (*CHECKS, check))

    assert list(find_signs(made(1), Around())) == ["new"]


def week_of_a_team():
    """Return a week of three members: a phone without a network, a notebook, a market day, paper."""
    entries, number = [], 0
    sunday = datetime(2022, 6, 12, 12, 0, tzinfo=UTC)
    for day in range(6, 13):
        for author, visits, skill in ((1, 3, "payment"), (2, 4, "safety"), (3, 2, "payment")):
            number += 1
            occurred_on = date(2022, 6, day)
            values = {"occurred_on": occurred_on, "author_id": author, "visits": visits + day % 3}
            values |= {"skills": (skill,), "note": "Cài VNeID cho bà con"}
            # The second writes the week up on Sunday evening, the third's week is typed in from paper.
            if author == 2:
                values |= {"written_at": sunday + timedelta(minutes=day), "written_on": sunday.date()}
            if author == 3:
                values |= {"written_at": sunday + timedelta(days=9), "is_on_paper": True, "client_time": None}
            entries.append(made(number, **values))
    market = made(
        90, occurred_on=date(2022, 6, 11), visits=38, skills=("payment", "shopping"), note=LONG_NOTE
    )
    session = made(91, occurred_on=date(2022, 6, 10), visits=40, kind="session", households=25)
    return [*entries, market, session]


def test_an_honest_week_shows_no_sign():
    entries = week_of_a_team()
    totals = TeamTotals(
        {(team, date(2022, 6, 1)): 100 + 20 * team for team in range(1, 12)}, {1: tuple(range(1, 12))}
    )
    around = Surroundings(entries, censuses={7: Census(180, 50, date(2019, 4, 1))}, totals=totals)

    found = {entry.id: list(signs) for entry in entries if (signs := around.check(entry).findings)}

    assert found == {}


def test_copies_are_found_by_their_prints_and_leave_none_of_their_own():
    original = made(1, note=LONG_NOTE, photos=(0x123456789ABCDEF,))
    copy = made(2, note=LONG_NOTE, photos=original.photos, author_id=2, team_id=2)
    around = Surroundings([original, copy])

    first, second = around.check(original), around.check(copy)

    assert first.findings == {}
    assert first.prints == prints_of(original) and len(first.prints) == 8
    assert {code: found.other_id for code, found in second.findings.items()} == {
        "same_photo": 1,
        "copied_note": 1,
    }
    assert second.prints == {}


def test_what_is_nearly_alike_is_found_and_leaves_its_own_prints():
    original = made(1, photos=(0x123456789ABCDEF,))
    near = made(2, photos=(0x123456789ABCDEE,), author_id=2)
    around = Surroundings([original, near])
    around.check(original)

    second = around.check(near)

    assert second.findings["same_photo"].other_id == 1
    assert second.prints == prints_of(near)
    # Who is copied does not copy, also when it is checked once more.
    assert around.check(original).findings == {}


def test_who_is_known_to_be_copied_does_not_copy():
    original, near = made(1, photos=(0b1111 << 20,)), made(2, photos=(0b111 << 20,), author_id=2)
    prints = [(mark, near) for mark in prints_of(near)]

    assert list(Surroundings([], originals=prints).check(original).findings) == ["same_photo"]
    assert Surroundings([], originals=prints, copies=[(1, 2)]).check(original).findings == {}


def test_what_is_new_in_a_copy_is_kept():
    original = made(1, note=LONG_NOTE, photos=(0x123456789ABCDEF,))
    around = Surroundings([original])
    around.check(original)

    second = around.check(made(2, note=LONG_NOTE, photos=(0x123456789ABCDEF, -77), author_id=2))

    assert second.prints == prints_of(made(2, photos=(-77,)))


def test_originals_that_were_checked_before_are_found():
    stored = made(1, photos=(5 << 40,), author_id=9, team_id=9)
    around = Surroundings([], originals=[(mark, stored) for mark in prints_of(stored)])

    found = around.check(made(2, photos=(5 << 40,))).findings

    assert found["same_photo"].other_id == 1


def test_an_entry_is_no_copy_of_itself():
    entry = made(1, note=LONG_NOTE, photos=(5 << 40,))
    around = Surroundings([entry], originals=[(mark, entry) for mark in prints_of(entry)])

    assert around.check(entry).findings == {}


def test_only_a_month_of_the_author_is_looked_at():
    own = [made(place, visits=5 * (place % 4 + 1), occurred_on=DAY - HISTORY) for place in range(1, 13)]
    near, far = made(20, visits=10), made(21, visits=10, occurred_on=DAY + timedelta(days=1))

    assert list(Surroundings([*own, near]).check(near).findings) == ["round_numbers"]
    assert Surroundings([*own, far]).check(far).findings == {}
