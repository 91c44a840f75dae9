"""Pictures as phones, browsers and attackers send them, really built, and what a reader finds in a JPEG."""

import hashlib
import io
import struct
import zlib

from PIL import ExifTags, Image, ImageDraw, TiffImagePlugin

PLACE_NAME = "Nhà ông Điểu K’Ré"
# Signs of what must not survive: EXIF, GPS, XMP, IPTC, colour profiles, comments, other pictures.
MARKERS = (
    b"Exif", b"GPS", b"http://ns.adobe.com", b"xpacket", b"Photoshop", b"8BIM", b"ICC_PROFILE", b"acsp",
    b"MPF", b"ftyp", b"<script", b"Samsung", PLACE_NAME.encode(),
)  # fmt: skip


def sha256_of(content: bytes) -> str:
    """Return the hash under which a photo is sent."""
    return hashlib.sha256(content).hexdigest()


def picture(width=400, height=300, mode="RGB", seed=0) -> Image.Image:
    """Draw a picture: red above and blue below, with a green corner that tells where up is."""
    image = Image.new("RGB", (width, height), (40, 40, 200))
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 0, width, height // 2), fill=(200, 40, 40))
    drawing.rectangle((0, 0, width // 4, height // 4), fill=(40, 180, 40))
    drawing.text((width // 2, height // 2), f"{seed}", fill="white")
    return image.convert(mode)


def saved(image: Image.Image, kind="JPEG", **options) -> bytes:
    """Return a picture as a file."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def photo(seed=0, **options) -> bytes:
    """Return a small JPEG; each seed gives another one."""
    return saved(picture(seed=seed), **options)


def photo_with_everything() -> bytes:
    """Return a JPEG with all that phones and programs put into one: where, when, whose, and more."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.ImageDescription] = "Samsung", PLACE_NAME
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2022:06:16 08:15:00"
    degrees = tuple(TiffImagePlugin.IFDRational(part) for part in (11, 44, 33))
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: degrees, 3: "E", 4: degrees})
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{PLACE_NAME}</x:xmpmeta>'
    plain = saved(picture(), exif=exif, comment=PLACE_NAME, icc_profile=b"\0" * 36 + b"acsp" + b"\0" * 88)
    packets = (
        (0xE1, b"http://ns.adobe.com/xap/1.0/\x00<?xpacket?>" + xmp.encode()),
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x08\x1c\x02\x50\x00\x03abc"),
        (0xE0, b"JFXX\x00\x10" + photo(seed=99)),
    )
    return plain[:2] + b"".join(_segment(*packet) for packet in packets) + plain[2:] + b"Samsung" + photo()


def oriented(orientation: int) -> bytes:
    """Return the picture as a phone stores it that was held otherwise: upright only once it was turned."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    # The turns that undo those which the viewer has to make.
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = picture()
    return saved(image.transpose(turns[orientation]) if orientation in turns else image, exif=exif)


def png_bomb(width=30_000, height=30_000) -> bytes:
    """Return a small PNG that says it is huge, with pixels that would fill the memory."""
    rows = zlib.compress(b"\x00" * 2_000_000, 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """Return a PNG whose compressed text is a hundred megabytes long."""
    plain = saved(picture(), "PNG")
    text = b"Comment\x00\x00" + zlib.compress(b"a" * 100_000_000, 9)
    return plain[:33] + _chunk(b"zTXt", text) + plain[33:]


def jpeg_claiming(width: int, height: int) -> bytes:
    """Return a JPEG whose header claims another size than it has."""
    content = bytearray(photo())
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def jpeg_of_many_scans(count=5_000) -> bytes:
    """Return a progressive JPEG that repeats a scan over and over."""
    content = saved(picture(), progressive=True)
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * count + b"\xff\xd9"


def webp_claiming(width: int, height: int) -> bytes:
    """Return a WebP whose header claims a huge canvas."""
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + sizes
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heic() -> bytes:
    """Return the beginning of what an iPhone stores."""
    return b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 500


def segments_of(content: bytes) -> list[int]:
    """Return the markers of a JPEG up to its pixels, and fail unless it ends with them."""
    assert content[:2] == b"\xff\xd8" and content[-2:] == b"\xff\xd9"
    markers, place = [], 2
    while True:
        assert content[place] == 0xFF
        markers.append(content[place + 1])
        if markers[-1] == 0xDA:
            return markers
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]


def _segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
