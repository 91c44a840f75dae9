"""A QR code that was drawn is read back by another program as the text that it was made of."""

import re

import pytest
import zxingcpp
from PIL import Image

from portal.documents.qr_code import QUIET_ZONE, draw_qr_code

PIXELS = 4


def paint(code) -> Image.Image:
    """Paint the squares of a drawing."""
    image = Image.new("L", (code.side * PIXELS, code.side * PIXELS), 255)
    for start, line, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        left, top = int(start) * PIXELS, int(line) * PIXELS
        image.paste(0, (left, top, left + int(length) * PIXELS, top + PIXELS))
    return image


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8000/join/k7mp-3xqh-9tbc-w4ds-2fgh-8rnv",
        "https://tocongnghesocongdong.binhphuoc.gov.vn/join/k7mp-3xqh-9tbc-w4ds-2fgh-8rnv",
        "a",
    ],
)
def test_what_is_drawn_can_be_read(text):
    [read] = zxingcpp.read_barcodes(paint(draw_qr_code(text)))

    assert read.text == text
    assert read.format == zxingcpp.BarcodeFormat.QRCode


def test_the_drawing_leaves_the_quiet_zone_free():
    code = draw_qr_code("https://example.vn/join/k7mp")

    image = paint(code)

    dark = image.point(lambda value: 255 - value).getbbox()
    free = QUIET_ZONE * PIXELS
    assert dark == (free, free, image.width - free, image.height - free)
