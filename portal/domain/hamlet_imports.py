"""What a file of hamlets would change: its rows compared with the communes' lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portal.domain.imports import (
    Claim,
    Difference,
    Plan,
    PlannedRow,
    RowAct,
    RowRefused,
    plan_claims,
    read_claims,
    settle_repeats,
)
from portal.domain.place_book import CommuneFinder, KnownPlace
from portal.domain.sheet_columns import Count
from portal.domain.sheet_rows import SheetRow
from portal.domain.text import fold
from portal.domain.units import hamlet_full_name, hamlet_name, split_hamlet_name


class KnownHamlet(NamedTuple):
    """A name of a hamlet with its dates, since when the hamlet is, and its latest count of households."""

    id: int
    commune_id: int
    full_name: str
    valid_to: date | None
    begins_on: date
    households: int | None
    is_estimate: bool


@dataclass
class HamletRegister:
    """The communes' hamlets by folded name, and since when each commune is recorded."""

    first_days: Mapping[int, date] = field(default_factory=dict)
    hamlets: dict[tuple[int, str], list[KnownHamlet]] = field(default_factory=lambda: defaultdict(list))

    def add_hamlet(self, hamlet: KnownHamlet) -> None:
        """Take in a hamlet under one of its names."""
        self.hamlets[hamlet.commune_id, fold(hamlet.full_name)].append(hamlet)


class HamletWish(NamedTuple):
    """What to write: a new hamlet, or with `hamlet_id` a count of one that is there."""

    commune_id: int
    hamlet_id: int | None
    hamlet_type: str
    name: str
    since: date | None
    households: int | None
    is_estimate: bool


class HamletRow(NamedTuple):
    """A readable row with its commune."""

    commune: KnownPlace
    hamlet_type: str
    name: str
    households: int | None
    is_estimate: bool
    since: date | None

    @property
    def full_name(self) -> str:
        """The name with its type."""
        return hamlet_full_name(self.hamlet_type, self.name)


FACTS = ("type", "name", "households", "households", "since")


def plan_hamlets(
    rows: Iterable[SheetRow], register: HamletRegister, finder: CommuneFinder, today: date
) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows."""
    plan = Plan()
    claims = settle_repeats(read_claims(rows, lambda row: _read_row(row, finder, today), plan), FACTS, plan)
    plan_claims(claims, lambda claim: _plan_row(claim, register, today), plan)
    return plan


def _read_row(sheet: SheetRow, finder: CommuneFinder, today: date) -> Claim:
    values = sheet.values
    commune = finder.find(sheet)
    hamlet_type, name = _read_name(values["type"], values["name"])
    since = values["since"]
    if since is not None and since > today:
        raise RowRefused("since", "in_future")
    count: Count | None = values["households"]
    households, is_estimate = (count.value, count.is_estimate) if count else (None, False)
    row = HamletRow(commune, hamlet_type, name, households, is_estimate, since)
    return Claim(sheet, (commune.id, fold(row.full_name)), tuple(row[1:]), row)


def _read_name(hamlet_type: str | None, typed: str) -> tuple[str, str]:
    if hamlet_type is None:
        hamlet_type, name = split_hamlet_name(typed)
        if hamlet_type is None:
            raise RowRefused("type", "no_hamlet_type")
        return hamlet_type, name
    found, _ = split_hamlet_name(typed)
    if found not in (None, hamlet_type):
        raise RowRefused("type", "hamlet_type_mismatch", words=found)
    return hamlet_type, hamlet_name(hamlet_type, typed)


def _plan_row(claim: Claim, register: HamletRegister, today: date) -> PlannedRow:
    row: HamletRow = claim.row
    same_name = register.hamlets.get((row.commune.id, fold(row.full_name)), ())
    known = next((hamlet for hamlet in same_name if hamlet.valid_to is None), None)
    if known is not None:
        return _plan_known(claim, known)
    since = row.since or today
    first_day = register.first_days[row.commune.id]
    if since < first_day:
        raise RowRefused("since", "before_commune", day=f"{first_day:%d/%m/%Y}")
    ends = [hamlet.valid_to for hamlet in same_name if hamlet.valid_to > since]
    if ends:
        raise RowRefused("since", "hamlet_until", day=f"{max(ends):%d/%m/%Y}")
    wish = HamletWish(row.commune.id, None, row.hamlet_type, row.name, since, row.households, row.is_estimate)
    differences = [Difference("since", None, since.isoformat())]
    if row.households is not None:
        differences.insert(0, Difference("households", None, _shown(row.households, row.is_estimate)))
    return _planned(claim, RowAct.create, differences, wish)


def _plan_known(claim: Claim, known: KnownHamlet) -> PlannedRow:
    row: HamletRow = claim.row
    if row.since is not None and row.since != known.begins_on:
        raise RowRefused("since", "hamlet_since_differs", day=f"{known.begins_on:%d/%m/%Y}")
    is_counted = (row.households, row.is_estimate) == (known.households, known.is_estimate)
    if row.households is None or is_counted:
        return _planned(claim, RowAct.same)
    was = None if known.households is None else _shown(known.households, known.is_estimate)
    difference = Difference("households", was, _shown(row.households, row.is_estimate))
    wish = HamletWish(row.commune.id, known.id, "", "", None, row.households, row.is_estimate)
    return _planned(claim, RowAct.change, [difference], wish)


def _shown(households: int, is_estimate: bool) -> str:
    return f"≈{households}" if is_estimate else str(households)


def _planned(
    claim: Claim, act: RowAct, differences: Iterable[Difference] = (), wish: HamletWish | None = None
) -> PlannedRow:
    place = claim.row.commune
    return PlannedRow(
        claim.sheet.line, act, place.id, place.full_name, claim.row.full_name, tuple(differences), wish
    )
