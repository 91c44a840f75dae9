"""Pictures that differ as photos do: each seed is another scene, saved in any size and quality."""

import random

from PIL import Image, ImageDraw

from tests.photo_files import saved


def scene(seed: int, *, size=(1000, 750), quality=85) -> bytes:
    """Return a JPEG of some light and dark things before a wall."""
    chance = random.Random(seed)
    image = Image.new("RGB", (1000, 750), tuple(chance.randrange(60, 200) for _colour in range(3)))
    drawing = ImageDraw.Draw(image)
    for _thing in range(25):
        left, top = chance.randrange(900), chance.randrange(650)
        box = (left, top, left + chance.randrange(60, 350), top + chance.randrange(60, 350))
        drawing.ellipse(box, fill=tuple(chance.randrange(256) for _colour in range(3)))
    return saved(image.resize(size), quality=quality)
