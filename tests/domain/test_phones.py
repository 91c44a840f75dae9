"""Masked phone numbers."""

import pytest

from portal.domain.phones import mask


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("0912345678", "09*****678"),
        ("+84912345678", "+84******678"),
        ("0912 345 678", "09** *** 678"),
        ("113", "***"),
        ("123456", "******"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_masked_phone_shows_at_most_five_digits(phone, masked):
    assert mask(phone) == masked
