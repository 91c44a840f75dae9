"""Texts compared by words."""

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.word_differences import word_differences


def test_the_word_that_was_put_in_its_place_is_found():
    before, after = word_differences("Cài VNeID cho 3 bà con", "Cài VNeID cho 5 bà con")

    assert before == [("Cài VNeID cho ", False), ("3", True), (" bà con", False)]
    assert after == [("Cài VNeID cho ", False), ("5", True), (" bà con", False)]


def test_words_that_were_only_added_leave_the_text_before_unmarked():
    before, after = word_differences("Họp thôn", "Họp thôn buổi tối")

    assert before == [("Họp thôn", False)]
    assert after == [("Họp thôn", False), (" buổi tối", True)]


def test_a_text_in_place_of_none_is_wholly_changed_and_no_text_has_no_parts():
    assert word_differences("", "mới") == ([], [("mới", True)])
    assert word_differences("", "") == ([], [])


@given(st.text(alphabet="aă \n", max_size=30), st.text(alphabet="aă \n", max_size=30))
def test_the_parts_add_up_to_the_texts_and_what_stayed_is_the_same_in_both(one, other):
    before, after = word_differences(one, other)

    assert "".join(part.text for part in before) == one
    assert "".join(part.text for part in after) == other
    stayed = [[part.text for part in parts if not part.is_changed] for parts in (before, after)]
    assert stayed[0] == stayed[1]
