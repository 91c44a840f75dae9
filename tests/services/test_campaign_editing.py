import json
from dataclasses import replace
from datetime import date

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_plans import CampaignPlan, name_windows, plan_period, read_windows
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Campaign, CampaignWindow
from portal.queries.campaigns import get_campaign, named_windows, plan_of
from portal.services.campaigns import edit_campaign, plan_campaign
from tests.closings import ClosingPlace

AUTUMN = "01/09/2022 - 30/09/2022\n01/10/2022 - 14/11/2022; Đợt 2"
JUNE = "01/06/2022 - 15/06/2022; 01 - 16/6/2022\n16/06/2022 - 21/06/2022; 16 - 22/6/2022"


def planned(text: str, first: date, last: date, **values) -> CampaignPlan:
    """Return a plan with the windows of a text."""
    windows = name_windows(read_windows(text))
    return CampaignPlan(
        **{"name": "Tên", "name_en": "Name"} | values, period=plan_period(first, last), windows=windows
    )


def summer(text: str = JUNE, last: date = date(2022, 8, 31), **values) -> CampaignPlan:
    """Return a plan for the campaign of the factory."""
    return planned(text, date(2022, 6, 1), last, **values)


def windows_of(code: str) -> list[tuple[str, date, date, str]]:
    """Return the windows of a campaign as they are stored."""
    rows = db.session.scalars(
        db.select(CampaignWindow)
        .join(Campaign)
        .where(Campaign.code == code)
        .order_by(CampaignWindow.starts_on)
    )
    return [(row.code, row.starts_on, row.ends_on, row.published_label) for row in rows]


def seen_of(code: str) -> str:
    return plan_of(get_campaign(code)).fingerprint


def test_staff_of_the_province_set_up_a_campaign(world):
    province = world.province()
    staff = world.staff(Role.province_staff, province)

    plan_campaign(
        world.viewer(staff), province, "thu-2022", planned(AUTUMN, date(2022, 9, 1), date(2022, 11, 30))
    )

    campaign = get_campaign("thu-2022")
    assert (campaign.unit_id, campaign.starts_on, campaign.ends_on) == (
        province.id, date(2022, 9, 1), date(2022, 12, 1)
    )  # fmt: skip
    assert windows_of("thu-2022") == [
        ("w1", date(2022, 9, 1), date(2022, 10, 1), ""),
        ("w2", date(2022, 10, 1), date(2022, 11, 15), "Đợt 2"),
    ]
    row = db.session.scalars(db.select(AuditRow).filter_by(action="create_campaign")).one()
    assert (row.actor_id, row.thing) == (staff.id, "campaign:thu-2022")


def test_who_works_for_one_commune_sets_up_nothing(world):
    commune = world.commune()
    viewer = world.viewer(world.coordinator(commune))

    with pytest.raises(NotAllowed):
        plan_campaign(viewer, commune, "thu-2022", planned("", date(2022, 9, 1), date(2022, 9, 30)))

    assert db.session.query(Campaign).count() == 0


@pytest.mark.parametrize("code", ["", "new", "Thu", "thu 2022", "thu/2022", "-thu", "mùa-thu", "a" * 41])
def test_a_code_must_fit_an_address(world, code):
    province = world.province()
    viewer = world.viewer(world.staff(Role.admin, province))

    with pytest.raises(RuleBroken, match="bad_campaign_code"):
        plan_campaign(viewer, province, code, planned("", date(2022, 9, 1), date(2022, 9, 30)))


def test_a_campaign_begins_while_its_province_is_there(world):
    province = world.province()
    viewer = world.viewer(world.staff(Role.admin, province))

    with pytest.raises(RuleBroken, match="place_not_there"):
        plan_campaign(viewer, province, "xua", planned("", date(1950, 9, 1), date(1950, 9, 30)))


