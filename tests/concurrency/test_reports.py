"""Reports that several prepare or schedule at the same moment: one is made, and the others get that one."""

from collections import Counter
from datetime import timedelta
from functools import partial

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Report, ScheduledReport, Unit
from portal.services.audit import verify_chains
from portal.services.reports import prepare_due_reports, prepare_report, schedule_report
from portal.transaction import transaction
from tests.concurrency.contenders import compete, viewer_of
from tests.reports import report_world, week_of

PROCESSES = 3


class _Of:
    """Names a campaign without reading it."""

    code = "kh170-2022"


def prepare(act: str, user_id: int, unit_id: int):
    """Look at the reports as somebody does, and return what they do."""
    if act == "due":
        return prepare_due_reports
    viewer, unit, (campaign, week) = viewer_of(user_id), db.session.get_one(Unit, unit_id), week_of(_Of)
    if act == "schedule":
        due_on = clock.today() + timedelta(days=7)
        return partial(schedule_report, viewer, campaign, unit, week, "weekly", "weekly", due_on)
    return partial(prepare_report, viewer, campaign, unit, week, "weekly")


def recorded(action: str) -> int:
    """Count what the audit log says was done."""
    return len(db.session.scalars(db.select(AuditRow.id).filter_by(action=action)).all())


def test_of_one_report_that_two_people_prepare_at_once_one_is_made(app, world):
    province, _district, commune, _unsure, _campaign = report_world(world)
    people = [world.staff(Role.province_staff, province, name) for name in ("Lê Thị Đầu", "Lê Thị Sau")]
    jobs = [("prepare", one.id, place.id) for one in people for place in (province, commune)] * 3

    outcomes = compete(app, prepare, jobs, PROCESSES)

    assert outcomes == ["done"] * 12
    db.session.rollback()
    made = db.session.scalars(db.select(Report).order_by(Report.unit_id)).all()
    assert [one.unit_id for one in made] == [province.id, commune.id]
    assert {one.prepared_by_id for one in made} <= {one.id for one in people}
    assert recorded("make_report") == 2
    assert verify_chains() is None


def test_of_twelve_who_schedule_the_same_at_once_one_does(app, world):
    province, *_rest = report_world(world)
    staff = world.staff(Role.province_staff, province)

    outcomes = compete(app, prepare, [("schedule", staff.id, province.id)] * 12, PROCESSES)

    assert Counter(outcomes) == {"done": 1, "already_scheduled": 11}
    assert len(db.session.scalars(db.select(ScheduledReport.id)).all()) == 1
    assert recorded("schedule_report") == 1


def test_what_is_due_is_prepared_once_however_many_workers_prepare_it(app, world):
    province, *_rest, campaign = report_world(world)
    staff = world.staff(Role.province_staff, province)
    with transaction():
        db.session.add(
            ScheduledReport(
                campaign_id=campaign.id, unit_id=province.id, kind="interim", period_code="w2",
                repeated="once", due_on=clock.today(), created_at=clock.now(), created_by_id=staff.id,
            )
        )  # fmt: skip

    outcomes = compete(app, prepare, [("due", staff.id, province.id)] * 6, PROCESSES)

    assert outcomes == ["done"] * 6
    db.session.rollback()
    [made] = db.session.scalars(db.select(Report)).all()
    assert (made.kind, made.prepared_by_id, made.seen_at) == ("interim", None, None)
    assert [one.ended_at is not None for one in db.session.scalars(db.select(ScheduledReport))] == [True]
    assert (recorded("make_report"), verify_chains()) == (1, None)
