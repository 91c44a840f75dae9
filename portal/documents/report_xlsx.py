"""The figures of a prepared report as a spreadsheet: numbers as numbers, percentages as formulas of them."""

import io
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from portal.documents.sheet_template import PLAIN
from portal.domain.campaign_indicators import INDICATORS
from portal.domain.report_closings import corrections, row_changes
from portal.domain.report_definitions import definition_notes
from portal.domain.report_figures import ReportBoard, ReportFigure, ReportFigures, ReportRow
from portal.domain.report_papers import Paper
from portal.domain.report_words import INDICATOR_NAMES, MODE_NAMES

_HEADING_ROW = 3
_PARTS = ("tử số", "mẫu số", "tỷ lệ (%)", "mục tiêu (%)", "còn thiếu để đạt")
_FONT = "Times New Roman"


def report_xlsx(figures: ReportFigures, paper: Paper, prepared_at: datetime) -> bytes:
    """Write a sheet for each mode and one that says what each figure is; the same report, the same bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as workbook:
        workbook.set_properties({"title": paper.abstract, "created": prepared_at.replace(tzinfo=None)})
        for mode, name in MODE_NAMES.items():
            _Writer(workbook, f"{name[0].upper()}{name[1:]}", figures, getattr(figures, mode), paper).write()
        _write_definitions(workbook, figures, paper)
    return file.getvalue()


class _Writer:
    """Writes one mode row by row, as the flat memory of the workbook asks for."""

    def __init__(
        self,
        workbook: xlsxwriter.Workbook,
        name: str,
        figures: ReportFigures,
        board: ReportBoard,
        paper: Paper,
    ) -> None:
        self._workbook, self._figures, self._board, self._paper = workbook, figures, board, paper
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._name = name
        self._formats: dict[tuple, Format] = {}
        self._rows = _lowest(board)
        # Which communes have closed stands with the figures that they closed.
        self._closes = (
            board is figures.in_period
            and figures.open_communes is not None
            and any(row.level == "commune" for row in (*board.rows, *board.communes))
        )
        self._words = ("Mã", "Đơn vị", "Thuộc", *(("Ngày chốt số liệu kỳ",) if self._closes else ()))
        self._first = len(self._words)

    def write(self) -> None:
        """Write head, rows and total."""
        sheet, columns = self._sheet, self._first + len(INDICATORS) * len(_PARTS)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADING_ROW)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        sheet.set_header("&C&P")
        sheet.freeze_panes(_HEADING_ROW + 1, self._first)
        for first, last, width in ((0, 0, 9), (1, 1, 28), (2, 2, 22), (3, columns - 1, 11)):
            sheet.set_column(first, last, width)
        bold = self._format(bold=True, font_size=14)
        sheet.write_string(0, 0, f"{self._paper.abstract} - {self._name.lower()}", bold)
        sheet.write_string(1, 0, self._paper.basis, self._format(italic=True))
        if self._paper.demo_mark:
            sheet.write_string(2, 0, self._paper.demo_mark, self._format(bold=True))
        self._write_headings()
        first = _HEADING_ROW + 1
        for number, row in enumerate(self._rows):
            self._write_row(first + number, row)
        self._write_total(first, first + len(self._rows))

    def _write_headings(self) -> None:
        look = self._format(
            bold=True, border=1, text_wrap=True, align="center", valign="vcenter", bg_color="#DDEBF7"
        )
        words = [*self._words]
        words += [f"{code}. {INDICATOR_NAMES[code]}: {part}" for code in INDICATORS for part in _PARTS]
        self._sheet.set_row(_HEADING_ROW, 96)
        for place, text in enumerate(words):
            self._sheet.write_string(_HEADING_ROW, place, text, look)

    def _write_row(self, at: int, row: ReportRow) -> None:
        text = self._format(border=1, num_format="@", text_wrap=True)
        for place, words in enumerate((row.code, row.name, row.within)):
            self._sheet.write_string(at, place, words, text)
        if self._closes:
            self._write_closing(at, row)
        for place, code in enumerate(INDICATORS):
            self._write_figure(at, self._first + place * len(_PARTS), row.figures.get(code))

    def _write_closing(self, at: int, row: ReportRow) -> None:
        place = self._first - 1
        if row.closing is None:
            self._sheet.write_string(at, place, "chưa chốt", self._format(border=1))
        else:
            day = self._format(border=1, num_format="dd/mm/yyyy", align="left")
            self._sheet.write_datetime(at, place, row.closing.moment.replace(tzinfo=None), day)

    def _write_figure(self, at: int, place: int, figure: ReportFigure | None) -> None:
        count, share = self._format(border=1, num_format="#,##0"), self._share()
        if figure is None or not figure.is_known:
            for offset in range(3):
                self._sheet.write_blank(at, place + offset, None, count)
        elif figure.numerator is not None and figure.denominator:
            self._sheet.write_number(at, place, figure.numerator, count)
            self._sheet.write_number(at, place + 1, figure.denominator, count)
            self._write_ratio(at, place, figure.numerator, figure.denominator, share)
        else:
            self._sheet.write_blank(at, place, None, count)
            self._sheet.write_blank(at, place + 1, None, count)
            self._sheet.write_number(at, place + 2, _number(figure.percent), share)
        if figure is not None and figure.target:
            self._sheet.write_number(at, place + 3, _number(figure.target), share)
        else:
            self._sheet.write_blank(at, place + 3, None, share)
        self._write_missing(at, place + 4, figure, count)

    def _write_missing(self, at: int, place: int, figure: ReportFigure | None, look: Format) -> None:
        """Write how many more would reach the target, where that is known and things were counted."""
        if figure is None or figure.missing is None or not (figure.is_known and figure.denominator):
            self._sheet.write_blank(at, place, None, look)
            return
        above, below, target = (xl_rowcol_to_cell(at, place - back) for back in (4, 3, 1))
        # Rounded first: a product such as 0,07 * 100 may lie a hair above a whole number.
        wanted = f"ROUNDUP(ROUND({below}*{target}/100,6),0)"
        self._sheet.write_formula(at, place, f"=MAX(0,{wanted}-{above})", look, figure.missing)

    def _write_ratio(self, at: int, place: int, numerator: int, denominator: int, look: Format) -> None:
        above, below = xl_rowcol_to_cell(at, place), xl_rowcol_to_cell(at, place + 1)
        value = float(Fraction(100 * numerator, denominator)) if denominator else ""
        self._sheet.write_formula(at, place + 2, f'=IF({below}=0,"",{above}/{below}*100)', look, value)

    def _write_total(self, first: int, at: int) -> None:
        bold = self._format(border=1, bold=True, num_format="#,##0")
        for place, words in enumerate(("", "TỔNG CỘNG", *[""] * (self._first - 2))):
            self._sheet.write_string(at, place, words, bold)
        for number, code in enumerate(INDICATORS):
            place = self._first + number * len(_PARTS)
            counted = [row.figures[code] for row in self._rows if code in row.figures]
            sums = [
                sum(getattr(one, part) or 0 for one in counted if one.is_known and one.denominator)
                for part in ("numerator", "denominator")
            ]
            for offset, value in enumerate(sums):
                summed = xl_range(first, place + offset, max(first, at - 1), place + offset)
                if self._rows:
                    self._sheet.write_formula(at, place + offset, f"=SUM({summed})", bold, value)
                else:
                    self._sheet.write_number(at, place + offset, 0, bold)
            self._write_ratio(at, place, *sums, self._share(bold=True))
            for offset in (3, 4):
                self._sheet.write_blank(at, place + offset, None, bold)

    def _share(self, **look: object) -> Format:
        return self._format(border=1, num_format="#,##0.0##", **look)

    def _format(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"font_name": _FONT, **look})
        return self._formats[key]


def _lowest(board: ReportBoard) -> Sequence[ReportRow]:
    """Return the lowest places whose figures add up; a commune stands alone."""
    return board.communes or board.rows or (board.own,)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _write_definitions(workbook: xlsxwriter.Workbook, figures: ReportFigures, paper: Paper) -> None:
    sheet = workbook.add_worksheet("Định nghĩa")
    sheet.set_column(0, 0, 120)
    sheet.set_paper(9)
    wrapped = workbook.add_format({"font_name": _FONT, "text_wrap": True, "valign": "top", "num_format": "@"})
    notes = [
        *definition_notes(figures),
        paper.basis,
        *corrections(figures),
        *row_changes(figures),
        "Cột tỷ lệ (%) là công thức lấy tử số chia mẫu số; nơi không công bố tử số, mẫu số thì ghi tỷ lệ"
        " như đã in. Cột còn thiếu để đạt là số đơn vị đếm cần thêm để bằng mục tiêu. Dòng TỔNG CỘNG cộng"
        " các đơn vị có tử số, mẫu số; tỷ lệ của dòng này là tỷ lệ của các tổng.",
    ]
    for row, words in enumerate(notes):
        sheet.write_string(row, 0, words, wrapped)
