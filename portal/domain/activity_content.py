"""The one definition of an entry's shape: its fields, bounds, reading, canonical form and schema."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.activity_values import (
    HIGHEST_ID,
    BadValue,
    Reader,
    count_reader,
    is_absent,
    read_day,
    read_kind,
    read_moment,
    read_skills,
    text_reader,
)
from portal.domain.skills import SKILLS

LIMITS: dict[str, int] = {
    "visits_max": 999,
    "households_max": 999,
    "team_length": 40,
    "place_length": 200,
    "note_length": 1000,
    "difficulty_length": 1000,
    "days_back": 30,
}

CONTENT_PROBLEMS = (
    "required",
    "empty_skills",
    "not_a_number",
    "out_of_range",
    "too_long",
    "unknown_kind",
    "unknown_skill",
    "not_a_date",
    "not_a_moment",
    "bad_text",
    "wrong_type",
    "more_than_visits",
    "ends_exceed_visits",
    "unknown_field",
)
DATE_PROBLEMS = ("future", "before_founding", "too_old")

# Counts of a part of the visits, and those of them that say how each visit ended.
PARTS = ("people", "alone", "together", "shown", "elderly", "minority")
ENDINGS = ("alone", "together", "shown")


@dataclass(frozen=True, slots=True)
class ActivityContent:
    """What a member states about one piece of work; None is unknown, never nought."""

    team: str
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    people: int | None = None
    households: int | None = None
    alone: int | None = None
    together: int | None = None
    shown: int | None = None
    elderly: int | None = None
    minority: int | None = None
    hamlet: int | None = None
    on_behalf_of: int | None = None
    place: str = ""
    note: str = ""
    difficulty: str = ""
    recorded_at: datetime | None = None

    def logged_by(self, user_id: int) -> "ActivityContent":
        """Return the entry as this person logs it: one's own work is on nobody's behalf."""
        return replace(self, on_behalf_of=None) if self.on_behalf_of == user_id else self


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entry: how it is read, what stands for nothing stated, and what JSON it takes."""

    name: str
    read: Reader
    schema: dict[str, object]
    absent: object = None
    missing_code: str | None = None


