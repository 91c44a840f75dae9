"""How a request ends: what was only read by a commit, and what failed without a trace."""

import contextvars

import pytest
from sqlalchemy import event

from portal.extensions import db
from portal.models import Team


def test_a_page_that_only_reads_ends_without_a_rollback_which_would_forget_prepared_statements(client, world):
    client.sign_in(world.member(world.team(world.commune())))
    rolled_back = []
    note = rolled_back.append
    event.listen(db.engine, "rollback", note)

    page = client.get("/activities")

    event.remove(db.engine, "rollback", note)
    assert page.status == 200
    assert rolled_back == []


def test_a_request_that_failed_leaves_nothing_behind(app, world):
    team = world.team(world.commune())

    def fail() -> None:
        with app.app_context():
            db.session.get(Team, team.id).name = "Tổ khác"
            raise ValueError("failed")

    with pytest.raises(ValueError):
        contextvars.Context().run(fail)

    db.session.expire_all()
    assert db.session.get(Team, team.id).name != "Tổ khác"
