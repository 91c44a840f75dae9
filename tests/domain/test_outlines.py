"""Files of outlines are read, or it is said what is wrong with them and where."""

import unicodedata

import pytest

from portal.domain.outlines import MOST_BYTES, MOST_PROBLEMS, read_outlines
from tests.outline_files import outline, outline_file, square


def problems(content: bytes) -> list[tuple]:
    """Return what is wrong with a file as (feature, code, value)."""
    return [tuple(problem) for problem in read_outlines(content).problems]


def with_positions(*positions) -> bytes:
    """Return a file with one ring of these positions."""
    return outline_file(outline("25195", list(positions)))


def test_a_square_is_read_as_whole_numbers_without_its_last_position():
    reading = read_outlines(outline_file(outline("25195", name="Phường Tân Phú")))

    assert reading.problems == ()
    [feature] = reading.features
    assert (feature.number, feature.code, feature.name) == (1, "25195", "Phường Tân Phú")
    # A degree is 100,000 units: the square goes round from 106.5, 11.5. Its corner is where it closed.
    assert set(feature.rings[0]) == {
        (10_650_000, 1_150_000),
        (10_660_000, 1_150_000),
        (10_660_000, 1_160_000),
        (10_650_000, 1_160_000),
    }
    assert len(feature.rings[0]) == 4


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (outline(" 25195 "), "25195"),
        (outline(25195), "25195"),
        (outline(7), "00007"),
        (outline(None, id="25198"), "25198"),
        (outline(None, id=25198), "25198"),
        (outline(None) | {"properties": {"id": "25201"}}, "25201"),
        # A program that counts features writes its own id; the code is the better one.
        (outline("25195", id=3), "25195"),
    ],
)
def test_the_code_is_found_where_programs_write_it(feature, code):
    reading = read_outlines(outline_file(feature))

    assert [one.code for one in reading.features] == [code]


def test_islands_and_holes_are_rings_of_one_place():
    islands = {
        "type": "MultiPolygon",
        "coordinates": [[square(), square(106.53, 11.53, 0.02)], [square(107)]],
    }

    [feature] = read_outlines(outline_file(outline("25195", geometry=islands))).features

    assert len(feature.rings) == 3


def test_heights_repeated_positions_and_byte_order_marks_are_no_trouble():
    ring = [[*position, 55.5] for position in square()]
    content = b"\xef\xbb\xbf" + outline_file(outline("25195", [ring[0], ring[0], *ring[1:]]))

    [feature] = read_outlines(content).features

    assert len(feature.rings[0]) == 4


