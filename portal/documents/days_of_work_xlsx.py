"""The days of work of a commune as a spreadsheet to sign: one row a person, one column a day."""

import io
from datetime import date

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from portal.clock import LOCAL_ZONE
from portal.documents.sheet_template import PLAIN
from portal.domain.days_of_work import WorkDay, WorkMonth, days_of
from portal.queries.days_of_work import CommuneWork

_FIRST_DAY = 3
_HEADING_ROW = 3
_HEADING_FILL, _CLOSED_FILL = "#DDEBF7", "#E7E6E6"
# A day is the number 1, so that sheets can add it up, and is shown as people sign for it.
_DAY, _LATE_DAY, _WAITING_DAY = '"x";;""', '"x*";;""', '"";;"c"'
_AMOUNT, _COUNT = "#,##0", "#,##0"


def days_of_work_xlsx(commune: str, work: CommuneWork, rate: int | None) -> bytes:
    """Write the list of those with a day of work, and a sheet that says what each figure is.

    With a rate the amount of each row is a formula of its days; without one the cells are there and empty.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as workbook:
        _Writer(workbook, commune, work, rate).write()
        _write_notes(workbook, commune, work)
    return file.getvalue()


class _Writer:
    """Writes the list row by row, as the flat memory of the workbook asks for."""

    def __init__(
        self, workbook: xlsxwriter.Workbook, commune: str, work: CommuneWork, rate: int | None
    ) -> None:
        self._workbook, self._commune, self._work, self._rate = workbook, commune, work, rate
        self._sheet: Worksheet = workbook.add_worksheet(_("Days of work"))
        self._days = days_of(work.period)
        self._totals = _FIRST_DAY + len(self._days)
        self._formats: dict[tuple, Format] = {}
        self._first_row = _HEADING_ROW + 1
        self._end_row = self._first_row + len(work.paid)

    def write(self) -> None:
        """Write head, rows, total and the places for signatures."""
        self._set_up()
        self._write_head()
        for number, line in enumerate(self._work.paid, start=1):
            self._write_line(self._first_row + number - 1, number, line)
        self._write_total()
        self._write_signatures(self._end_row + 2)

    def _set_up(self) -> None:
        sheet, last = self._sheet, self._totals + 6
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADING_ROW)
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P/&N")
        sheet.freeze_panes(_HEADING_ROW + 1, 2)
        for first, final, width in (
            (0, 0, 5), (1, 1, 26), (2, 2, 30), (_FIRST_DAY, self._totals - 1, 3.6),
            (self._totals, last - 3, 8), (last - 2, last - 2, 11), (last - 1, last - 1, 13), (last, last, 18),
        ):  # fmt: skip
            sheet.set_column(first, final, width)

    def _write_head(self) -> None:
        month = f"{self._work.period.starts_on:%m/%Y}"
        title = self._format(bold=True, font_size=14)
        self._sheet.write_string(0, 0, _("List of days of work, month %(month)s", month=month), title)
        self._sheet.write_string(1, 0, f"{self._commune} · {_data_as_of(self._work)}", self._format())
        labels = [_("No."), _("Full name"), _("Teams"), *[None] * len(self._days), *_total_headings()]
        for place, words in enumerate(labels):
            if words is not None:
                self._sheet.write_string(_HEADING_ROW, place, words, self._heading())
                continue
            day = self._days[place - _FIRST_DAY]
            self._sheet.write_number(_HEADING_ROW, place, day.day, self._heading(self._is_closed(day)))
        self._sheet.set_row(_HEADING_ROW, 48)

    def _write_line(self, row: int, number: int, line: WorkMonth) -> None:
        text = self._format(border=1, text_wrap=True, valign="vcenter", num_format="@")
        self._sheet.write_number(row, 0, number, self._format(border=1, valign="vcenter"))
        self._sheet.write_string(row, 1, line.name, text)
        self._sheet.write_string(row, 2, "; ".join(line.teams), text)
        for place, day in enumerate(self._days, start=_FIRST_DAY):
            self._write_day(row, place, line.days.get(day, WorkDay()), self._is_closed(day))
        count = self._format(border=1, num_format=_COUNT, valign="vcenter")
        days = xl_range(row, _FIRST_DAY, row, self._totals - 1)
        self._sheet.write_formula(row, self._totals, f"=SUM({days})", count, len(line.worked))
        for offset, figure in enumerate((line.entries, line.visits, line.waiting), start=1):
            self._sheet.write_number(row, self._totals + offset, figure, count)
        self._write_amount(row, len(line.worked))
        self._sheet.write_blank(row, self._totals + 6, None, count)
        self._sheet.set_row(row, 30)

    def _write_day(self, row: int, place: int, work: WorkDay, is_closed: bool) -> None:
        fill = {"bg_color": _CLOSED_FILL} if is_closed else {}
        look = {"border": 1, "align": "center", "valign": "vcenter", **fill}
        if work.counts:
            shown = self._format(**look, num_format=_LATE_DAY if work.is_late else _DAY)
            self._sheet.write_number(row, place, 1, shown)
        elif work.waiting:
            self._sheet.write_number(row, place, 0, self._format(**look, num_format=_WAITING_DAY))
        else:
            self._sheet.write_blank(row, place, None, self._format(**look))

    def _write_amount(self, row: int, days: int) -> None:
        shown = self._format(border=1, num_format=_AMOUNT, valign="vcenter")
        place = self._totals + 4
        if self._rate is None:
            self._sheet.write_blank(row, place, None, shown)
        else:
            self._sheet.write_number(row, place, self._rate, shown)
        rate, counted = xl_rowcol_to_cell(row, place), xl_rowcol_to_cell(row, self._totals)
        value = "" if self._rate is None else self._rate * days
        self._sheet.write_formula(row, place + 1, f'=IF({rate}="","",{counted}*{rate})', shown, value)

    def _write_total(self) -> None:
        row, lines = self._end_row, self._work.paid
        bold = self._format(border=1, bold=True, num_format=_COUNT)
        for place, words in enumerate(("", _("TOTAL"), "")):
            self._sheet.write_string(row, place, words, bold)
        for place, day in enumerate(self._days, start=_FIRST_DAY):
            self._write_sum(row, place, sum(line.days.get(day, WorkDay()).counts for line in lines), bold)
        days = sum(len(line.worked) for line in lines)
        figures = [days, sum(one.entries for one in lines), sum(one.visits for one in lines)]
        for offset, value in enumerate([*figures, sum(one.waiting for one in lines)]):
            self._write_sum(row, self._totals + offset, value, bold)
        self._sheet.write_blank(row, self._totals + 4, None, bold)
        self._write_sum(row, self._totals + 5, (self._rate or 0) * days, bold)
        self._sheet.write_blank(row, self._totals + 6, None, bold)

    def _write_sum(self, row: int, place: int, value: int, shown: Format) -> None:
        if self._end_row == self._first_row:
            self._sheet.write_number(row, place, 0, shown)
            return
        summed = xl_range(self._first_row, place, self._end_row - 1, place)
        self._sheet.write_formula(row, place, f"=SUM({summed})", shown, value)

    def _write_signatures(self, row: int) -> None:
        bold, small = self._format(bold=True), self._format(italic=True)
        places = (1, _FIRST_DAY + 4, self._totals)
        for place, words in zip(places, signers(), strict=True):
            self._sheet.write_string(row, place, words, bold)
        for place in places:
            self._sheet.write_string(row + 1, place, _("(signature, full name)"), small)

    def _is_closed(self, day: date) -> bool:
        return day in self._work.closed

    def _heading(self, is_closed: bool = False) -> Format:
        fill = _CLOSED_FILL if is_closed else _HEADING_FILL
        return self._format(
            bold=True, text_wrap=True, align="center", valign="vcenter", border=1, bg_color=fill
        )

    def _format(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"font_name": "Times New Roman", **look})
        return self._formats[key]


def signers() -> tuple[str, str, str]:
    """Name who signs the list, from the left."""
    return _("DRAWN UP BY"), _("TEAM LEADER"), _("CHAIR OF THE PEOPLE’S COMMITTEE")


def _total_headings() -> list[str]:
    return [
        _("Days of work"), _("Entries approved"), _("Visits"), _("Entries waiting (not counted)"),
        _("Rate for one day (đồng)"), _("Amount (đồng)"), _("Received (signature)"),
    ]  # fmt: skip


def _data_as_of(work: CommuneWork) -> str:
    return _("data as of %(moment)s", moment=f"{work.as_of.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}")


def _write_notes(workbook: xlsxwriter.Workbook, commune: str, work: CommuneWork) -> None:
    sheet = workbook.add_worksheet(_("What the figures are"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    closed = ", ".join(f"{day:%d/%m}" for day in sorted(work.closed)) or _("none")
    rows = (
        (_("Place and month"), f"{commune}, {work.period.starts_on:%m/%Y} · {_data_as_of(work)}"),
        (_("Days of work"), work_words()),
        (_("Entries and visits"), _("Approved ones of the month. One person helped twice is two visits.")),
        (_("Entries waiting"), _("Not decided on yet. They stand beside the figures and are never added.")),
        ("x* · c", _("x*: all entries of that day were logged late. c: only entries that wait.")),
        (_("Grey days"), _("Their figures are closed: %(days)s. Other days may still change.", days=closed)),
        (
            _("Rate and amount"),
            _("The rate was typed by who made this file; the portal keeps and sets none."),
        ),
    )
    for row, (words, meaning) in enumerate(rows):
        sheet.write_string(row, 0, words, bold)
        sheet.write_string(row, 1, meaning, wrapped)


def work_words() -> str:
    """Say in words what a day of work is."""
    return _(
        "Local days on which the person gave help that is approved by now, whoever logged it. A day counts"
        " once, in however many teams and entries. Entries that were reopened, returned or withdrawn count no"
        " more. Help given for a team of another commune stands on the list of that commune."
    )
