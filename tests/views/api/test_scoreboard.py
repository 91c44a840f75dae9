"""The eight indicators for programs: the shape, the levels and departments, and the same from the command."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from portal.domain.roles import Role
from tests.figures_of_others import department_of, june, report_figure, set_target
from tests.queries_counted import counting_statements

ADDRESS = "/api/scoreboard?campaign=kh170-2022&unit=70&period=w1&mode=cumulative"


@pytest.fixture
def place(world):
    """A province of two hamlets, one of which works, with figures of others for all levels."""
    province = world.province()
    district = world.district(province, code="696")
    commune = world.commune(district, "Đak Nhau", code="25405")
    hamlets = [world.hamlet(commune, str(number)) for number in (1, 2)]
    team = world.team(commune, hamlets[:1])
    world.activity(team, world.member(team), status="approved", occurred_on=date(2022, 6, 3))
    campaign = world.campaign(province, targets={"8.4": "80,0"})
    set_target(campaign, "province", "1", "91,5")
    report_figure(campaign, province, "1", "39.72", june(None, 3))
    report_figure(campaign, province, "1", "39.5", june(1, 15), numerator=395, denominator=1000)
    report_figure(campaign, province, "3", "95.57", june(1, 15), level="district")
    report_figure(campaign, province, "4", "100", june(1, 15), department=department_of(province))
    return SimpleNamespace(province=province, district=district, commune=commune, campaign=campaign)


@pytest.fixture
def staff(client, world, place):
    """Province staff's program."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    return client.http


def of(standings, code: str) -> dict:
    """Return the standing on one indicator."""
    return next(one for one in standings if one["indicator"] == code)


def test_standing_has_exactly_the_promised_shape(staff):
    told = staff.get(ADDRESS).get_json()

    assert (told["campaign"], told["unit"]["code"], told["mode"]) == ("kh170-2022", "70", "cumulative")
    assert [one["indicator"] for one in told["standings"]] == list("12345678")
    # 91,5 % of 1 000 are 915, and 395 are there; 91,5 - 39,5 = 52 points; 39,5 - 39,72 is a fall of 0,22.
    assert of(told["standings"], "1") == {
        "indicator": "1",
        "line": None,
        "state": "known",
        "percent": "39,5",
        "numerator": 395,
        "denominator": 1000,
        "target": "91,5",
        "reached": False,
        "missing": 520,
        "missing_points": "52,0",
        "unknown_units": 0,
        "change": "-0,22",
        "window": {"first": "2022-06-01", "last": "2022-06-15", "label": ""},
        "source": "Báo cáo 152/BC-UBND",
    }
    counted = of(told["standings"], "8")
    assert (counted["line"], counted["percent"], counted["missing"], counted["missing_points"]) == (
        "8.4",
        "50,0",
        1,
        "30,0",
    )
    assert of(told["standings"], "2")["state"] == "not_reported"


def test_levels_departments_and_rows_are_told(staff):
    told = staff.get(ADDRESS).get_json()

    assert [(one["level"], of(one["standings"], "3")["percent"]) for one in told["levels"]] == [
        ("district", "95,57")
    ]
    (department,) = told["departments"]
    assert (department["code"], of(department["standings"], "4")["percent"]) == ("STP", "100")
    assert [(row["unit"]["code"], of(row["standings"], "8")["percent"]) for row in told["rows"]] == [
        ("696", "50,0")
    ]


def test_answer_is_as_described(staff):
    document = staff.get("/api/openapi.json").get_json()

    schema = {"$ref": "#/components/schemas/Scoreboard", "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    assert list(validator.iter_errors(staff.get(ADDRESS).get_json())) == []


def test_command_prints_what_the_interface_answers(app, staff):
    answer = staff.get(ADDRESS).get_json()
    words = ["indicator", "scoreboard", "--campaign", "kh170-2022", "--unit", "70"]
    words += ["--period", "w1", "--mode", "cumulative"]

    printed = app.test_cli_runner().invoke(args=[*words, "--json"])
    lines = app.test_cli_runner().invoke(args=words)

    assert json.loads(printed.stdout) == answer
    assert lines.exit_code == 0
    assert any(line.split()[:5] == ["1", "✗", "39,5", "%", "/"] for line in lines.stdout.splitlines())
    assert any(line.startswith("STP  Sở Tư pháp") for line in lines.stdout.splitlines())


@pytest.mark.parametrize("question", ["", "campaign=kh170-2022", "campaign=kh170-2022&unit=70&period=x"])
def test_wrong_question_is_answered_with_422(staff, question):
    assert staff.get(f"/api/scoreboard?{question}").status_code == 422


@pytest.mark.parametrize("communes", [2, 12])
def test_answer_takes_few_statements_whatever_the_size(staff, world, place, communes):
    for number in range(communes):
        commune = world.commune(place.district, f"Số {number}")
        report_figure(place.campaign, commune, "7", "50", june(1, 15))
    staff.get(ADDRESS)

    with counting_statements() as statements:
        staff.get(ADDRESS)

    assert len(statements) <= 30
