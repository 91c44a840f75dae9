"""The zip file that an XLSX file is, opened with limits: no bombs, no macros, no external entities."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Protocol, Self
from xml.parsers import expat

from portal.domain.sheet_rows import SheetRefused

MOST_INFLATED = 128 * 2**20
MOST_PARTS = 2_000
# Sheets full of empty rows shrink twentyfold, and equal texts to less; only bombs shrink so much.
HIGHEST_RATIO = 200
_SMALL = 2**20
_PIECE = 2**16
# A tag is never so long; old versions of the parser take ages over one that is.
_LONGEST_TAG = 2**18
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError)
_BROKEN_XML = (expat.ExpatError, ValueError, LookupError)


class Target(Protocol):
    """Takes the elements of a part one after the other."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""

    def end(self, name: str) -> None:
        """End an element."""

    def text(self, text: str) -> None:
        """Take text inside an element."""


class Archive:
    """An opened XLSX file; raises SheetRefused for what is not safe to open or is broken."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN:
            raise SheetRefused("broken_file") from None
        try:
            self._check(path.stat().st_size)
        except SheetRefused:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def feed(self, name: str, target: Target) -> Iterator[None]:
        """Send the elements of a part to the target, and pause after each piece of it."""
        parser = _parser(target)
        fed = 0
        try:
            with self._zip.open(name) as part:
                while piece := part.read(_PIECE):
                    fed += len(piece)
                    if fed > MOST_INFLATED:
                        raise SheetRefused("too_large_unzipped")
                    _parse(parser, piece, is_last=False)
                    if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                        raise SheetRefused("broken_file")
                    yield
            _parse(parser, b"", is_last=True)
            yield
        except _BROKEN:
            raise SheetRefused("broken_file") from None

    def feed_all(self, name: str, target: Target) -> None:
        """Send a whole part to the target; a part that is not there sends nothing."""
        if name in self:
            for _piece in self.feed(name, target):
                pass

    def _check(self, size: int) -> None:
        parts = self._zip.infolist()
        names = [part.filename.lower() for part in parts]
        inflated = sum(part.file_size for part in parts)
        is_bomb = inflated > _SMALL and inflated > HIGHEST_RATIO * size
        if len(parts) > MOST_PARTS or inflated > MOST_INFLATED or is_bomb:
            raise SheetRefused("too_large_unzipped")
        if any(part.flag_bits & 1 for part in parts):
            raise SheetRefused("encrypted")
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise SheetRefused("has_macros")
        if "xl/workbook.bin" in names or "mimetype" in names:
            raise SheetRefused("other_format")
        if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise SheetRefused("not_a_spreadsheet")
        if len(set(names)) < len(names):
            raise SheetRefused("broken_file")


def _parser(target: Target) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = target.start
    parser.EndElementHandler = target.end
    parser.CharacterDataHandler = target.text
    # Without a document type there are no entities: none that grow, none from elsewhere.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise SheetRefused("unsafe_xml")


def _parse(parser: expat.XMLParserType, piece: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(piece, is_last)
    except _BROKEN_XML:
        raise SheetRefused("broken_file") from None


def local_name(name: str) -> str:
    """Drop the prefix of an element's name, which every program chooses as it likes."""
    return name[name.find(":") + 1 :]
