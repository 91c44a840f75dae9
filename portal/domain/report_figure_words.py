"""One figure of a report in a sentence: how much, of which days, which way it went, and what is missing."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from portal.domain.report_closings import revised_cell
from portal.domain.report_figures import ReportFigure
from portal.domain.report_words import (
    INDICATOR_NAMES,
    count_words,
    percent_words,
    points_words,
    span_words,
)
from portal.domain.scoreboard import NOT_REPORTED

# So many figures of a level are each told in full.
_FEW = 2
# What is counted above each indicator and line; applications elsewhere.
_THINGS = {
    "1": "dịch vụ công", "4": "báo cáo", "8.1": "xã, phường, thị trấn", "8.2": "thôn, ấp, khu phố",
    "8.3": "thành viên", "8.4": "thôn, ấp, khu phố",
    "8.5": "lượt người", "8.6": "hộ",
}  # fmt: skip


def describe_both(now: ReportFigure, total: ReportFigure) -> str:
    """Say a figure in the period and cumulatively; once where both are the same published value."""
    if now.is_known and now.window is not None and now == total:
        return describe_figure(now)
    # What holds for both alike is said once, of the cumulative one.
    is_alike = total.is_known and list(_judged_words(now)) == list(_judged_words(total))
    told = _value_words(now) if is_alike and now.is_known else describe_figure(now)
    return f"trong kỳ {told}. Lũy kế {describe_figure(total)}"


def describe_figure(figure: ReportFigure) -> str:
    """Say one figure: how much, out of what, of which days, which way it went and against which target."""
    if not figure.is_known:
        return _absent(figure)
    return "; ".join([_value_words(figure), *_judged_words(figure)])


def _value_words(figure: ReportFigure) -> str:
    counted = ""
    if figure.numerator is not None and figure.denominator:
        counted = f" ({count_words(figure.numerator)}/{count_words(figure.denominator)})"
    parts = [f"{figure.percent}%{counted}"]
    if figure.revised:
        parts[0] += f" {revised_cell(figure.revised)}"
    if figure.window:
        parts[0] += f", theo số liệu công bố {span_words(*figure.window)}"
    if figure.moved is not None:
        parts.append(_moved(figure))
    return "; ".join(parts)


def _judged_words(figure: ReportFigure) -> Iterator[str]:
    yield _against_target(figure)
    if figure.unknown_units:
        yield (
            f"chưa tính {count_words(figure.unknown_units)} xã, phường, thị trấn chưa xác nhận danh sách"
            " thôn, ấp, khu phố"
        )


def _absent(figure: ReportFigure) -> str:
    if figure.state == NOT_REPORTED:
        return "chưa có số liệu công bố"
    if figure.state == "nothing_to_count":
        return "không có đối tượng để tính"
    return "chưa đủ dữ liệu để tính"


def _moved(figure: ReportFigure) -> str:
    points = figure.moved
    if points == 0:
        return "không thay đổi so với lần trước"
    return f"{'giảm' if points < 0 else 'tăng'} {points_words(points)} so với lần trước"


def _against_target(figure: ReportFigure) -> str:
    if not figure.target:
        return "chưa giao mục tiêu"
    target = percent_words(figure.target)
    if figure.reached is None:
        return f"chưa đủ căn cứ để so với mục tiêu {target}"
    if figure.reached:
        surplus = Fraction(figure.surplus_points or 0)
        return f"đạt mục tiêu {target}" + (f", cao hơn {points_words(surplus)}" if surplus else "")
    return f"chưa đạt mục tiêu {target}, còn thiếu {_missing(figure)}"


def _missing(figure: ReportFigure) -> str:
    """Say what is missing to a target: in points, and in counted things where those are known."""
    points = points_words(Fraction(figure.missing_points)) if figure.missing_points else ""
    if figure.missing is None:
        return points
    return f"{points} (tương ứng {_counted(figure)})" if points else _counted(figure)


def briefly_missing(figure: ReportFigure) -> str:
    """Say what is missing to a target in few words."""
    if figure.missing is not None:
        return _counted(figure)
    return points_words(Fraction(figure.missing_points)) if figure.missing_points else "so với mục tiêu"


def _counted(figure: ReportFigure) -> str:
    things = _THINGS.get(figure.line or figure.indicator, "hồ sơ")
    return f"{count_words(figure.missing)} {things}"


def describe_level(level: str, told: Sequence[tuple[str, ReportFigure, ReportFigure]]) -> Iterator[str]:
    """Say what was published of a level: a sentence for each of a few figures, one for many together."""
    if len(told) <= _FEW:
        for code, now, total in told:
            name = f"{level}, chỉ tiêu {code} - {INDICATOR_NAMES[code]}"
            yield f"{name}: {describe_both(now, total)}.{_sources([now, total])}"
        return
    figures = [figure for _code, *both in told for figure in both if figure.is_known]
    windows = {figure.window for figure in figures}
    days = f", theo số liệu công bố {span_words(*windows.pop())}" if len(windows) == 1 else ""
    parts = [f"chỉ tiêu {code} {_both_briefly(now, total, with_days=not days)}" for code, now, total in told]
    yield f"{level}{days}: {'; '.join(parts)}.{_sources(figures)}"


def _both_briefly(now: ReportFigure, total: ReportFigure, with_days: bool) -> str:
    whole_span = _briefly(total, with_days)
    told = whole_span if now == total else f"trong kỳ {_briefly(now, with_days)}, lũy kế {whole_span}"
    moved = f", {_moved(total)}" if total.is_known and total.moved is not None else ""
    if not total.is_known or not total.target or total.reached is None:
        return f"{told}{moved}"
    judged = "đạt" if total.reached else "chưa đạt"
    return f"{told}{moved}, {judged} mục tiêu {percent_words(total.target)}"


def _briefly(figure: ReportFigure, with_days: bool) -> str:
    if not figure.is_known:
        return _absent(figure)
    beside = []
    if figure.numerator is not None and figure.denominator:
        beside.append(f"{count_words(figure.numerator)}/{count_words(figure.denominator)}")
    if with_days and figure.window:
        beside.append(span_words(*figure.window))
    return f"{figure.percent}%" + (f" ({'; '.join(beside)})" if beside else "")


def _sources(figures: Sequence[ReportFigure]) -> str:
    found = sorted({figure.source for figure in figures if figure.source})
    return f" Nguồn: {'; '.join(found)}." if found else ""
