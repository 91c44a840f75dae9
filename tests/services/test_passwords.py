"""Passwords are long enough, not what anybody would try first, and the same on every keyboard."""

import unicodedata

import pytest

from portal.services.passwords import (
    hash_password,
    needs_rehash,
    password_matches,
    password_problem,
)

OWN = ("Nguyễn Văn Đồng", "0912345678", "Đak Nhau")


@pytest.mark.parametrize("password", ["bón phân cho lúa 58", "trâu gặm cỏ đồng", "x7#Kq!vz", "con gà 9 cựa"])
def test_a_few_words_of_ones_own_will_do(password):
    assert password_problem(password, for_staff=False, own_words=OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "87654321",
        "aaaaaaaaaa",
        "qwertyuiop",
        "matkhau123",
        "Mật khẩu 2022",
        "MẬTKHẨU@1",
        "password1",
        "chuyendoiso22",
        "Chuyển đổi số!",
        "binhphuoc2022",
        "0912345678",
        "912345678a",
        "nguyenvandong",
        "Văn Đồng 1970",
        "đaknhau1975",
        "iloveyou88",
        "abcd1234",
        "        ",
    ],
)
def test_what_anybody_would_try_first_is_refused(password):
    assert password_problem(password, for_staff=False, own_words=OWN) == "password_too_easy"


@pytest.mark.parametrize(
    ("password", "for_staff", "problem"),
    [
        ("cỏ 58 xa", False, None),
        ("cỏ 58 x", False, "password_too_short"),
        ("bón phân lúa 5", True, None),
        ("bón phân lúa ", True, "password_too_short_for_staff"),
        ("cỏ non xanh " * 11, False, "password_too_long"),
        (("cỏ non xanh " * 11)[:128], False, None),
    ],
)
def test_length_is_counted_in_letters_with_their_marks(password, for_staff, problem):
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, password)

        assert password_problem(typed, for_staff=for_staff, own_words=OWN) == problem


def test_the_same_password_from_another_keyboard_matches():
    password_hash = hash_password(unicodedata.normalize("NFD", "bón phân cho lúa 58"))

    assert password_matches(unicodedata.normalize("NFC", "bón phân cho lúa 58"), password_hash)
    assert not password_matches("bon phan cho lua 58", password_hash)
    assert not password_matches("Bón phân cho lúa 58", password_hash)


def test_nothing_is_cut_off():
    password_hash = hash_password("a" * 127 + "b")

    assert not password_matches("a" * 127 + "c", password_hash)


def test_nobody_has_an_empty_or_broken_hash():
    assert not password_matches("nobody signs in with this", None)
    assert not password_matches("", None)
    assert not password_matches("x", "not a hash")


def test_hashes_are_argon2id_with_enough_memory():
    password_hash = hash_password("bón phân cho lúa 58")

    assert password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(password_hash)
