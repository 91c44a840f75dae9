"""Pictures as strangers send them, made harmless by Pillow: bytes in, new bytes out."""

import io
import threading
from typing import NamedTuple

from PIL import ExifTags, Image

from portal.domain.errors import RuleBroken
from portal.domain.photo_hashes import COLUMNS, ROWS, difference_hash
from portal.domain.photos import MEBIBYTE, MOST_BYTES, MOST_MEGAPIXELS

LONG_SIDE, THUMBNAIL_SIDE = 1600, 240
QUALITY, THUMBNAIL_QUALITY = 80, 70
# Cameras make at most a dozen; with thousands, a small file takes minutes to decode. In what else a file
# holds the mark occurs by chance, about once in 65,536 bytes.
MOST_SCANS = 300
START_OF_SCAN = b"\xff\xda"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A decoded picture takes up to 160 MB, and each worker has eight threads.
_decoding = threading.BoundedSemaphore(2)


class Pictures(NamedTuple):
    """A photo and its thumbnail as JPEG, the photo's size in pixels, and its difference hash."""

    photo: bytes
    thumbnail: bytes
    width: int
    height: int
    difference_hash: int | None


def redraw(content: bytes) -> Pictures:
    """Draw a photo anew: upright, at most 1600 pixels long, in RGB, with nothing but its pixels.

    Raises RuleBroken("photo_empty", "photo_too_large", "photo_type", "photo_heic", "photo_too_many_pixels"
    or "photo_unreadable").
    """
    check_size(len(content))
    kind = sniff(content)
    with _decoding:
        drawn = _draw(content, kind)
        thumbnail = _thumbnail(drawn)
        photo, small = _jpeg(drawn, QUALITY), _jpeg(thumbnail, THUMBNAIL_QUALITY)
        return Pictures(photo, small, *drawn.size, _hash(thumbnail))


def hash_picture(content: bytes) -> int | None:
    """Return the difference hash of a photo that was drawn anew before. Raises RuleBroken as redraw."""
    check_size(len(content))
    kind = sniff(content)
    with _decoding:
        return _hash(_thumbnail(_draw(content, kind)))


def check_size(size: int) -> None:
    """Raise RuleBroken("photo_empty" or "photo_too_large") for a file of so many bytes."""
    if not size:
        raise RuleBroken("photo_empty")
    if size > MOST_BYTES:
        raise RuleBroken("photo_too_large", most=MOST_BYTES // MEBIBYTE)


def sniff(content: bytes) -> str:
    """Return Pillow's name of the kind of picture, from its first bytes and never from what it is called.

    Raises RuleBroken("photo_heic" or "photo_type").
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise RuleBroken("photo_heic")
    raise RuleBroken("photo_type")


def _draw(content: bytes, kind: str) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            _refuse_too_large(image, content)
            # The decoder of JPEG leaves out what would be thrown away.
            image.draft(None, (LONG_SIDE, LONG_SIDE))
            return _flat(image, _turn(image))
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except RuleBroken:
        raise
    except Exception as error:
        # Decoders stumble over broken files in many ways, and all of them mean the same.
        raise RuleBroken("photo_unreadable") from error


def _refuse_too_large(image: Image.Image, content: bytes) -> None:
    """Refuse by the header alone, before anything is decoded."""
    if image.width * image.height > MOST_MEGAPIXELS * 1_000_000:
        raise _too_many_pixels()
    if image.format in ("JPEG", "MPO") and content.count(START_OF_SCAN) > MOST_SCANS:
        raise RuleBroken("photo_unreadable")


def _flat(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    """Paste the first frame, shrunk and turned, onto a new picture, which knows nothing of the old one."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey would be cut off instead of scaled.
        image = image.point(lambda value: value / 256).convert("L")
    picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    return flat


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return what sets the picture upright; a broken EXIF block makes no photo unreadable."""
    try:
        return UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation))
    except Exception:
        return None


def _thumbnail(drawn: Image.Image) -> Image.Image:
    small = drawn.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return small


def _hash(thumbnail: Image.Image) -> int | None:
    # The reduced picture is as good and a hundred times smaller.
    return difference_hash(thumbnail.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX).tobytes())


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _too_many_pixels() -> RuleBroken:
    return RuleBroken("photo_too_many_pixels", most=MOST_MEGAPIXELS)
