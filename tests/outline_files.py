"""Small files of outlines, as programs for maps write them."""

import json


def square(west: float = 106.5, south: float = 11.5, size: float = 0.1) -> list[list[float]]:
    """Return a closed square, from its south-western corner on."""
    east, north = round(west + size, 5), round(south + size, 5)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def outline(code: object, *rings: list, name: str | None = None, **changes: object) -> dict[str, object]:
    """Return a feature with the code; a square unless rings are given."""
    properties = {"code": code} | ({"name": name} if name else {})
    geometry = {"type": "Polygon", "coordinates": list(rings) or [square()]}
    return {"type": "Feature", "properties": properties, "geometry": geometry} | changes


def outline_file(*features: object, **changes: object) -> bytes:
    """Return a file of these features."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | changes).encode()
