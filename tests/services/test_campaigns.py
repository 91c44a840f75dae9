from datetime import date, timedelta

import pytest

from portal.domain.campaign_periods import NamedPeriod
from portal.domain.errors import RuleBroken
from portal.domain.indicators import PlaceFacts, lines
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import AuditRow, Campaign, CampaignTarget, CampaignWindow, IndicatorDefinition
from portal.queries.campaigns import get_campaign
from portal.queries.reported_figures import get_targets
from portal.services.campaigns import create_campaign, ensure_campaign_2022
from portal.transaction import transaction


def test_campaign_of_2022_is_set_up_once(world):
    province = world.province()

    first = ensure_campaign_2022()
    second = ensure_campaign_2022()

    assert first.id == second.id
    campaign = get_campaign("kh170-2022")
    assert campaign.unit_id == province.id
    assert (campaign.plan_number, campaign.plan_on) == ("170/KH-UBND", date(2022, 6, 1))
    assert (campaign.period.days, campaign.period.last_day) == (92, date(2022, 8, 31))
    assert campaign.judged_on == date(2022, 9, 2)
    assert db.session.query(Campaign).count() == 1
    assert db.session.query(AuditRow).filter_by(action="create_campaign").count() == 1


def test_windows_of_2022_hold_each_day_of_the_campaign_exactly_once(world):
    world.province()

    campaign = ensure_campaign_2022()

    days = [campaign.starts_on + timedelta(number) for number in range(campaign.period.days)]
    holding = {
        day: [window.code for window in campaign.windows if window.period.contains(day)] for day in days
    }
    assert all(len(codes) == 1 for codes in holding.values())
    assert holding[date(2022, 6, 16)] == ["w2"]
    assert holding[date(2022, 6, 22)] == ["w3"]
    assert holding[date(2022, 7, 1)] == ["w4"]
    labels = [window.published_label for window in campaign.windows]
    assert labels == ["01 - 16/6/2022", "16 - 22/6/2022", "22/6 - 01/7/2022", "", ""]


def test_campaign_of_2022_has_the_targets_that_were_published_and_keeps_what_staff_made_of_them(world):
    world.province()
    campaign = ensure_campaign_2022()
    targets = get_targets(campaign.id)

    assert targets.of("province", campaign.unit_id) == {"1": "80", "2": "50", "3": "100"}
    assert targets.of("district", 7) == {"1": "80", "2": "50", "3": "100"}
    assert targets.of("commune", 9) == {}

    with transaction():
        db.session.scalars(
            db.select(CampaignTarget).filter_by(subject="district", code="2")
        ).one().target = "60"
    ensure_campaign_2022()

    assert get_targets(campaign.id).of("district", 7)["2"] == "60"


def test_first_definition_is_provisional_and_sets_no_target(world):
    world.province()

    definition = ensure_campaign_2022().definition.as_definition()

    assert (definition.version, definition.status, definition.k, definition.headline) == (
        1,
        "provisional",
        1,
        "8.4",
    )
    assert {line.target for line in lines(PlaceFacts(), definition)} == {None}


def test_places_must_be_loaded_before_the_campaign(app, frozen_clock):
    with pytest.raises(RuleBroken, match="unknown_province"):
        ensure_campaign_2022()

    assert db.session.query(IndicatorDefinition).count() == 0


def test_campaign_without_windows_gets_its_months(world):
    province = world.province()

    campaign = create_campaign(
        code="thu-2026",
        name="Chiến dịch mùa thu",
        name_en="Autumn",
        unit_id=province.id,
        period=Period(date(2026, 10, 10), date(2026, 12, 1)),
    )

    windows = [(window.code, window.starts_on, window.ends_on) for window in campaign.windows]
    assert windows == [
        ("2026-10", date(2026, 10, 10), date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
    ]


@pytest.mark.parametrize(
    "windows",
    [
        [(date(2022, 6, 1), date(2022, 6, 17)), (date(2022, 6, 16), date(2022, 6, 22))],
        [(date(2022, 5, 31), date(2022, 6, 17))],
        [(date(2022, 8, 1), date(2022, 9, 2))],
        [(date(2023, 8, 1), date(2023, 9, 2))],
    ],
)
def test_windows_may_neither_overlap_nor_lie_outside(world, windows):
    province = world.province()
    named = [NamedPeriod(f"w{number}", "window", Period(*days)) for number, days in enumerate(windows)]

    with pytest.raises(RuleBroken, match="bad_windows"):
        create_campaign(
            code="x",
            name="x",
            name_en="x",
            unit_id=province.id,
            period=Period(date(2022, 6, 1), date(2022, 9, 1)),
            windows=named,
        )

    assert db.session.query(CampaignWindow).count() == 0


def test_code_of_a_campaign_is_given_once(world):
    province = world.province()
    ensure_campaign_2022()

    with pytest.raises(RuleBroken, match="campaign_exists"):
        create_campaign(
            code="kh170-2022",
            name="x",
            name_en="x",
            unit_id=province.id,
            period=Period(date(2026, 6, 1), date(2026, 9, 1)),
        )

    assert db.session.query(Campaign).count() == 1
