"""Coverage and indicator 8 for programs: the shape, the refusals, and the same figures as the command."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role


@pytest.fixture
def place(world):
    """A province with one commune of two hamlets and one approved entry."""
    province = world.province()
    district = world.district(province, code="696")
    commune = world.commune(district, "Đak Nhau", code="25405")
    hamlets = [world.hamlet(commune, str(number)) for number in (1, 2)]
    team = world.team(commune, hamlets[:1])
    author = world.member(team)
    world.activity(team, author, status=ActivityStatus.approved, occurred_on=date(2022, 6, 3))
    world.activity(team, author, status=ActivityStatus.submitted, occurred_on=date(2022, 6, 3))
    campaign = world.campaign(province, targets={"8.4": "80,0"})
    return SimpleNamespace(
        province=province, commune=commune, district=district, campaign=campaign, author=author
    )


@pytest.fixture
def staff(client, world, place):
    """Province staff's program."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    return client.http


def test_indicator_answer_has_exactly_the_promised_shape(staff, place):
    answer = staff.get("/api/indicators/8?campaign=kh170-2022&unit=70&period=w1")

    told = answer.get_json()
    lines = told.pop("lines")
    assert told == {
        "campaign": "kh170-2022",
        "unit": {"code": "70", "name": "Tỉnh Bình Phước"},
        "period": {"from": "2022-06-01", "to": "2022-06-16", "label": "01 - 16/6/2022"},
        "mode": "in_period",
        "units_on": "2022-06-15",
        "teams_on": "2022-06-15",
        "unplaced": [],
        "published": None,
        "confirmed": None,
        "as_of": "2022-06-16T08:00:00Z",
        "definition": {"version": place.campaign.definition_version, "status": "provisional"},
        "headline": "8.4",
    }
    assert [line["code"] for line in lines] == ["8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7"]
    assert lines[3] == {
        "code": "8.4",
        "numerator": 1,
        "denominator": 2,
        "unknown_units": 0,
        "percent": "50,0",
        "gap": 1,
        "target": "80,0",
        "waiting": 1,
    }


def test_percent_is_null_where_the_denominator_is_unknown_or_nothing(staff, world, place):
    other = world.commune(place.district, "Tân Tiến", code="25400", confirmed=False)
    world.hamlet(other)

    lines = staff.get("/api/indicators/8?campaign=kh170-2022&unit=25400").get_json()["lines"]

    by_code = {line["code"]: line for line in lines}
    assert (by_code["8.2"]["denominator"], by_code["8.2"]["percent"], by_code["8.2"]["gap"]) == (
        None,
        None,
        None,
    )
    assert by_code["8.2"]["unknown_units"] == 1
    assert (by_code["8.3"]["denominator"], by_code["8.3"]["percent"]) == (0, None)


def test_coverage_tells_each_place_below_and_which_communes_are_unknown(staff, world, place):
    world.commune(place.district, "Tân Tiến", code="25400", confirmed=False)

    told = staff.get("/api/coverage?campaign=kh170-2022&unit=696&as_of=2022-06-10").get_json()

    assert told["units_on"] == "2022-06-10"
    assert [row["unit"]["code"] for row in told["rows"]] == ["25405", "25400"]
    assert [unit["code"] for unit in told["unconfirmed"]] == ["25400"]
    assert (told["visits"], told["visits_by_skill"], told["waiting"]) == (5, {"payment": 5}, 1)


def test_command_prints_what_the_interface_answers(app, staff, place):
    asked = "campaign=kh170-2022&unit=25405&period=w1&mode=cumulative"
    answer = staff.get(f"/api/indicators/8?{asked}").get_json()

    printed = app.test_cli_runner().invoke(
        args=[
            "indicator",
            "show",
            "--campaign",
            "kh170-2022",
            "--unit",
            "25405",
            "--period",
            "w1",
            "--mode",
            "cumulative",
            "--json",
        ]
    )

    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == answer


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("", {"campaign", "unit"}),
        ("campaign=kh170-2022", {"unit"}),
        ("campaign=kh170-2022&unit=70&period=2022-99", {"period"}),
        ("campaign=kh170-2022&unit=70&mode=sum", {"mode"}),
        ("campaign=kh170-2022&unit=70&as_of=2022-02-30", {"as_of"}),
        ("campaign=kh170-2022&unit=70&as_of=2030-01-01", {"as_of"}),
    ],
)
@pytest.mark.parametrize("address", ["/api/coverage", "/api/indicators/8"])
def test_wrong_question_names_its_fields(staff, address, question, fields):
    answer = staff.get(f"{address}?{question}")

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert set(answer.get_json()["errors"]) == fields


@pytest.mark.parametrize(
    "question",
    ["campaign=nope&unit=70", "campaign=kh170-2022&unit=99", "campaign=kh170-2022&unit=99999999999999999999"],
)
def test_unknown_campaign_or_place_is_not_found(staff, question):
    answer = staff.get(f"/api/coverage?{question}")

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_place_is_asked_for_by_code_and_never_by_id(staff, place):
    answer = staff.get(f"/api/coverage?campaign=kh170-2022&unit={place.commune.id}")

    assert answer.status_code == 404


def test_place_outside_the_own_area_is_not_found(client, world, place):
    client.sign_in(world.coordinator(place.commune))

    own = client.http.get("/api/indicators/8?campaign=kh170-2022&unit=25405")
    above = client.http.get("/api/indicators/8?campaign=kh170-2022&unit=70")

    assert (own.status_code, above.status_code) == (200, 404)


def test_stranger_and_member_are_refused_in_json(client, place):
    stranger = client.http.get("/api/coverage?campaign=kh170-2022&unit=70")
    client.sign_in(place.author)
    member = client.http.get("/api/coverage?campaign=kh170-2022&unit=70")

    assert (stranger.status_code, member.status_code) == (401, 403)
    assert stranger.content_type == member.content_type == "application/problem+json"
