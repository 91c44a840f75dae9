"""Difference hashes of photos: 64 bits that stay nearly the same when a photo is shrunk or saved anew."""

from collections.abc import Sequence

# So many grey values from left to right and from top to bottom.
COLUMNS, ROWS = 9, 8
# Below this many steps up or down a picture shows nothing: a wall, the sky, a finger on the lens.
_LEAST_STEPS = 6
_BITS = 64
_BANDS, _BAND_BITS = 4, 16
_FLAT = 4
# Which part each bit belongs to: in every row and every column each part has two.
_BAND_OF = tuple((place // (COLUMNS - 1) + place) % _BANDS for place in range(_BITS))


def difference_hash(greys: Sequence[int]) -> int | None:
    """Return the hash of a picture of 9 times 8 grey values, row by row, or None where it shows nothing.

    Each bit tells whether the picture grows brighter from one value to its right neighbour: N. Krawetz, Kind
    of Like That, 2013. The number has its sign in the highest bit, as databases store 64 bits.
    """
    if len(greys) != COLUMNS * ROWS:
        raise ValueError("A difference hash needs 9 times 8 values.")
    steps = [
        greys[row * COLUMNS + column + 1] - greys[row * COLUMNS + column]
        for row in range(ROWS)
        for column in range(COLUMNS - 1)
    ]
    if sum(abs(step) >= _FLAT for step in steps) < _LEAST_STEPS:
        return None
    bits = 0
    for step in steps:
        # Noise in an even surface is not a difference.
        bits = bits << 1 | (step >= _FLAT)
    return bits - (1 << _BITS) if bits >> (_BITS - 1) else bits


def distance(one: int, other: int) -> int:
    """Count the bits in which two hashes differ, the Hamming distance."""
    return ((one ^ other) & ((1 << _BITS) - 1)).bit_count()


def photo_marks(photo: int) -> list[int]:
    """Return the four parts of a hash with their places; hashes that differ in three bits share one.

    Each part takes its bits from all rows and columns: a sky, a wall or a sheet of paper has no steps, so
    that parts which lie within one would be the same of very many photos.
    """
    bits = photo & ((1 << _BITS) - 1)
    parts = [0] * _BANDS
    for place, band in enumerate(_BAND_OF):
        parts[band] = parts[band] << 1 | bits >> place & 1
    return [band << _BAND_BITS | part for band, part in enumerate(parts)]
