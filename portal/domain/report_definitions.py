"""What each figure of a report is: how it is counted, of which days, by which definition."""

from collections.abc import Iterator
from datetime import date

from portal.domain.campaign_indicators import REPORTED
from portal.domain.report_figures import ReportFigures
from portal.domain.report_words import (
    INDICATOR_NAMES,
    LINE_MEANINGS,
    LINE_NAMES,
    count_words,
    day_words,
    span_words,
)


def definition_notes(figures: ReportFigures) -> Iterator[str]:
    """Say how each figure is counted, for the last page of a report and a sheet of its spreadsheet."""
    sources = {
        figure.source
        for board in (figures.in_period, figures.cumulative)
        for row in (board.own, *board.levels)
        for figure in row.figures.values()
        if figure.source
    }
    names = "; ".join(f"({code}) {INDICATOR_NAMES[code]}" for code in REPORTED)
    yield (
        f"Chỉ tiêu 1-7: {names}. Số liệu do hệ thống khác công bố, ghi đúng như đã in; tỷ lệ và khoảng"
        " thời gian được giữ nguyên, không nội suy, không cộng gộp."
        + (f" Nguồn: {'; '.join(sorted(sources))}." if sources else "")
    )
    minimum = count_words(figures.definition["k"])
    for code, name in LINE_NAMES.items():
        yield f"{code}. {name}: {LINE_MEANINGS[code].format(k=minimum)}."
    yield (
        "Tổ đủ điều kiện là tổ có quyết định thành lập (số, ngày), có ít nhất một tổ trưởng, không tạm"
        " dừng hoặc giải thể tính đến cuối kỳ."
    )
    yield (
        "Tỷ lệ làm tròn đến một chữ số thập phân và không làm tròn thành 100,0% khi còn thiếu. Tỷ lệ của"
        " cấp trên tính từ tổng số đếm được, không lấy trung bình các tỷ lệ. Nơi chưa xác nhận danh sách"
        " thôn, ấp, khu phố ghi “chưa đủ dữ liệu”, không ghi 0% hoặc 100%."
    )
    now, total = (span_words(*figures.told_days(board)) for board in (figures.in_period, figures.cumulative))
    yield (
        f"Trong kỳ: {now}. Lũy kế: {total}. Địa giới theo ngày"
        f" {day_words(date.fromisoformat(figures.units_on))}; định nghĩa phiên bản"
        f" {figures.definition['version']}."
    )
    yield (
        "Tăng, giảm: so với lần công bố liền trước (chỉ tiêu 1-7) hoặc kỳ liền trước cùng loại (chỉ tiêu"
        " 8), tính bằng điểm phần trăm."
    )
