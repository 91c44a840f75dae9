"""The figures that a report is made of, in a shape that is kept as JSON and never changes afterwards."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.campaign_periods import read_label
from portal.domain.indicators import KNOWN, Line
from portal.domain.scoreboard import Standing


@dataclass(frozen=True, slots=True)
class Revised:
    """What a published line is by now: `by_ledger` is the part of the change that corrections made."""

    numerator: int
    denominator: int | None
    printed: str | None
    by_ledger: int
    by_other: int


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One indicator of one subject; fractions and days are texts, since they are kept.

    `revised` stands beside a figure that was published when its period was closed, and differs now.
    """

    indicator: str
    state: str
    percent: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    target: str | None = None
    reached: bool | None = None
    missing: int | None = None
    missing_points: str | None = None
    surplus_points: str | None = None
    unknown_units: int = 0
    first_on: str | None = None
    last_on: str | None = None
    label: str = ""
    change: str | None = None
    source: str = ""
    line: str = ""
    revised: Revised | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether there is a percentage to speak of."""
        return self.state == KNOWN and self.percent is not None

    @property
    def window(self) -> tuple[date | None, date] | None:
        """The days of a figure that others published, both included."""
        if self.last_on is None:
            return None
        return self.first_on and date.fromisoformat(self.first_on), date.fromisoformat(self.last_on)

    @property
    def moved(self) -> Fraction | None:
        """By how many points it stands above the value before it."""
        return None if self.change is None else Fraction(self.change)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of indicator 8 of the place; `revised` as in ReportFigure."""

    code: str
    numerator: int
    denominator: int | None
    percent: str | None
    per_hundred: str | None
    gap: int | None
    target: str | None
    reached: bool | None
    waiting: int
    unknown_units: int
    state: str
    revised: Revised | None = None


@dataclass(frozen=True, slots=True)
class RowClosing:
    """When a commune closed the period; where indicator 8 differs by now also what was published of it."""

    closed_at: str
    is_changed: bool = False
    percent: str | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def moment(self) -> datetime:
        """The moment at which it was closed."""
        return datetime.fromisoformat(self.closed_at)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A subject with its eight indicators; `within` is what a commune lies in.

    `closing` is a commune's own of exactly this period, and stands with the figures in the period.
    """

    level: str
    name: str
    code: str
    figures: Mapping[str, ReportFigure]
    within: str = ""
    closing: RowClosing | None = None

    @property
    def reached(self) -> list[str]:
        """The indicators whose target is reached."""
        return [code for code in INDICATORS if code in self.figures and self.figures[code].reached is True]

    @property
    def short(self) -> list[str]:
        """The indicators whose target is known and not reached."""
        return [code for code in INDICATORS if code in self.figures and self.figures[code].reached is False]

    @property
    def placed_name(self) -> str:
        """The name, and after a commune's what it lies in, since many are called alike."""
        return f"{self.name} ({self.within})" if self.within else self.name

    @property
    def asked(self) -> int:
        """How many indicators it is asked: a department has no teams, so it is asked seven."""
        return sum(code in self.figures for code in INDICATORS)

    @property
    def reached_all(self) -> bool:
        """Tell whether all that it is asked are reached."""
        return 0 < len(self.reached) == self.asked


