"""The first gate: every view names its audience, and one that names nobody is open to nobody."""

import pytest

import config
from portal import create_app
from portal.domain.roles import Role
from portal.extensions import db
from portal.web.access import PUBLIC, SIGNED_IN, allow, audience_of, public, signed_in
from tests.conventions.cast import build_cast
from tests.conventions.visitors import Visitor
from tests.kept import built_once
from tests.page_client import FreshClient

MARKS = {
    "unmarked": lambda view: view,
    "public": public,
    "signed-in": signed_in,
    "member": allow(Role.member),
    "staff": allow(Role.coordinator, Role.province_staff),
}
# mark -> who gets in; everybody else is refused.
LET_IN = {
    "unmarked": (),
    "public": (None, "member", "coordinator", "province_staff", "admin"),
    "signed-in": ("member", "coordinator", "province_staff", "admin"),
    "member": ("member",),
    "staff": ("coordinator", "province_staff"),
}


@pytest.fixture
def marked_app(app, tmp_path):
    """A throw-away app on the same database with one view for each mark."""
    settings = config.Config(
        {
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "PORTAL_DATA_DIR": str(tmp_path),
            "SECRET_KEY": "k" * 32,
        }
    )
    settings.TESTING = True
    settings.PROPAGATE_EXCEPTIONS = False
    marked = create_app(settings)
    marked.test_client_class = FreshClient
    for name, mark in MARKS.items():
        marked.add_url_rule(
            f"/marked/{name}", f"marked_{name}", mark(lambda: "inside"), methods=["GET", "POST"]
        )
    with marked.app_context():
        yield marked
        db.session.remove()
        db.engine.dispose()


def test_every_view_names_its_audience(app):
    unmarked = [name for name, view in app.view_functions.items() if audience_of(view) is None]

    assert unmarked == []


def test_every_audience_is_one_that_the_gate_knows(app):
    audiences = {name: audience_of(view) for name, view in app.view_functions.items()}

    strange = {
        name: audience
        for name, audience in audiences.items()
        if audience not in (PUBLIC, SIGNED_IN)
        and not (audience and all(isinstance(one, Role) for one in audience))
    }

    assert strange == {}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_mark_lets_in_whom_it_names_and_nobody_else(app, marked_app, world, mark, method):
    cast = built_once(build_cast, world)

    for who in (None, "member", "coordinator", "province_staff", "admin"):
        answer = Visitor(marked_app, cast.people.get(who)).send(method, f"/marked/{mark}")

        if who in LET_IN[mark]:
            assert (answer.status_code, answer.text) == (200, "inside"), who
        elif who is None and mark != "unmarked":
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")
        else:
            assert answer.status_code == 403, who
            assert "inside" not in answer.text