class ContentInvalid(Exception):
    """A stated entry has problems; `errors` names each field with a code."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in errors.items()))
        self.errors = errors


def _count(name: str, lowest: int, highest: int, *, is_required: bool = False) -> Field:
    return Field(
        name,
        count_reader(lowest, highest),
        {"type": "integer", "minimum": lowest, "maximum": highest},
        missing_code="required" if is_required else None,
    )


def _text(name: str) -> Field:
    longest = LIMITS[f"{name}_length"]
    schema = {"type": "string", "maxLength": longest}
    return Field(name, text_reader(longest, multiline=True), schema, absent="")


FIELDS: tuple[Field, ...] = (
    Field(
        "team",
        text_reader(LIMITS["team_length"], multiline=False),
        {"type": "string", "minLength": 1, "maxLength": LIMITS["team_length"]},
        missing_code="required",
    ),
    Field("occurred_on", read_day, {"type": "string", "format": "date"}, missing_code="required"),
    Field("kind", read_kind, {"type": "string", "enum": list(ACTIVITY_KINDS)}, missing_code="required"),
    Field(
        "skills",
        read_skills,
        {"type": "array", "items": {"type": "string", "enum": list(SKILLS)}, "minItems": 1},
        missing_code="empty_skills",
    ),
    _count("visits", 1, LIMITS["visits_max"], is_required=True),
    _count("people", 0, LIMITS["visits_max"]),
    _count("households", 0, LIMITS["households_max"]),
    _count("alone", 0, LIMITS["visits_max"]),
    _count("together", 0, LIMITS["visits_max"]),
    _count("shown", 0, LIMITS["visits_max"]),
    _count("elderly", 0, LIMITS["visits_max"]),
    _count("minority", 0, LIMITS["visits_max"]),
    _count("hamlet", 1, HIGHEST_ID),
    _count("on_behalf_of", 1, HIGHEST_ID),
    _text("place"),
    _text("note"),
    _text("difficulty"),
    Field("recorded_at", read_moment, {"type": "string", "format": "date-time"}),
)
_NAMES = frozenset(field.name for field in FIELDS)
_MOST_UNKNOWN_NAMED = 10
_LONGEST_UNKNOWN_NAME = 40
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read_content(data: object, *, lenient: bool = False) -> ActivityContent:
    """Read an entry from parsed JSON, or with `lenient` from what a form sends, where all is text.

    Nothing stated and null are the same. All problems are collected and raised as ContentInvalid, which is
    the only exception for whatever input. Bounds are those of LIMITS; dates against today: `check_dates`.
    """
    if not isinstance(data, Mapping):
        raise ContentInvalid({"content": "wrong_type"})
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for field in FIELDS:
        stated = data.get(field.name)
        if is_absent(stated, lenient):
            stated = None
        try:
            values[field.name] = _read_field(field, stated, lenient)
        except BadValue as problem:
            errors[field.name] = problem.code
    _compare_with_visits(values, errors)
    if not lenient:
        errors.update((name, "unknown_field") for name in _unknown_names(data))
    if errors:
        raise ContentInvalid(errors)
    return ActivityContent(**values)  # type: ignore[arg-type]  # Each reader returns its field's type.


def check_dates(
    content: ActivityContent, *, today: date, team_founded_on: date | None, may_log_late: bool
) -> dict[str, str]:
    """Return what is wrong with the day of the work, by field; empty when nothing is.

    `today` is the server's local day. Only who may log late (a coordinator) goes back beyond 30 days.
    """
    if content.occurred_on > today:
        return {"occurred_on": "future"}
    if team_founded_on is not None and content.occurred_on < team_founded_on:
        return {"occurred_on": "before_founding"}
    if is_late(content.occurred_on, today) and not may_log_late:
        return {"occurred_on": "too_old"}
    return {}


def is_late(occurred_on: date, today: date) -> bool:
    """Tell whether the work lies more than 30 days back."""
    return (today - occurred_on).days > LIMITS["days_back"]


def as_json(content: ActivityContent) -> dict[str, object]:
    """Return the entry as the JSON object of the public interface; moments in UTC."""
    stated = {field.name: getattr(content, field.name) for field in FIELDS}
    stated["occurred_on"] = content.occurred_on.isoformat()
    stated["skills"] = list(content.skills)
    if content.recorded_at is not None:
        stated["recorded_at"] = content.recorded_at.astimezone(UTC).isoformat()
    return stated


def canonical_json(content: ActivityContent) -> bytes:
    """Write the entry the same way each time: sorted keys, no spaces, UTF-8."""
    return _ENCODER.encode(as_json(content)).encode()


def digest(content: ActivityContent) -> str:
    """Return the SHA-256 of the canonical form in hexadecimal; equal content, equal digest."""
    return sha256(canonical_json(content)).hexdigest()


def json_schema() -> dict[str, object]:
    """Describe the entry in JSON Schema 2020-12, from the same fields that `read_content` reads."""
    return {
        "type": "object",
        "properties": {field.name: _field_schema(field) for field in FIELDS},
        "required": [field.name for field in FIELDS if field.missing_code],
        "additionalProperties": False,
    }


def _read_field(field: Field, stated: object, lenient: bool) -> object:
    """Read one value; raise BadValue where it is wrong or missing."""
    value = field.absent if stated is None else field.read(stated, lenient)
    if field.missing_code and not value:
        raise BadValue(field.missing_code)
    return value


def _field_schema(field: Field) -> dict[str, object]:
    """Return a field's schema, with null where nothing need be stated."""
    if field.missing_code:
        return field.schema
    return {**field.schema, "type": [field.schema["type"], "null"], "default": field.absent}


def _compare_with_visits(values: dict[str, object], errors: dict[str, str]) -> None:
    """Note the parts that exceed the visits, one by one and the endings together."""
    visits = values.get("visits")
    if visits is None:
        return
    for name in PARTS:
        if (values.get(name) or 0) > visits:
            errors[name] = "more_than_visits"
    has_bad_ending = any(name in errors for name in ENDINGS)
    if not has_bad_ending and sum(values[name] or 0 for name in ENDINGS) > visits:
        errors["alone"] = "ends_exceed_visits"


def _unknown_names(data: Mapping) -> Iterator[str]:
    """Name the first few keys that are no field, in a form that is safe to send back."""
    if data.keys() <= _NAMES:
        return
    unknown = [key for key in data if key not in _NAMES]
    for key in unknown[:_MOST_UNKNOWN_NAMED]:
        shown = key if isinstance(key, str) else type(key).__name__
        yield shown[:_LONGEST_UNKNOWN_NAME].encode("ascii", "backslashreplace").decode()
