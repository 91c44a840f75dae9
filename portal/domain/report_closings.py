"""What a report says of a closed period: the published figures, and beside them what they are by now."""

from collections.abc import Iterator

from portal.domain.report_figures import ReportFigures, ReportLine, ReportRow, Revised, RowClosing
from portal.domain.report_words import LINE_NAMES, count_words, day_words, listed, whole

# Lines whose counted things stand alone, since nothing or no percentage is printed of them.
_UNITS = {"8.5": "lượt người", "8.6": "hộ"}


def closed_words(figures: ReportFigures) -> str:
    """Say that the figures of the period are those published when it was closed; empty for an open one."""
    moment = figures.closed_at
    if moment is None:
        return ""
    return (
        f"Số liệu chỉ tiêu 8 trong kỳ là số đã chốt lúc {moment:%H} giờ {moment:%M} ngày"
        f" {day_words(moment.date())} (lần chốt thứ {figures.closing['revision']}, định nghĩa phiên bản"
        f" {figures.closing['definition_version']}), được giữ nguyên như đã công bố; lũy kế là số hiện nay,"
        " đã gồm đính chính."
    )


def row_closing_cell(row: ReportRow | None) -> str:
    """Write whether and when a commune closed the period, and what it published where that differs by now."""
    closing = row.closing if row else None
    if closing is None:
        return "Chưa chốt"
    cell = f"Đã chốt {day_words(closing.moment.date())}"
    return f"{cell}\n(khi chốt {_published(closing)})" if closing.is_changed else cell


def closed_rows(figures: ReportFigures) -> list[ReportRow]:
    """Return the communes of a report that have closed its period."""
    board = figures.in_period
    return [row for row in (*board.rows, *board.communes) if row.closing]


def row_changes(figures: ReportFigures) -> Iterator[str]:
    """Say of each commune whose indicator 8 is not what it published by now, what that was."""
    for row in closed_rows(figures):
        if row.closing.is_changed:
            closed_on, was = day_words(row.closing.moment.date()), _published(row.closing)
            yield f"{row.placed_name}: chỉ tiêu 8 trong kỳ khi chốt ngày {closed_on} là {was}."


def _published(closing: RowClosing) -> str:
    if closing.percent is None:
        return "chưa đủ dữ liệu"
    return f"{closing.percent}% ({whole(closing.numerator)}/{whole(closing.denominator)})"


def revised_cell(revised: Revised | None) -> str:
    """Write beside a published figure what was corrected and what it is now; empty where it is the same."""
    return "" if revised is None else f"({'; '.join(_changes(revised))}; nay {_present(revised)})"


def corrections(figures: ReportFigures) -> Iterator[str]:
    """Yield what was changed after closing, line by line; nothing where the period is open."""
    if not figures.closing:
        return
    yield closed_words(figures)
    changed = [line for line in figures.in_period.lines if line.revised]
    if not changed:
        yield "Từ khi chốt đến nay số liệu trong kỳ không thay đổi."
        return
    told = "; ".join(_line_words(line) for line in changed)
    yield f"Sau khi chốt, số liệu trong kỳ đã thay đổi: {told}. Lý do đính chính ghi tại sổ đính chính."


def closed_counts(figures: ReportFigures) -> str:
    """Say how many visits and households were published, each with what it is by now."""
    visits, reached = figures.in_period.line("8.5"), figures.in_period.line("8.6")
    parts = [_count_of(visits), *([_count_of(reached)] if not reached.unknown_units else [])]
    return f"Theo số liệu đã chốt, trong kỳ các tổ hướng dẫn {listed(parts)}."


def _count_of(line: ReportLine) -> str:
    counted = f"{count_words(line.numerator)} {_UNITS[line.code]}"
    if line.revised is None or line.revised.numerator == line.numerator:
        return counted
    return f"{counted} ({'; '.join(_changes(line.revised))}; nay {count_words(line.revised.numerator)})"


def _line_words(line: ReportLine) -> str:
    published = _counted(line.numerator, line.denominator, line.percent or line.per_hundred)
    changes = ", ".join(_changes(line.revised))
    name = f"nội dung {line.code} ({_lower(LINE_NAMES[line.code])})"
    return f"{name} đã chốt {published}, {changes}, nay {_present(line.revised)}"


def _changes(revised: Revised) -> list[str]:
    parts = [f"đã đính chính {_signed(revised.by_ledger)}"] if revised.by_ledger else []
    if revised.by_other or not parts:
        other = f" {_signed(revised.by_other)}" if revised.by_other else ""
        parts.append(f"thay đổi ngoài sổ đính chính{other}")
    return parts


def _present(revised: Revised) -> str:
    return _counted(revised.numerator, revised.denominator, revised.printed)


def _counted(numerator: int, denominator: int | None, printed: str | None) -> str:
    if denominator is None or printed is None:
        return whole(numerator)
    return f"{whole(numerator)}/{whole(denominator)}"


def _signed(change: int) -> str:
    return f"{'−' if change < 0 else '+'}{whole(abs(change))}"


def _lower(name: str) -> str:
    return f"{name[0].lower()}{name[1:]}"
