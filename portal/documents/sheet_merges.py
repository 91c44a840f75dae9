"""Which cells of a row belong to a merged block, found while the rows pass by."""

from collections.abc import Collection

from portal.documents.sheet_tables import Merge


class MergedCells:
    """Merged blocks that reach below the headings, asked for line by line, downwards."""

    def __init__(self, merges: list[Merge], columns: Collection[int], *, after: int) -> None:
        self._waiting = sorted((merge for merge in merges if merge.last_line > after), reverse=True)
        self._columns = sorted(columns)
        # For each column the block that reaches the furthest down, so that many blocks cost no more than few.
        self._open: dict[int, Merge] = {}

    def ranges_at(self, line: int) -> dict[int, str]:
        """Return the range, such as B5:B9, for each column where the line lies in a block."""
        while self._waiting and self._waiting[-1].first_line <= line:
            merge = self._waiting.pop()
            for column in self._columns:
                if merge.first_column <= column <= merge.last_column:
                    other = self._open.get(column)
                    if other is None or other.last_line < merge.last_line:
                        self._open[column] = merge
        if not self._open:
            return {}
        self._open = {column: merge for column, merge in self._open.items() if merge.last_line >= line}
        return {column: str(merge) for column, merge in self._open.items()}
