"""Phone numbers: as people write them, and masked."""

import pytest

from portal.domain.phones import mask, read_phone


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


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("912345678", "0912345678"),
        # The eleven digits of before 2018: 0120 became 070, 0169 became 039.
        ("0120 123 4567", "0701234567"),
        ("+841691234567", "0391234567"),
        # 0175 was nobody's beginning.
        ("01751234567", None),
        ("02713 888 999", None),
        ("113", None),
        ("", None),
    ],
)
def test_a_mobile_number_is_read_into_ten_digits(written, phone):
    assert read_phone(written) == phone
