"""Reports stay as they were prepared, are prepared on their day, and are made only of one's own area."""

from datetime import date

import pytest

from portal import clock
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.gris_columns import GrisChoice
from portal.domain.report_settings import LetterHead
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Report, ReportedFigure, ReportSettings, ScheduledReport
from portal.queries.report_figures import get_report_figures
from portal.queries.reports import get_letter_head, list_gris_columns
from portal.services.reports import (
    change_gris_columns,
    change_settings,
    next_due,
    period_due,
    prepare_due_reports,
    prepare_report,
    schedule_report,
    see_report,
)
from portal.transaction import transaction
from tests.reports import report_world, week_of

HEAD = LetterHead(
    "", "UBND TỈNH", "BC-UBND", "Bình Phước", "KT.", "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Điểu Huynh", ("Lưu",)
)


@pytest.fixture
def made(app, world, monkeypatch):
    """A province with figures, its staff, and the week that is reported."""
    monkeypatch.setattr(clock, "today", lambda: date(2022, 6, 24))
    province, _district, commune, _unsure, campaign = report_world(world)
    kept, week = week_of(campaign)
    staff = world.viewer(world.staff(Role.province_staff, province))
    return province, commune, kept, week, staff


def test_a_prepared_report_keeps_its_figures_when_they_change_afterwards(made):
    province, _commune, campaign, week, staff = made
    report = prepare_report(staff, campaign, province, week, "weekly")

    with transaction():
        db.session.execute(db.update(ReportedFigure).values(percent="99"))

    db.session.expire_all()
    kept = db.session.get_one(Report, report.id)
    assert kept.figures["cumulative"]["own"]["figures"]["1"]["percent"] == "83,5"
    again = get_report_figures(*_reloaded(campaign, province), today=date(2022, 6, 24))
    assert again.cumulative.own.figures["1"].percent == "99"
    assert (
        db.session.scalar(db.select(AuditRow.thing).filter_by(action="make_report")) == f"report:{report.id}"
    )


def _reloaded(campaign, province) -> tuple:
    """Return campaign, place and week once more, after everything was forgotten."""
    kept, week = week_of(campaign)
    return kept, province.id, week


def test_nobody_reports_on_a_place_outside_their_area(made, world):
    province, commune, campaign, week, _staff = made
    viewer = world.viewer(world.coordinator(commune))

    with pytest.raises(NotAllowed):
        prepare_report(viewer, campaign, province, week, "weekly")

    assert db.session.scalars(db.select(Report)).all() == []
    assert prepare_report(viewer, campaign, commune, week, "weekly").unit_id == commune.id


def test_settings_are_kept_audited_and_used_by_later_reports_alone(made):
    province, _commune, campaign, week, staff = made
    before = prepare_report(staff, campaign, province, week, "weekly")

    change_settings(staff, province, HEAD)

    after = prepare_report(staff, campaign, province, week, "weekly")
    assert db.session.get_one(ReportSettings, province.id).signer_name == "Điểu Huynh"
    assert get_letter_head(province, week.period.last_day) == HEAD
    assert before.paper["head"]["issuing_body"] == "ỦY BAN NHÂN DÂN TỈNH BÌNH PHƯỚC"
    assert after.paper["head"]["issuing_body"] == "UBND TỈNH"
    assert db.session.scalar(db.select(AuditRow.action).filter_by(thing=f"unit:{province.id}")) == (
        "edit_report_settings"
    )


def test_a_report_due_today_is_prepared_once_and_waits_for_somebody(made, monkeypatch):
    province, _commune, campaign, week, staff = made
    one = schedule_report(staff, campaign, province, week, "weekly", "weekly", date(2022, 6, 24))

    prepare_due_reports()
    prepare_due_reports()

    [report] = db.session.scalars(db.select(Report)).all()
    db.session.expire_all()
    # 24/6/2022 lies in week 25; the week that is over is week 24.
    assert (report.period_code, report.prepared_by_id, report.seen_at) == ("2022-W24", None, None)
    assert report.figures["open_communes"] == ["Xã Bom Bo", "Xã Đak Nhau"]
    assert db.session.get_one(ScheduledReport, one.id).due_on == date(2022, 7, 1)

    see_report(staff, report)
    assert db.session.get_one(Report, report.id).seen_at is not None


def test_one_that_is_prepared_once_is_ended_and_so_is_one_after_the_campaign(made, monkeypatch):
    province, _commune, campaign, week, staff = made
    once = schedule_report(staff, campaign, province, week, "interim", "once", date(2022, 6, 25))
    late = schedule_report(staff, campaign, province, week, "monthly", "monthly", date(2023, 1, 5))
    monkeypatch.setattr(clock, "today", lambda: date(2023, 1, 5))

    prepare_due_reports()

    db.session.expire_all()
    assert [one.kind for one in db.session.scalars(db.select(Report))] == ["interim"]
    assert all(db.session.get_one(ScheduledReport, one.id).ended_at for one in (once, late))


def test_a_kind_is_made_only_of_periods_that_fit_it(made):
    province, _commune, campaign, week, staff = made
    whole = NamedPeriod("whole", "whole", campaign.period)

    for kind in ("weekly", "monthly", "quarterly"):
        with pytest.raises(RuleBroken, match=f"{kind}_of"):
            prepare_report(staff, campaign, province, whole, kind)
    with pytest.raises(RuleBroken, match="final_of"):
        schedule_report(staff, campaign, province, week, "final", "once", date(2022, 6, 25))
    with pytest.raises(RuleBroken, match="kind_not_repeated"):
        schedule_report(staff, campaign, province, week, "monthly", "weekly", date(2022, 6, 25))

    assert db.session.scalars(db.select(Report)).all() == []
    assert db.session.scalars(db.select(ScheduledReport)).all() == []
    campaign, _week = week_of(campaign)
    assert prepare_report(staff, campaign, province, whole, "final").kind == "final"


def test_nothing_is_scheduled_for_a_day_that_is_over(made):
    province, _commune, campaign, week, staff = made

    with pytest.raises(RuleBroken, match="due_in_past"):
        schedule_report(staff, campaign, province, week, "weekly", "once", date(2022, 6, 23))

    assert db.session.scalars(db.select(ScheduledReport)).all() == []


@pytest.mark.parametrize(
    ("repeated", "due_on", "code", "following"),
    [
        ("weekly", date(2022, 1, 3), "2021-W52", date(2022, 1, 10)),
        ("monthly", date(2022, 1, 31), "2021-12", date(2022, 2, 28)),
        ("monthly", date(2022, 12, 5), "2022-11", date(2023, 1, 5)),
        ("once", date(2022, 6, 5), "w1", None),
    ],
)
def test_a_repeated_report_is_about_what_was_over_on_the_day(repeated, due_on, code, following):
    assert period_due(repeated, "w1", due_on) == code
    assert next_due(repeated, due_on) == following


def test_columns_for_another_system_are_kept_in_their_order(made):
    province, _commune, _campaign, _week, staff = made
    columns = [GrisChoice("B", "8.4", "numerator", "province"), GrisChoice("A", "1", "percent", "district")]

    change_gris_columns(staff, province, columns)

    assert list(list_gris_columns(province)) == columns
    with pytest.raises(RuleBroken, match="gris_code"):
        change_gris_columns(staff, province, [GrisChoice("A", "9", "percent", "district")])
    assert list(list_gris_columns(province)) == columns
