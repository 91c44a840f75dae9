"""Finding the place that a row of a spreadsheet means: by official code, or by a name without a double."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from portal.domain.imports import RowRefused
from portal.domain.sheet_rows import SheetRow
from portal.domain.text import fold
from portal.domain.units import UnitLevel

COMMUNE_COLUMNS = ("commune_code", "commune", "district")
SHORT_FORMS = {
    "tt": "thi tran", "tx": "thi xa", "tp": "thanh pho", "x": "xa", "p": "phuong", "h": "huyen",
}  # fmt: skip
_SHORT = re.compile(rf"({'|'.join(SHORT_FORMS)})\s?\.\s?(?=\w)")


class KnownPlace(NamedTuple):
    """A place as it is on the day of the import; `within` is the name of what it lies in."""

    id: int
    code: str | None
    name: str
    full_name: str
    level: str
    path: str
    within: str
    within_name: str

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.path

    @property
    def commune_id(self) -> int:
        """The commune's id, or 0 for a place above communes."""
        return self.id if self.level == UnitLevel.commune else 0

    def is_called(self, words: str) -> bool:
        """Tell whether these folded words are its name, with or without its type."""
        return words in (fold(self.full_name), fold(self.name))

    def lies_in(self, words: str) -> bool:
        """Tell whether these folded words name the district it lies in."""
        return words in (fold(self.within), fold(self.within_name))

    @property
    def described(self) -> str:
        """The name with what tells it from others of that name."""
        return f"{self.full_name} ({', '.join(part for part in (self.within, self.code) if part)})"


class PlaceUnclear(Exception):
    """No single place is meant; `column` is the cell to mend: "code", "name" or "district"."""

    def __init__(self, column: str, code: str, **details: Any) -> None:
        super().__init__(code)
        self.column, self.code, self.details = column, code, details


class PlaceBook:
    """The places in force on one day, by code and by name."""

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self._by_code: dict[str, KnownPlace] = {}
        self._by_name: dict[str, list[KnownPlace]] = defaultdict(list)
        self._found: dict[tuple, KnownPlace | PlaceUnclear] = {}
        for place in places:
            if place.code:
                self._by_code[place.code] = place
            for name in {fold(place.full_name), fold(place.name)}:
                self._by_name[name].append(place)

    def find(self, code: str, name: str, district: str, levels: Collection[str]) -> KnownPlace:
        """Return the one place that is meant, at one of the levels. Raises PlaceUnclear."""
        asked = (code, name, district, tuple(levels))
        if asked not in self._found:
            try:
                self._found[asked] = self._find(code, _spelled_out(name), _spelled_out(district), levels)
            except PlaceUnclear as unclear:
                self._found[asked] = unclear
        found = self._found[asked]
        if isinstance(found, PlaceUnclear):
            raise PlaceUnclear(found.column, found.code, **found.details)
        return found

    def _find(self, code: str, name: str, district: str, levels: Collection[str]) -> KnownPlace:
        if not code:
            return self._find_by_name(name, district, levels)
        place = self._by_code.get(code)
        if place is None or place.level not in levels:
            raise PlaceUnclear("code", "no_place_with_code", place=code)
        if name and not place.is_called(name):
            raise PlaceUnclear("name", "place_mismatch", place=place.full_name, unit_code=code)
        if district and place.level == UnitLevel.commune and not place.lies_in(district):
            raise PlaceUnclear("district", "district_mismatch", place=place.full_name, district=place.within)
        return place

    def _find_by_name(self, name: str, district: str, levels: Collection[str]) -> KnownPlace:
        if not name:
            raise PlaceUnclear("code", "no_place_given")
        known = [place for place in self._by_name.get(name, ()) if place.level in levels]
        if not known:
            raise PlaceUnclear("name", "no_place_with_name")
        found = [place for place in known if place.lies_in(district)] if district else known
        if not found:
            there = "; ".join(sorted(place.described for place in known))
            raise PlaceUnclear("district", "no_place_in_district", places=there)
        # "Xã Tân Tiến" is meant before a ward whose bare name is the same.
        exact = [place for place in found if fold(place.full_name) == name]
        found = exact or found
        if len(found) > 1:
            there = "; ".join(sorted(place.described for place in found))
            raise PlaceUnclear("name", "place_ambiguous", places=there)
        return found[0]


def _spelled_out(typed: str) -> str:
    """Fold a name and spell out how its type is often shortened, as in "X. Tân Tiến" or "TT Đức Phong"."""
    words = fold(typed)
    short = _SHORT.match(words)
    return f"{SHORT_FORMS[short[1]]} {words[short.end() :]}" if short else words


class CommuneFinder:
    """Finds the commune of each row within the area that an import is for."""

    def __init__(
        self, book: PlaceBook, is_own: Callable[[KnownPlace], bool], default: KnownPlace | None
    ) -> None:
        self._book, self._is_own, self._default = book, is_own, default

    def find(self, row: SheetRow) -> KnownPlace:
        """Return the commune that a row names, or the import's own where it names none. Raises RowRefused.

        The columns are called "commune_code", "commune" and "district".
        """
        code, name, district = (row.values.get(column) or "" for column in COMMUNE_COLUMNS)
        if not (code or name or district) and self._default is not None:
            return self._default
        try:
            place = self._book.find(code, name, district, (UnitLevel.commune,))
        except PlaceUnclear as unclear:
            key = dict(zip(("code", "name", "district"), COMMUNE_COLUMNS, strict=True))[unclear.column]
            raise RowRefused(key, unclear.code, **unclear.details) from None
        if not self._is_own(place):
            raise RowRefused("commune_code" if code else "commune", "not_your_commune", place=place.full_name)
        return place
