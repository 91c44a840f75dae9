"""A text as a QR code: the outline of its dark squares, for an SVG that needs no style of its own."""

from typing import NamedTuple

import segno

# The standard asks for four light squares around the code.
QUIET_ZONE = 4


class QrCode(NamedTuple):
    """The side of the whole drawing in squares, and the path that fills the dark ones."""

    side: int
    path: str


def draw_qr_code(text: str) -> QrCode:
    """Draw a QR code that can still be read when an eighth of it is dirty or creased."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=QUIET_ZONE))
    runs = (
        f"M{start} {line}h{length}v1h-{length}z"
        for line, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return QrCode(len(rows), "".join(runs))


def _dark_runs(row: bytearray) -> list[tuple[int, int]]:
    """List where the dark squares of a row begin and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
