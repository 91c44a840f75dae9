"""Whatever is uploaded as outlines: a draft or a refusal in words, never a failure on our side."""

import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.domain.outlines import read_outlines
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import OutlineFile, UnitOutline
from tests.fuzz.nasties import JSON_VALUES, sign_in
from tests.outline_files import outline, outline_file, square

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
numbers = st.floats(allow_nan=True) | st.integers() | st.sampled_from([106.5, 11.5, 1e308, -0.0, 10**400])
BODIES = {
    "empty": b"",
    "deep": b"[" * 100_000,
    "deep coordinates": b'{"type":"FeatureCollection","features":[{"type":"Feature","id":"25405","geometry":'
    b'{"type":"Polygon","coordinates":' + b"[" * 400 + b"]" * 400 + b"}}]}",
    "NaN": outline_file(outline("25405")).replace(b"106.5", b"NaN"),
    "Infinity": outline_file(outline("25405")).replace(b"106.5", b"-Infinity"),
    "huge": outline_file(outline("25405")).replace(b"106.5", b"1e999"),
    "digits": outline_file(outline("25405")).replace(b"106.5", b"9" * 4000),
    "more digits": outline_file(outline("25405")).replace(b"106.5", b"9" * 5000),
    "NUL": b"\x00" * 100,
    "NUL in a code": outline_file(outline("\x0025405")),
    "lone surrogate": outline_file(outline("\ud800"), outline("25405", name="\udfff")),
    "utf-16": json.dumps({"type": "FeatureCollection"}).encode("utf-16"),
    "html": b"<html><script>alert(1)</script>",
    "zip": b"PK\x03\x04" + bytes(range(256)),
    "long code": outline_file(outline("x" * 100_000), outline("25405")),
    "many": outline_file(*[outline(str(code)) for code in range(3000)]),
    "spaces": b" " * 1_000_000,
}


@pytest.fixture
def http(app, world):
    """The browser of an administrator."""
    commune = world.commune(code="25405")
    http = app.test_client()
    sign_in(http, world.staff(Role.admin, commune))
    http.token = http.get("/api/me").get_json()["csrf"]
    return http


def send(http, content: bytes) -> int:
    """Upload and return the status, after checking that a refusal kept nothing and a draft can be seen."""
    before = count()
    answer = http.post(
        "/admin/outlines",
        data={
            "csrf_token": http.token,
            "file": (BytesIO(content), "x.geojson"),
            "attribution": "© Thử",
            "valid_from": "2018-12-01",
        },
    )
    assert answer.status_code in (303, 422), answer.get_data(as_text=True)
    if answer.status_code == 303:
        assert http.get(answer.location).status_code == 200
    else:
        assert count() == before
    return answer.status_code


def count() -> tuple[int, int]:
    db.session.rollback()
    return tuple(
        db.session.scalar(select(func.count()).select_from(model)) for model in (OutlineFile, UnitOutline)
    )


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
def test_no_awkward_file_breaks_the_upload(http, content):
    send(http, content)


@pytest.mark.parametrize("key", ["type", "features", "crs"])
def test_no_value_of_the_file_breaks_it(http, key):
    for value in JSON_VALUES:
        send(http, outline_file(outline("25405"), **{key: value}))


@pytest.mark.parametrize("key", ["type", "id", "properties", "geometry"])
def test_no_value_of_a_feature_breaks_it(http, key):
    for value in JSON_VALUES:
        send(http, outline_file(outline("25405") | {key: value}))


@pytest.mark.parametrize("key", ["code", "id", "name"])
def test_no_value_of_a_property_breaks_it(http, key):
    for value in JSON_VALUES:
        send(http, outline_file(outline("25405") | {"properties": {"code": "25405", key: value}}))


@FUZZ
@given(json_values)
def test_no_geometry_breaks_the_reading(value):
    for kind in ("Polygon", "MultiPolygon"):
        content = outline_file(outline("25405", geometry={"type": kind, "coordinates": value}))

        reading = read_outlines(content)

        assert reading.problems or reading.features


@FUZZ
@given(st.lists(st.lists(numbers, min_size=1, max_size=3), max_size=8))
def test_no_positions_break_the_reading(positions):
    reading = read_outlines(outline_file(outline("25405", [*square()[:4], *positions, square()[0]])))

    assert reading.problems or all(
        isinstance(part, int)
        for one in reading.features
        for ring in one.rings
        for pair in ring
        for part in pair
    )


@FUZZ
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content):
    assert read_outlines(content).problems
