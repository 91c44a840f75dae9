"""`users create` makes a staff account and prints its link, or says in one line what is wrong."""

import re

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import AuditRow, RoleGrant, User
from portal.services.activations import find_activation

GOOD = {"--name": "Trần Thị Phượng", "--phone": "0912 345 678", "--role": "coordinator", "--unit": "25345"}


@pytest.fixture
def commune(world):
    """A commune with an official code."""
    return world.commune(code="25345")


def create(app, **changes):
    """Run the command; its exit code, output and error lines."""
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
