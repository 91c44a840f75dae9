"""A report of a closed period: what was published stays, and beside it stands what was corrected since."""

import io
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook

from portal.clock import LOCAL_ZONE
from portal.documents.gris_files import gris_csv
from portal.documents.report_docx import report_docx
from portal.documents.report_xlsx import report_xlsx
from portal.domain.gris_columns import GrisChoice
from portal.domain.report_figures import read_figures
from portal.domain.report_papers import compose_paper
from portal.domain.report_settings import usual_letter_head
from portal.domain.report_words import day_words
from portal.queries.campaigns import get_campaign
from portal.queries.report_figures import get_report_figures
from portal.services.reviews import approve_activity, reopen_activity
from tests.closings import MID_JUNE, WINDOW, ClosingPlace
from tests.reports import MOMENT

TODAY = date(2022, 6, 16)


@pytest.fixture
def place(app, world) -> ClosingPlace:
    return ClosingPlace(world)


def figures_of(place):
    """Read the figures of the commune's window, as they are kept."""
    found = get_report_figures(get_campaign("kh170-2022"), place.commune.id, WINDOW, today=TODAY)
    assert read_figures(found.as_json()) == found
    return found


def province_of(place):
    """Read the figures of the province's window, as they are kept, with their paper."""
    found = get_report_figures(get_campaign("kh170-2022"), place.province.id, WINDOW, today=TODAY)
    assert read_figures(found.as_json()) == found
    return found, compose_paper(found, usual_letter_head("Tỉnh Bình Phước", "province"), "interim", None)


def written(figures):
    """Return the words and the cells of the lines of the document, by the code of the line."""
    paper = compose_paper(figures, usual_letter_head("Xã Đak Nhau", "commune"), "interim", None)
    file = Document(io.BytesIO(report_docx(paper, MOMENT)))
    cells = {row.cells[0].text: [cell.text for cell in row.cells] for row in file.tables[2].rows}
    return "\n".join(one.text for one in file.paragraphs), cells


def take_back(place) -> None:
    """Reopen the one approved entry, 5 visits and 3 households, after the period was closed."""
    viewer = place.viewer(place.coordinator)
    seen = place.seen(place.coordinator, place.approved)
    reopen_activity(viewer, seen, "new_facts", "Đếm hai lần", correction="Đếm lại")


def test_published_visits_stay_and_the_correction_stands_beside_them(place):
    place.close_commune()
    take_back(place)

    words, cells = written(figures_of(place))

    # 5 visits and 3 households were published; the correction took all of them away.
    assert cells["8.5"][2:4] == ["5\n(đã đính chính −5; nay 0)", "0"]
    assert cells["8.4"][2] == "25,0%\n(1/4)\n(đã đính chính −1; nay 0/4)"
    assert cells["8.6"][2] == "3,0%\n(3/100)\n(đã đính chính −3; nay 0/100)"
    assert "trong kỳ các tổ hướng dẫn 05 lượt người (đã đính chính −5; nay 0) và 03 hộ" in words
    assert "Số liệu chỉ tiêu 8 trong kỳ là số đã chốt lúc" in words and "lần chốt thứ 1" in words
    assert "nội dung 8.5 (lượt người được hướng dẫn) đã chốt 5, đã đính chính −5, nay 0" in words


def test_what_is_approved_late_is_beside_the_published_figure_too(place):
    place.close_commune()
    viewer, seen = place.viewer(place.coordinator), place.seen(place.coordinator, place.waiting)
    approve_activity(viewer, seen, version=seen.version, correction="Xác minh xong")

    _words, cells = written(figures_of(place))

    # 5 and 7 visits; 3 and 2 households; a second hamlet works.
    assert cells["8.5"][2:4] == ["5\n(đã đính chính +7; nay 12)", "12"]
    assert cells["8.4"][2:4] == ["25,0%\n(1/4)\n(đã đính chính +1; nay 2/4)", "50,0%\n(2/4)"]


def test_a_closed_period_that_was_not_corrected_says_so(place):
    place.close_commune()

    words, cells = written(figures_of(place))

    assert cells["8.5"][2] == "5"
    assert "Từ khi chốt đến nay số liệu trong kỳ không thay đổi." in words


def test_an_open_period_and_a_reopened_one_speak_of_no_closing(place):
    assert "đã chốt" not in written(figures_of(place))[0]
    place.close_commune()
    place.reopen()

    found = figures_of(place)

    assert found.closing == {} and "đã chốt" not in written(found)[0]


