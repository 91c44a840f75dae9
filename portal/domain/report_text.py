"""The sentences of an official report, composed from its figures and from nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.report_closings import closed_counts, closed_rows, corrections
from portal.domain.report_figure_words import briefly_missing, describe_both, describe_level
from portal.domain.report_figures import ReportBoard, ReportFigures, ReportLine, ReportRow
from portal.domain.report_levels import told_levels
from portal.domain.report_places import MOST_NAMES, counted_communes, hamlets_of, is_commune, short_list
from portal.domain.report_words import (
    INDICATOR_NAMES,
    LEVEL_NAMES,
    count_words,
    listed,
    points_words,
)
from portal.domain.scoreboard import NOT_REPORTED

# More gaps of one place than these are not told one by one.
_MOST_GAPS = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a report with its paragraphs; `table` names the one that follows them."""

    title: str
    paragraphs: tuple[str, ...]
    table: str = ""


def write_sections(figures: ReportFigures) -> list[Section]:
    """Compose all parts of a report; one without places below compares none."""
    subjects = tuple(_subjects(figures))
    return [
        Section("Kết quả chung", tuple(_general(figures))),
        Section("Kết quả từng chỉ tiêu", tuple(_by_indicator(figures)), table="indicators"),
        Section("Hoạt động của tổ công nghệ số cộng đồng", tuple(_teams(figures)), table="lines"),
        *([Section("Đơn vị đạt và chưa đạt mục tiêu", subjects)] if subjects else []),
        Section("Độ tin cậy của số liệu", tuple(_trust(figures))),
        Section("Việc cần thực hiện trong thời gian tới", tuple(_tasks(figures))),
    ]


def _general(figures: ReportFigures) -> Iterator[str]:
    own = figures.cumulative.own
    known = [code for code in INDICATORS if own.figures[code].is_known]
    if not known:
        yield "Đến thời điểm báo cáo chưa có số liệu của chỉ tiêu nào trong 08 chỉ tiêu của chiến dịch."
        return
    yield (
        f"Tính lũy kế, {count_words(len(known))}/08 chỉ tiêu có số liệu. Trong đó "
        f"{_count_short(own.reached)} đạt mục tiêu{_named(own.reached)}; "
        f"{_count_short(own.short)} chưa đạt{_named(own.short)}."
    )
    open_ones = [code for code in known if own.figures[code].reached is None]
    if open_ones:
        yield (
            f"Chưa đủ căn cứ để kết luận đạt hay chưa đạt đối với {_the(open_ones)}, do chưa giao mục tiêu"
            " hoặc số liệu chưa đầy đủ."
        )
    if silent := [code for code in INDICATORS if code not in known]:
        yield f"Chưa có số liệu của {_the(silent)}."
    yield from _movements(figures.cumulative.own)


def _count_short(codes: Sequence[str]) -> str:
    return f"{count_words(len(codes))} chỉ tiêu" if codes else "không có chỉ tiêu nào"


def _movements(own: ReportRow) -> Iterator[str]:
    moved = {code: own.figures[code].moved for code in INDICATORS if own.figures[code].moved is not None}
    fallen = [code for code, points in moved.items() if points < 0]
    risen = [code for code, points in moved.items() if points > 0]
    if risen:
        parts = [f"chỉ tiêu {code} tăng {points_words(moved[code])}" for code in risen]
        yield f"Tính lũy kế, so với lần liền trước: {listed(parts)}."
    if fallen:
        parts = [f"chỉ tiêu {code} giảm {points_words(moved[code])}" for code in fallen]
        yield f"Tính lũy kế, {count_words(len(fallen))} chỉ tiêu giảm so với lần liền trước: {listed(parts)}."
    if still := [code for code, points in moved.items() if points == 0]:
        yield f"Tính lũy kế, không thay đổi so với lần liền trước: {_the(still)}."


def _by_indicator(figures: ReportFigures) -> Iterator[str]:
    silent = []
    for code in INDICATORS:
        now, total = figures.in_period.own.figures[code], figures.cumulative.own.figures[code]
        if now.state == total.state == NOT_REPORTED:
            silent.append(code)
            continue
        yield f"Chỉ tiêu {code} - {INDICATOR_NAMES[code]}: {describe_both(now, total)}."
    if silent:
        named = "; ".join(f"chỉ tiêu {code} - {INDICATOR_NAMES[code]}" for code in silent)
        yield f"Chưa có số liệu công bố, cả trong kỳ và lũy kế: {named}."
    for level, told in groupby(told_levels(figures), key=itemgetter(0)):
        yield from describe_level(level, [one[1:] for one in told])


