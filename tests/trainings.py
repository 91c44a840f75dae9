"""Trainings for tests, made as rows so that they may lie at any time, and the codes on their walls."""

from datetime import datetime, timedelta

from portal import clock
from portal.domain.attendance_codes import AttendanceCode, code_of, step_of
from portal.domain.trainings import AttendedBy, TrainingPlan, TrainingResult, TrainingStatus
from portal.extensions import db
from portal.gateways import evidence
from portal.models import (
    Team,
    Training,
    TrainingCompletion,
    TrainingInvitation,
    TrainingMaterial,
    TrainingTeam,
    Unit,
    User,
)
from portal.queries.training_people import list_members_on
from portal.transaction import transactional

SECRET = "c3" * 32
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LASTS = timedelta(hours=3)


@transactional
def make_training(unit: Unit, teams: list[Team], *, begins_in: timedelta, **values) -> Training:
    """Make a training that begins so long after the test's now, and invite the teams' members."""
    starts_at = clock.now() + begins_in
    usual = {"topic": "payment", "place": "Hội trường UBND xã", "status": TrainingStatus.planned}
    training = Training(
        unit_id=unit.id,
        starts_at=starts_at,
        ends_at=starts_at + LASTS,
        secret=SECRET,
        created_at=clock.now(),
        changed_at=clock.now(),
        **(usual | values),
    )
    training.unit = unit
    db.session.add(training)
    db.session.flush()
    db.session.add_all([TrainingTeam(training_id=training.id, team_id=team.id) for team in teams])
    for user_id in sorted(list_members_on([team.id for team in teams], clock.local_day(starts_at))):
        db.session.add(TrainingInvitation(training_id=training.id, user_id=user_id, invited_at=clock.now()))
    db.session.flush()
    return training


@transactional
def note_completed(training: Training, person: User, *, grade: str = "") -> None:
    """Note that a person was there and completed a training, and that it has its results."""
    invitation = invitation_of(training, person)
    invitation.attended_by, invitation.attended_at = AttendedBy.tick, clock.now()
    invitation.result, invitation.grade = TrainingResult.completed, grade
    training.status = TrainingStatus.completed
    db.session.add(
        TrainingCompletion(
            user_id=person.id,
            training_id=training.id,
            title=training.title or training.topic,
            completed_on=clock.local_day(training.starts_at),
            recorded_at=clock.now(),
        )
    )


def invitation_of(training: Training, person: User) -> TrainingInvitation:
    """Return a person's invitation as it is stored now."""
    wanted = db.select(TrainingInvitation).filter_by(training_id=training.id, user_id=person.id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def code_now(training: Training) -> AttendanceCode:
    """Return the code on the wall at this moment."""
    return code_of(training.secret, training.id, step_of(clock.now()))


def plan_of(**values) -> TrainingPlan:
    """Return a plan for tomorrow from 8:00 to 11:00 that nothing is wrong with."""
    starts_at = datetime.combine(clock.today() + timedelta(days=1), datetime.min.time(), clock.LOCAL_ZONE)
    usual = {
        "topic": "payment",
        "title": "",
        "starts_at": starts_at + timedelta(hours=8),
        "ends_at": starts_at + timedelta(hours=11),
        "place": "Hội trường UBND xã",
        "online_url": "",
        "trainer": "Cô Hà Thị Én",
    }
    return TrainingPlan(**(usual | values))


@transactional
def build_trainings(commune: Unit, team: Team, person: User, words: str) -> dict[str, Training]:
    """Make a training in each phase: planned with a PDF, at its doors, held without results, completed."""
    about = {"note": words, "trainer": "K’Liêu Thị Phượng", "online_url": "https://hop.example.vn/9"}
    about |= {"topic": "other", "title": f"Kỹ năng số: {words}"}
    begins = {"planned": 26, "open": 0.2, "held": -5, "completed": -50}
    made = {
        phase: make_training(commune, [team], begins_in=timedelta(hours=hours), **about)
        for phase, hours in begins.items()
    }
    note_completed(made["completed"], person, grade="8/10")
    # Somebody who joined since the invitations were made.
    newest = max(list_members_on([team.id], clock.today()))
    db.session.delete(invitation_of(made["planned"], db.session.get_one(User, newest)))
    came = invitation_of(made["held"], person)
    came.attended_by, came.attended_at, came.recorded_by_id = AttendedBy.sheet, clock.now(), person.id
    # As many PDFs as people may take one away.
    for kept in ({"url": "https://example.vn/tai-lieu"}, *(stored_pdf() for _number in range(3))):
        db.session.add(
            TrainingMaterial(training_id=made["planned"].id, title=words, added_at=clock.now(), **kept)
        )
    db.session.flush()
    return made


def stored_pdf() -> dict[str, object]:
    """Put a PDF into the evidence store and return what a material says of it."""
    return {"sha256": evidence.store(PDF), "size": len(PDF)}


def pdf_of(training: Training) -> int:
    """Return the material of a training that is a PDF."""
    wanted = db.select(TrainingMaterial.id).filter_by(training_id=training.id)
    return db.session.scalars(wanted.where(TrainingMaterial.sha256.is_not(None))).first() or 0
