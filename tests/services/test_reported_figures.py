"""Figures of indicators 1 to 7: recorded once, replaced without being lost, taken back, and by whom."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, ReportedFigure
from portal.queries.reported_figures import list_series
from portal.services.campaigns import ensure_campaign_2022
from portal.services.reported_figures import record_figures, take_back_figure
from tests.figures import department, in_force, stated

KEY = ("1", "2022-06-01/2022-06-15")


@pytest.fixture
def province(world):
    return world.province()


@pytest.fixture
def campaign(world, province):
    return world.campaign(province)


@pytest.fixture
def staff(world, province):
    return world.viewer(world.staff(Role.province_staff, province))


def all_figures() -> list[ReportedFigure]:
    """Return every figure, the oldest first."""
    return list(db.session.scalars(select(ReportedFigure).order_by(ReportedFigure.id)))


def deeds() -> list[str]:
    """Return what the log says was done to figures."""
    acts = ("record_figures", "take_back_figure")
    rows = select(AuditRow.action).where(AuditRow.action.in_(acts))
    return list(db.session.scalars(rows.order_by(AuditRow.id)))


def test_a_figure_is_recorded_with_who_and_when(province, campaign, staff, frozen_clock):
    assert record_figures(staff, campaign, [stated(province)]) == 1

    [figure] = all_figures()
    assert (figure.subject, figure.percent, figure.recorded_by_id) == (
        f"province/{province.id}",
        "94.5",
        staff.id,
    )
    assert figure.recorded_at == frozen_clock.moment
    assert in_force(campaign) == [(f"province/{province.id}", *KEY, "94.5")]
    detail = json.loads(db.session.scalar(select(AuditRow.detail).where(AuditRow.action == "record_figures")))
    assert detail["was"] is None
    assert detail["now"]["percent"] == "94.5"


def test_the_same_figure_again_changes_nothing(province, campaign, staff):
    record_figures(staff, campaign, [stated(province)])

    assert record_figures(staff, campaign, [stated(province, "94.5")]) == 0
    assert len(all_figures()) == 1
    assert deeds() == ["record_figures"]


def test_another_figure_for_the_same_days_replaces_the_first_which_stays_readable(
    province, campaign, staff, frozen_clock
):
    record_figures(staff, campaign, [stated(province)])
    frozen_clock.tick(hours=1)

    assert record_figures(staff, campaign, [stated(province, "94,50")]) == 1

    first, second = all_figures()
    assert (first.percent, first.replaced_at, first.replaced_by_id) == (
        "94.5",
        frozen_clock.moment,
        staff.id,
    )
    assert (second.percent, second.replaced_at) == ("94.50", None)
    assert in_force(campaign) == [(f"province/{province.id}", *KEY, "94.50")]


def test_what_is_taken_back_brings_the_earlier_figure_back(province, campaign, staff, frozen_clock):
    for percent in ("90", "91", "92"):
        record_figures(staff, campaign, [stated(province, percent)])
        frozen_clock.tick(hours=1)

    take_back_figure(staff, campaign, all_figures()[2])

    first, second, third = all_figures()
    assert [one.replaced_at is None for one in (first, second, third)] == [False, True, False]
    frozen_clock.tick(hours=1)
    record_figures(staff, campaign, [stated(province, "93")])
    frozen_clock.tick(hours=1)
    take_back_figure(staff, campaign, all_figures()[3])
    assert in_force(campaign) == [(f"province/{province.id}", *KEY, "91")]
    take_back_figure(staff, campaign, second)
    frozen_clock.tick(hours=1)
    take_back_figure(staff, campaign, first)
    assert in_force(campaign) == []
    assert deeds().count("take_back_figure") == 4


def test_a_figure_that_is_not_in_force_cannot_be_taken_back(province, campaign, staff, frozen_clock):
    record_figures(staff, campaign, [stated(province)])
    frozen_clock.tick(hours=1)
    record_figures(staff, campaign, [stated(province, "95")])

    with pytest.raises(RuleBroken, match="figure_replaced"):
        take_back_figure(staff, campaign, all_figures()[0])

    assert in_force(campaign) == [(f"province/{province.id}", *KEY, "95")]


def test_all_or_nothing_is_recorded(province, campaign, staff):
    with pytest.raises(RuleBroken, match="figure_needs_source"):
        record_figures(staff, campaign, [stated(province), stated(province, indicator="2", source=" ")])

    assert all_figures() == []
    assert deeds() == []


def test_a_figure_may_be_of_a_place_a_department_or_all_of_a_level(world, province, campaign, staff):
    commune = world.commune(world.district(province))
    office = department(province)

    rows = [
        stated(commune),
        stated(province, level="department", department_id=office.id),
        stated(province, level="commune"),
    ]
    record_figures(staff, campaign, rows)

    assert set(list_series(campaign.id)) == {
        f"commune/{commune.id}",
        f"department/{province.id}/{office.id}",
        f"commune/{province.id}",
    }


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"indicator": "8"}, "unknown_indicator"),
        ({"level": "hamlet"}, "unknown_subject"),
        ({"department_id": 2_000_000_000, "level": "department"}, "unknown_subject"),
        ({"unit_id": 2_000_000_000}, "outside_campaign"),
        ({"first_on": date(2022, 6, 16)}, "window_reversed"),
        # Today is 16/06/2022.
        ({"last_on": date(2022, 6, 17)}, "window_in_future"),
        ({"source": "x" * 501}, "figure_text_too_long"),
        ({"published_label": "01\x07"}, "figure_bad_text"),
        ({"percent": ""}, "figure_empty"),
    ],
)
def test_what_cannot_be_is_refused(province, campaign, staff, facts, code):
    with pytest.raises(RuleBroken, match=code):
        record_figures(staff, campaign, [stated(province, **facts)])

    assert all_figures() == []


def test_places_outside_of_the_campaign_and_departments_that_ended_are_refused(
    world, province, campaign, staff
):
    elsewhere = world.province("Đồng Nai", code="75")
    gone = department(province, ended_on=date(2022, 6, 10))

    with pytest.raises(RuleBroken, match="outside_campaign"):
        record_figures(staff, campaign, [stated(elsewhere)])
    with pytest.raises(RuleBroken, match="department_ended"):
        record_figures(staff, campaign, [stated(province, level="department", department_id=gone.id)])
    assert all_figures() == []


@pytest.mark.parametrize("role", [Role.coordinator])
def test_only_the_province_records(world, province, campaign, role):
    district = world.district(province)
    viewer = world.viewer(world.staff(role, district))

    with pytest.raises(NotAllowed):
        record_figures(viewer, campaign, [stated(district)])

    assert all_figures() == []


def test_a_fresh_campaign_of_2022_has_what_was_published_of_it(province):
    campaign = ensure_campaign_2022()

    own, districts = f"province/{province.id}", f"district/{province.id}"
    assert in_force(campaign)[-4:] == [
        (own, "1", "2022-06-22/2022-07-01", "98.1"),
        (own, "2", "2021-12-15/2022-05-31", "82.89"),
        (own, "2", "2022-06-01/2022-06-22", "91.69"),
        (own, "2", "2022-06-22/2022-07-01", "96.59"),
    ]
    series = list_series(campaign.id)
    assert [value.percent for value in series[districts]["1"]] == ["59.58", "82.66", "83.78", "83.5"]
    assert len(all_figures()) == 11
    assert {figure.recorded_by_id for figure in all_figures()} == {None}
    assert all("Báo chí của tỉnh" in figure.source for figure in all_figures())


def test_loading_what_was_published_again_leaves_corrections_alone(world, province, staff, frozen_clock):
    campaign = ensure_campaign_2022()
    frozen_clock.tick(days=30)
    shipped = next(figure for figure in all_figures() if figure.percent == "94.5")
    corrected = stated(province, "94,6", last_on=shipped.last_on, published_label=shipped.published_label)
    record_figures(staff, campaign, [corrected])

    ensure_campaign_2022()

    assert len(all_figures()) == 12
    assert (f"province/{province.id}", "1", "2022-06-01/2022-06-16", "94.6") in in_force(campaign)