def _teams(figures: ReportFigures) -> Iterator[str]:
    now = figures.in_period
    if now.days == figures.cumulative.days and not figures.closing:
        sums = f"Trong kỳ, cũng là lũy kế từ đầu chiến dịch, các tổ có {_sums(now)}."
    else:
        during = closed_counts(figures) if figures.closing else f"Trong kỳ, các tổ có {_sums(now)}."
        sums = f"{during} Lũy kế từ đầu chiến dịch: {_sums(figures.cumulative)}."
    yield (
        f"{sums} Một người được hướng dẫn nhiều lần được tính nhiều lượt; một hộ được hướng dẫn nhiều lần"
        " được tính nhiều lần."
    )
    if now.line("8.2").percent and now.line("8.4").percent:
        yield _working(now.line("8.2"), now.line("8.4"), hamlets_of(figures))
    trained = now.line("8.3")
    if trained.percent:
        yield (
            f"{count_words(trained.numerator)}/{count_words(trained.denominator)} thành viên đã qua tập huấn"
            f" ({trained.percent}%)" + _left(trained, "thành viên chưa được tập huấn")
        )


def _sums(board: ReportBoard) -> str:
    counts = {name: count_words(board.counts[name]) for name in ("activities", "visits", "households")}
    return (
        f"{counts['activities']} hoạt động được duyệt, hướng dẫn {counts['visits']} lượt người,"
        f" {counts['households']} hộ"
    )


def _working(with_team: ReportLine, working: ReportLine, hamlets: str) -> str:
    """Say apart where there is a team and where it works."""
    had, works, listed_ones = with_team.numerator, working.numerator, count_words(working.denominator)
    share = f"{working.percent}%"
    if had <= works:
        return (
            f"Có {count_words(works)}/{listed_ones} {hamlets} có tổ hoạt động trong kỳ ({share});"
            f" mọi {hamlets} đã có tổ đều có hoạt động được duyệt."
        )
    return (
        f"Đến cuối kỳ, {count_words(had)}/{count_words(with_team.denominator)} {hamlets} đã có tổ"
        f" ({with_team.percent}%); trong kỳ {count_words(works)}/{listed_ones} {hamlets} có tổ hoạt động"
        f" ({share}). Còn {count_words(had - works)} {hamlets} có tổ nhưng chưa có hoạt động được duyệt."
    )


def _left(line: ReportLine, what: str) -> str:
    return f"; còn {count_words(line.gap)} {what}." if line.gap else "."


def _subjects(figures: ReportFigures) -> Iterator[str]:
    board = figures.cumulative
    groups = [rows for rows in (board.departments, board.rows, _apart(board)) if rows]
    for rows in groups:
        yield from _judged(rows)


def _apart(board: ReportBoard) -> tuple[ReportRow, ...]:
    """Return the communes where they do not stand directly below the place."""
    return () if any(row.level == "commune" for row in board.rows) else board.communes


def _judged(rows: Sequence[ReportRow]) -> Iterator[str]:
    level = LEVEL_NAMES[rows[0].level]
    judged = sum(bool(row.short or row.reached) for row in rows)
    if not judged:
        yield (
            f"{count_words(len(rows))} {level} chưa có chỉ tiêu nào đủ căn cứ để đánh giá nên chưa kết luận"
            " đạt hay chưa đạt."
        )
        return
    praised, every = [row for row in rows if row.reached_all], _every(rows[0])
    short = sorted((row for row in rows if row.short), key=_by_distance)
    if praised:
        yield (
            f"Biểu dương {count_words(len(praised))}/{count_words(len(rows))} {level} đạt mục tiêu"
            f" của {every}: {_names(praised)}."
        )
    else:
        yield f"Chưa có {level} nào đạt mục tiêu của {every}."
    if short:
        named = "; ".join(f"{row.placed_name} ({_gaps(row)})" for row in short[:MOST_NAMES])
        rest = len(short) - MOST_NAMES
        more = f"; {count_words(rest)} đơn vị khác nêu tại Phụ lục" if rest > 0 else ""
        yield f"{count_words(len(short))} {level} còn chỉ tiêu chưa đạt mục tiêu: {named}{more}."
    if judged < len(rows):
        yield (
            f"{count_words(len(rows) - judged)} {level} còn lại chưa có chỉ tiêu nào đủ căn cứ để đánh giá"
            " nên chưa kết luận đạt hay chưa đạt."
        )


def _every(row: ReportRow) -> str:
    """Name all indicators that such rows are asked; departments have no teams."""
    apart = "" if row.asked == len(INDICATORS) else " (không tính chỉ tiêu 8)"
    return f"cả {count_words(row.asked)} chỉ tiêu{apart}"


def _gaps(row: ReportRow) -> str:
    """Say what is missing to each target; of many only which, since the spreadsheet has how much."""
    if len(row.short) == row.asked:
        return f"cả {count_words(row.asked)} chỉ tiêu"
    if len(row.short) > _MOST_GAPS:
        return f"{count_words(len(row.short))} chỉ tiêu: {listed(row.short)}"
    return ", ".join(f"chỉ tiêu {code} thiếu {briefly_missing(row.figures[code])}" for code in row.short)


