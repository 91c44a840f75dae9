"""`users …` makes staff accounts, roles and links, and lists them, or says in one line what is wrong."""

import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, RoleGrant, User
from portal.services.activations import find_activation

GOOD = {"--name": "Trần Thị Phượng", "--phone": "0912 345 678", "--role": "coordinator", "--unit": "25345"}


@pytest.fixture
def commune(world):
    """A commune with an official code."""
    return world.commune(code="25345")


@pytest.fixture
def province(world):
    """A province with an official code."""
    return world.province()


def run(app, *arguments):
    """Run a command; its exit code, output and error lines."""
    return app.test_cli_runner().invoke(args=["users", *arguments])


def days_of(user):
    """Return the days of a person's grants as the database has them."""
    rows = db.session.execute(
        select(RoleGrant.starts_on, RoleGrant.ends_on)
        .where(RoleGrant.user_id == user.id)
        .order_by(RoleGrant.id)
    )
    return [tuple(row) for row in rows]


def create(app, **changes):
    """Run the command that creates an account."""
    options = GOOD | {f"--{name}": value for name, value in changes.items()}
    arguments = ["users", "create"]
    for option, value in options.items():
        if value is not None:
            arguments += [option, value]
    return app.test_cli_runner().invoke(args=arguments)


def test_an_account_is_created_and_the_link_works(app, commune):
    outcome = create(app)

    assert outcome.exit_code == 0, outcome.output
    token = re.match(r"http://127\.0\.0\.1:8000/join/(\S+)\n", outcome.output)[1]
    user = find_activation(token)
    assert (user.name, user.phone) == ("Trần Thị Phượng", "0912345678")
    grant = db.session.execute(select(RoleGrant.role, RoleGrant.unit_id)).one()
    assert tuple(grant) == ("coordinator", commune.id)
    assert db.session.scalars(select(AuditRow.action)).all() == ["create_staff"]


@pytest.mark.parametrize(
    ("changes", "exit_code"),
    [
        ({"unit": "99999"}, 1),
        ({"role": "admin"}, 1),
        ({"role": "king"}, 2),
        ({"phone": "12"}, 2),
        ({"name": " "}, 2),
        ({"name": "a\x07b"}, 2),
        ({"phone": None}, 2),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_created(app, commune, changes, exit_code):
    outcome = create(app, **changes)

    assert outcome.exit_code == exit_code
    assert outcome.stdout == "" and outcome.stderr.strip()
    assert exit_code == 2 or outcome.stderr.count("\n") == 1
    assert db.session.scalars(select(User.id)).all() == []


def test_a_number_in_use_is_refused(app, world, commune):
    world.user("Somebody else", phone="0912345678")

    outcome = create(app)

    assert outcome.exit_code == 1
    assert "Somebody else" not in outcome.output
    assert db.session.scalars(select(RoleGrant.id)).all() == []


def test_an_account_can_be_created_for_later(app, commune):
    outcome = create(app, **{"from": "2022-07-01", "until": "31/12/2022"})

    assert outcome.exit_code == 0, outcome.output
    assert days_of(db.session.scalars(select(User)).one()) == [(date(2022, 7, 1), date(2023, 1, 1))]


def test_a_role_is_given_with_its_days_and_its_reach_is_said(app, world, commune):
    person = world.member(world.team(commune), world.user("Điểu Khuê", phone="0912345678"))
    at = ("--role", "coordinator", "--unit", "25345")

    outcome = run(app, "grant", "--phone", "+84 912 345 678", *at, "--until", "2022-12-31")

    assert outcome.exit_code == 0, outcome.output
    said, link, _ = outcome.stdout.split("\n", 2)
    assert said == "Điểu Khuê is coordinator of 25345: communes 1, teams 1, people 2."
    assert find_activation(link.rpartition("/")[2]).id == person.id
    assert days_of(person) == [(date(2022, 6, 16), date(2023, 1, 1))]
    again = run(app, "grant", "--phone", "0912345678", *at)
    assert (again.exit_code, again.stdout, again.stderr.count("\n")) == (1, "", 1)


def test_who_is_staff_already_gets_a_second_role_without_a_link(app, world, commune):
    person = world.coordinator(world.commune(name="Bom Bo"))

    outcome = run(app, "grant", "--phone", person.phone, "--role", "coordinator", "--unit", "25345")

    assert outcome.exit_code == 0 and "/join/" not in outcome.stdout
    assert len(days_of(person)) == 2


AT_COMMUNE = "--phone 0912345678 --role coordinator --unit 25345"


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        ("grant --phone 0999999999 --role coordinator --unit 25345", 1),
        ("grant --phone 0912345678 --role admin --unit 25345", 1),
        ("grant --phone 0912345678 --role coordinator --unit 99999", 1),
        (f"grant {AT_COMMUNE} --from 2022-06-15", 1),
        (f"grant {AT_COMMUNE} --from 2022-07-01 --until 2022-06-30", 1),
        (f"grant {AT_COMMUNE} --from x", 2),
        ("grant --phone 12 --role coordinator --unit 25345", 2),
        ("grant --phone 0912345678 --role king --unit 25345", 2),
        ("grant", 2),
        (f"end-role {AT_COMMUNE}", 1),
        ("link --phone 0999999999", 1),
        ("link", 2),
        ("disable --phone 0999999999", 1),
        ("enable --phone x", 2),
        ("list --unit 99999", 1),
        ("list --role king", 2),
    ],
)
def test_what_a_command_cannot_do_is_said_and_nothing_changes(app, world, commune, words, exit_code):
    person = world.member(world.team(commune), world.user(phone="0912345678"))

    outcome = run(app, *words.split())

    assert outcome.exit_code == exit_code, outcome.output
    assert outcome.stdout == "" and outcome.stderr.strip()
    assert exit_code == 2 or outcome.stderr.count("\n") == 1
    assert days_of(person) == []
    assert db.session.scalars(select(AuditRow.action)).all() == []


