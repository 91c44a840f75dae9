"""A report as paper: its parts in order with their words, the same for a document and for a printed page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.indicators import VISITS
from portal.domain.report_closings import closed_words, revised_cell, row_closing_cell
from portal.domain.report_definitions import definition_notes
from portal.domain.report_figures import ReportFigure, ReportFigures, ReportLine, ReportRow
from portal.domain.report_levels import find_level, told_levels
from portal.domain.report_settings import LetterHead, read_letter_head
from portal.domain.report_text import write_sections
from portal.domain.report_words import (
    INDICATOR_NAMES,
    KIND_TITLES,
    LEVEL_NAMES,
    LINE_NAMES,
    TOGETHER_NAMES,
    day_words,
    listed,
    percent_words,
    points_number,
    signing_words,
    span_words,
    whole,
)

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_NONE = "–"
DRAFT_MARK = "DỰ THẢO"
_SHORT_NAMES = {
    "1": "DVCTT phát sinh hồ sơ", "2": "Xử lý trực tuyến", "3": "Số hóa hồ sơ", "4": "Báo cáo GRIS",
    "5": "Giải quyết hồ sơ", "6": "Hồ sơ giấy", "7": "Thanh toán trực tuyến", "8": "Tổ CNSCĐ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table: `widths` in per cent, `words` says how many columns from the left hold words.

    `note` says how the table of an annex is read.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    words: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A numbered part with its paragraphs and at most one table after them."""

    heading: str
    paragraphs: tuple[str, ...]
    table: PaperTable | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document; `annexes` are printed across, `notes` are the last annex: how figures are counted."""

    head: LetterHead
    place_and_day: str
    title: str
    abstract: str
    opening: str
    basis: str
    parts: tuple[PaperPart, ...]
    closing: str
    annexes: tuple[PaperTable, ...]
    notes: tuple[str, ...]
    demo_mark: str = ""
    draft_mark: str = ""

    @property
    def annex_line(self) -> str:
        """Say of an annex which document it belongs to; number and day are filled in on signing."""
        body, symbol = self.head.body_in_words or "…", self.head.symbol or "BC-…"
        return f"(Kèm theo Báo cáo số       /{symbol} ngày      tháng      năm 20… của {body})"

    @property
    def notes_title(self) -> str:
        """The name of the last annex."""
        return "Cách tính các chỉ tiêu"

    def as_draft(self) -> "Paper":
        """Return the same paper, marked as what is looked at before it is prepared."""
        return replace(self, draft_mark=DRAFT_MARK)

    def annex_title(self, place: int) -> str:
        """Name an annex by its place, counted from 0; that of the notes comes last."""
        return f"Phụ lục {_ROMAN[place]}" if self.annexes else "Phụ lục"

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return asdict(self)


def read_paper(kept: Mapping[str, Any]) -> Paper:
    """Return the paper from what was kept."""
    parts = tuple(
        PaperPart(part["heading"], tuple(part["paragraphs"]), part["table"] and _read_table(part["table"]))
        for part in kept["parts"]
    )
    annexes = tuple(map(_read_table, kept["annexes"]))
    head, notes = read_letter_head(kept["head"]), tuple(kept["notes"])
    return Paper(**(dict(kept) | {"head": head, "parts": parts, "annexes": annexes, "notes": notes}))


def _read_table(kept: Mapping[str, Any]) -> PaperTable:
    lists = {name: tuple(kept[name]) for name in ("headings", "widths")}
    return PaperTable(**(dict(kept) | lists | {"rows": tuple(map(tuple, kept["rows"]))}))


def compose_paper(figures: ReportFigures, head: LetterHead, kind: str, signed_on: date | None) -> Paper:
    """Put a report together; `signed_on` is None where the day is filled in by hand."""
    tables = {"indicators": _indicator_table(figures), "lines": _line_table(figures)}
    parts = tuple(
        PaperPart(f"{_ROMAN[number]}. {section.title.upper()}", section.paragraphs, tables.get(section.table))
        for number, section in enumerate(write_sections(figures))
    )
    return Paper(
        head=head,
        place_and_day=f"{head.place_name or '…'}, {signing_words(signed_on)}",
        title="BÁO CÁO",
        abstract=_abstract(figures, kind),
        opening=_opening(figures),
        basis=basis_words(figures),
        parts=parts,
        closing=f"Trên đây là báo cáo {_abstract(figures, kind)[0].lower()}{_abstract(figures, kind)[1:]}./.",
        annexes=tuple(_annexes(figures)),
        notes=tuple(definition_notes(figures)),
        demo_mark="DỮ LIỆU MINH HỌA - số liệu giả định, không phải số liệu thật" if figures.is_demo else "",
    )


def basis_words(figures: ReportFigures) -> str:
    """Say on what every figure of the report rests."""
    now, total, moment = (
        figures.told_days(figures.in_period),
        figures.told_days(figures.cumulative),
        figures.read_at,
    )
    status = " (tạm thời)" if figures.is_provisional else ""
    return (
        f"Số liệu trong kỳ tính {span_words(*now)}; lũy kế tính {span_words(*total)}{_shared(figures)}."
        f" Địa giới theo ngày {day_words(date.fromisoformat(figures.units_on))}."
        f" Số liệu lấy lúc {moment:%H} giờ {moment:%M} ngày"
        f" {day_words(moment.date())}. Chỉ tiêu 8 tính theo định nghĩa phiên bản"
        f" {figures.definition['version']}{status}. Số liệu các chỉ tiêu 1-7 do hệ thống khác công bố, giữ"
        " nguyên khoảng thời gian đã công bố." + (f" {closed}" if (closed := closed_words(figures)) else "")
    )


def _shared(figures: ReportFigures) -> str:
    """Say that the last day of a published window counts in the next one."""
    day = figures.shared_day
    return f" (riêng bản ghi của chỉ tiêu 8 ngày {day_words(day)} tính vào kỳ sau)" if day else ""


def _abstract(figures: ReportFigures, kind: str) -> str:
    return (
        f"{KIND_TITLES[kind]} {figures.campaign['name']} của {_mid(figures.place['full_name'])}"
        f" ({span_words(*figures.told_days(figures.in_period))})"
    )


def _mid(name: str) -> str:
    """Write the name of a place within a sentence: "tỉnh Bình Phước"."""
    return f"{name[0].lower()}{name[1:]}"


def _opening(figures: ReportFigures) -> str:
    number, day = figures.campaign["plan_number"], figures.campaign["plan_on"]
    if not number:
        plan = f"Thực hiện {figures.campaign['name']}"
    else:
        dated = f" ngày {day_words(date.fromisoformat(day))}" if day else ""
        plan = f"Thực hiện Kế hoạch số {number}{dated} về {_mid(figures.campaign['name'])}"
    place, days = _mid(figures.place["full_name"]), span_words(*figures.told_days(figures.in_period))
    return f"{plan}, {place} báo cáo kết quả {days} như sau:"


def _indicator_table(figures: ReportFigures) -> PaperTable:
    now, total = figures.in_period.own.figures, figures.cumulative.own.figures
    rows = (
        *((code, INDICATOR_NAMES[code], *_compared(now[code], total[code])) for code in INDICATORS),
        *(
            ("", f"{level}, chỉ tiêu {code}", *_compared(during, whole_span))
            for level, code, during, whole_span in told_levels(figures)
        ),
    )
    headings = (
        "TT",
        "Chỉ tiêu",
        "Trong kỳ",
        "Lũy kế",
        "Tăng, giảm (điểm %)",
        "Mục tiêu",
        "Đánh giá (lũy kế)",
    )
    return PaperTable(
        "Bảng 1. Kết quả 08 chỉ tiêu, trong kỳ và lũy kế", headings, rows, (5, 22, 20, 20, 10, 10, 13), 2
    )


def _compared(now: ReportFigure, total: ReportFigure) -> tuple[str, ...]:
    target = percent_words(total.target) if total.target else _NONE
    return _cell(now), _cell(total), _change(total), target, _judgement(total)


def _cell(figure: ReportFigure) -> str:
    """Write a figure with what it counts and the days that it speaks of, each on a line."""
    if not figure.is_known:
        return {"not_reported": "chưa có số liệu", "nothing_to_count": _NONE}.get(
            figure.state, "chưa đủ dữ liệu"
        )
    lines = [f"{figure.percent}%"]
    if figure.numerator is not None and figure.denominator:
        lines.append(f"({whole(figure.numerator)}/{whole(figure.denominator)})")
    if figure.window:
        lines.append(_window(figure))
    if figure.revised:
        lines.append(revised_cell(figure.revised))
    return "\n".join(lines)


def _change(figure: ReportFigure) -> str:
    points = figure.moved
    if points is None:
        return _NONE
    if points == 0:
        return "0"
    return f"{'-' if points < 0 else '+'}{points_number(points)}"


def _judgement(figure: ReportFigure) -> str:
    if figure.reached is None:
        return "Chưa đánh giá"
    return "Đạt" if figure.reached else "Chưa đạt"


def _line_table(figures: ReportFigures) -> PaperTable:
    rows = []
    for line in figures.in_period.lines:
        total = figures.cumulative.line(line.code)
        cells = [_line_cell(one) for one in (line, total)]
        left = whole(total.gap) if total.gap is not None and total.percent and total.gap >= 0 else _NONE
        rows.append((line.code, LINE_NAMES[line.code], *cells, left, _waiting(total)))
    headings = ("Mã", "Nội dung", "Trong kỳ", "Lũy kế", "Còn thiếu", "Chờ duyệt (không tính)")
    return PaperTable(
        "Bảng 2. Các nội dung của chỉ tiêu 8", headings, tuple(rows), (7, 29, 22, 22, 10, 10), 2
    )


def _waiting(line: ReportLine) -> str:
    """Say how much waits, in its unit: visits for 8.5, entries for the others."""
    unit = "lượt người" if line.code == VISITS else "bản ghi"
    return f"{whole(line.waiting)} {unit}" if line.waiting else _NONE


def _line_cell(line: ReportLine) -> str:
    """Write a line; below a published one that differs by now stands what was corrected."""
    return "\n".join(part for part in (_line_value(line), revised_cell(line.revised)) if part)


def _line_value(line: ReportLine) -> str:
    if line.per_hundred is not None:
        return line.per_hundred
    if line.percent is not None:
        return f"{line.percent}%\n({whole(line.numerator)}/{whole(line.denominator)})"
    return "chưa đủ dữ liệu" if line.state == "not_enough_data" else whole(line.numerator)


def _annexes(figures: ReportFigures) -> Iterator[PaperTable]:
    board = figures.cumulative
    groups = [("departments", board.departments), ("rows", board.rows)]
    if board.communes and not any(row.level == "commune" for row in board.rows):
        groups.append(("communes", board.communes))
    for name, rows in groups:
        now = getattr(figures.in_period, name)
        level = rows[0].level if rows else ""
        together = [find_level(one.levels, level) for one in (figures.in_period, board)]
        told = [row for row in (*rows, *now, *together) if row]
        codes = [code for code in INDICATORS if any(_is_told(row, code) for row in told)]
        if rows and codes:
            yield _annex(figures, rows, now, codes)


def _is_told(row: ReportRow, code: str) -> bool:
    return code in row.figures and row.figures[code].is_known


def _annex(
    figures: ReportFigures, total: Sequence[ReportRow], now: Sequence[ReportRow], codes: Sequence[str]
) -> PaperTable:
    """Lay out one level; an indicator that nothing is known of has no column and is named above."""
    in_period = {_key(row): row for row in now}
    closes = total[0].level == "commune" and figures.open_communes is not None
    rows = (
        *((*cells, *([""] if closes else [])) for cells in _together(figures, total[0].level, codes)),
        *(
            (
                str(number),
                row.placed_name,
                *(_annex_cell(in_period.get(_key(row)), row, code) for code in codes),
                f"{len(row.reached)}/{row.asked}",
                *([row_closing_cell(in_period.get(_key(row)))] if closes else []),
            )
            for number, row in enumerate(total, start=1)
        ),
    )
    level = LEVEL_NAMES[total[0].level]
    silent = [code for code in INDICATORS if not any(_is_told(row, code) for row in (*total, *now))]
    columns = tuple(f"{code}. {_SHORT_NAMES[code]}" for code in codes)
    caption = f"Kết quả 08 chỉ tiêu theo {level}, {span_words(*figures.told_days(figures.in_period))}"
    unknown = f"; chưa có số liệu từng đơn vị của chỉ tiêu {listed(silent)}" if silent else ""
    note = f"(Dòng trên: trong kỳ; dòng dưới: lũy kế; * chưa đạt{unknown})"
    headings = ("TT", level[0].upper() + level[1:], *columns, "Số chỉ tiêu đạt")
    headings += ("Chốt số liệu kỳ",) if closes else ()
    names = max(24, 60 - 9 * len(codes))
    widths = (4, names, *([(88 - names) // len(codes)] * len(codes)), 8)
    widths += (14,) if closes else ()
    return PaperTable(caption, headings, rows, widths, 2, note)


def _together(figures: ReportFigures, level: str, codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a first row with what was published of the whole level, with the days that it speaks of."""
    now, total = (find_level(board.levels, level) for board in (figures.in_period, figures.cumulative))
    if total is None or not any(_is_told(row, code) for row in (now, total) if row for code in codes):
        return
    cells = (
        "\n".join(_dated(row.figures.get(code) if row else None) for row in (now, total)) for code in codes
    )
    yield (
        "",
        f"{TOGETHER_NAMES[level]} (số liệu công bố chung)",
        *cells,
        f"{len(total.reached)}/{total.asked}",
    )


def _dated(figure: ReportFigure | None) -> str:
    days = f", {_window(figure)}" if figure is not None and figure.is_known and figure.window else ""
    return f"{_brief(figure)}{days}"


def _window(figure: ReportFigure) -> str:
    first, last = figure.window
    return f"{first:%d/%m}-{last:%d/%m}" if first else f"đến {last:%d/%m}"


def _key(row: ReportRow) -> tuple[str, str, str, str]:
    return row.level, row.code, row.name, row.within


def _annex_cell(now: ReportRow | None, total: ReportRow, code: str) -> str:
    return "\n".join(_brief(row.figures.get(code) if row else None) for row in (now, total))


def _brief(figure: ReportFigure | None) -> str:
    if figure is None or not figure.is_known:
        return _NONE
    counted = ""
    if figure.numerator is not None and figure.denominator:
        counted = f" ({whole(figure.numerator)}/{whole(figure.denominator)})"
    return f"{figure.percent}%{'*' if figure.reached is False else ''}{counted}"
