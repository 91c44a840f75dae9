"""Tables as files hold them, before their headings are known: raw rows, merges, what is hidden."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.domain.sheet_values import Raw

MOST_ROWS = 50_000
MOST_COLUMNS = 200
# Titles, names of offices and mottoes may stand above the headings.
HEAD_LINES = 20


class Unreadable(NamedTuple):
    """A cell that holds no value of its own; `code` is of the register "cell_problem"."""

    code: str
    shown: str


Cell = Raw | Unreadable


class Merge(NamedTuple):
    """A block of cells joined into one; the value stands in the first."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int

    def __str__(self) -> str:
        first = f"{column_letters(self.first_column)}{self.first_line}"
        return f"{first}:{column_letters(self.last_column)}{self.last_line}"


@dataclass(slots=True)
class RawRow:
    """The cells of a line that are not empty, at least one, by number of the column, counted from 1."""

    line: int
    cells: dict[int, Cell]
    is_hidden: bool = False


@dataclass(slots=True)
class Table:
    """One sheet of a file: its first lines, and how to read them all, as often as wanted."""

    name: str
    head: list[RawRow]
    rows: Callable[[], Iterator[RawRow]]
    count_rows: Callable[[], int]
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_visible: bool = True


def column_letters(number: int) -> str:
    """Name a column as spreadsheets do: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Count a column from its letters; raises ValueError when they are none."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