def test_a_role_is_ended_now_or_after_a_last_day(app, world, commune):
    person = world.coordinator(commune)
    at = ("--phone", person.phone, "--role", "coordinator", "--unit", "25345")

    later = run(app, "end-role", *at, "--until", "2022-12-31")
    assert later.exit_code == 0 and days_of(person)[0][1] == date(2023, 1, 1)
    now = run(app, "end-role", *at)

    assert now.exit_code == 0 and days_of(person)[0][1] == date(2022, 6, 16)
    assert run(app, "end-role", *at).exit_code == 1


def test_the_last_administrator_stays_for_commands_too(app, world, province):
    admin = world.staff(Role.admin, province)
    at = ("--phone", admin.phone, "--role", "admin", "--unit", "70")

    outcomes = [
        run(app, "disable", "--phone", admin.phone),
        run(app, "end-role", *at),
        run(app, "end-role", *at, "--until", "2022-12-31"),
    ]

    assert [one.exit_code for one in outcomes] == [1, 1, 1]
    assert days_of(admin)[0][1] is None
    assert db.session.scalar(select(User.disabled_at)) is None


def test_an_account_is_closed_opened_and_given_a_new_link(app, world, commune):
    person = world.coordinator(commune)

    assert run(app, "disable", "--phone", person.phone).exit_code == 0
    assert db.session.scalar(select(User.disabled_reason).where(User.id == person.id)) == "admin"
    assert run(app, "link", "--phone", person.phone).exit_code == 1
    assert run(app, "enable", "--phone", person.phone).exit_code == 0
    outcome = run(app, "link", "--phone", person.phone)

    assert outcome.exit_code == 0
    token = re.match(r"http://127\.0\.0\.1:8000/join/(\S+)\n", outcome.stdout)[1]
    assert find_activation(token).id == person.id
    told = db.session.scalars(select(AuditRow.action).order_by(AuditRow.seq)).all()
    assert told == ["disable_account", "enable_account", "reissue_link"]


def test_staff_are_listed_by_place_and_role(app, world, province, commune):
    coordinator = world.coordinator(commune, "Trần Thị Phượng")
    world.grant(world.user("Lê Văn Sỹ"), Role.coordinator, commune, since=date(2022, 7, 1))
    world.staff(Role.admin, province, "Quản Trị")
    world.grant(world.user("Thôi việc"), Role.coordinator, commune, until=clock.today())
    world.member(world.team(commune), world.user("Thành viên"))

    lines = run(app, "list").stdout.splitlines()
    inside = json.loads(run(app, "list", "--unit", "25345", "--json").stdout)["users"]
    admins = run(app, "list", "--role", "admin").stdout.splitlines()

    assert [line.split("\t")[1] for line in lines] == ["Lê Văn Sỹ", "Quản Trị", "Trần Thị Phượng"]
    assert inside[1] == {
        "phone": coordinator.phone,
        "name": "Trần Thị Phượng",
        "role": "coordinator",
        "unit_code": "25345",
        "unit": "Xã Đak Nhau",
        "from": "2018-12-01",
        "until": None,
        "account": "active",
    }
    assert [one["from"] for one in inside] == ["2022-07-01", "2018-12-01"]
    assert [line.split("\t")[1] for line in admins] == ["Quản Trị"]


@pytest.mark.parametrize("command", ["create", "grant", "end-role", "link", "disable", "enable", "list"])
def test_every_command_explains_itself(app, command):
    outcome = run(app, command, "--help")

    assert outcome.exit_code == 0 and outcome.stdout.startswith("Usage:")