def test_spreadsheet_and_table_for_another_system_hold_what_was_published(place):
    place.close_commune()
    take_back(place)
    found = figures_of(place)
    paper = compose_paper(found, usual_letter_head("Xã Đak Nhau", "commune"), "interim", None)

    text = gris_csv(found, "in_period", (GrisChoice("Lượt", "8.5", "numerator", "commune"),))

    assert ",5\r\n" in text and "là số đã chốt lúc" in text
    assert report_xlsx(found, paper, MOMENT).startswith(b"PK")
    assert found.in_period.own.figures["8"].numerator == 1


def test_a_provinces_annex_says_of_each_commune_whether_and_when_it_closed(place):
    place.world.commune(place.district, "Bom Bo")
    closed_at = place.close_commune().closed_at.astimezone(LOCAL_ZONE)

    figures, paper = province_of(place)
    annex = paper.annexes[-1]
    sheet = load_workbook(io.BytesIO(report_xlsx(figures, paper, MOMENT)))["Trong kỳ"]

    assert annex.headings[-1] == "Chốt số liệu kỳ"
    assert [(row[1], row[-1]) for row in annex.rows] == [
        ("Xã Bom Bo (Huyện Bù Đăng)", "Chưa chốt"),
        ("Xã Đak Nhau (Huyện Bù Đăng)", f"Đã chốt {day_words(closed_at.date())}"),
    ]
    told = [words for part in paper.parts for words in part.paragraphs]
    assert "Đến lúc lập báo cáo, 01/02 xã, phường, thị trấn đã chốt số liệu kỳ này." in told
    assert "01 xã, phường, thị trấn cần hoàn thành việc chốt số liệu kỳ này: Xã Bom Bo." in told
    assert sheet["D5"].value == "chưa chốt"
    assert sheet["D6"].value.date() == closed_at.date() and sheet["D6"].number_format == "dd/mm/yyyy"
    # What a district reports of itself says the same of its communes.
    below = get_report_figures(get_campaign("kh170-2022"), place.district.id, WINDOW, today=TODAY)
    assert [bool(row.closing) for row in below.in_period.rows] == [False, True]


def test_the_annex_keeps_what_a_commune_published_beside_what_it_is_by_now(place):
    place.close_commune()
    take_back(place)

    figures, paper = province_of(place)
    file = load_workbook(io.BytesIO(report_xlsx(figures, paper, MOMENT)))

    # One hamlet of four had worked when it was closed; now none does.
    row = paper.annexes[-1].rows[-1]
    assert row[2].split("\n")[0] == "0,0% (0/4)"
    assert row[-1].endswith("\n(khi chốt 25,0% (1/4))")
    notes = " ".join(str(cell.value) for cell in file["Định nghĩa"]["A"])
    assert "Xã Đak Nhau (Huyện Bù Đăng): chỉ tiêu 8 trong kỳ khi chốt ngày" in notes
    assert "là 25,0% (1/4)." in notes


def test_of_a_period_that_is_not_over_no_closing_is_asked(place):
    found = get_report_figures(get_campaign("kh170-2022"), place.province.id, WINDOW, today=MID_JUNE)
    paper = compose_paper(found, usual_letter_head("Tỉnh Bình Phước", "province"), "interim", None)
    sheet = load_workbook(io.BytesIO(report_xlsx(found, paper, MOMENT)))["Trong kỳ"]

    assert found.open_communes is None
    assert paper.annexes[-1].headings[-1] == "Số chỉ tiêu đạt"
    assert sheet["D4"].value.startswith("1. ")


def test_a_commune_compares_nothing_and_names_itself_and_the_units_of_what_waits(place):
    words, cells = written(figures_of(place))

    # One entry of 7 visits waits; one of four hamlets works.
    assert [cells[code][5] for code in ("8.4", "8.5", "8.6")] == ["1 bản ghi", "7 lượt người", "1 bản ghi"]
    assert "Xã Đak Nhau xem xét, duyệt hoặc trả lại 01 bản ghi đang chờ." in words
    assert "02/04 thôn, ấp đã có tổ (50,0%); trong kỳ 01/04 thôn, ấp có tổ hoạt động (25,0%)" in words
    assert "ĐƠN VỊ ĐẠT" not in words and "IV. ĐỘ TIN CẬY CỦA SỐ LIỆU" in words
    assert "Tổ đủ điều kiện là tổ" in words and "hợp lệ" not in words
