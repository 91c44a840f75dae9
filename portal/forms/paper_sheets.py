"""The form of a paper sheet: rows of short cells, read by the domain and kept as they were typed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import wtforms
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField

from portal.domain.activity_content import ActivityContent, ContentInvalid
from portal.domain.activity_values import BadValue
from portal.domain.paper_sheets import (
    CELLS,
    MOST_ROWS,
    ROWS_ON_A_SHEET,
    Listed,
    SheetHead,
    fill_repeated,
    find_hamlet,
    is_blank,
    read_month,
    read_row,
)
from portal.domain.personal_numbers import has_personal_number
from portal.forms.base import Form
from portal.labels import problem, sentence

# What only this page can say about a cell.
CELL_PROBLEMS = {
    "no_sheet_day": _("Write the day as 5, 5/6 or 5/6/2022."),
    "no_skill_digits": _("Write the skills as digits from 1 to 5, such as 13."),
    "unknown_person": _("Nobody of the team has this number or name. Look at the list of members."),
    "several_people": _("Several members are called so. Type the number, or more of the name."),
    "several_hamlets": _("Several hamlets are called so. Type more of the name."),
    "nothing_above": _("There is nothing above to repeat. Fill in this cell."),
    "empty_skills": _("Write the skills as digits from 1 to 5, such as 13."),
}


class RowForm(wtforms.Form):
    """One row; its id is made when the page opens, so that sending it twice stores it once."""

    id = HiddenField()
    occurred_on = StringField(_("Day"))
    on_behalf_of = StringField(_("Member"))
    hamlet = StringField(_("Hamlet"))
    skills = StringField(_("Skills"))
    visits = StringField(_("Visits"))
    households = StringField(_("Households"))
    alone = StringField(_("Alone"))
    together = StringField(_("Together"))
    shown = StringField(_("Shown how"))
    note = StringField(_("Note"))

    @property
    def cells(self) -> list[StringField]:
        """The cells from left to right."""
        return [self[name] for name in CELLS]

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by cell."""
        return {name: self[name].data or "" for name in CELLS}


class RowProblem(NamedTuple):
    """What is wrong in a row, in which of its cells, and the id that a link leads to."""

    row: int
    cell: str
    sentence: str
    target: str


class PaperSheetForm(Form):
    """A sheet as it is typed in; `rows_read` holds place, id and content of its rows once it is valid."""

    id = HiddenField()
    month = StringField(_("Month of the sheet"), description=_("A day without a month lies in it."))
    usual_hamlet = StringField(_("Hamlet"), description=_("For rows that name none."))
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)
    send_anyway = BooleanField(_("These are not anybody's phone or identity numbers; send it."))

    def offer(self, team: str, people: Sequence[Listed], hamlets: Sequence[Listed], today: date) -> None:
        """Set what the cells are read by."""
        self.team, self.people, self.hamlets, self.today = team, people, hamlets, today
        self.row_problems: list[RowProblem] = []
        self.rows_read: list[tuple[int, UUID, ActivityContent]] = []
        self.holds_personal_number = False

    @property
    def uuid(self) -> UUID | None:
        """The id of the sheet, or None when it is no id."""
        return _uuid(self.id.data)

    @property
    def has_sound_ids(self) -> bool:
        """Tell whether the ids are those that a page gave out."""
        ids = [_uuid(row.form.id.data) for row in self.rows]
        return self.uuid is not None and None not in ids and len(set(ids)) == len(ids)

    @property
    def has_room(self) -> bool:
        """Tell whether the page may have more rows."""
        return len(self.rows) + ROWS_ON_A_SHEET <= MOST_ROWS

    def add_rows(self, ids: Sequence[str]) -> None:
        """Put empty rows below the others."""
        for row_id in ids:
            self.rows.append_entry({"id": row_id})

    def validate(self, extra_validators=None) -> bool:
        """Let the domain read head and rows, and note every problem beside its cell."""
        super().validate(extra_validators)
        head = self._read_head()
        typed = list(fill_repeated([row.form.typed for row in self.rows]))
        filled = [place for place, cells in enumerate(typed) if not is_blank(cells)]
        if not filled:
            self.add_error(None, str(_("Fill in at least one row.")))
        for place in filled if head else ():
            self._read_row(place, typed[place], head)
        return not (self.errors or self.row_problems)

    def add_row_errors(self, place: int, errors: dict[str, str]) -> None:
        """Put the domain's problems of a row beside its cells."""
        cells = self.rows[place].form
        for name in CELLS:
            if name in errors:
                words = CELL_PROBLEMS.get(errors[name]) or problem(name, errors[name])
                self._add_problem(place, cells[name], cells[name].label.text, words)
        # What is not about one of the cells is said of the row.
        for name in errors.keys() - set(CELLS):
            said = problem(name, errors[name]) if name == "team" else sentence(errors[name])
            self._add_problem(place, cells.occurred_on, "", said)

    def _read_head(self) -> SheetHead | None:
        month = read_month(self.month.data or "", self.today)
        if month is None:
            self.add_error("month", str(_("Write the month as 6/2022.")))
        usual = (self.usual_hamlet.data or "").strip()
        try:
            if usual:
                find_hamlet(usual, self.hamlets)
        except BadValue as bad:
            self.add_error("usual_hamlet", str(CELL_PROBLEMS.get(bad.code) or problem("hamlet", bad.code)))
        if self.month.errors or self.usual_hamlet.errors:
            return None
        return SheetHead(self.team, month, self.people, self.hamlets, usual)

    def _read_row(self, place: int, cells: dict[str, str], head: SheetHead) -> None:
        row = self.rows[place].form
        try:
            content = read_row(cells, head)
        except ContentInvalid as invalid:
            self.add_row_errors(place, invalid.errors)
            return
        self.rows_read.append((place, _uuid(row.id.data), content))
        if has_personal_number(content.note):
            self.holds_personal_number = True
            if not self.send_anyway.data:
                words = _("This looks like somebody's phone or identity number. Please take it out.")
                self._add_problem(place, row.note, row.note.label.text, words)

    def _add_problem(self, place: int, cell: StringField, name: object, words: object) -> None:
        cell.errors = [*cell.errors, str(words)]
        self.row_problems.append(RowProblem(place + 1, str(name), str(words), cell.id))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
