"""What is typed means the same on the phone and on the server: one reading, in two languages."""

import json
import random
from datetime import UTC, datetime

import pytest

from portal.domain.activity_content import (
    ENDINGS,
    FIELDS,
    PARTS,
    ContentInvalid,
    as_json,
    json_schema,
    read_content,
)
from portal.domain.personal_numbers import has_personal_number
from portal.domain.skills import SKILLS
from portal.forms.activities import FREE_TEXTS
from tests.browser.conftest import PHONE
from tests.browser.phones import begin, module
from tests.fuzz.nasties import FORM_VALUES

CASES = 600
RECORDED_AT = datetime(2022, 6, 16, 1, 15, tzinfo=UTC).isoformat()
SOUND = {
    "team": ("T-0012", " T-0012 "),
    "occurred_on": ("2022-06-16", "16/06/2022", "1.6.2022", "1-06-2022"),
    "kind": ("assistance", "session", "household_visit"),
    "visits": ("5", "12", "+7", "007", "999"),
    **dict.fromkeys(PARTS, ("", "0", "1", "2", "3", "5")),
    "households": ("", "0", "3"),
    "hamlet": ("", "12"),
    "on_behalf_of": ("", "34"),
    **dict.fromkeys(FREE_TEXTS, ("", "Nhà văn hóa thôn 5", "Nhà văn hóa", "một\r\nhai ", "gọi 0912 345 678")),
}
DOUBTFUL = (
    *FORM_VALUES,
    "1e3", "5.0", "5,0", " 5 ", "５", "1_000", "0x10", "--5", "+ 5", "1000", "-0", "00", "\u00a05", "\ufeff5",
    "16/6/22", "2022-6-16", "32/01/2022", "29/02/2022", "29/02/2024", "16/06 2022", "16/06.2022", "20220616",
    "1999-12-31", "2999-12-31", "3000-01-01", "2022-06-16T00:00", "2022-W24-4", "١٦/٠٦/٢٠٢٢",
    "0912 345 678", "070.2022.12345", "1-2-3-4-5-6-7-8-9", "12345678", "1234567890123", "số 091234567x",
    "\u0085", "\x1f5\x1f", "a\tb", "a\u2028b", "\u200bab", "x" * 1000, "x" * 1001, "e\u0301" * 1000,
    "🙂" * 1000, "T" * 41,
)  # fmt: skip
# A team is chosen, so only the server looks for what would break its line.
TYPED = tuple(name for name in SOUND if name != "team")
READ = """async ([address, schema, cases]) => {
  const { contentOf, personalNumbersIn } = await import(address);
  return cases.map((typed) => {
    const { content, errors } = contentOf(typed, schema);
    const numbers = Object.keys(errors).length ? [] : personalNumbersIn(content);
    return { content: JSON.stringify(content), errors, numbers };
  });
}"""


def type_something(chance: random.Random) -> dict[str, object]:
    """Fill in a form: mostly soundly, one to three fields doubtfully."""
    typed: dict[str, object] = {name: chance.choice(values) for name, values in SOUND.items()}
    typed["skills"] = chance.sample(SKILLS, chance.randrange(len(SKILLS) + 1))
    for name in chance.sample(TYPED, chance.randint(0, 3)):
        typed[name] = chance.choice(DOUBTFUL)
    return typed


def judge(typed: dict) -> dict:
    """Return what the server makes of a form, shaped as the phone's answer."""
    try:
        content = read_content(typed, lenient=True)
    except ContentInvalid as invalid:
        return {"content": None, "errors": invalid.errors, "numbers": []}
    numbers = [name for name in FREE_TEXTS if has_personal_number(getattr(content, name))]
    return {"content": as_json(content), "errors": {}, "numbers": numbers}


@pytest.fixture
def read_on_phone(open_window, sign_in, world):
    """Let the phone's own module read many forms."""
    commune = world.commune()
    page = open_window(PHONE)
    sign_in(page, world.member(world.team(commune, [world.hamlet(commune)])))
    begin(page)
    return lambda cases: page.evaluate(READ, [module(page, "entry"), json_schema(), cases])


def test_phone_and_server_read_a_form_alike(read_on_phone):
    chance = random.Random(1)
    cases = [type_something(chance) for _ in range(CASES)]

    read = read_on_phone(cases)

    seen = {"sound": 0, "refused": 0, "numbers": 0}
    for typed, phone in zip(cases, read, strict=True):
        server = judge(typed)
        assert phone["errors"] == server["errors"], typed
        assert phone["numbers"] == server["numbers"], typed
        seen["refused" if server["errors"] else "sound"] += 1
        seen["numbers"] += bool(server["numbers"])
        if not server["errors"]:
            # What the phone then sends is read as JSON, without leniency.
            sent = read_content(json.loads(phone["content"]) | {"recorded_at": RECORDED_AT})
            assert as_json(sent) | {"recorded_at": None} == server["content"], typed
    assert min(seen.values()) >= 10, seen


def test_each_doubtful_value_is_read_alike_in_each_field(read_on_phone):
    sound = {name: values[0] for name, values in SOUND.items()} | {"skills": ["safety"]}
    changes = [(name, value) for name in TYPED for value in DOUBTFUL]
    cases = [sound | {name: value} for name, value in changes]

    read = read_on_phone(cases)

    differ = {
        (name, value[:30]): (phone["errors"], server["errors"])
        for (name, value), phone, server in zip(changes, read, map(judge, cases), strict=True)
        if (phone["errors"], phone["numbers"]) != (server["errors"], server["numbers"])
    }
    assert differ == {}


def test_every_field_and_every_sum_is_among_what_is_compared():
    assert set(SOUND) | {"skills", "recorded_at"} == {field.name for field in FIELDS}
    assert set(ENDINGS) <= set(SOUND)
