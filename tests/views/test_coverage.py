"""The coverage pages: the same figures on the page, in the file, in the API and from the command."""

import csv
import io
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from tests.page_client import text_of
from tests.queries_counted import counting_statements

APPROVED = ActivityStatus.approved


@pytest.fixture
def place(world):
    """A province with a district, a commune of two hamlets, one team and one approved entry."""
    province = world.province()
    district = world.district(province)
    commune = world.commune(district, "Đak Nhau", code="25405")
    hamlets = [world.hamlet(commune, f"Bù Lư {number}") for number in (1, 2)]
    team = world.team(commune, hamlets[:1], name="Tổ Bù Lư 1")
    member = world.member(team)
    world.activity(team, member, status=APPROVED, occurred_on=date(2022, 6, 3), visits=5)
    campaign = world.campaign(province)
    return SimpleNamespace(
        province=province,
        district=district,
        commune=commune,
        hamlets=hamlets,
        team=team,
        member=member,
        campaign=campaign,
    )


@pytest.fixture
def staff(client, world, place):
    """The browser of province staff, in English."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    client.get("/account?lang=en")
    return client


def cells(page, table: int = 0) -> list[list[str]]:
    """Return the words of a table's rows."""
    rows = [row for row in page.all("table")[table].iter() if str(row.tag).endswith("}tr")]
    return [[text_of(cell) for cell in row] for row in rows]


def read_csv(client, address: str) -> list[list[str]]:
    """Return the rows of a CSV answer."""
    response = client.http.get(address)
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_province_staff_drill_from_the_province_down_to_an_entry(staff, place):
    page = staff.get("/coverage")

    assert page.h1 == "Coverage: Tỉnh Bình Phước"
    for words in ("Huyện Bù Đăng", "Xã Đak Nhau", "Thôn Bù Lư 1", "Tổ Bù Lư 1"):
        page = page.follow(words)
        assert page.status == 200
    assert page.h1 == "Entries of Tổ Bù Lư 1"
    assert [row[0].split(",")[0] for row in cells(page)[1:]] == ["03/06/2022"]
    assert cells(page)[1][3] == "5"


def test_every_figure_stands_with_all_that_it_rests_on(staff, place):
    page = staff.get("/coverage?period=w1")

    assert "50.0 %" in page.text
    assert "1/2 (1 left)" in page.text
    assert "01 - 16/6/2022 (01/06/2022–15/06/2022)" in page.text
    assert "in period" in page.text
    assert "places as of 15/06/2022" in page.text
    assert "data as of 15:00 16/06/2022" in page.text
    assert f"definition {place.campaign.definition_version} (provisional)" in page.text


def test_percentages_have_a_comma_on_vietnamese_pages(client, world, place):
    client.sign_in(world.staff(Role.province_staff, place.province))

    page = client.get("/coverage")

    assert "50,0 %" in page.text


def test_form_asks_for_period_and_mode_and_keeps_the_place(staff, world, place):
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 6, 16), visits=40)
    page = staff.get(f"/coverage?unit={place.commune.id}")

    only = page.submit("/coverage", period="w2")
    both = page.submit("/coverage", period="w2", mode="cumulative")

    assert only.h1 == both.h1 == "Coverage: Xã Đak Nhau"
    assert [row[-2] for row in cells(only)[1:]] == ["40", "0", "40"]
    assert [row[-2] for row in cells(both)[1:]] == ["45", "0", "45"]


def test_unconfirmed_commune_reads_not_enough_data(staff, world, place):
    other = world.commune(place.district, "Tân Tiến", confirmed=False)
    world.team(other, [world.hamlet(other)])

    page = staff.get(f"/coverage?unit={place.district.id}")

    row = next(row for row in cells(page) if row[0] == "Xã Tân Tiến")
    assert row[1].startswith("not enough data")
    assert "%" not in row[1]
    assert "1 commune not confirmed" in page.text
    commune = staff.get(f"/coverage?unit={other.id}")
    assert "The list of hamlets is not confirmed" in commune.text


