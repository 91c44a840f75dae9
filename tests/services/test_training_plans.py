"""A training is planned by who organises it, and invites the members of its day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Training, TrainingInvitation
from portal.services.attendance import answer_invitation
from portal.services.training_plans import (
    cancel_training,
    change_training,
    invite_new_members,
    plan_training,
)
from tests.queries_counted import counting_statements
from tests.trainings import make_training, plan_of

TODAY, TOMORROW = date(2022, 6, 16), date(2022, 6, 17)


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


def invited(training) -> set[int]:
    """Return who is invited as the database has it."""
    wanted = select(TrainingInvitation.user_id).where(TrainingInvitation.training_id == training.id)
    return set(db.session.scalars(wanted))


def deeds(training) -> list[str]:
    """Return what the log says was done to a training."""
    acts = select(AuditRow.action).where(AuditRow.thing == f"training:{training.id}")
    return list(db.session.scalars(acts.order_by(AuditRow.id)))


def test_members_of_the_day_are_invited_each_once(world, commune, actor):
    first, second = world.team(commune, leader=False), world.team(commune, leader=False)
    in_both, leaving, gone = world.member(first), world.member(first, until=TOMORROW), world.member(first)
    world.member(second, in_both)
    coming_later = world.member(second, since=TOMORROW)
    not_invited = world.member(world.team(commune, leader=False))
    world.member(second, world.user("Hết nhiệm kỳ"), until=TODAY)

    training = plan_training(actor, commune, plan_of(), [first.id, second.id])

    # The seat that ends tomorrow does not reach the training of tomorrow, the one that begins then does.
    assert invited(training) == {in_both.id, gone.id, coming_later.id}
    assert not {leaving.id, not_invited.id} & invited(training)
    assert deeds(training) == ["plan_training"]
    assert len(training.secret) == 64


def test_only_who_organises_there_plans(world, commune, actor):
    team = world.team(commune)
    province = world.staff(Role.province_staff, world.province("Đắk Nông", "67"))
    district = world.staff(Role.coordinator, world.district(world.province("Gia Lai", "64"), "Chư Sê"))
    member = world.member(team)

    for person in (province, district, member):
        with pytest.raises(NotAllowed):
            plan_training(world.viewer(person), commune, plan_of(), [team.id])

    assert db.session.scalars(select(Training.id)).all() == []


def test_a_district_organises_its_own_trainings_and_only_reads_those_of_a_commune(world):
    province = world.province()
    district = world.district(province)
    commune = world.commune(district)
    team = world.team(commune)
    staff = world.viewer(world.staff(Role.coordinator, district))

    training = plan_training(staff, district, plan_of(), [team.id])

    assert len(invited(training)) == 1
    # A wider place has no chain of its own.
    assert db.session.scalars(select(AuditRow.commune_id)).all() == [0]
    with pytest.raises(NotAllowed):
        plan_training(staff, commune, plan_of(), [team.id])


def test_teams_are_of_the_place_and_not_dissolved(world, commune, actor):
    elsewhere = world.team(world.commune(name="Bom Bo"))
    dissolved = world.team(commune, status="dissolved")

    for team_ids, code in (([], "no_teams_invited"), ([elsewhere.id], "unknown_team_invited"),
                           ([dissolved.id], "unknown_team_invited")):  # fmt: skip
        with pytest.raises(RuleBroken) as caught:
            plan_training(actor, commune, plan_of(), team_ids)
        assert caught.value.code == code

    assert db.session.scalars(select(Training.id)).all() == []


def test_the_trainer_is_found_by_a_phone_number_of_the_place_alone(world, commune, actor):
    team = world.team(commune)
    trainer = world.member(team, world.user("Cô Én", phone="0912345001"))
    world.user("Người lạ", phone="0912345002")

    training = plan_training(actor, commune, plan_of(), [team.id], "0912345001")

    assert training.trainer_id == trainer.id
    for phone in ("0912345002", "0912345999"):
        with pytest.raises(RuleBroken, match="unknown_trainer"):
            plan_training(actor, commune, plan_of(), [team.id], phone)


def test_a_change_invites_anew_takes_back_and_is_a_newer_event(world, commune, actor):
    first, second = world.team(commune, leader=False), world.team(commune, leader=False)
    ones, others = world.member(first), world.member(second)
    training = plan_training(actor, commune, plan_of(), [first.id])
    version = training.version

    change_training(actor, training, plan_of(topic="safety", seats=30), [second.id])

    assert invited(training) == {others.id}
    assert ones.id not in invited(training)
    assert (training.topic, training.seats) == ("safety", 30)
    assert training.version > version
    assert deeds(training) == ["plan_training", "change_training"]


def test_what_has_begun_or_is_cancelled_is_not_changed(world, commune, actor):
    team = world.team(commune)
    begun = make_training(commune, [team], begins_in=timedelta(0))
    cancelled = make_training(commune, [team], begins_in=timedelta(days=1), status="cancelled")

    for training, code in ((begun, "training_begun"), (cancelled, "training_cancelled")):
        with pytest.raises(RuleBroken) as caught:
            change_training(actor, training, plan_of(topic="safety"), [team.id])
        assert caught.value.code == code
        assert db.session.get_one(Training, training.id, populate_existing=True).topic == "payment"


def test_who_joined_since_is_invited_and_nobody_twice(world, commune, actor):
    team = world.team(commune)
    training = plan_training(actor, commune, plan_of(), [team.id])
    newcomer = world.member(team)

    counts = [invite_new_members(actor, training) for _time in range(2)]

    assert counts == [1, 0]
    assert newcomer.id in invited(training)
    assert deeds(training) == ["plan_training", "invite_to_training"]


def test_cancelling_needs_a_reason_and_ends_the_answers(world, commune, actor):
    team = world.team(commune)
    member = world.viewer(world.member(team))
    training = plan_training(actor, commune, plan_of(), [team.id])
    with pytest.raises(RuleBroken, match="note_needed"):
        cancel_training(actor, training, "  ")

    cancel_training(actor, training, "Mưa lớn.")

    assert (training.status, training.cancelled_because) == ("cancelled", "Mưa lớn.")
    with pytest.raises(RuleBroken, match="training_cancelled"):
        answer_invitation(member, training.id, "coming")
    with pytest.raises(RuleBroken, match="training_cancelled"):
        cancel_training(actor, training, "Lần nữa.")


def test_the_last_seat_goes_to_who_answers_first(world, commune, actor):
    team = world.team(commune, leader=False)
    first, second = (world.viewer(world.member(team)) for _number in range(2))
    training = plan_training(actor, commune, plan_of(seats=1), [team.id])
    answer_invitation(first, training.id, "coming")
    answer_invitation(first, training.id, "coming")

    with pytest.raises(RuleBroken) as caught:
        answer_invitation(second, training.id, "coming")

    assert (caught.value.code, caught.value.details) == ("training_full", {"seats": 1})
    answer_invitation(first, training.id, "not_coming")
    answer_invitation(second, training.id, "coming")
    answers = select(TrainingInvitation.answer).order_by(TrainingInvitation.user_id)
    assert db.session.scalars(answers).all() == ["not_coming", "coming"]


def test_nobody_answers_once_it_has_begun(world, commune, frozen_clock):
    team = world.team(commune, leader=False)
    member = world.viewer(world.member(team))
    training = make_training(commune, [team], begins_in=timedelta(hours=1))
    frozen_clock.tick(hours=1)

    with pytest.raises(RuleBroken, match="training_begun"):
        answer_invitation(member, training.id, "coming")


def test_inviting_many_takes_no_statement_a_person(world, commune, actor):
    def statements_for(people: int) -> int:
        team = world.team(commune, leader=False)
        for _number in range(people):
            world.member(team)
        with counting_statements() as statements:
            plan_training(actor, commune, plan_of(), [team.id])
        return len(statements)

    # The first row of a log begins its chain.
    statements_for(1)
    assert statements_for(2) == statements_for(12)
