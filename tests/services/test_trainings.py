"""A training is recorded once for each member who completed it."""

import unicodedata
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.extensions import db
from portal.models import AuditRow, TrainingCompletion
from portal.queries.memberships import list_trainings
from portal.queries.teams import get_team_sheet
from portal.services.trainings import record_training

TODAY, MAY = date(2022, 6, 16), date(2022, 5, 20)


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


def completions():
    """Return who completed what when."""
    rows = db.session.execute(
        select(
            TrainingCompletion.user_id, TrainingCompletion.title, TrainingCompletion.completed_on
        ).order_by(TrainingCompletion.id)
    )
    return [tuple(row) for row in rows]


def test_several_members_are_recorded_at_once(world, commune, actor):
    team = world.team(commune, leader=False)
    people = [world.member(team), world.member(team)]
    assert "untrained_members" in get_team_sheet(team, TODAY).advice

    count = record_training(actor, team, [one.id for one in people], title="payment", completed_on=MAY)

    assert count == 2
    assert completions() == [(people[0].id, "payment", MAY), (people[1].id, "payment", MAY)]
    assert "untrained_members" not in get_team_sheet(team, TODAY).advice
    assert len(list_trainings(team.id, TODAY)) == 2
    assert db.session.scalars(select(AuditRow.commune_id)).all() == [commune.id]


def test_a_form_sent_twice_records_once_in_either_unicode_form(world, commune, actor):
    team = world.team(commune)
    person = world.member(team)
    record_training(actor, team, [person.id], title="Kỹ năng số", completed_on=MAY)

    count = record_training(
        actor, team, [person.id], title=unicodedata.normalize("NFD", " Kỹ  năng số"), completed_on=MAY
    )

    assert count == 0
    assert completions() == [(person.id, "Kỹ năng số", MAY)]


def test_a_training_of_tomorrow_of_nobody_or_of_a_stranger_is_refused(world, commune, actor):
    team = world.team(commune)
    person, former = world.member(team), world.member(team, until=TODAY)

    for user_ids, day, code in (
        ([person.id], date(2022, 6, 17), "in_future"),
        ([], MAY, "nobody_chosen"),
        ([person.id, former.id], MAY, "unknown_person"),
        ([world.user().id], MAY, "unknown_person"),
    ):
        with pytest.raises(RuleBroken) as caught:
            record_training(actor, team, user_ids, title="payment", completed_on=day)
        assert caught.value.code == code

    assert completions() == []


def test_the_leader_records_no_training(world, commune):
    team = world.team(commune)
    person = world.member(team, role="deputy")

    with pytest.raises(NotAllowed):
        record_training(world.viewer(person), team, [person.id], title="payment", completed_on=MAY)

    assert completions() == []
