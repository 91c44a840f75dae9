"""Targets of a campaign: for a whole level, or for one place or department instead of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from portal.domain.campaign_indicators import REPORTED, subject_key
from portal.domain.indicators import LINES, MEMBERS_PER_HUNDRED, VISITS, read_target
from portal.domain.reported_figures import read_percent

MOST_PERCENT = 100
# What a campaign may set a target for: the seven reported indicators and the lines of the eighth.
TARGETED = (*REPORTED, *LINES)


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets of a campaign, by subject key and then by indicator "1" to "7" or line "8.1" to "8.7"."""

    by_subject: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, level: str, unit_id: int | None = None, department_id: int | None = None) -> dict[str, str]:
        """Return the targets in force for one subject: its own before those of its level."""
        own = subject_key(level, unit_id, department_id)
        return {**self.by_subject.get(level, {}), **self.by_subject.get(own, {})}


def gather_targets(rows: Iterable[tuple[str, str, str]]) -> Targets:
    """Gather rows of subject key, code and target."""
    gathered: dict[str, dict[str, str]] = {}
    for subject, code, target in rows:
        gathered.setdefault(subject, {})[code] = target
    return Targets(gathered)


def read_any_target(code: str, text: str) -> Fraction:
    """Read a target of an indicator or a line exactly; raise ValueError where it is not one."""
    exact = read_percent(text) if code in REPORTED else read_target(code, text)
    if exact is None:
        raise ValueError(f"Not a target of {code}: {text!r}")
    return exact


def write_target(code: str, text: str) -> str:
    """Return a target as it is kept: "80,0"; raise ValueError where no place could ever be meant by it.

    Only visits (a number) and members per hundred residents may lie above 100.
    """
    if read_any_target(code, text.strip()) > MOST_PERCENT and code not in (VISITS, MEMBERS_PER_HUNDRED):
        raise ValueError(f"Not a percentage from 0 to 100: {text!r}")
    return text.strip().replace(".", ",")


def count_missing(numerator: int, denominator: int, target: Fraction) -> int:
    """Count how many more are needed above the line to reach a target in per cent; 0 where it is reached."""
    return max(0, ceil(target * denominator / 100) - numerator)
