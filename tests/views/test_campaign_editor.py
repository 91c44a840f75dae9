from datetime import date

import pytest

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Campaign
from portal.queries.campaigns import get_campaign
from tests.closings import ClosingPlace

pytestmark = pytest.mark.english


def test_staff_set_up_a_campaign_with_reporting_months(client, world):
    province = world.province()
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/campaigns").follow("Set up a campaign").submit(
        "/campaigns/new", code="cuoi-nam", name="Chiến dịch cuối năm", name_en="Last months",
        plan_number="9/KH-UBND", plan_on="28/11/2022", first_day="01/12/2022", last_day="31/01/2023",
        source="reporting_month",
    )  # fmt: skip

    assert page.h1 == "Last months"
    assert "The campaign is set up." in page.text
    windows = [(one.code, one.starts_on, one.ends_on) for one in get_campaign("cuoi-nam").windows]
    # December's report ends on 14/12, January's on 14/1; the rest is cut by the campaign.
    assert windows == [
        ("2022-R12", date(2022, 12, 1), date(2022, 12, 15)),
        ("2023-R01", date(2022, 12, 15), date(2023, 1, 15)),
        ("2023-R02", date(2023, 1, 15), date(2023, 2, 1)),
    ]


def test_what_is_wrong_leads_to_its_field_and_what_was_typed_stays(client, world):
    client.sign_in(world.staff(Role.province_staff, world.province()))

    page = client.get("/campaigns/new").submit(
        "/campaigns/new", code="thu", name="Mùa thu", name_en="Autumn", first_day="01/09/2022",
        last_day="30/09/2022", source="given", windows="01/09/2022 - 20/09/2022\n20/09/2022 - 30/09/2022",
    )  # fmt: skip

    assert page.status == 422
    assert "01/09/2022–20/09/2022 and 20/09/2022–30/09/2022 share days" in page.text
    assert 'href="#windows"' in page.html
    assert "20/09/2022 - 30/09/2022" in page.html
    assert db.session.query(Campaign).count() == 0


def test_days_with_entries_are_named_on_the_page_and_stay(client, world):
    place = ClosingPlace(world)
    client.sign_in(place.staff)

    page = client.get("/campaigns/kh170-2022").follow("Change the campaign")
    assert "Windows whose days stay as they are" in page.text

    refused = page.submit("/edit", source="month")
    assert refused.status == 422
    assert "entries or closed figures in the window 01/06/2022–15/06/2022" in refused.text

    changed = refused.submit("/edit", source="given", plan_number="171/KH-UBND")
    assert "The campaign is changed." in changed.text
    assert get_campaign("kh170-2022").plan_number == "171/KH-UBND"


def test_staff_of_another_province_change_nothing(client, world):
    world.campaign(world.province())
    client.sign_in(world.staff(Role.province_staff, world.province("Đồng Nai", code="75")))

    assert client.get("/campaigns/kh170-2022/edit").status == 403