@dataclass(frozen=True, slots=True)
class ReportBoard:
    """All that was counted in one mode; the days count from the first to the last."""

    first_on: str
    last_on: str
    own: ReportRow
    lines: tuple[ReportLine, ...]
    levels: tuple[ReportRow, ...]
    departments: tuple[ReportRow, ...]
    rows: tuple[ReportRow, ...]
    communes: tuple[ReportRow, ...]
    counts: Mapping[str, int]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that count."""
        return date.fromisoformat(self.first_on), date.fromisoformat(self.last_on)

    def line(self, code: str) -> ReportLine:
        """Return a line of indicator 8."""
        return next(line for line in self.lines if line.code == code)


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """Everything that the text, the tables and the files of a report say.

    `spot_checks` holds drawn, visited, and share, low and high as printed; empty where nothing was drawn.
    `open_communes` have not closed the period; None where that is not asked. `closing` holds revision, moment
    and definition where exactly this period is closed: its lines in the period are those published then.
    """

    campaign: Mapping[str, str | None]
    place: Mapping[str, str | None]
    period: Mapping[str, str]
    as_of: str
    units_on: str
    definition: Mapping[str, Any]
    in_period: ReportBoard
    cumulative: ReportBoard
    unknown_communes: tuple[str, ...] = ()
    spot_checks: Mapping[str, Any] = field(default_factory=dict)
    open_communes: tuple[str, ...] | None = None
    closing: Mapping[str, Any] = field(default_factory=dict)
    is_demo: bool = False

    @property
    def read_at(self) -> datetime:
        """The moment at which all was read."""
        return datetime.fromisoformat(self.as_of)

    @property
    def is_provisional(self) -> bool:
        """Tell whether the definition of indicator 8 is provisional."""
        return self.definition["status"] == "provisional"

    def told_days(self, board: ReportBoard) -> tuple[date, date]:
        """The first and the last day of a board as they are printed: those of a window as it was published.

        Published windows end on the day that opens the next; see domain/campaign_periods.
        """
        first, last = board.days
        printed = read_label(self.period["label"]) if self.period["kind"] == "window" else None
        if printed and printed[0] == self.in_period.days[0] and (printed[1] - last).days == 1:
            return first, printed[1]
        return first, last

    @property
    def shared_day(self) -> date | None:
        """The last printed day where it counts in the next period; None where it counts in this one."""
        last = self.told_days(self.in_period)[1]
        return last if last != self.in_period.days[1] else None

    @property
    def closed_at(self) -> datetime | None:
        """The moment at which the period was closed; None where it is open."""
        return datetime.fromisoformat(self.closing["closed_at"]) if self.closing else None

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return asdict(self)


def read_figures(kept: Mapping[str, Any]) -> ReportFigures:
    """Return the figures from what was kept."""
    boards = {mode: _board(kept[mode]) for mode in ("in_period", "cumulative")}
    lists = {name: kept[name] and tuple(kept[name]) for name in ("unknown_communes", "open_communes")}
    return ReportFigures(
        **(dict(kept) | boards | lists | {"unknown_communes": tuple(kept["unknown_communes"])})
    )


def figure_of(standing: Standing) -> ReportFigure:
    """Return one indicator as it is kept."""
    window, wanted = standing.window, standing.missing_points
    surplus = None
    if standing.reached and standing.target and standing.exact is not None and standing.indicator != "8":
        surplus = standing.exact - Fraction(standing.target.replace(",", "."))
    return ReportFigure(
        indicator=standing.indicator,
        state=standing.state,
        percent=standing.percent,
        numerator=standing.numerator,
        denominator=standing.denominator,
        target=standing.target,
        reached=standing.reached,
        missing=standing.missing,
        missing_points=None if wanted is None else str(wanted),
        surplus_points=None if surplus is None else str(surplus),
        unknown_units=standing.unknown_units,
        first_on=window.first.isoformat() if window and window.first else None,
        last_on=window.last.isoformat() if window else None,
        label=window.label if window else "",
        change=None if standing.change is None else str(standing.change),
        source=standing.source,
        line=standing.line.code if standing.line else "",
    )


def line_of(line: Line, revised: Revised | None = None) -> ReportLine:
    """Return one line of indicator 8 as it is kept."""
    kept = {name: getattr(line, name) for name in ReportLine.__slots__ if name != "revised"}
    return ReportLine(**kept, revised=revised)


def _board(kept: Mapping[str, Any]) -> ReportBoard:
    rows = {name: tuple(map(_row, kept[name])) for name in ("levels", "departments", "rows", "communes")}
    lines = tuple(ReportLine(**_revised(line)) for line in kept["lines"])
    return ReportBoard(**(dict(kept) | rows | {"own": _row(kept["own"]), "lines": lines}))


def _row(kept: Mapping[str, Any]) -> ReportRow:
    figures = {code: ReportFigure(**_revised(figure)) for code, figure in kept["figures"].items()}
    closing = RowClosing(**kept["closing"]) if kept.get("closing") else None
    return ReportRow(**(dict(kept) | {"figures": figures, "closing": closing}))


def _revised(kept: Mapping[str, Any]) -> dict[str, Any]:
    revised = kept.get("revised")
    return dict(kept) | {"revised": Revised(**revised) if revised else None}
