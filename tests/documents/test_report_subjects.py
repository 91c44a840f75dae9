"""Whom a report commends and whom it names: departments by the indicators that they are asked."""

from datetime import date

import pytest

from portal.domain.campaign_indicators import REPORTED
from portal.domain.report_papers import compose_paper
from portal.domain.report_settings import usual_letter_head
from portal.queries.report_figures import get_report_figures
from tests.figures_of_others import department_of, report_figure, set_target
from tests.reports import LAST, MIDDLE, report_world, week_of

TODAY = date(2022, 6, 24)


@pytest.fixture
def province(app, world):
    """A province with figures, and its campaign."""
    made, *_places, campaign = report_world(world)
    for code in REPORTED:
        set_target(campaign, "department", code, "50")
    return made, campaign


def paper_of(province, campaign):
    """Compose the report of the second window."""
    kept, week = week_of(campaign)
    figures = get_report_figures(kept, province.id, week, today=TODAY)
    return compose_paper(figures, usual_letter_head("Tỉnh Bình Phước", "province"), "weekly", None)


def part_of(paper, words: str) -> tuple[str, ...]:
    """Return the paragraphs of a part by the beginning of its heading, without its number."""
    return next(part.paragraphs for part in paper.parts if words in part.heading)


def test_a_department_is_commended_for_the_seven_indicators_that_it_is_asked(province):
    made, campaign = province
    department = department_of(made)
    for code in REPORTED:
        report_figure(campaign, made, code, "60", (MIDDLE, LAST), department=department)

    paper = paper_of(made, campaign)

    assert (
        "Biểu dương 01/01 sở, ban, ngành đạt mục tiêu của cả 07 chỉ tiêu (không tính chỉ tiêu 8): Sở Tư pháp."
    ) in part_of(paper, "ĐƠN VỊ ĐẠT")
    [annex] = [one for one in paper.annexes if "SỞ, BAN, NGÀNH" in one.caption.upper()]
    assert annex.rows[-1][-1] == "7/7"


def test_of_many_missed_targets_a_place_is_told_which_and_of_few_how_much(province):
    made, campaign = province
    department = department_of(made)
    for code in ("1", "2", "3"):
        report_figure(campaign, made, code, "40.5", (MIDDLE, LAST), department=department)
    few = part_of(paper_of(made, campaign), "ĐƠN VỊ ĐẠT")
    report_figure(campaign, made, "4", "40.5", (MIDDLE, LAST), department=department)

    many = part_of(paper_of(made, campaign), "ĐƠN VỊ ĐẠT")

    # 50 - 40,5 = 9,5
    missing = ", ".join(f"chỉ tiêu {code} thiếu 9,5 điểm phần trăm" for code in (1, 2, 3))
    assert f"01 sở, ban, ngành còn chỉ tiêu chưa đạt mục tiêu: Sở Tư pháp ({missing})." in few
    assert "01 sở, ban, ngành còn chỉ tiêu chưa đạt mục tiêu: Sở Tư pháp (04 chỉ tiêu: 1, 2, 3 và 4)." in many


def test_a_place_that_misses_all_that_it_is_asked_is_told_so_in_few_words(province):
    made, campaign = province
    department = department_of(made)
    for code in REPORTED:
        report_figure(campaign, made, code, "40.5", (MIDDLE, LAST), department=department)

    told = part_of(paper_of(made, campaign), "ĐƠN VỊ ĐẠT")

    assert "01 sở, ban, ngành còn chỉ tiêu chưa đạt mục tiêu: Sở Tư pháp (cả 07 chỉ tiêu)." in told


def test_where_nobody_can_be_judged_the_report_says_so_once(province):
    made, campaign = province
    department_of(made)

    told = part_of(paper_of(made, campaign), "ĐƠN VỊ ĐẠT")

    assert told[0] == (
        "01 sở, ban, ngành chưa có chỉ tiêu nào đủ căn cứ để đánh giá nên chưa kết luận đạt hay chưa đạt."
    )


def test_many_figures_of_a_level_are_one_paragraph(province):
    made, campaign = province
    for code in ("1", "2", "3"):
        report_figure(campaign, made, code, "60", (MIDDLE, LAST), level="district")
    set_target(campaign, "district", "2", "70")

    told = part_of(paper_of(made, campaign), "KẾT QUẢ TỪNG")

    assert told[-1].startswith(
        "Toàn bộ cấp huyện, theo số liệu công bố từ ngày 16/6/2022 đến ngày 22/6/2022: chỉ tiêu 1 60%, chưa"
        " đạt mục tiêu 80%; chỉ tiêu 2 60%, chưa đạt mục tiêu 70%; chỉ tiêu 3 60%, chưa đạt mục tiêu 100%."
    )