def test_names_behind_the_gap_are_listed_with_their_communes(staff, world, place):
    page = staff.get("/coverage")

    assert "Hamlets without a valid team: 1" in page.text
    assert "Thôn Bù Lư 2, Xã Đak Nhau" in page.text


def test_sorting_is_by_link_and_never_by_raw_visits(staff, world, place):
    world.commune(place.district, "An Phú")
    page = staff.get(f"/coverage?unit={place.district.id}")

    turned = staff.get(page.links()["Place"])

    assert [row[0] for row in cells(page)[1:-1]] == ["Xã An Phú", "Xã Đak Nhau"]
    assert [row[0] for row in cells(turned)[1:-1]] == ["Xã Đak Nhau", "Xã An Phú"]
    assert "Visits" not in page.links()


def test_coordinator_sees_the_own_commune_and_nothing_beside_or_above(client, world, place):
    neighbour = world.commune(place.district, "Thọ Sơn")
    client.sign_in(world.coordinator(place.commune))

    own = client.get("/coverage")

    assert own.h1.endswith("Xã Đak Nhau")
    for unit in (neighbour, place.district, place.province):
        assert client.get(f"/coverage?unit={unit.id}").status == 404
        assert client.http.get(f"/coverage.csv?unit={unit.id}").status_code == 404


def test_entries_of_a_foreign_team_are_not_found(client, world, place):
    neighbour = world.commune(place.district, "Thọ Sơn")
    client.sign_in(world.coordinator(neighbour))

    assert client.get(f"/coverage/teams/{place.team.id}").status == 404


def test_leader_without_a_staff_role_may_not_see_coverage(client, place):
    client.sign_in(place.member)

    assert client.get("/coverage").status == 403


def test_place_is_found_by_its_official_code(staff, place):
    page = staff.get("/coverage?unit=25405")

    assert page.h1 == "Coverage: Xã Đak Nhau"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("campaign=nope", 404),
        ("unit=999999999999999999999", 404),
        ("unit=-1", 404),
        ("unit=%F0%9F%98%80", 404),
        ("period=2022-13", 422),
        ("period=2021-06", 422),
        ("period=2022-W60", 422),
        ("mode=both", 422),
        ("as_of=2022-06-17", 422),
        ("as_of=yesterday", 422),
        ("sort=visits", 200),
        ("period=2022-Q2&mode=cumulative&as_of=2022-06-01", 200),
    ],
)
def test_odd_questions_are_answered_and_never_break(staff, question, status):
    page = staff.get(f"/coverage?{question}")

    assert page.status == status


def test_wrong_period_is_said_beside_the_whole_campaign(staff):
    page = staff.get("/coverage?period=2030-01")

    assert "Choose a period of the campaign." in page.text
    assert "The whole campaign (01/06/2022–31/08/2022)" in page.text


def test_without_any_campaign_the_page_says_so(client, world):
    client.sign_in(world.staff(Role.province_staff, world.province()))

    page = client.get("/coverage?lang=en")

    assert "There is no campaign yet" in page.text


def test_file_page_and_interface_say_the_same(staff, world, place):
    world.commune(place.district, "Tân Tiến", confirmed=False)
    address = f"unit={place.district.id}"

    rows = read_csv(staff, f"/coverage.csv?{address}")
    page = staff.get(f"/coverage?{address}")
    told = staff.http.get("/api/coverage?campaign=kh170-2022&unit=" + code_of(place.district)).get_json()

    heading = rows[0]
    total = next(row for row in rows if row[1:2] == ["TOTAL"])
    at = heading.index("8.4 Hamlets with a working team: counted")
    assert total[at : at + 4] == ["1", "2", "50,0", "1"]
    assert total[heading.index("Visits")] == "5"
    line = next(line for line in told["lines"] if line["code"] == "8.4")
    assert (line["numerator"], line["denominator"], line["percent"], line["unknown_units"]) == (
        1,
        2,
        "50,0",
        1,
    )
    assert "50.0 %" in page.text
    assert [row[1] for row in rows[1:3]] == [row["unit"]["name"] for row in told["rows"]]
    unknown = next(row for row in rows if row[1:2] == ["Xã Tân Tiến"])
    assert unknown[at : at + 4] == ["0", "", "", "1"]


