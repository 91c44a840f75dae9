"""Difference hashes: 64 bits of brighter and darker, and how far apart two are."""

import random
from collections import Counter

import pytest

from portal.domain.photo_hashes import difference_hash, distance, photo_marks


def greys(*steps: int) -> list[int]:
    """Return eight equal rows that begin in the middle and take eight steps."""
    row = [100]
    for step in steps:
        row.append(row[-1] + step)
    return row * 8


# Bits of a row: 1 for brighter. 10101010 in every row is 0xAA…, which as a signed number is negative.
def test_each_bit_tells_whether_the_next_value_is_brighter():
    found = difference_hash(greys(9, -9, 9, -9, 9, -9, 9, -9))

    assert found == 0xAAAAAAAAAAAAAAAA - 2**64
    assert difference_hash(greys(-9, 9, -9, 9, -9, 9, -9, 9)) == 0x5555555555555555


def test_noise_in_an_even_surface_is_not_a_difference():
    assert difference_hash(greys(9, 0, 0, 0, 0, 0, 0, 0)) == difference_hash(greys(9, 3, -3, 3, -3, 3, -3, 3))


def test_a_picture_that_shows_nothing_has_no_hash():
    assert difference_hash([200] * 72) is None
    assert difference_hash([200, 203] * 36) is None


def test_a_hash_needs_all_its_values():
    with pytest.raises(ValueError):
        difference_hash([1] * 64)


@pytest.mark.parametrize("one,other,bits", [(0, 0, 0), (0, -1, 64), (-1, -2, 1), (0b1010, 0b0110, 2)])
def test_the_distance_counts_the_bits_that_differ(one, other, bits):
    assert distance(one, other) == bits


def test_marks_are_the_four_parts_with_their_places():
    # The lowest bit belongs to the first part, the next row's first bit to the second.
    assert photo_marks(1) == [0x08000, 0x10000, 0x20000, 0x30000]
    assert photo_marks(1 << 8) == [0x00000, 0x12000, 0x20000, 0x30000]
    assert photo_marks(-1) == [0x0FFFF, 0x1FFFF, 0x2FFFF, 0x3FFFF]


def test_hashes_three_bits_apart_always_share_a_mark():
    chance = random.Random(3)
    for _time in range(2_000):
        one = chance.getrandbits(64) - 2**63
        other = one
        for bit in chance.sample(range(63), 3):
            other ^= 1 << bit
        assert distance(one, other) == 3
        assert set(photo_marks(one)) & set(photo_marks(other))


@pytest.mark.parametrize("flat", [0xFFFF_FFFF_0000_0000, 0x0F0F_0F0F_0F0F_0F0F], ids=["sky", "wall"])
def test_photos_with_half_a_picture_without_steps_share_few_marks(flat):
    chance = random.Random(3)
    photos = [chance.getrandbits(64) & ~flat for _number in range(500)]

    counts = Counter(mark for photo in photos for mark in photo_marks(photo))

    # Each part has eight bits of the other half, so of 500 two have the same one now and then.
    assert max(counts.values()) <= 10
