"""The words of reports: numbers as offices write them, falls called falls, nothing invented."""

from datetime import date
from fractions import Fraction

import pytest

from portal.domain.indicators import KNOWN
from portal.domain.report_figure_words import describe_figure
from portal.domain.report_figures import ReportFigure
from portal.domain.report_words import (
    count_words,
    day_words,
    listed,
    percent_words,
    points_words,
    signing_words,
    span_words,
)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        # 83,5 - 83,78 = -0,28
        (Fraction("83.5") - Fraction("83.78"), "0,28 điểm phần trăm"),
        (Fraction(10), "10 điểm phần trăm"),
        (Fraction(100, 3), "33,3 điểm phần trăm"),
        (Fraction(1, 30), "dưới 0,1 điểm phần trăm"),
        (Fraction("1234.5"), "1.234,5 điểm phần trăm"),
    ],
)
def test_points_are_exact_or_rounded_but_never_vanish(points, words):
    assert points_words(points) == words


def test_numbers_and_days_are_written_as_in_official_letters():
    assert [count_words(number) for number in (0, 3, 12, 1234)] == ["0", "03", "12", "1.234"]
    assert [day_words(date(2022, 6, 1)), day_words(date(2022, 1, 9))] == ["01/6/2022", "09/01/2022"]
    assert signing_words(date(2022, 2, 3)) == "ngày 03 tháng 02 năm 2022"
    assert [percent_words("80.0"), percent_words("83,5"), percent_words("100")] == ["80%", "83,5%", "100%"]
    assert listed(["1", "2", "3"]) == "1, 2 và 3"
    assert span_words(None, date(2022, 6, 22)) == "tính đến ngày 22/6/2022"


def test_a_fall_is_called_a_fall_even_above_the_target():
    figure = ReportFigure(
        "1", KNOWN, "83,5", 1478, 1770, "80", True, 0, "0", "7/2", 0, "2022-06-16", "2022-06-22", "", "-7/25"
    )

    assert describe_figure(figure) == (
        "83,5% (1.478/1.770), theo số liệu công bố từ ngày 16/6/2022 đến ngày 22/6/2022; giảm 0,28 điểm phần"
        " trăm so với lần trước; đạt mục tiêu 80%, cao hơn 3,5 điểm phần trăm"
    )


def test_what_is_missing_is_said_in_points_and_in_things():
    # 8581 - 8201 = 380, and 100 - 95,57 = 4,43
    figure = ReportFigure("3", KNOWN, "95,57", 8201, 8581, "100", False, 380, "443/100", last_on="2022-06-22")

    assert describe_figure(figure).endswith(
        "chưa đạt mục tiêu 100%, còn thiếu 4,43 điểm phần trăm (tương ứng 380 hồ sơ)"
    )


def test_nothing_is_said_of_a_target_while_communes_are_unknown():
    figure = ReportFigure("8", KNOWN, "50,0", 1, 2, "80,0", None, 1, "30", unknown_units=1, line="8.4")

    assert describe_figure(figure) == (
        "50,0% (01/02); chưa đủ căn cứ để so với mục tiêu 80%; chưa tính 01 xã, phường, thị trấn chưa xác"
        " nhận danh sách thôn, ấp, khu phố"
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [("not_reported", "chưa có số liệu công bố"), ("not_enough_data", "chưa đủ dữ liệu để tính")],
)
def test_what_is_unknown_is_never_a_zero(state, words):
    assert describe_figure(ReportFigure("4", state)) == words
