"""One figure is one figure: the same to the last digit on every way out, in worlds drawn by lot."""

import random
from datetime import date

import pytest

from portal.domain.campaign_indicators import REPORTED
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import IndicatorDefinition
from portal.transaction import transactional
from tests.figure_readers import READERS, Question, read_coverage_answer, read_scoreboard_answer
from tests.figures_of_others import department_of, june, report_figure, set_target
from tests.report_readers import read_report_document, read_report_page, read_report_sheet

REPORT_READERS = (
    ("report as a document", read_report_document),
    ("report as a sheet", read_report_sheet),
    ("report as a page", read_report_page),
)
STATUSES = ("approved", "approved", "submitted", "returned")
# Whole numbers, falls, and as many decimals as were ever published.
WINDOWS = (june(None, 3), june(1, 9), june(1, 15), june(9, 16))


# What tells of communes, asked of each district where a province's report has them, too.
BELOW = (("/api/coverage", read_coverage_answer), ("/api/scoreboard", read_scoreboard_answer))
# Which line stands for the eighth indicator; each is drawn, for communes below districts too.
HEADLINES = ("8.4", "8.1", "8.2", "8.3")


@transactional
def lead_with(headline: str) -> None:
    """Let a line stand for the eighth indicator."""
    db.session.scalars(db.select(IndicatorDefinition)).one().headline = headline


@pytest.fixture
def drawn(request, client, app, world):
    """Draw a world and a question about it, the same for the same seed."""
    lot = random.Random(request.param)
    province = world.province()
    campaign = world.campaign(
        province, targets={"8.4": lot.choice(("80,0", "66,7", "50"))}, k=lot.randint(1, 2)
    )
    headline = HEADLINES[request.param % len(HEADLINES)]
    lead_with(headline)
    codes = {"Tỉnh Bình Phước": "70"}
    subjects, districts = [province], []
    for number in range(lot.randint(1, 3)):
        district = world.district(province, f"Bù {'ABC'[number]}", code=f"69{number}")
        codes[f"Huyện Bù {'ABC'[number]}"] = f"69{number}"
        districts.append(district)
        subjects += [district, *draw_communes(world, lot, district, codes)]
    for subject in subjects:
        draw_figures(lot, campaign, subject)
    codes["Sở Tư pháp"] = "STP"
    draw_figures(lot, campaign, province, department=department_of(province))
    for level in ("province", "district", "commune", "department"):
        for code in lot.sample((*REPORTED, "8.1", "8.3"), 4):
            set_target(campaign, level, code, lot.choice(("91,5", "40,0")))
    client.sign_in(world.staff(Role.province_staff, province))
    language = lot.choice(("vi", "en"))
    client.get(f"/account?lang={language}")
    place = lot.choice((province, province, lot.choice(districts)))
    return Question(
        client, app, campaign.code, "70" if place is province else f"69{districts.index(place)}", place.id,
        lot.choice(("whole", "w1", "2022-W23")), lot.choice(("in_period", "cumulative")), language,
        codes, headline, tuple((f"69{number}", one.id) for number, one in enumerate(districts)),
    )  # fmt: skip


def draw_communes(world, lot: random.Random, district, codes: dict[str, str]) -> list:
    """Draw the communes of a district with hamlets, teams and entries."""
    communes = []
    for number in range(lot.randint(1, 3)):
        code = f"2{district.id:03}{number}"
        name = f"Thọ {code}"
        commune = world.commune(
            district, name, code=code, confirmed=lot.random() < 0.8, households=lot.choice((None, 777))
        )
        codes[f"Xã {name}"] = code
        communes.append(commune)
        for hamlet in [world.hamlet(commune, str(one)) for one in range(lot.randint(0, 7))]:
            if lot.random() < 0.7:
                draw_team(world, lot, commune, hamlet)
    return communes


def draw_team(world, lot: random.Random, commune, hamlet) -> None:
    """Draw a team with members, some of them trained, and entries of all states."""
    team = world.team(commune, [hamlet])
    author = world.member(team)
    if lot.random() < 0.5:
        world.training(author)
    for _entry in range(lot.randint(0, 3)):
        day = date(2022, 6, lot.randint(1, 16))
        world.activity(team, author, status=lot.choice(STATUSES), occurred_on=day, visits=lot.randint(1, 9))


def draw_figures(lot: random.Random, campaign, place, **more) -> None:
    """Draw figures of others for a place or a department, in windows that overlap."""
    for code in REPORTED:
        for window in lot.sample(WINDOWS, lot.randint(0, 3)):
            whole, decimals = lot.randint(0, 99), lot.randint(0, 999)
            percent = lot.choice((f"{whole}", f"{whole}.{decimals:03}", "100"))
            report_figure(campaign, place, code, percent, window, **more)


@pytest.mark.parametrize("drawn", range(4), indirect=True)
def test_every_way_out_says_the_same_figure_to_the_last_digit(drawn):
    said: dict[str, dict[str, str]] = {}
    for name, read in (*READERS, *REPORT_READERS):
        for key, text in read(drawn).items():
            said.setdefault(key, {})[name] = text
    for district in drawn.below():
        for name, read in BELOW:
            for key, text in read(district).items():
                said.setdefault(key, {})[f"{name} of the district"] = text

    different = {key: texts for key, texts in said.items() if len(set(texts.values())) > 1}

    assert different == {}
    # Nothing is compared with itself alone: the headline is said nearly everywhere, the others by most.
    assert len(said[f"{drawn.place} {drawn.headline}"]) >= 10
    assert {"report as a document", "report as a page"} <= set(said[f"{drawn.place} {drawn.headline}"])
    for code in REPORTED:
        assert len(said[f"{drawn.place} {code}"]) >= 4
    assert len(said[f"{drawn.place} 8.2"]) >= 5
    # The annex of a province's report has the communes, held against the pages of their districts.
    communes = {code for code in drawn.codes.values() if code.startswith("2")}
    for code in communes if drawn.place == "70" else ():
        assert len(said[f"{code} {drawn.headline}"]) >= len(BELOW), code


def test_a_wrong_decimal_mark_is_found_out():
    vietnamese = Question(None, None, "", "", 0, "", "", "vi", {})

    assert vietnamese.shown("98,9 %") == "98,9"
    with pytest.raises(AssertionError):
        vietnamese.shown("98.9 %")
