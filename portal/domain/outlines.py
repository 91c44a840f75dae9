"""Outlines of places out of GeoJSON (RFC 7946), or all that is wrong with the file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.domain.simplification import CORNERS, Ring
from portal.domain.text import nfc

# Whole numbers to a degree: about a metre, finer than any map of communes.
GRID = 100_000
MOST_BYTES = 5 * 1024 * 1024
MOST_POSITIONS = 300_000
MOST_PROBLEMS = 20
# Vietnam with its islands: longitude, latitude.
_EAST, _NORTH = (102, 118), (6, 24)
# No angle is this large, so such a number counts metres.
_FULL_TURN = 360
_SHOWN_SIGNS = 60
_COMMUNE_DIGITS = 5


class OutlineProblem(NamedTuple):
    """What is wrong, in a code, at which feature (from 1 on; 0 is the whole file), with which value."""

    feature: int
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class OutlineFeature:
    """The outline that a file gives for a code; `name` is what the file calls the place, or nothing."""

    number: int
    code: str
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class OutlineReading:
    """What a file holds; where there are problems it is not to be used."""

    features: tuple[OutlineFeature, ...]
    problems: tuple[OutlineProblem, ...]


class _Bad(Exception):
    """A part of the file cannot be used."""

    def __init__(self, code: str, value: object = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


def read_outlines(content: bytes) -> OutlineReading:
    """Read a FeatureCollection of polygons in degrees, each feature with the official code of its commune.

    The code stands in `properties.code`, `id` or `properties.id`. At most MOST_PROBLEMS are told.
    """
    try:
        listed = _features(_load(content))
    except _Bad as bad:
        return OutlineReading((), (OutlineProblem(0, bad.code, shown_value(bad.value)),))
    features: dict[str, OutlineFeature] = {}
    problems: list[OutlineProblem] = []
    left = MOST_POSITIONS
    for number, one in enumerate(listed, start=1):
        try:
            feature, used = _read_feature(number, one, left)
            if feature.code in features:
                raise _Bad("repeated_code", feature.code)
        except _Bad as bad:
            problems.append(OutlineProblem(number, bad.code, shown_value(bad.value)))
            if bad.code == "too_many_points" or len(problems) == MOST_PROBLEMS:
                break
            continue
        features[feature.code], left = feature, left - used
    return OutlineReading(tuple(features.values()), tuple(problems))


def shown_value(value: object) -> str:
    """Return what a file holds as a short text that any page can show."""
    text = str(value) if isinstance(value, (str, int, float)) else ""
    return nfc("".join(sign if sign.isprintable() else "?" for sign in text[:_SHOWN_SIGNS]))


def _load(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise _Bad("too_large")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _Bad("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise _Bad("not_json") from error


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def _features(told: Any) -> list:
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise _Bad("not_collection", told.get("type") if isinstance(told, dict) else "")
    listed = told.get("features")
    if not isinstance(listed, list) or not listed:
        raise _Bad("no_features")
    system = _named_system(told.get("crs"))
    if system and not any(known in system for known in ("CRS84", "4326")):
        raise _Bad("other_system", system)
    return listed


def _named_system(told: Any) -> str:
    """Return the coordinate system that older files name."""
    properties = told.get("properties") if isinstance(told, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _read_feature(number: int, told: Any, most: int) -> tuple[OutlineFeature, int]:
    """Read one feature; return it with the number of its positions."""
    if not isinstance(told, dict) or told.get("type") != "Feature":
        raise _Bad("not_feature")
    given = told.get("properties")
    properties: Mapping = given if isinstance(given, dict) else {}
    code = _read_code(properties.get("code"), told.get("id"), properties.get("id"))
    used, rings = 0, []
    for positions in _line_strings(told.get("geometry")):
        used += len(positions)
        if used > most:
            raise _Bad("too_many_points", f"{MOST_POSITIONS:,}".replace(",", "."))
        ring = _read_ring(positions)
        if len(ring) >= CORNERS:
            rings.append(ring)
    if not rings:
        raise _Bad("no_area", code)
    name = properties.get("name")
    return OutlineFeature(number, code, nfc(name) if isinstance(name, str) else "", tuple(rings)), used


def _read_code(*candidates: object) -> str:
    for value in candidates:
        if isinstance(value, str) and value.strip():
            return value.strip()
        # A number has lost the noughts in front.
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_COMMUNE_DIGITS:
            return f"{value:0{_COMMUNE_DIGITS}d}"
    raise _Bad("no_code", next((value for value in candidates if value is not None), ""))


def _line_strings(geometry: Any) -> Iterator[list]:
    """Yield the closed lines of a Polygon or MultiPolygon, holes too."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Bad("other_geometry", kind)
    coordinates = geometry.get("coordinates")
    for polygon in [coordinates] if kind == "Polygon" else _list_of(coordinates):
        for positions in _list_of(polygon):
            yield _list_of(positions)


def _list_of(told: Any) -> list:
    if not isinstance(told, list) or not told:
        raise _Bad("bad_ring")
    return told


def _read_ring(positions: list) -> Ring:
    """Read a closed line as whole numbers, without repeated points and without its last one."""
    read = [_read_position(one) for one in positions]
    if len(read) <= CORNERS:
        raise _Bad("bad_ring")
    if read[0] != read[-1]:
        raise _Bad("open_ring")
    ring = [point for point, earlier in zip(read[1:], read[:-1], strict=True) if point != earlier]
    return tuple(ring)


def _read_position(told: Any) -> tuple[int, int]:
    if not isinstance(told, list) or len(told) < 2 or not all(_is_number(one) for one in told[:2]):
        raise _Bad("bad_position")
    longitude, latitude = told[:2]
    if not (_within(longitude, _EAST) and _within(latitude, _NORTH)):
        raise _Bad(_what_is_off(longitude, latitude), f"{_short(longitude)}, {_short(latitude)}")
    return round(longitude * GRID), round(latitude * GRID)


def _what_is_off(longitude: float, latitude: float) -> str:
    """Say in a code why a position does not lie in Vietnam."""
    if _within(longitude, _NORTH) and _within(latitude, _EAST):
        return "swapped"
    return "in_metres" if abs(longitude) > _FULL_TURN or abs(latitude) > _FULL_TURN else "elsewhere"


def _short(value: float) -> str:
    """Write a number as people read it; one with very many digits is only hinted at."""
    return f"{value:.10g}" if abs(value) < 10**15 else "…"


def _within(value: float, limits: tuple[int, int]) -> bool:
    return limits[0] <= value <= limits[1]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