def test_names_days_and_windows_are_changed_and_the_audit_log_tells_both(world):
    province = world.province()
    staff, campaign = world.staff(Role.province_staff, province), world.campaign(province)
    plan = summer("22/06/2022 - 30/06/2022\n" + JUNE, date(2022, 9, 30), judged_on=date(2022, 10, 2))
    plan = replace(plan, spot_check_percent=15)

    edit_campaign(world.viewer(staff), campaign, plan, seen=seen_of("kh170-2022"))

    now = get_campaign("kh170-2022")
    assert (now.name, now.ends_on, now.judged_on) == ("Tên", date(2022, 10, 1), date(2022, 10, 2))
    assert windows_of("kh170-2022") == [
        ("w1", date(2022, 6, 1), date(2022, 6, 16), "01 - 16/6/2022"),
        ("w2", date(2022, 6, 16), date(2022, 6, 22), "16 - 22/6/2022"),
        ("w3", date(2022, 6, 22), date(2022, 7, 1), ""),
    ]
    told = json.loads(db.session.scalars(db.select(AuditRow).filter_by(action="edit_campaign")).one().detail)
    assert told["was"]["days"] == "01/06/2022–31/08/2022"
    assert told["now"]["days"] == "01/06/2022–30/09/2022"
    shares = (told["was"]["spot_check_percent"], told["now"]["spot_check_percent"], now.spot_check_percent)
    assert shares == (5, 15, 15)


def test_a_window_with_an_entry_keeps_its_days_and_others_may_go(world):
    place = ClosingPlace(world)
    viewer = place.viewer(place.staff)

    # The entries are of 10/6, so w1 must stay and w2 may go.
    with pytest.raises(RuleBroken) as refused:
        edit_campaign(viewer, place.campaign, summer("01/06/2022 - 14/06/2022"), seen=seen_of("kh170-2022"))
    assert (refused.value.code, refused.value.details["days"]) == ("window_in_use", "01/06/2022–15/06/2022")
    assert [row[0] for row in windows_of("kh170-2022")] == ["w1", "w2"]

    edit_campaign(viewer, place.campaign, summer("01/06/2022 - 15/06/2022; Kỳ 1"), seen=seen_of("kh170-2022"))
    assert windows_of("kh170-2022") == [("w1", date(2022, 6, 1), date(2022, 6, 16), "Kỳ 1")]


def test_an_entry_that_was_withdrawn_holds_nothing(world):
    place = ClosingPlace(world)
    for entry in (place.approved, place.waiting):
        entry.status = ActivityStatus.withdrawn
    db.session.commit()

    edit_campaign(
        place.viewer(place.staff),
        place.campaign,
        summer("01/06/2022 - 14/06/2022"),
        seen=seen_of("kh170-2022"),
    )

    assert [(row[0], row[2]) for row in windows_of("kh170-2022")] == [("w3", date(2022, 6, 15))]


def test_a_closed_period_keeps_the_days_of_the_campaign(world, frozen_clock):
    place = ClosingPlace(world)
    place.close_commune()

    # The closed days begin with the campaign, so it cannot begin earlier either.
    plan = planned(JUNE, date(2022, 5, 25), date(2022, 8, 31))
    with pytest.raises(RuleBroken, match="campaign_days_closed"):
        edit_campaign(place.viewer(place.staff), place.campaign, plan, seen=seen_of("kh170-2022"))

    assert get_campaign("kh170-2022").starts_on == date(2022, 6, 1)


def test_of_two_who_change_a_campaign_the_second_is_told(world):
    province = world.province()
    viewer, campaign = world.viewer(world.staff(Role.admin, province)), world.campaign(province)
    seen = seen_of("kh170-2022")
    edit_campaign(viewer, campaign, summer(name="Một"), seen=seen)

    with pytest.raises(RuleBroken, match="changed_meanwhile"):
        edit_campaign(viewer, campaign, summer(name="Hai"), seen=seen)

    assert get_campaign("kh170-2022").name == "Một"
    assert len(named_windows(get_campaign("kh170-2022"))) == 2
