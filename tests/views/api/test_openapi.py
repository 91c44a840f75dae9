"""The description of the JSON interface is well formed, complete, and true of the real answers."""

import json
import re
from datetime import date

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from uuid_utils.compat import uuid7

from portal.domain.roles import Role
from tests.entries import EntryPlace, set_returned, stored


@pytest.fixture
def document(client) -> dict:
    """The description as anybody gets it."""
    return client.http.get("/api/openapi.json").get_json()


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def described_answer(document: dict, method: str, path: str, response) -> dict:
    """Check an answer against what the description promises of it, and return it."""
    promised = document["paths"][path][method]["responses"]
    assert str(response.status_code) in promised, f"{method} {path}: {response.status_code} is not described"
    content = promised[str(response.status_code)]["content"]
    assert response.mimetype in content
    schema = content[response.mimetype]["schema"] | {"components": document["components"]}
    answer = response.get_json()
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer)
    return answer


def test_the_description_is_well_formed(document):
    validate(document)

    assert document["openapi"] == "3.1.0"


def test_every_address_of_the_interface_is_described(document, app):
    real = {
        (re.sub(r"<(?:[^>]*:)?(\w+)>", r"{\1}", rule.rule).replace("{uuid}", "{id}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    described = {(path, method) for path, methods in document["paths"].items() for method in methods}

    assert described == real


def test_every_schema_is_one(document):
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_answers_to_sending_are_as_described(document, client, place):
    client.sign_in(place.member)
    headers = {"X-CSRF-Token": client.csrf(), "X-Queue-Owner": str(place.member.id)}
    foreign = place.world.activity(place.team, place.leader)
    uuid, path = uuid7(), "/api/activities/{id}"

    def put(key, content, **changed):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return client.http.put(
            f"/api/activities/{key}", data=body, content_type="application/json", headers=headers | changed
        )

    answers = [
        put(uuid, place.stated(note="Nộp hồ sơ")),
        put(uuid, place.stated(note="Nộp hồ sơ")),
        put(uuid, place.stated(visits=6)),
        put(uuid, place.stated(), **{"X-Queue-Owner": "0"}),
        put(uuid, place.stated(), **{"X-CSRF-Token": ""}),
        put(foreign.uuid, place.stated()),
        put(uuid7(), place.stated(visits=0)),
        put(uuid7(), b"{"),
        put(uuid7(), b" " * 100_000),
    ]

    for response in answers:
        described_answer(document, "put", path, response)
    assert [one.status_code for one in answers] == [201, 200, 409, 409, 400, 404, 422, 400, 413]


def test_what_one_may_send_is_what_the_description_says(document, place):
    schema = {"$ref": "#/components/schemas/ActivityContent", "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    assert validator.is_valid(place.stated())
    assert not validator.is_valid(place.stated(visits=0))
    assert not validator.is_valid(place.stated(colour="red"))


def test_own_entries_and_oneself_are_as_described(document, client, place):
    set_returned(stored(place.submitted(recorded_at="2022-06-16T08:15:00+07:00").uuid))
    place.submitted(on_behalf_of=None, people=2)
    client.sign_in(place.leader)
    described_answer(document, "get", "/api/me", client.http.get("/api/me"))
    client.http.delete_cookie("portal")
    described_answer(document, "get", "/api/me", client.http.get("/api/me"))

    client.sign_in(place.member)
    entries = client.http.get("/api/activities")
    refused = client.http.get("/api/activities?updated_since=x")

    assert len(described_answer(document, "get", "/api/activities", entries)["activities"]) == 2
    described_answer(document, "get", "/api/activities", refused)


@pytest.mark.parametrize("path", ["/api/coverage", "/api/indicators/8", "/api/scoreboard"])
def test_figures_are_as_described(document, client, place, path):
    place.world.campaign(place.commune)
    place.world.activity(place.team, place.member, status="approved")
    client.sign_in(place.world.staff(Role.province_staff, place.commune))
    code = str(90_000 + place.commune.id)

    asked = [{"campaign": "kh170-2022", "unit": code}, {"campaign": "kh170-2022", "unit": "no"}, {}]
    answers = [client.http.get(path, query_string=one) for one in asked]

    assert [one.status_code for one in answers] == [200, 404, 422]
    for response in answers:
        described_answer(document, "get", path, response)


def test_places_are_as_described(document, client, place):
    client.sign_in(place.member)

    for asked in ({}, {"as_of": "2022-06-16", "level": "hamlet"}, {"under": "no"}, {"as_of": "no"}):
        response = client.http.get("/api/units", query_string=asked)
        described_answer(document, "get", "/api/units", response)

    assert date(2022, 6, 16).isoformat() == client.http.get("/api/units").get_json()["as_of"]