def test_file_says_what_its_figures_are(staff, place):
    rows = read_csv(staff, "/coverage.csv?period=w1&mode=cumulative")

    notes = {row[0]: row[1] for row in rows if len(row) == 2}
    assert notes["Period"] == "01/06/2022–15/06/2022"
    assert notes["How it is counted"] == "cumulative"
    assert notes["Places as of"] == "15/06/2022"
    assert notes["Definition"].endswith("(provisional)")


def test_total_of_the_file_is_the_sum_of_what_is_shown(staff, world, place):
    shared = world.team(place.commune, place.hamlets)
    world.activity(shared, world.member(shared), status=APPROVED, visits=8)

    rows = read_csv(staff, f"/coverage.csv?unit={place.commune.id}")

    end = next(number for number, row in enumerate(rows) if row[1:2] == ["TOTAL"])
    for name in ("Visits", "Entries approved", "Entries waiting", "8.2 Hamlets with a team: counted"):
        at = rows[0].index(name)
        assert sum(int(row[at]) for row in rows[1:end]) == int(rows[end][at])


def test_name_that_looks_like_a_formula_stays_text(staff, world, place):
    world.team(place.commune, place.hamlets[:1], name="=HYPERLINK(1)")

    rows = read_csv(staff, f"/coverage.csv?unit={place.hamlets[0].id}")

    assert "'=HYPERLINK(1)" in [row[1] for row in rows if len(row) > 2]


def test_team_page_parts_entries_by_status_and_pages_by_key(staff, world, place):
    for _number in range(60):
        world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 6, 4))
    world.activity(place.team, place.member, status=ActivityStatus.submitted, visits=77)

    first = staff.get(f"/coverage/teams/{place.team.id}")
    second = first.follow("Next page")
    waiting = first.follow("Waiting for approval")

    assert len(cells(first)) == 1 + 50
    # 61 approved entries in all, the oldest on the last page.
    assert len(cells(second)) == 1 + 11
    assert cells(second)[-1][0].startswith("03/06/2022")
    assert cells(waiting)[1][3] == "77"


def test_entry_dated_today_counts_until_the_campaigns_last_minute(staff, world, place, frozen_clock):
    frozen_clock.set(datetime(2022, 8, 31, 16, 59, tzinfo=UTC))
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 8, 31), visits=40)
    staff.sign_in(world.staff(Role.province_staff, place.province))
    last_minute = staff.get("/coverage?lang=en")
    frozen_clock.set(datetime(2022, 8, 31, 17, 0, tzinfo=UTC))
    world.activity(place.team, place.member, status=APPROVED, occurred_on=date(2022, 9, 1), visits=700)
    afterwards = staff.get("/coverage")

    assert "1 day left" in text_of(last_minute.all("header")[0])
    assert [row[-2] for row in cells(last_minute) if row[0] == "TOTAL"] == ["45"]
    assert [row[-2] for row in cells(afterwards) if row[0] == "TOTAL"] == ["45"]


@pytest.mark.parametrize("communes", [3, 30])
def test_province_page_takes_few_statements_whatever_the_size(staff, world, place, communes):
    for number in range(communes):
        commune = world.commune(place.district, f"Số {number}")
        team = world.team(commune, [world.hamlet(commune)])
        world.activity(team, world.member(team), status=APPROVED)
    staff.get("/coverage")

    with counting_statements() as on_arriving:
        page = staff.get("/coverage")
    with counting_statements() as statements:
        staff.get("/coverage?mode=in_period")

    assert page.status == 200
    assert len(statements) <= 10, "\n\n".join(statements)
    # On arriving it is also counted what else waits.
    assert len(on_arriving) <= 12, "\n\n".join(on_arriving)


def code_of(unit) -> str:
    """Return the official code that the factory gave."""
    return str(90000 + unit.id)
