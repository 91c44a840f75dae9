"""The parts of an XLSX file around its sheets: their list, the shared strings, which styles are days."""

import posixpath
import re
from dataclasses import dataclass, field

from portal.documents.xlsx_archive import Archive, local_name
from portal.domain.sheet_rows import SheetRefused

MOST_STRINGS = 1_000_000
MOST_STRING_SIGNS = 20_000_000
MOST_SHEETS = 50
MOST_STYLES = 70_000

# The numbered formats that are days or times, those of other languages among them.
_DAY_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NO_PLACEHOLDER = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Where a sheet is kept, how it is called, whether people see it."""

    name: str
    part: str
    is_visible: bool


@dataclass(slots=True)
class Parts:
    """What is needed to understand the cells of all sheets."""

    sheets: list[SheetPart] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    day_styles: frozenset[int] = frozenset()
    is_1904: bool = False


def read_parts(archive: Archive) -> Parts:
    """Read the workbook, its strings and its styles."""
    workbook_part = next(iter(_links(archive, "", "officeDocument")), "xl/workbook.xml")
    workbook = _Workbook()
    if workbook_part not in archive:
        raise SheetRefused("broken_file")
    archive.feed_all(workbook_part, workbook)
    sheet_links = dict(_link_ids(archive, workbook_part, "worksheet"))
    sheets = [
        SheetPart(name, sheet_links[link], is_visible)
        for name, link, is_visible in workbook.sheets
        if link in sheet_links and sheet_links[link] in archive
    ]
    strings, styles = _Strings(), _Styles()
    for part in _links(archive, workbook_part, "sharedStrings"):
        archive.feed_all(part, strings)
    for part in _links(archive, workbook_part, "styles"):
        archive.feed_all(part, styles)
    return Parts(sheets, strings.found, styles.day_styles(), workbook.is_1904)


def unescape(text: str) -> str:
    """Turn the _x000A_ of spreadsheets back into the sign that it stands for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _links(archive: Archive, part: str, kind: str) -> list[str]:
    return [target for _link, target in _link_ids(archive, part, kind)]


def _link_ids(archive: Archive, part: str, kind: str) -> list[tuple[str, str]]:
    """Return (id, part) of what a part links to, for links of one kind that stay in the file."""
    folder, name = posixpath.split(part)
    links = _Links()
    archive.feed_all(posixpath.join(folder, "_rels", f"{name}.rels"), links)
    return [
        (link, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for link, link_kind, target in links.found
        if link_kind == kind
    ]


class _Silent:
    """A target for parts of which only the beginnings of elements matter."""

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class _Links(_Silent):
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((attributes.get("Id", ""), kind, attributes.get("Target", "")))


class _Workbook(_Silent):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif kind == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append(
                (attributes.get("name", ""), link, attributes.get("state") in (None, "visible"))
            )
            if len(self.sheets) > MOST_SHEETS:
                raise SheetRefused("too_many_sheets", most=MOST_SHEETS)


class _Styles(_Silent):
    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._cells: list[str] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif kind == "cellXfs":
            self._in_cells = True
        elif kind == "xf" and self._in_cells:
            self._cells.append(attributes.get("numFmtId", "0"))
        if len(self._cells) + len(self._formats) > MOST_STYLES:
            raise SheetRefused("broken_file")

    def end(self, name: str) -> None:
        if local_name(name) == "cellXfs":
            self._in_cells = False

    def day_styles(self) -> frozenset[int]:
        """Return the numbers of the styles that show days or times."""
        return frozenset(style for style, number in enumerate(self._cells) if self._is_day(number))

    def _is_day(self, number: str) -> bool:
        if number in self._formats:
            bare = _NO_PLACEHOLDER.sub("", self._formats[number].partition(";")[0])
            return re.search("[dmyhs]", bare, re.IGNORECASE) is not None
        return number.isdecimal() and int(number[:9]) in _DAY_FORMATS


class _Strings:
    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._listens = False
        self._is_phonetic = False
        self._signs = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "si":
            self._pieces = []
        elif kind == "t":
            self._listens = not self._is_phonetic
        elif kind == "rPh":
            self._is_phonetic = True

    def end(self, name: str) -> None:
        kind = local_name(name)
        if kind == "t":
            self._listens = False
        elif kind == "rPh":
            self._is_phonetic = False
        elif kind == "si":
            self.found.append(unescape("".join(self._pieces)))
            if len(self.found) > MOST_STRINGS:
                raise SheetRefused("too_large_unzipped")

    def text(self, text: str) -> None:
        if self._listens:
            self._pieces.append(text)
            self._signs += len(text)
            if self._signs > MOST_STRING_SIGNS:
                raise SheetRefused("too_large_unzipped")
