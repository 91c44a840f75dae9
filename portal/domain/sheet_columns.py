"""What a spreadsheet to be imported may hold: its columns, and how a cell of each is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.domain import sheet_values
from portal.domain.sheet_values import BadCell, Count, Raw, plain_text

__all__ = [
    "BadCell",
    "ColumnKind",
    "Count",
    "SheetColumn",
    "Value",
    "example_value",
    "offered_words",
    "read_cell",
]

# What a cell means once it is read; None is unknown, never zero.
Value = str | date | Count | None


class ColumnKind(StrEnum):
    """What the cells of a column hold."""

    text = "text"
    code = "code"
    phone = "phone"
    date = "date"
    count = "count"
    choice = "choice"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: how it is headed, what it takes, and what the template says about it.

    `aliases` are other headings people use; `choices` maps accepted Vietnamese words to codes, the first
    word of a code being the one that the template offers; `digits` is the width of codes that may have
    lost zeros at the beginning.
    """

    key: str
    heading: str
    kind: ColumnKind = ColumnKind.text
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    digits: int | None = None
    longest: int = 200
    lowest: int = 0
    highest: int = 999_999
    example: str = ""
    hint: str = ""
    width: int = 18


def read_cell(column: SheetColumn, raw: Raw) -> Value:
    """Read a cell into the value that its column means; an empty one is None.

    Raises BadCell with a code of the register "cell_problem", "required" among them.
    """
    if raw is None or (isinstance(raw, str) and not plain_text(raw)):
        if column.required:
            raise BadCell("required")
        return None
    match column.kind:
        case ColumnKind.code:
            return sheet_values.read_code(raw, column.longest, column.digits)
        case ColumnKind.phone:
            return sheet_values.read_phone_cell(raw)
        case ColumnKind.date:
            return sheet_values.read_day(raw)
        case ColumnKind.count:
            return sheet_values.read_count(raw, column.lowest, column.highest)
        case ColumnKind.choice:
            return sheet_values.read_choice(raw, column.choices)
    return sheet_values.read_text(raw, column.longest)


def offered_words(column: SheetColumn) -> tuple[str, ...]:
    """Return one word for each code of a choice, the first that is accepted."""
    return sheet_values.first_words(column.choices)


def example_value(column: SheetColumn) -> Value:
    """Read the example of a column; an optional one may have none."""
    return read_cell(column, column.example) if column.example else None
