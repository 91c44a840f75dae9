"""Large acts: every row they write is remembered, and taking one back leaves the database as it was."""

from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Act, ActRow, Membership, Team, TeamHamlet, Unit, UnitVersion, User
from portal.services.acts import recorded, take_back
from portal.transaction import transaction

KEPT = (Act.__table__, ActRow.__table__)


def everything() -> dict[str, list[tuple]]:
    """Return every row of every table but those that remember acts."""
    db.session.commit()
    return {
        table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
        for table in db.metadata.sorted_tables
        if table not in KEPT
    }


@pytest.fixture
def team(world):
    """A team that serves a hamlet."""
    commune = world.commune()
    return world.team(commune, [world.hamlet(commune)])


def test_an_act_that_made_and_changed_rows_is_taken_back_without_a_trace(team):
    before = everything()
    with transaction(), recorded(None, "import") as act:
        user = User(name="Điểu Thị Nở", phone="0912000111", created_at=clock.now())
        db.session.add(user)
        db.session.flush()
        seat = Membership(
            team_id=team.id, user_id=user.id, role="member", affiliation="teacher", starts_on=date(2022, 6, 1)
        )
        db.session.add(seat)
        db.session.flush()
        # A row that the act made and then changed, and one changed twice.
        seat.affiliation = "police"
        served = db.session.scalar(select(TeamHamlet))
        served.ends_on = date(2022, 6, 10)
        db.session.flush()
        served.ends_on = date(2022, 6, 12)
    assert everything() != before

    take_back(None, act)

    assert everything() == before
    assert act.undone_at == clock.now()


def test_units_below_one_another_are_taken_back_in_one_go(world):
    commune = world.commune()
    before = everything()
    with transaction(), recorded(None, "import") as act:
        outer = Unit(level="hamlet", parent_id=commune.id, path="new-1/")
        db.session.add(outer)
        db.session.flush()
        inner = Unit(level="hamlet", parent_id=outer.id, path="new-2/")
        db.session.add(inner)
        db.session.add(
            UnitVersion(
                unit_id=outer.id, name="1", full_name="Thôn 1", type="thôn", path="new-1/",
                valid_from=date(2022, 6, 1),
            )
        )  # fmt: skip

    take_back(None, act)

    assert everything() == before


def test_an_act_is_taken_back_only_once(team):
    with transaction(), recorded(None, "import") as act:
        db.session.get(Team, team.id).name = "Tổ công nghệ số thôn 2"
    take_back(None, act)
    after = everything()

    with pytest.raises(RuleBroken) as refusal:
        take_back(None, act)

    assert refusal.value.code == "act_undone"
    assert everything() == after


def test_nothing_is_taken_back_when_a_row_was_changed_since(team):
    with transaction(), recorded(None, "import") as act:
        user = User(name="Lê Thị Tuyết", phone="0912000112", created_at=clock.now())
        db.session.add(user)
        db.session.get(Team, team.id).name = "Tổ công nghệ số thôn 2"
    with transaction():
        user.name = "Lê Thị Ánh Tuyết"
    after = everything()

    with pytest.raises(RuleBroken) as refusal:
        take_back(None, act)

    assert refusal.value.code == "act_changed_since"
    assert everything() == after


def test_nothing_is_taken_back_when_something_rests_on_a_new_row(team):
    with transaction(), recorded(None, "import") as act:
        user = User(name="Lê Thị Tuyết", phone="0912000112", created_at=clock.now())
        db.session.add(user)
    with transaction():
        db.session.add(
            Membership(
                team_id=team.id, user_id=user.id, role="member", affiliation="teacher",
                starts_on=date(2022, 6, 1),
            )
        )  # fmt: skip
    after = everything()

    with pytest.raises(RuleBroken) as refusal:
        take_back(None, act)

    assert refusal.value.code == "act_in_use"
    assert everything() == after


def test_deleting_within_an_act_is_refused_and_nothing_is_written(team):
    before = everything()

    with pytest.raises(RuntimeError), transaction(), recorded(None, "import"):
        db.session.delete(db.session.scalar(select(TeamHamlet)))

    assert everything() == before
    assert db.session.scalar(select(Act)) is None
