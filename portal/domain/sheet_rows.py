"""What reading a spreadsheet gives: rows with their values, problems of cells, and refusals of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.domain.sheet_columns import Value


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in one cell, or in a whole row where `column` and `key` are empty.

    `line` and `column` ("C") are what a person sees in the spreadsheet, `shown` is what the cell says;
    `code` is of the register "cell_problem", and `details` fill in its sentence.
    """

    line: int
    column: str
    key: str
    code: str
    shown: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: a value for each key (None where empty or not readable), what it shows, what is wrong."""

    line: int
    values: Mapping[str, Value]
    problems: tuple[CellProblem, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def problem(self, key: str, code: str, **details: object) -> CellProblem:
        """Return a problem of this row's cell; with an empty key, of the row itself."""
        return CellProblem(self.line, self.columns.get(key, ""), key, code, self.shown.get(key, ""), details)


class SheetRefused(Exception):
    """A file cannot be read at all; `code` is of the register "sheet_refused", `details` fill it in."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
