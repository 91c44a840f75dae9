"""Which periods a report can be about: those that fit its kind, also without script."""

from datetime import date

import pytest

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ScheduledReport
from tests.choices import chosen_in, current_kind, options_of, periods_of
from tests.page_client import text_of
from tests.reports import report_world, week_of


@pytest.fixture
def made(world, monkeypatch):
    """A province with a campaign that runs, and its staff."""
    monkeypatch.setattr(clock, "today", lambda: date(2022, 6, 24))
    province, *_places, campaign = report_world(world)
    kept, _week = week_of(campaign)
    return {"province": province, "campaign": kept, "staff": world.staff(Role.province_staff, province)}


def test_each_kind_of_report_offers_the_periods_that_fit_it_and_the_last_one_that_is_over(client, made):
    client.sign_in(made["staff"])
    name, page = made["campaign"].name, client.get("/reports")
    offered = {}
    for words in ("Báo cáo tuần", "Báo cáo tháng", "Báo cáo quý", "Tổng kết"):
        page = page.follow(words)
        offered[words] = periods_of(page), chosen_in(page, "period")

    # By 24/6 two windows of 15 and 6 days are over.
    weeks, chosen = offered["Báo cáo tuần"]
    assert weeks == {
        f"{name}: Đợt công bố": ["16 - 22/6/2022"],
        f"{name}: Tuần": [
            "Tuần 22/2022 (01/06/2022–05/06/2022)",
            "Tuần 23/2022 (06/06/2022–12/06/2022)",
            "Tuần 24/2022 (13/06/2022–19/06/2022)",
            "Tuần 25/2022 (20/06/2022–26/06/2022)",
        ],
    }
    assert chosen == "kh170-2022 w2"
    assert offered["Báo cáo tháng"][0] == {
        f"{name}: Tháng": ["Tháng 6/2022"],
        f"{name}: Tháng báo cáo": [
            "Tháng báo cáo 6/2022 (01/06/2022–14/06/2022)",
            "Tháng báo cáo 7/2022 (15/06/2022–14/07/2022)",
        ],
    }
    # Of the reporting months one is over, the calendar's month is not.
    assert offered["Báo cáo tháng"][1] == "kh170-2022 2022-R06"
    assert [list(offered[one][0]) for one in ("Báo cáo quý", "Tổng kết")] == [
        [f"{name}: Quý"],
        [f"{name}: Cả chiến dịch"],
    ]


def test_a_kind_without_any_period_says_so_and_offers_the_others(client, world, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2022, 3, 1))
    province = world.province()
    world.campaign(province, starts_on=date(2021, 1, 1), ends_on=date(2026, 1, 1))
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/reports?kind=weekly")

    # What lasts for years is looked at by months and quarters.
    assert "Chưa có kỳ nào hợp với loại báo cáo này." in page.text
    assert chosen_in(page.follow("Báo cáo quý"), "period") == "kh170-2022 2021-Q4"


def test_a_report_is_scheduled_for_a_window_to_come_but_not_for_a_day_before_it(client, made):
    client.sign_in(made["staff"])
    page = client.get("/reports/scheduled?kind=monthly")
    assert [text_of(one) for _group, one in options_of(page, "repeated")] == ["Một lần", "Hằng tháng"]
    asked = {"unit": str(made["province"].id), "period": "kh170-2022 2022-08", "repeated": "once"}

    early = page.submit("/reports/scheduled", **asked, due_on="2022-07-31")
    kept = early.submit("/reports/scheduled", **asked, due_on="2022-09-01")

    assert early.status == 422 and "Kỳ này bắt đầu sau ngày đã chọn." in early.text
    assert current_kind(early)[0] == "monthly" and kept.path == "/reports"
    [one] = db.session.scalars(db.select(ScheduledReport))
    assert (one.kind, one.period_code, one.due_on) == ("monthly", "2022-08", date(2022, 9, 1))