@pytest.mark.parametrize("system", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_degrees_by_any_name_are_read(system):
    crs = {"type": "name", "properties": {"name": system}}

    assert problems(outline_file(outline("25195"), crs=crs)) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        (b"{", "not_json"),
        (b'{"type": NaN}', "not_json"),
        (b'{"type": -Infinity}', "not_json"),
        (b'{"type": ' + b"9" * 5000 + b"}", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not_json"),
        (b"[]", "not_collection"),
        (b"null", "not_collection"),
        (b'{"type": "Feature"}', "not_collection"),
        (b'{"type": {"a": []}}', "not_collection"),
        (b'{"type": "FeatureCollection"}', "no_features"),
        (b'{"type": "FeatureCollection", "features": {}}', "no_features"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features"),
        (b" " * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_collection_of_features_is_refused_as_a_whole(content, code):
    assert [(feature, found) for feature, found, _value in problems(content)] == [(0, code)]


def test_another_system_of_coordinates_is_named():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9210"}}

    assert problems(outline_file(outline("25195"), crs=crs)) == [
        (0, "other_system", "urn:ogc:def:crs:EPSG::9210")
    ]


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (None, "not_feature"),
        ([], "not_feature"),
        ({"type": "Point"}, "not_feature"),
        (outline(None), "no_code"),
        (outline(""), "no_code"),
        (outline(True), "no_code"),
        (outline(10**400), "no_code"),
        (outline(-1), "no_code"),
        (outline(2.5), "no_code"),
        (outline(["25195"]), "no_code"),
        (outline("1") | {"properties": None, "id": None}, "no_code"),
        (outline("1", geometry=None), "other_geometry"),
        (outline("1", geometry={"type": "Point", "coordinates": [106.5, 11.5]}), "other_geometry"),
        (outline("1", geometry={"type": ["Polygon"], "coordinates": []}), "other_geometry"),
        (outline("1", geometry={"type": "Polygon"}), "bad_ring"),
        (outline("1", geometry={"type": "Polygon", "coordinates": []}), "bad_ring"),
        (outline("1", geometry={"type": "Polygon", "coordinates": 5}), "bad_ring"),
        (outline("1", geometry={"type": "MultiPolygon", "coordinates": [[]]}), "bad_ring"),
        (outline("1", geometry={"type": "MultiPolygon", "coordinates": [square()]}), "bad_position"),
        (outline("1", square()[:3]), "bad_ring"),
        (outline("1", square()[:4]), "open_ring"),
        (outline("1", [*square()[:4], [106.5, 11.50002]]), "open_ring"),
        (outline("1", [[106.5, 11.5]] * 5), "no_area"),
    ],
)
def test_a_feature_that_is_no_outline_is_named(feature, code):
    [(number, found, _value)] = problems(outline_file(outline("25195"), feature))

    assert (number, found) == (2, code)


@pytest.mark.parametrize(
    "position", [None, "106,11", [], [106.5], ["106.5", "11.5"], [True, False], [None, 1], {}]
)
def test_a_position_that_is_no_pair_of_numbers_is_refused(position):
    assert problems(with_positions(position, *square())) == [(1, "bad_position", "")]


@pytest.mark.parametrize(
    ("position", "code", "value"),
    [
        ([11.5, 106.5], "swapped", "11.5, 106.5"),
        ([552_300.5, 1_275_000.25], "in_metres", "552300.5, 1275000.25"),
        ([2.35, 48.85], "elsewhere", "2.35, 48.85"),
        ([106.5, -11.5], "elsewhere", "106.5, -11.5"),
        ([1e308, 11.5], "in_metres", "…, 11.5"),
        ([-(10**400), 10**400], "in_metres", "…, …"),
    ],
)
def test_positions_outside_vietnam_are_told_apart(position, code, value):
    assert problems(with_positions(position, *square())) == [(1, code, value)]


def test_a_number_beyond_all_floats_is_refused():
    content = outline_file(outline("25195")).replace(b"106.5", b"1e999", 1)

    assert [problem[1] for problem in problems(content)] == ["in_metres"]


def test_a_code_that_occurs_twice_is_named():
    assert problems(outline_file(outline("25195"), outline("25198"), outline("25195"))) == [
        (3, "repeated_code", "25195")
    ]


def test_too_many_positions_end_the_reading(monkeypatch):
    monkeypatch.setattr("portal.domain.outlines.MOST_POSITIONS", 12)

    # Each square has five positions: the third one has no room.
    content = outline_file(*(outline(str(code)) for code in range(1, 6)))

    assert problems(content) == [(3, "too_many_points", "12")]


def test_no_more_is_told_than_anybody_reads():
    assert len(problems(outline_file(*[None] * 1000))) == MOST_PROBLEMS


@pytest.mark.parametrize("code", ["\x00", "\ud800", "e\u0301" * 100, "\u202e\ufeff", "<script>", "\x1b[2J"])
def test_values_that_are_told_can_be_shown_on_any_page(code):
    [(_feature, _code, value)] = problems(outline_file(outline(code), outline(code)))

    assert value.isprintable()
    assert unicodedata.is_normalized("NFC", value)
    value.encode()
    assert len(value) <= 60


def test_a_name_that_is_no_text_is_left_out():
    feature = outline("25195")
    feature["properties"]["name"] = {"vi": "Phường Tân Phú"}

    assert read_outlines(outline_file(feature)).features[0].name == ""
