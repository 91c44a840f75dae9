"""A report of a published window: its days are the printed ones throughout, and levels stand in it too."""

import io
from datetime import date

import pytest
from docx import Document

from portal.documents.report_docx import report_docx
from portal.domain.campaign_indicators import subject_key
from portal.domain.campaign_periods import NamedPeriod, read_label
from portal.domain.periods import Period
from portal.domain.report_papers import compose_paper
from portal.domain.report_settings import usual_letter_head
from portal.extensions import db
from portal.models import ReportedFigure
from portal.queries.campaigns import get_campaign
from portal.queries.report_figures import get_report_figures
from portal.transaction import transaction
from tests.reports import FIRST, MIDDLE, MOMENT, report_world

WINDOW = NamedPeriod("w1", "window", Period(FIRST, MIDDLE), "01 - 16/6/2022")


@pytest.fixture
def file(app, world):
    """The report of a window in which 83,5 % was published for all districts together, after 83,78 %."""
    province, *_, campaign = report_world(world)
    with transaction():
        for first, last, percent in ((date(2022, 5, 20), FIRST, "83.78"), (FIRST, MIDDLE, "83.5")):
            db.session.add(
                ReportedFigure(
                    campaign_id=campaign.id, unit_id=province.id, level="district", indicator="2",
                    subject=subject_key("district", province.id), first_on=first, last_on=last,
                    window=f"{first}/{last}", percent=percent, source="Báo chí của tỉnh", recorded_at=MOMENT,
                )
            )  # fmt: skip
    figures = get_report_figures(get_campaign("kh170-2022"), province.id, WINDOW, today=MIDDLE)
    paper = compose_paper(figures, usual_letter_head("Tỉnh Bình Phước", "province"), "interim", None)
    return Document(io.BytesIO(report_docx(paper, MOMENT)))


def test_what_was_published_of_a_level_stands_in_text_table_and_annex_with_days_and_source(file):
    [told] = [one.text for one in file.paragraphs if one.text.startswith("Toàn bộ cấp huyện")]
    [row] = [
        [cell.text for cell in row.cells] for row in file.tables[1].rows if "cấp huyện" in row.cells[1].text
    ]
    annex = [[cell.text for cell in row.cells] for row in file.tables[4].rows]

    assert told.startswith(
        "Toàn bộ cấp huyện, chỉ tiêu 2 - Hồ sơ được xử lý trực tuyến: 83,5%, theo số liệu công bố từ ngày"
        " 01/6/2022 đến ngày 16/6/2022; giảm 0,28 điểm phần trăm so với lần trước"
    )
    assert told.endswith("Nguồn: Báo chí của tỉnh.")
    assert row[1:5] == [
        "Toàn bộ cấp huyện, chỉ tiêu 2", "83,5%\n01/06-16/06", "83,5%\n01/06-16/06", "-0,28",
    ]  # fmt: skip
    assert annex[0][2].startswith("2. ")
    assert annex[1][1:3] == [
        "Toàn bộ cấp huyện (số liệu công bố chung)", "83,5%, 01/06-16/06\n83,5%, 01/06-16/06",
    ]  # fmt: skip
    assert any("Báo chí của tỉnh" in one.text for one in file.paragraphs if one.text.startswith("- Chỉ tiêu"))


def test_the_days_of_the_window_are_the_printed_ones_wherever_they_stand(file):
    words = "\n".join(one.text for one in file.paragraphs)

    assert words.count("từ ngày 01/6/2022 đến ngày 16/6/2022") >= 6
    assert "đến ngày 15/6/2022" not in words
    # Entries of indicator 8 count once, in the window that the day opens.
    assert "(riêng bản ghi của chỉ tiêu 8 ngày 16/6/2022 tính vào kỳ sau)" in words


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("22/6 - 01/7/2022", (date(2022, 6, 22), date(2022, 7, 1))),
        ("01 - 16/6/2022", (date(2022, 6, 1), date(2022, 6, 16))),
        ("Nửa đầu tháng 6", None),
        ("31 - 31/6/2022", None),
        ("", None),
    ],
)
def test_the_days_of_a_printed_label_are_read(label, days):
    assert read_label(label) == days
