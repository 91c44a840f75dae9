"""Spreadsheets of reports: numbers are numbers, percentages formulas, and no text becomes a formula."""

import io
from datetime import date

import openpyxl
import pytest

from portal.documents.entries_xlsx import entries_xlsx
from portal.documents.gris_files import gris_csv, gris_xlsx
from portal.documents.report_xlsx import report_xlsx
from portal.domain.gris_columns import GrisChoice
from portal.domain.report_papers import compose_paper
from portal.domain.report_settings import usual_letter_head
from portal.queries.report_entries import stream_entries
from portal.queries.report_figures import get_report_figures
from tests.queries_counted import counting_statements
from tests.reports import MOMENT, report_world, week_of

TODAY = date(2022, 6, 24)


@pytest.fixture
def told(app, world):
    """The figures of a week of a small province."""
    province, _district, _commune, _unsure, campaign = report_world(world)
    kept, week = week_of(campaign)
    return province, week, get_report_figures(kept, province.id, week, today=TODAY)


def read(file: bytes, values: bool = False) -> openpyxl.Workbook:
    """Open a spreadsheet, with formulas or with the values that are kept beside them."""
    return openpyxl.load_workbook(io.BytesIO(file), data_only=values)


def test_percentages_are_formulas_with_the_values_beside_them(told):
    _province, _week, figures = told
    paper = compose_paper(figures, usual_letter_head("Tỉnh Bình Phước", "province"), "weekly", None)
    file = report_xlsx(figures, paper, MOMENT)

    formulas, values = read(file)["Trong kỳ"], read(file, values=True)["Trong kỳ"]

    # Rows 5 and 6 are the communes, row 7 the total; indicator 8 begins in column AN: 1 of 2 hamlets.
    assert [formulas["B5"].value, formulas["B6"].value, formulas["B7"].value] == [
        "Xã Bom Bo", "Xã Đak Nhau", "TỔNG CỘNG",
    ]  # fmt: skip
    assert formulas["A5"].data_type == "s"
    assert [formulas["AN6"].value, formulas["AO6"].value, formulas["AP6"].value] == [
        1, 2, '=IF(AO6=0,"",AN6/AO6*100)',
    ]  # fmt: skip
    assert (values["AP6"].value, values["AP7"].value) == (50, 50)
    assert formulas["AN7"].value == "=SUM(AN5:AN6)"
    assert formulas["AN5"].value is None
    # Of two hamlets 80 % are two: one is missing.
    assert formulas["AR6"].value == "=MAX(0,ROUNDUP(ROUND(AO6*AQ6/100,6),0)-AN6)"
    assert (values["AQ6"].value, values["AR6"].value, values["AR5"].value) == (80, 1, None)
    assert formulas.freeze_panes == "E5"
    assert formulas.page_setup.orientation == "landscape"
    assert "8.4" in " ".join(str(cell.value) for cell in read(file)["Định nghĩa"]["A"])
    assert report_xlsx(figures, paper, MOMENT) == file


def test_entries_are_streamed_with_codes_as_text_and_a_total(told):
    province, week, _figures = told

    with counting_statements() as counted:
        file = entries_xlsx(stream_entries(province, week.period), week.period, TODAY)

    sheet = read(file.read())["Bản ghi"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(counted) <= 3
    # The approved one alone; that which waits is not in it.
    assert [row[8] for row in rows] == [5, "=SUM(I2:I2)"]
    assert (rows[0][3], rows[0][7], rows[0][10]) == ("Xã Đak Nhau", "Thanh toán trực tuyến", 3)
    assert isinstance(rows[0][2], str)


def test_a_table_for_another_system_holds_what_its_columns_ask_for(told):
    _province, _week, figures = told
    columns = (
        GrisChoice("=Tỷ lệ", "1", "percent", "province"),
        GrisChoice("Thôn có tổ", "8.2", "numerator", "province"),
        GrisChoice("Chờ", "8.4", "waiting", "province"),
        GrisChoice("Xã", "8", "denominator", "commune"),
    )

    sheet = read(gris_xlsx(figures, "in_period", columns))["GRIS"]
    text = gris_csv(figures, "in_period", columns)

    assert [cell.value for cell in sheet[1]][2:] == ["=Tỷ lệ", "Thôn có tổ", "Chờ", "Xã"]
    assert sheet["C1"].data_type == "s"
    assert [cell.value for cell in sheet[2]][1:] == ["Tỉnh Bình Phước", 83.5, 1, 1, None]
    assert [cell.value for cell in sheet[4]][1:] == ["Xã Đak Nhau", None, None, None, 2]
    assert '"\'=Tỷ lệ"' in text and '"83,5"' in text