def _by_distance(row: ReportRow) -> tuple[int, Fraction]:
    """Sort by how many targets are missed, then by how far; names keep their order."""
    return -len(row.short), -sum(Fraction(row.figures[code].missing_points or 0) for code in row.short)


def _trust(figures: ReportFigures) -> Iterator[str]:
    yield f"Số liệu chỉ tiêu 8 chỉ tính bản ghi đã được duyệt. {_undecided(figures)}"
    yield from corrections(figures)
    yield from _closed(figures)
    yield _checked(figures)
    if unknown := figures.unknown_communes:
        yield counted_communes(
            figures,
            unknown,
            f"chưa xác nhận danh sách {hamlets_of(figures)} nên chưa đủ dữ liệu để tính tỷ lệ",
        )
    if figures.is_provisional:
        yield (
            f"Cách tính chỉ tiêu 8 theo định nghĩa phiên bản {figures.definition['version']} (tạm thời),"
            " do chưa"
            " có văn bản quy định cách tính; chi tiết tại phụ lục về cách tính."
        )


def _closed(figures: ReportFigures) -> Iterator[str]:
    """Say how many communes have closed the period by themselves; nothing while it is not over."""
    if figures.open_communes is None or is_commune(figures):
        return
    closed, still_open = len(closed_rows(figures)), len(figures.open_communes)
    if closed + still_open:
        yield (
            f"Đến lúc lập báo cáo, {count_words(closed)}/{count_words(closed + still_open)} xã, phường, thị"
            " trấn đã chốt số liệu kỳ này."
        )


def _undecided(figures: ReportFigures) -> str:
    now = figures.in_period.counts
    parts = []
    if now["waiting"]:
        parts.append(
            f"{count_words(now['waiting'])} bản ghi chờ duyệt"
            f" ({count_words(now['visits_waiting'])} lượt người)"
        )
    if now["returned"]:
        parts.append(f"{count_words(now['returned'])} bản ghi bị trả lại, chưa bổ sung xong")
    if not parts:
        return "Trong kỳ không còn bản ghi chờ duyệt hoặc bị trả lại."
    return f"Trong kỳ còn {listed(parts)}; các bản ghi này chưa được cộng vào kết quả."


def _checked(figures: ReportFigures) -> str:
    found = figures.spot_checks
    if not found or not found.get("drawn"):
        return "Số liệu trong kỳ chưa được hậu kiểm tại cơ sở."
    visited, drawn = count_words(found["visited"]), count_words(found["drawn"])
    visited = f"Hậu kiểm tại cơ sở: đã kiểm {visited}/{drawn} bản ghi được bốc thăm"
    if found.get("share") is None:
        return f"{visited}; chưa có kết quả để kết luận."
    return (
        f"{visited}; ước tính {found['share']}% số bản ghi đã duyệt đúng như đã ghi (độ tin cậy 95%: từ"
        f" {found['low']}% đến {found['high']}%)."
    )


def _tasks(figures: ReportFigures) -> Iterator[str]:
    own = figures.cumulative.own
    if own.short:
        yield (
            f"Các đơn vị được giao chủ trì {_the(own.short)} làm rõ nguyên nhân chưa đạt, xác định thời hạn"
            " hoàn thành; không điều chỉnh số liệu để đạt mục tiêu."
        )
    if waiting := figures.in_period.counts["waiting"]:
        yield f"{_who(figures)} xem xét, duyệt hoặc trả lại {count_words(waiting)} bản ghi đang chờ."
    if figures.unknown_communes:
        unknown = _who(figures) if is_commune(figures) else "Các xã, phường, thị trấn nêu trên"
        yield f"{unknown} rà soát, xác nhận danh sách {hamlets_of(figures)}."
    working = figures.in_period.line("8.4")
    if working.gap:
        yield (
            f"Củng cố tổ công nghệ số cộng đồng tại {count_words(working.gap)} {hamlets_of(figures)} chưa"
            " có tổ hoạt động trong kỳ; ưu tiên nơi chưa có tổ."
        )
    if figures.open_communes:
        yield counted_communes(figures, figures.open_communes, "cần hoàn thành việc chốt số liệu kỳ này")
    yield "Duy trì việc ghi nhận thường xuyên, đúng thực tế; không chạy theo số lượng, hình thức."


def _who(figures: ReportFigures) -> str:
    return figures.place["full_name"] if is_commune(figures) else "Các xã, phường, thị trấn"


def _names(rows: Sequence[ReportRow]) -> str:
    return short_list([row.placed_name for row in rows])


def _named(codes: Sequence[str]) -> str:
    return f" (chỉ tiêu {listed(list(codes))})" if codes else ""


def _the(codes: Sequence[str]) -> str:
    return f"chỉ tiêu {listed(list(codes))}"
