"""Whatever is sent to any form of the portal, by whomever: never a failure on our side."""

from importlib import import_module
from inspect import isclass
from pkgutil import iter_modules

import pytest
from uuid_utils.compat import uuid7
from wtforms import Form as AnyForm

import portal.forms
from portal.domain.activity_content import FIELDS
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import TeamDecision
from tests.fuzz.nasties import FORM_VALUES, HUGE, MALFORMED_VALUES, sign_in
from tests.practices import PracticePlace

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# They cost a slow password hash at each try, or end the session under test.
SKIPPED = {"accounts.sign_in", "accounts.join", "accounts.change_password", "accounts.sign_out"}
ROLES = ("member", "leader", "coordinator", "province_staff", "admin")
ROUNDS = 6
# They answer 400 or 415 on their own account: no proper id, or no JSON.
UNREAD = ("activities.create", "api_activities.submit")
# The tests have no background worker, so the portal is never quite ready.
UNREADY = {"health.readyz"}
# Steps that lead through all values, so that each field meets others beside different neighbours.
STEP = 7


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
        self.place = place = PracticePlace(world)
        province = world.province("Đồng Nai", code="75")
        self.people = {
            "member": place.member,
            "leader": place.leader,
            "coordinator": world.coordinator(place.commune),
            "province_staff": world.staff(Role.province_staff, place.commune),
            "admin": world.staff(Role.admin, province),
        }
        world.campaign(place.commune)
        self.activity = world.activity(place.team, place.member)
        [self.session_id] = place.planned()
        self.practice_id = place.proposed().id
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
            "session_id": self.session_id,
            "practice_id": self.practice_id,
            "code": "kh170-2022",
            "kind": "hamlets",
            "lang": "vi",
            "sha256": "0" * 64,
            "file_sha256": "0" * 64,
            "device": "phone-1",
        }
        return {
            name: HUGE
            if overflow and type(rule._converters[name]).__name__ == "IntegerConverter"
            else real.get(name, 1)
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


class Sender:
    """Sends form data as a person of a role, with a proper token."""

    def __init__(self, app, everybody, role: str) -> None:
        self.app, self.everybody, self.http = app, everybody, app.test_client()
        sign_in(self.http, everybody.people[role])
        self.token = self.http.get("/api/me").get_json()["csrf"]

    def send(self, rule, data: dict[str, str]) -> int:
        """Send the data to an address and return the answer's status."""
        return self.http.open(
            address_of(self.app, rule, self.everybody.arguments(rule)),
            method=next(iter(rule.methods & UNSAFE)),
            data={"csrf_token": self.token} | data,
            headers={"X-CSRF-Token": self.token},
        ).status_code

    def ask(self, rule, question: dict[str, str] | None = None, *, overflow: bool = False) -> int:
        """Get an address and return the answer's status."""
        address = address_of(self.app, rule, self.everybody.arguments(rule, overflow=overflow))
        return self.http.get(address, query_string=question).status_code


@pytest.fixture(params=ROLES)
def sender(app, everybody, request) -> Sender:
    """A browser of each role in turn."""
    return Sender(app, everybody, request.param)


def mixture(names: list[str], turn: int) -> dict[str, str]:
    """Give each field another nasty value; each turn gives each field a new one."""
    return {name: FORM_VALUES[(place * STEP + turn) % len(FORM_VALUES)] for place, name in enumerate(names)}


def failures(statuses: dict[str, int]) -> dict[str, int]:
    """Pick out the answers that are failures on our side."""
    return {endpoint: status for endpoint, status in statuses.items() if status >= 500}


def test_no_mixture_of_values_breaks_a_form(app, sender):
    names, statuses = field_names(), {}
    for rule in list_rules(app, UNSAFE):
        if rule.endpoint in SKIPPED or sender.send(rule, {}) == 403:
            continue
        for turn in range(0, len(FORM_VALUES), len(FORM_VALUES) // ROUNDS):
            statuses[f"{rule.endpoint} {turn}"] = sender.send(rule, mixture(names, turn))

    assert failures(statuses) == {}
    # The forms were really read: a refusal at the door would prove nothing about them.
    assert 422 in statuses.values()
    assert {status for key, status in statuses.items() if not key.startswith(UNREAD)} & {400} == set()


def test_nothing_at_all_breaks_no_form(app, sender):
    statuses = {rule.endpoint: sender.send(rule, {}) for rule in list_rules(app, UNSAFE)}

    assert failures(statuses) == {}


def test_ten_megabytes_are_too_large_for_every_form(app, everybody):
    sender, body = Sender(app, everybody, "member"), {"note": "x" * 10 * 1024 * 1024}

    statuses = {rule.endpoint: sender.send(rule, body) for rule in list_rules(app, UNSAFE)}

    assert set(statuses.values()) <= {413, 415}


def test_no_number_in_an_address_breaks_a_page(app, sender):
    rules = [rule for rule in list_rules(app, {"GET"}) if rule.endpoint not in UNREADY]

    statuses = {rule.endpoint: sender.ask(rule, overflow=True) for rule in rules}

    assert failures(statuses) == {}


def test_no_value_in_a_question_breaks_a_page(app, sender):
    names, statuses = [*field_names(), "lang", "after", "before", "team", "like", "page"], {}
    for rule in list_rules(app, {"GET"}):
        if rule.endpoint in UNREADY or sender.ask(rule) == 403:
            continue
        for turn in range(0, len(FORM_VALUES), len(FORM_VALUES) // 3):
            question = {name: value[:500] for name, value in mixture(names, turn).items()}
            statuses[f"{rule.endpoint} {turn}"] = sender.ask(rule, question)

    assert failures(statuses) == {}
    assert 200 in statuses.values()


@pytest.mark.parametrize("value", MALFORMED_VALUES, ids=repr)
def test_what_cannot_be_stored_is_refused_by_every_form(app, everybody, value):
    sender = Sender(app, everybody, "coordinator")

    statuses = {rule.endpoint: sender.send(rule, {"note": value}) for rule in list_rules(app, UNSAFE)}

    assert set(statuses.values()) == {400}


@pytest.mark.parametrize("name", [field.name for field in FIELDS if field.name != "recorded_at"] + ["id"])
def test_no_value_of_one_field_breaks_the_entry_form(app, everybody, name):
    sender, place = Sender(app, everybody, "leader"), everybody.place
    rule = next(one for one in list_rules(app, {"POST"}) if one.endpoint == "activities.create")
    stated = {key: value for key, value in place.stated().items() if value is not None}

    statuses = {
        value[:20]: sender.send(rule, stated | {"id": str(uuid7())} | {name: value}) for value in FORM_VALUES
    }

    # Only the id is refused at the door; everything else is the form's to judge.
    refused = {400} if name == "id" else {422}
    assert refused <= set(statuses.values()) <= refused | {303}


def test_an_unknown_id_breaks_no_entry_page(app, everybody):
    http = app.test_client()
    sign_in(http, everybody.people["member"])

    assert http.get(f"/activities/{uuid7()}").status_code == 404
