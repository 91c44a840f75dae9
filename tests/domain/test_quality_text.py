"""Notes compared by their words."""

import pytest

from portal.domain.quality_text import likeness, text_marks, words_of
from tests.quality_entries import LONG_NOTE


def test_case_marks_signs_and_figures_make_no_difference():
    assert words_of("Cài VNeID cho 12 bà con, ở nhà-văn-hoá!") == words_of(
        "cai vneid cho 7 ba con o nha van hoa"
    )


def test_an_empty_note_has_no_words_and_is_like_nothing():
    assert words_of("  … ") == ()
    assert likeness((), ()) == 0.0
    assert text_marks(()) == []


# Shared are a and b, twice the two of three and five words: 2 * 2 / 8; repeated words count apart.
@pytest.mark.parametrize(
    "one,other,expected",
    [("a b c", "a b d e f", 0.5), ("a b", "a b", 1.0), ("a a b", "a b b", 2 / 3), ("a b c", "d e f", 0.0)],
)
def test_likeness_is_the_share_of_shared_words(one, other, expected):
    assert likeness(tuple(one.split()), tuple(other.split())) == pytest.approx(expected)


def test_a_note_of_a_few_words_is_not_like_a_long_one():
    # Twice one of nine words, if it is worked out at all.
    assert likeness(("a",), tuple("abcdefgh")) == pytest.approx(2 / 9)
    assert likeness(("a",), tuple("abcdefgh"), least=0.3) == 0.0


def test_a_changed_word_leaves_a_shared_mark():
    marks = set(text_marks(words_of(LONG_NOTE)))

    for place, word in enumerate(LONG_NOTE.split()):
        changed = LONG_NOTE.split()
        changed[place] = f"{word}khác"
        assert marks & set(text_marks(words_of(" ".join(changed))))


def test_marks_are_four_numbers_of_48_bits_and_the_same_each_time():
    marks = text_marks(words_of(LONG_NOTE))

    assert len(marks) == 4 and all(0 <= mark < 2**48 for mark in marks)
    assert marks == text_marks(words_of(LONG_NOTE.upper()))


def test_other_notes_share_no_mark():
    other = "Sửa điện thoại cho ông Năm, cài lại ứng dụng ngân hàng và đổi mật khẩu vì bị lừa qua Zalo"

    assert not set(text_marks(words_of(LONG_NOTE))) & set(text_marks(words_of(other)))
