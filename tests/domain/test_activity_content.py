"""The shape of an entry: what is read, what is refused with which code, and its one canonical form."""

import json
import unicodedata
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from portal.domain.activity_content import (
    CONTENT_PROBLEMS,
    DATE_PROBLEMS,
    ENDINGS,
    FIELDS,
    PARTS,
    ActivityContent,
    ContentInvalid,
    as_json,
    canonical_json,
    check_dates,
    digest,
    is_late,
    json_schema,
    read_content,
)

# The example of the public interface, its hamlet named by an id.
STATED = {
    "team": "T-0012",
    "occurred_on": "2022-06-16",
    "kind": "assistance",
    "skills": ["public_services", "payment"],
    "visits": 5,
    "people": None,
    "households": 3,
    "alone": 2,
    "together": 3,
    "shown": 0,
    "elderly": None,
    "minority": None,
    "hamlet": 12,
    "on_behalf_of": None,
    "place": "",
    "note": "",
    "difficulty": "",
    "recorded_at": "2022-06-16T08:15:00+07:00",
}
READ = ActivityContent(
    team="T-0012",
    occurred_on=date(2022, 6, 16),
    kind="assistance",
    skills=("public_services", "payment"),
    visits=5,
    households=3,
    alone=2,
    together=3,
    shown=0,
    hamlet=12,
    recorded_at=datetime(2022, 6, 16, 1, 15, tzinfo=UTC),
)
FEWEST = {
    "team": "T-1",
    "occurred_on": "2022-06-16",
    "kind": "session",
    "skills": ["safety"],
    "visits": 1,
}
FOUNDED = date(2022, 5, 1)
TODAY = date(2022, 7, 16)


def errors_of(data, *, lenient=False):
    with pytest.raises(ContentInvalid) as refusal:
        read_content(data, lenient=lenient)
    return refusal.value.errors


def test_the_example_of_the_interface_is_read():
    assert read_content(STATED) == READ


def test_what_is_not_stated_is_unknown_and_not_nought():
    content = read_content(FEWEST)

    assert all(getattr(content, name) is None for name in (*PARTS, "households", "hamlet", "on_behalf_of"))
    assert (content.place, content.note, content.difficulty, content.recorded_at) == ("", "", "", None)


def test_null_and_nothing_are_the_same():
    nulls = {field.name: None for field in FIELDS}

    assert read_content({**nulls, **FEWEST}) == read_content(FEWEST)


def test_the_field_table_names_the_fields_of_the_content_in_order():
    assert [field.name for field in FIELDS] == [field.name for field in fields(ActivityContent)]
    assert [field.name for field in FIELDS] == list(STATED)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("team", None, "required"),
        ("team", "  ", "required"),
        ("team", 12, "wrong_type"),
        ("team", "a" * 41, "too_long"),
        ("team", "a\nb", "bad_text"),
        ("occurred_on", None, "required"),
        ("occurred_on", "", "not_a_date"),
        ("occurred_on", "16/06/2022", "not_a_date"),
        ("occurred_on", "2022-02-30", "not_a_date"),
        ("occurred_on", "2022-W24-4", "not_a_date"),
        ("occurred_on", "20220616", "not_a_date"),
        ("occurred_on", 20220616, "not_a_date"),
        ("occurred_on", ["2022-06-16"], "not_a_date"),
        ("occurred_on", "1999-12-31", "out_of_range"),
        ("occurred_on", "9999-12-31", "out_of_range"),
        ("kind", None, "required"),
        ("kind", "", "unknown_kind"),
        ("kind", "party", "unknown_kind"),
        ("kind", {"a": 1}, "wrong_type"),
        ("skills", None, "empty_skills"),
        ("skills", [], "empty_skills"),
        ("skills", "safety", "wrong_type"),
        ("skills", ["cooking"], "unknown_skill"),
        ("skills", ["safety", None], "unknown_skill"),
        ("skills", [["safety"]], "unknown_skill"),
        ("visits", None, "required"),
        ("visits", 0, "out_of_range"),
        ("visits", 1000, "out_of_range"),
        ("visits", -5, "out_of_range"),
        ("visits", 2**63, "out_of_range"),
        ("visits", "5", "not_a_number"),
        ("visits", 5.0, "not_a_number"),
        ("visits", float("nan"), "not_a_number"),
        ("visits", True, "not_a_number"),
        ("visits", [5], "not_a_number"),
        ("people", 6, "more_than_visits"),
        ("elderly", 6, "more_than_visits"),
        ("minority", 999, "more_than_visits"),
        ("people", 1000, "out_of_range"),
        ("people", -1, "out_of_range"),
        ("people", False, "not_a_number"),
        ("households", 1000, "out_of_range"),
        ("hamlet", 0, "out_of_range"),
        ("hamlet", 2**31, "out_of_range"),
        ("hamlet", "12", "not_a_number"),
        ("on_behalf_of", 2**63, "out_of_range"),
        ("place", "a" * 201, "too_long"),
        ("note", "a" * 1001, "too_long"),
        ("difficulty", "a" * 10_000_000, "too_long"),
        ("note", "a\x00b", "bad_text"),
        ("note", "a\x1bb", "bad_text"),
        ("note", "\ud800", "bad_text"),
        ("note", 5, "wrong_type"),
        ("place", ["x"], "wrong_type"),
        ("recorded_at", "2022-06-16T08:15:00", "not_a_moment"),
        ("recorded_at", "2022-06-16", "not_a_moment"),
        ("recorded_at", "2022-06-31T08:15:00Z", "not_a_moment"),
        ("recorded_at", "0001-01-01T00:00:00+07:00", "not_a_moment"),
        ("recorded_at", "9999-12-31T23:59:59-07:00", "not_a_moment"),
        ("recorded_at", "1969-12-31T00:00:00Z", "out_of_range"),
        ("recorded_at", 1655342100, "not_a_moment"),
    ],
)
def test_a_wrong_value_is_refused_with_a_code_at_its_field(name, value, code):
    assert errors_of({**STATED, name: value}) == {name: code}
    assert code in CONTENT_PROBLEMS


