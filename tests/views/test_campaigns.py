from datetime import UTC, date, datetime

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from portal.services.campaigns import ensure_campaign_2022
from tests.page_client import text_of
from tests.queries_counted import counting_statements


def rows_of(page, table: int = 0) -> list[list[str]]:
    """Return the words of a table's rows."""
    rows = [row for row in page.all("table")[table].iter() if str(row.tag).endswith("}tr")]
    return [[text_of(cell) for cell in row] for row in rows]


def test_list_leads_to_the_campaign_with_its_plan_and_days_left(client, world):
    province = world.province()
    ensure_campaign_2022()
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/campaigns?lang=en").follow("The 92-day campaign")

    assert page.h1.startswith("The 92-day campaign")
    # From 16/6 to 31/8 are 15 + 31 + 31 days, both included.
    assert "77 days left" in page.text
    assert "170/KH-UBND of 01/06/2022" in page.text
    assert "Judged on 02/09/2022" in page.text


def test_province_staff_see_the_headline_by_window(client, world, frozen_clock):
    province = world.province()
    commune = world.commune(world.district(province))
    team = world.team(commune, [world.hamlet(commune, "1")])
    world.hamlet(commune, "2")
    world.activity(team, world.member(team), status=ActivityStatus.approved, occurred_on=date(2022, 6, 16))
    ensure_campaign_2022()
    frozen_clock.set(datetime(2022, 6, 23, 3, 0, tzinfo=UTC))
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/campaigns/kh170-2022?lang=en")

    assert rows_of(page)[1:] == [
        ["01 - 16/6/2022", "01/06/2022–15/06/2022", "0.0 % (2 left)", "0/2", "15/06/2022"],
        ["16 - 22/6/2022", "16/06/2022–21/06/2022", "50.0 % (1 left)", "1/2", "21/06/2022"],
        ["22/6 - 01/7/2022", "22/06/2022–30/06/2022", "0.0 % (2 left)", "0/2", "23/06/2022"],
    ]
    assert page.follow("16 - 22/6/2022").h1 == "Coverage: Tỉnh Bình Phước"
    # The rest of the campaign's work is one step away, of this campaign.
    for endpoint in ("scoreboard", "figures", "closings"):
        assert f'href="/{endpoint}?campaign=kh170-2022"' in page.html
        assert client.get(f"/{endpoint}?campaign=kh170-2022").status == 200
    assert 'href="/reports"' in page.html


def test_member_sees_what_the_campaign_is_and_no_figures(client, world):
    commune = world.commune()
    member = world.member(world.team(commune))
    world.campaign(commune)
    client.sign_in(member)

    page = client.get("/campaigns/kh170-2022?lang=en")

    assert "How indicator 8 is counted" in page.text
    assert "See the coverage" not in page.text
    assert "%" not in "".join(cell for row in rows_of(page) for cell in row)


def test_definition_says_that_it_is_provisional_and_what_each_line_divides(client, world):
    province = world.province()
    ensure_campaign_2022()
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/campaigns/kh170-2022?lang=en")

    assert "Status provisional" in page.text
    assert "at least 1 approved entry in the period" in page.text
    definition = rows_of(page, 1)
    assert [row[0].split()[0] for row in definition[1:]] == ["8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7"]
    assert {row[3] for row in definition[1:]} == {"–"}


def test_page_before_the_campaign_has_nothing_to_count(client, world, frozen_clock):
    province = world.province()
    ensure_campaign_2022()
    frozen_clock.set(datetime(2022, 5, 20, 3, 0, tzinfo=UTC))
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/campaigns/kh170-2022?lang=en")

    assert "There is nothing to count yet." in page.text


def test_unknown_campaign_is_not_found_and_an_empty_list_says_so(client, world):
    client.sign_in(world.staff(Role.province_staff, world.province()))

    assert client.get("/campaigns/nope").status == 404
    assert "There is no campaign yet." in client.get("/campaigns?lang=en").text


def test_campaign_page_takes_few_statements_whatever_the_number_of_windows(client, world, frozen_clock):
    province = world.province()
    ensure_campaign_2022()
    frozen_clock.set(datetime(2022, 9, 2, 3, 0, tzinfo=UTC))
    client.sign_in(world.staff(Role.province_staff, province))
    client.get("/campaigns/kh170-2022")

    with counting_statements() as statements:
        page = client.get("/campaigns/kh170-2022")

    assert len(rows_of(page)) == 1 + 5
    assert len(statements) <= 13, "\n\n".join(statements)
