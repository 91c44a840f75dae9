"""Vietnamese text: the order of names, what a search finds, and what is no text."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.text import SORT_KEY_LENGTH, fold, has_control_characters, nfc, sort_key

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ àáảãạằắẳẵặ’'-0123456789", max_size=30)


def in_order(names):
    return sorted(names, key=sort_key)


def test_letters_sort_in_the_order_of_the_vietnamese_alphabet():
    alphabet = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")

    result = in_order(reversed(alphabet))

    assert result == alphabet


def test_tones_sort_from_level_to_heavy():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

    result = in_order(reversed(tones))

    assert result == tones


def test_a_tone_decides_only_between_equal_letters():
    # Tấn An comes before Tân Phú: the letters of An stand before those of Phú, whatever the tone of Tấn.
    names = ["Tấn An", "Tân Phú", "Tấn Phú", "Tần Phùng"]

    result = in_order(reversed(names))

    assert result == names


def test_a_shorter_name_and_a_shorter_word_come_first():
    names = ["Tân", "Tân Lập", "Tân Lập A", "Tâng"]

    result = in_order(reversed(names))

    assert result == names


def test_numbers_in_names_sort_by_size():
    names = ["Thôn 1", "Thôn 2", "Thôn 2A", "Thôn 02B", "Thôn 9", "Thôn 10", "Thôn 100", "Thôn Bù Dốt"]

    result = in_order(reversed(names))

    assert result == names


def test_stroked_d_comes_after_every_d():
    names = ["Dương", "Đa Kia", "Đak Ơ", "Đăk Ơ", "Đức Hạnh", "Em"]

    result = in_order(reversed(names))

    assert result == names


def test_case_punctuation_and_apostrophes_do_not_move_a_name():
    keys = {sort_key(name) for name in ("K’Liêu - A", "k'liêu a", "KLIÊU (A)", "Kliêu,  a.")}

    assert len(keys) == 1


def test_names_in_other_scripts_come_last():
    assert in_order(["Ω", "Zoan", "An"]) == ["An", "Zoan", "Ω"]


@pytest.mark.parametrize("typed", ["K’Liêu", "k'lieu", "klieu", "KʼLIÊU", " K`liêu ", "K\u2019Lie\u0302u"])
def test_a_name_with_an_apostrophe_is_found_however_it_is_typed(typed):
    assert fold(typed) == "klieu"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Thị trấn  Đức Phong", "thi tran duc phong"),
        ("ĐAK Ơ", "dak o"),
        ("Ðak O", "dak o"),
        ("Bù\u00a0Gia\tMập\n", "bu gia map"),
        ("Tổ dân phố số\u200b 3", "to dan pho so 3"),
        ("ｔｈôn ２", "thon 2"),
        ("", ""),
    ],
)
def test_folded_text_has_no_marks_case_or_spare_spaces(text, folded):
    assert fold(text) == folded


def test_nfc_makes_both_unicode_forms_one():
    apart = unicodedata.normalize("NFD", "Bình Phước")

    assert apart != "Bình Phước"
    assert nfc(apart) == "Bình Phước"


@pytest.mark.parametrize("text", ["a\x00", "\x1b[31m", "a\x7f", "\x85", "\ud800", "a\udfff"])
def test_control_characters_and_lone_surrogates_are_seen(text):
    assert has_control_characters(text)
    assert has_control_characters(text, multiline=True)


def test_line_breaks_and_tabs_are_welcome_only_where_there_are_lines():
    assert has_control_characters("one\ntwo\t")
    assert not has_control_characters("one\ntwo\t", multiline=True)
    assert not has_control_characters("Đường 10, cổng chùa 🙏")


@given(st.one_of(VIETNAMESE, st.text(max_size=20)))
def test_search_and_order_are_the_same_for_both_unicode_forms(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert fold(composed) == fold(decomposed)
    assert sort_key(composed) == sort_key(decomposed)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.one_of(VIETNAMESE, st.text()))
def test_a_sort_key_is_a_bounded_string_of_digits(text):
    key = sort_key(text)

    assert key.isascii()
    assert key.isdecimal()
    assert len(key) <= SORT_KEY_LENGTH


@given(st.lists(VIETNAMESE, max_size=8), st.randoms())
def test_sort_keys_give_one_order_whatever_the_start(names, random):
    shuffled = list(names)
    random.shuffle(shuffled)

    result = [sort_key(name) for name in in_order(shuffled)]

    assert result == [sort_key(name) for name in in_order(names)]
    assert all(first <= second for first, second in pairwise(result))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_any_two_numbers_sort_by_size(first, second):
    assert (sort_key(f"Ấp {first}") < sort_key(f"Ấp {second}")) == (first < second)