def test_all_problems_are_named_at_once():
    errors = errors_of({"visits": "many", "skills": [], "note": "\x00", "speed": 9})

    assert errors == {
        "team": "required",
        "occurred_on": "required",
        "kind": "required",
        "skills": "empty_skills",
        "visits": "not_a_number",
        "note": "bad_text",
        "speed": "unknown_field",
    }


@pytest.mark.parametrize("data", [None, [], "text", 5, True, [STATED], float("inf")])
def test_what_is_no_object_is_refused_as_a_whole(data):
    assert errors_of(data) == {"content": "wrong_type"}
    assert errors_of(data, lenient=True) == {"content": "wrong_type"}


def test_the_ways_visits_ended_may_not_exceed_the_visits_together():
    # 2 + 3 + 1 = 6 of 5 visits, although each is at most 5.
    assert errors_of({**STATED, "shown": 1}) == {"alone": "ends_exceed_visits"}
    assert errors_of({**STATED, "together": 6}) == {"together": "more_than_visits"}


def test_the_largest_counts_are_read():
    full = {**FEWEST, "visits": 999, "people": 999, "households": 999, "alone": 999, "hamlet": 2**31 - 1}

    content = read_content(full)

    assert (content.visits, content.people, content.households, content.alone) == (999, 999, 999, 999)


def test_more_households_than_visits_are_possible():
    assert read_content({**FEWEST, "visits": 1, "households": 4}).households == 4


def test_skills_are_stored_once_each_in_the_order_of_the_register():
    content = read_content({**FEWEST, "skills": ["safety", "shopping", "safety"]})

    assert content.skills == ("shopping", "safety")


def test_text_is_composed_trimmed_and_has_plain_line_ends():
    note = unicodedata.normalize("NFD", "  Bà con hỏi\r\nđịnh danh\tmức 2\r ")

    content = read_content({**FEWEST, "note": note})

    assert content.note == "Bà con hỏi\nđịnh danh\tmức 2"


def test_length_is_counted_in_composed_characters():
    thousand = unicodedata.normalize("NFD", "ệ" * 1000)

    assert len(thousand) == 3000
    assert read_content({**FEWEST, "note": thousand}).note == "ệ" * 1000
    assert errors_of({**FEWEST, "note": thousand + "e"}) == {"note": "too_long"}


def test_a_phone_without_a_working_clock_is_not_refused():
    content = read_content({**FEWEST, "recorded_at": "1970-01-01T07:00:12.345+07:00"})

    assert content.recorded_at == datetime(1970, 1, 1, 0, 0, 12, 345000, tzinfo=UTC)


def test_unknown_fields_are_named_safely_and_not_without_end():
    junk = {f"\ud800{number}" + "x" * 500: 1 for number in range(50)}

    errors = errors_of({**STATED, **junk})

    assert len(errors) == 10
    assert set(errors.values()) == {"unknown_field"}
    assert all(name.isascii() and len(name) < 500 for name in errors)


@pytest.mark.parametrize(
    ("occurred_on", "may_log_late", "errors"),
    [
        (TODAY, False, {}),
        (TODAY + timedelta(days=1), False, {"occurred_on": "future"}),
        (TODAY + timedelta(days=1), True, {"occurred_on": "future"}),
        (date(2022, 6, 16), False, {}),  # 30 days before 16/7
        (date(2022, 6, 15), False, {"occurred_on": "too_old"}),
        (date(2022, 6, 15), True, {}),
        (FOUNDED, True, {}),
        (FOUNDED - timedelta(days=1), True, {"occurred_on": "before_founding"}),
    ],
)
def test_the_day_of_the_work_is_checked_against_today_and_the_founding(occurred_on, may_log_late, errors):
    content = replace(READ, occurred_on=occurred_on)

    result = check_dates(content, today=TODAY, team_founded_on=FOUNDED, may_log_late=may_log_late)

    assert result == errors
    assert set(errors.values()) <= set(DATE_PROBLEMS)


