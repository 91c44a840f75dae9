"""Pictures are drawn anew: nothing but the pixels survives, and nothing that is sent breaks anything."""

import io
import random

import pytest
from PIL import Image

from portal.domain.errors import RuleBroken
from portal.domain.photo_hashes import distance
from portal.domain.photos import MOST_BYTES
from portal.gateways import pictures
from portal.gateways.pictures import redraw
from tests import photo_files
from tests.photo_files import MARKERS, oriented, photo, photo_with_everything, picture, saved, segments_of
from tests.quality_photos import scene

START_OF_FRAME, TABLES = {0xC0}, {0xDB, 0xC4, 0xDD}
JFIF, PIXELS = 0xE0, 0xDA


def opened(content: bytes) -> Image.Image:
    """Return a picture that was made, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def colours(image: Image.Image) -> dict[str, str]:
    """Return which of red, green and blue is strongest in four places of a picture."""
    width, height = image.size
    places = {
        "upper left": (width // 8, height // 8),
        "upper right": (width * 7 // 8, height // 8),
        "lower left": (width // 8, height * 7 // 8),
        "lower right": (width * 7 // 8, height * 7 // 8),
    }
    names = ("red", "green", "blue")
    points = {place: image.convert("RGB").getpixel(point) for place, point in places.items()}
    return {place: names[max(range(3), key=lambda at, one=one: one[at])] for place, one in points.items()}


UPRIGHT = {"upper left": "green", "upper right": "red", "lower left": "blue", "lower right": "blue"}


def test_nothing_but_pixels_survives():
    sent = photo_with_everything()
    assert [marker for marker in MARKERS if marker not in sent] == [b"GPS", b"MPF", b"ftyp", b"<script"]
    assert opened(sent).getexif().get_ifd(0x8825)

    made = redraw(sent)

    for content in (made.photo, made.thumbnail):
        assert set(segments_of(content)) <= {JFIF, PIXELS} | START_OF_FRAME | TABLES
        assert [marker for marker in MARKERS if marker in content] == []
        image = opened(content)
        assert dict(image.getexif()) == {} and image.getxmp() == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert colours(image) == UPRIGHT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright(orientation):
    made = redraw(oriented(orientation))

    assert (made.width, made.height) == (400, 300)
    assert colours(opened(made.photo)) == UPRIGHT
    assert colours(opened(made.thumbnail)) == UPRIGHT


@pytest.mark.parametrize(
    ("size", "expected", "small"),
    [
        ((2400, 1800), (1600, 1200), (240, 180)),
        ((900, 3200), (450, 1600), (67, 240)),
        ((640, 480), (640, 480), (240, 180)),
        ((20, 10), (20, 10), (20, 10)),
        ((5000, 1), (1600, 1), (240, 1)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
def test_the_long_side_is_bounded_and_small_photos_stay(size, expected, small):
    made = redraw(saved(picture(*size)))

    assert (made.width, made.height) == opened(made.photo).size == expected
    assert opened(made.thumbnail).size == small


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGB", "JPEG", {}),
        ("L", "JPEG", {}),
        ("CMYK", "JPEG", {}),
        ("RGB", "JPEG", {"progressive": True}),
        ("RGB", "PNG", {}),
        ("RGBA", "PNG", {}),
        ("LA", "PNG", {}),
        ("P", "PNG", {}),
        ("1", "PNG", {}),
        ("I;16", "PNG", {}),
        ("RGB", "PNG", {"transparency": (1, 2, 3)}),
        ("RGB", "WEBP", {}),
        ("RGBA", "WEBP", {"lossless": True}),
    ],
)
def test_every_kind_of_pixels_becomes_rgb(mode, kind, options):
    image = picture().convert("L").convert(mode) if mode == "I;16" else picture(mode=mode)
    made = redraw(saved(image, kind, **options))

    image = opened(made.photo)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (400, 300))
    if mode in ("RGB", "RGBA", "CMYK", "P"):
        assert colours(image) == UPRIGHT


def test_sixteen_bits_of_grey_are_scaled_and_not_cut_off():
    grey = Image.new("I;16", (40, 40), 128 * 256)

    red, green, blue = opened(redraw(saved(grey, "PNG")).photo).getpixel((20, 20))

    assert red == green == blue and 120 <= red <= 136


def test_what_is_transparent_is_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))

    assert min(opened(redraw(saved(image, "PNG")).photo).getpixel((20, 20))) > 250


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_film_the_first_picture_is_kept(kind):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "lime")]
    film = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)

    red, _green, blue = opened(redraw(film).photo).getpixel((20, 20))

    assert red > 200 and blue < 60


def test_a_photo_of_a_phone_that_holds_several_pictures_is_a_photo():
    several = saved(picture(), "MPO", save_all=True, append_images=[picture(seed=1)])

    made = redraw(several)

    assert colours(opened(made.photo)) == UPRIGHT
    assert b"MPF" in several and b"MPF" not in made.photo


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_empty"),
        (photo() + b"\x00" * MOST_BYTES, "photo_too_large"),
        (photo_files.heic(), "photo_heic"),
        (b"<html><script>alert(1)</script></html>", "photo_type"),
        (saved(picture(), "GIF"), "photo_type"),
        (saved(picture(), "TIFF"), "photo_type"),
        (saved(picture(), "BMP"), "photo_type"),
        (b"%PDF-1.7 " + photo(), "photo_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_type"),
        (b"\xff\xd8\xff", "photo_unreadable"),
        (b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>", "photo_unreadable"),
        (b"\x89PNG\r\n\x1a\n", "photo_unreadable"),
        (b"RIFF\x00\x00\x00\x00WEBP", "photo_unreadable"),
        (photo()[: len(photo()) // 2], "photo_unreadable"),
        (saved(picture(), "PNG")[:-300], "photo_unreadable"),
        (saved(picture(), "WEBP")[:200], "photo_unreadable"),
        (photo_files.png_with_text_bomb(), "photo_unreadable"),
        (photo_files.jpeg_of_many_scans(), "photo_unreadable"),
        (photo_files.png_bomb(), "photo_too_many_pixels"),
        (photo_files.png_bomb(8_000, 6_000), "photo_too_many_pixels"),
        (photo_files.jpeg_claiming(65_000, 65_000), "photo_too_many_pixels"),
        (photo_files.jpeg_claiming(8_000, 6_000), "photo_too_many_pixels"),
        (photo_files.webp_claiming(16_000, 16_000), "photo_too_many_pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_is_no_harmless_photo_is_refused(content, code):
    with pytest.raises(RuleBroken, match=code):
        redraw(content)


def test_a_huge_picture_is_refused_before_any_of_it_is_decoded(monkeypatch):
    def fail(*_arguments) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(pictures, "_flat", fail)

    with pytest.raises(RuleBroken, match="photo_too_many_pixels"):
        redraw(photo_files.png_bomb())


def test_what_hides_in_a_photo_is_lost():
    polyglot = photo(comment="<script>alert(1)</script>") + b"<script>alert(1)</script>PK\x03\x04"

    made = redraw(polyglot)

    assert b"script" not in made.photo and made.photo.endswith(b"\xff\xd9")


def test_a_broken_block_of_metadata_makes_no_photo_unreadable():
    plain = photo()
    broken = plain[:2] + b"\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff" + plain[2:]

    assert colours(opened(redraw(broken).photo)) == UPRIGHT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_damaged_files_are_photos_or_refused_and_nothing_else(kind):
    chance = random.Random(7)
    whole = saved(picture(64, 48), kind)

    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            redraw(bytes(damaged[: chance.randint(8, len(damaged))] if chance.random() < 0.3 else damaged))
        except RuleBroken as error:
            assert error.code in ("photo_unreadable", "photo_type", "photo_too_many_pixels")


@pytest.mark.parametrize(
    "saved_as", [{"size": (500, 375)}, {"quality": 30}, {"size": (640, 480), "quality": 50}]
)
@pytest.mark.parametrize("seed", range(5))
def test_a_photo_saved_anew_keeps_its_difference_hash_within_three_bits(seed, saved_as):
    first, again = redraw(scene(seed)), redraw(scene(seed, **saved_as))

    assert distance(first.difference_hash, again.difference_hash) <= 3


def test_other_scenes_have_other_difference_hashes():
    hashes = [redraw(scene(seed)).difference_hash for seed in range(8)]

    assert min(distance(one, other) for one in hashes for other in hashes if one != other) > 10


def test_a_photo_of_nothing_has_no_difference_hash():
    assert redraw(saved(Image.new("RGB", (400, 300), "white"))).difference_hash is None
