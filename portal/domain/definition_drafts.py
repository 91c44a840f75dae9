"""The next version of indicator 8 before it is kept, and how the figures of two versions differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.errors import RuleBroken
from portal.domain.indicators import LINES, Definition, Line
from portal.domain.targets import write_target

MOST_ACTIVITIES = 999
SOURCE_LENGTH = 1000
PROVISIONAL = "provisional"


def read_definition(version: int, least: int | None, headline: str, targets: Mapping[str, str]) -> Definition:
    """Read a provisional version: from how many entries a team works, its headline, its targets by line.

    Raises RuleBroken("definition_needs_team", "unknown_headline" or "bad_line_target" with the line).
    """
    if least is None or not 1 <= least <= MOST_ACTIVITIES:
        raise RuleBroken("definition_needs_team")
    if headline not in LINES:
        raise RuleBroken("unknown_headline")
    kept = {}
    for line, text in targets.items():
        try:
            kept |= {line: write_target(line, text)} if text.strip() else {}
        except ValueError:
            raise RuleBroken("bad_line_target", line=line) from None
    return Definition(version, PROVISIONAL, least, headline, kept)


@dataclass(frozen=True, slots=True)
class ComparedPlace:
    """How a place stands by two versions: the line that stands for the indicator in each."""

    level: str
    name: str
    old: Line
    new: Line

    @property
    def is_changed(self) -> bool:
        """Tell whether the figure, its line, or whether the target is reached differs."""
        return any(
            getattr(self.old, name) != getattr(self.new, name)
            for name in ("code", "numerator", "denominator", "reached", "target")
        )