def test_a_team_without_a_known_founding_does_not_bound_the_day():
    content = replace(READ, occurred_on=date(2020, 1, 1))

    assert check_dates(content, today=TODAY, team_founded_on=None, may_log_late=True) == {}


def test_work_is_late_after_thirty_days():
    assert not is_late(date(2022, 6, 16), TODAY)
    assert is_late(date(2022, 6, 15), TODAY)


def test_the_canonical_form_does_not_change_from_release_to_release():
    # Phones hold receipts with this digest: whoever changes it makes repeated entries look altered.
    assert canonical_json(READ).decode() == (
        '{"alone":2,"difficulty":"","elderly":null,"hamlet":12,"households":3,"kind":"assistance",'
        '"minority":null,"note":"","occurred_on":"2022-06-16","on_behalf_of":null,"people":null,"place":"",'
        '"recorded_at":"2022-06-16T01:15:00+00:00","shown":0,"skills":["public_services","payment"],'
        '"team":"T-0012","together":3,"visits":5}'
    )
    assert digest(READ) == "cac71ee93b20cc6c11f2fbbc26db1b2659d3f51b61476b57f7e86976cd966147"


def test_one_statement_has_one_digest_however_it_is_written():
    elsewhere = {**STATED, "skills": ["payment", "public_services", "payment"]}
    elsewhere["recorded_at"] = "2022-06-16T03:15:00.000+02:00"

    assert digest(read_content(dict(reversed(elsewhere.items())))) == digest(READ)
    assert digest(
        replace(READ, recorded_at=READ.recorded_at.astimezone(timezone(timedelta(hours=7))))
    ) == digest(READ)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_change_of_any_field_changes_the_digest(field):
    values = {"team": "T-2", "occurred_on": date(2022, 6, 17), "kind": "session", "skills": ("safety",)}
    texts = dict.fromkeys(("place", "note", "difficulty"), "khác")
    other = {**values, **texts, "recorded_at": None}.get(field.name, 4)

    assert digest(replace(READ, **{field.name: other})) != digest(READ)


def test_a_content_cannot_be_altered():
    with pytest.raises(FrozenInstanceError):
        READ.visits = 6


def test_the_schema_accepts_the_example_and_refuses_what_is_refused():
    validator = Draft202012Validator(json_schema())
    Draft202012Validator.check_schema(json_schema())

    assert validator.is_valid(STATED)
    assert validator.is_valid(FEWEST)
    assert not validator.is_valid({**STATED, "visits": 0})
    assert not validator.is_valid({**STATED, "people": "5"})
    assert not validator.is_valid({**STATED, "skills": []})
    assert not validator.is_valid({**STATED, "speed": 9})
    assert not validator.is_valid({name: value for name, value in STATED.items() if name != "team"})


NASTY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(alphabet=st.characters(), max_size=30)
    | st.sampled_from(
        ["2022-06-16", "16/6/2022", "2022-06-16T08:15:00+07:00", "\x00", "\ud83d", "5", 2**63, "9" * 400]
    ),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=6,
)
STATED_VALUES = st.sampled_from(list(STATED.values())) | NASTY
NASTY_ENTRIES = st.dictionaries(st.sampled_from(list(STATED)) | st.text(max_size=5), STATED_VALUES)


@given(NASTY | NASTY_ENTRIES | NASTY_ENTRIES.map(lambda entry: {**STATED, **entry}), st.booleans())
def test_no_input_does_worse_than_being_refused(data, lenient):
    try:
        content = read_content(data, lenient=lenient)
    except ContentInvalid as refusal:
        assert refusal.errors
        assert set(refusal.errors.values()) <= set(CONTENT_PROBLEMS)
        json.dumps(refusal.errors, ensure_ascii=False).encode()
    else:
        assert read_content(as_json(content)) == content


@given(
    st.integers(1, 999),
    st.lists(st.integers(0, 999) | st.none(), min_size=len(PARTS), max_size=len(PARTS)),
)
def test_what_is_read_satisfies_every_bound(visits, parts):
    data = {**FEWEST, "visits": visits, **dict(zip(PARTS, parts, strict=True))}

    fits = all((part or 0) <= visits for part in parts)
    fits = fits and sum(data[name] or 0 for name in ENDINGS) <= visits
    if fits:
        assert read_content(data).visits == visits
    else:
        assert set(errors_of(data).values()) <= {"more_than_visits", "ends_exceed_visits"}


@given(NASTY_ENTRIES.map(lambda entry: {**STATED, **entry}))
def test_whatever_is_read_also_satisfies_the_published_schema(data):
    try:
        content = read_content(data)
    except ContentInvalid:
        return

    assert Draft202012Validator(json_schema()).is_valid(as_json(content))
