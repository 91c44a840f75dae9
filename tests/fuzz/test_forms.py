"""Whatever is sent to any form of the portal, by whomever: never a failure on our side."""

from importlib import import_module
from inspect import isclass
from pkgutil import iter_modules

import pytest
from uuid_utils.compat import uuid7
from wtforms import Form as AnyForm

import portal.forms
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import TeamDecision
from tests.entries import EntryPlace
from tests.fuzz.nasties import FORM_VALUES, HUGE, sign_in

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# Their nasty inputs only end the session under test, or cost a slow password hash each.
SLOW = {"accounts.sign_in", "accounts.join", "accounts.change_password"}
ROLES = ("member", "leader", "coordinator", "province_staff", "admin")


def field_names() -> list[str]:
    """Return the names of all fields of all forms."""
    names = set()
    for module in iter_modules(portal.forms.__path__):
        for form in vars(import_module(f"portal.forms.{module.name}")).values():
            if isclass(form) and issubclass(form, AnyForm):
                names |= {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    return sorted(names)


class Everybody:
    """One person of each role, and things for the addresses to name."""

    def __init__(self, world) -> None:
        self.place = place = EntryPlace(world)
        province = world.province("Đồng Nai", code="75")
        self.people = {
            "member": place.member,
            "leader": place.leader,
            "coordinator": world.coordinator(place.commune),
            "province_staff": world.staff(Role.province_staff, place.commune),
            "admin": world.staff(Role.admin, province),
        }
        world.grant(self.people["admin"], Role.coordinator, place.commune)
        world.campaign(place.commune)
        self.activity = world.activity(place.team, place.member)
        self.decision_id = db.session.query(TeamDecision.id).first().id

    def arguments(self, rule, *, overflow: bool = False) -> dict[str, object]:
        """Return values for the variable parts of an address, real ones where there are any."""
        real = {
            "team_id": self.place.team.id,
            "unit_id": self.place.commune.id,
            "commune_id": self.place.commune.id,
            "hamlet_id": self.place.hamlets[0].id,
            "user_id": self.place.member.id,
            "decision_id": self.decision_id,
            "uuid": self.activity.uuid,
            "code": "kh170-2022",
        }
        return {
            name: HUGE if overflow and type(rule._converters[name]).__name__ == "IntegerConverter" else
            real.get(name, 1)
            for name in rule.arguments
        }


@pytest.fixture
def everybody(world) -> Everybody:
    """One person of each role."""
    return Everybody(world)


def list_rules(app, methods: set[str]) -> list:
    """List the addresses that take one of the methods."""
    return [rule for rule in app.url_map.iter_rules() if rule.methods & methods]


def address_of(app, rule, arguments: dict[str, object]) -> str:
    """Return a rule's address."""
    with app.test_request_context():
        return app.url_for(rule.endpoint, **arguments)


def send(app, everybody, role: str, rule, data: dict, **how):
    """Send form data as a person of a role, with a proper token."""
    http = app.test_client()
    sign_in(http, everybody.people[role])
    token = http.get("/api/me").get_json()["csrf"]
    method = next(iter(rule.methods & UNSAFE))
    return http.open(
        address_of(app, rule, everybody.arguments(rule)), method=method, data={"csrf_token": token} | data,
        headers={"X-CSRF-Token": token}, **how,
    )  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_no_value_in_every_field_breaks_a_form(app, everybody, role):
    names, broken = field_names(), []
    for rule in list_rules(app, UNSAFE):
        values = FORM_VALUES if rule.endpoint not in SLOW else FORM_VALUES[-2:]
        for value in values:
            response = send(app, everybody, role, rule, dict.fromkeys(names, value))
            if response.status_code >= 500:
                broken.append((rule.endpoint, value[:20], response.status_code))

    assert broken == []


@pytest.mark.parametrize("role", ROLES)
def test_nothing_at_all_breaks_no_form(app, everybody, role):
    answers = {
        rule.endpoint: send(app, everybody, role, rule, {}).status_code for rule in list_rules(app, UNSAFE)
    }

    assert {endpoint for endpoint, status in answers.items() if status >= 500} == set()


@pytest.mark.parametrize("role", ROLES)
def test_ten_megabytes_break_no_form(app, everybody, role):
    answers = {
        rule.endpoint: send(app, everybody, role, rule, {"note": "x" * 10 * 1024 * 1024}).status_code
        for rule in list_rules(app, UNSAFE)
    }

    assert {endpoint: status for endpoint, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_number_in_an_address_breaks_a_page(app, everybody, role):
    http, broken = app.test_client(), []
    sign_in(http, everybody.people[role])
    for rule in list_rules(app, {"GET"}):
        response = http.get(address_of(app, rule, everybody.arguments(rule, overflow=True)))
        if response.status_code >= 500 and rule.endpoint != "health.readyz":
            broken.append((rule.endpoint, response.status_code))

    assert broken == []


@pytest.mark.parametrize("role", ROLES)
def test_no_value_in_a_question_breaks_a_page(app, everybody, role):
    names, broken = field_names(), []
    http = app.test_client()
    sign_in(http, everybody.people[role])
    for rule in list_rules(app, {"GET"}):
        address = address_of(app, rule, everybody.arguments(rule))
        for value in FORM_VALUES[:-1]:
            asked = dict.fromkeys([*names, "lang", "after", "before", "team", "like", "page"], value)
            response = http.get(address, query_string=asked)
            if response.status_code >= 500 and rule.endpoint != "health.readyz":
                broken.append((rule.endpoint, value[:20], response.status_code))

    assert broken == []


def test_an_unknown_id_breaks_no_entry_page(app, everybody):
    http = app.test_client()
    sign_in(http, everybody.people["member"])

    assert http.get(f"/activities/{uuid7()}").status_code == 404
