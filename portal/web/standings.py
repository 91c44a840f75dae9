"""Standings on the eight indicators in the words of a page; nothing is computed here."""

from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from portal.domain.campaign_indicators import COUNTED
from portal.domain.indicators import HAMLETS_WITH_TEAM, HAMLETS_WORKING, NO_TARGET, VISITS, Line
from portal.domain.reported_figures import Window
from portal.domain.scoreboard import NOT_REPORTED, Standing
from portal.domain.verdicts import write_points
from portal.labels import label
from portal.web.figures import shown_decimal


@dataclass(frozen=True, slots=True)
class ShownStanding:
    """A standing in words; what is not known is empty, but for `value`, which says so.

    `tone` is "good", "warn" or empty; `change_mark` an arrow that the words beside it repeat.
    """

    code: str
    name: str
    value: str
    is_known: bool
    fraction: str = ""
    target: str = ""
    outcome: str = ""
    tone: str = ""
    missing: str = ""
    change: str = ""
    change_mark: str = ""
    window: str = ""
    source: str = ""
    unknown: str = ""


def shown_standing(standing: Standing) -> ShownStanding:
    """Say how a subject stands on an indicator."""
    is_known = standing.percent is not None or standing.state == NO_TARGET
    return ShownStanding(
        code=standing.indicator,
        name=str(label("indicator", standing.indicator)),
        value=value_words(standing),
        is_known=is_known,
        fraction=_fraction(standing),
        target=target_words(standing),
        outcome=_outcome(standing),
        tone={True: "good", False: "warn"}.get(standing.reached, ""),
        missing=missing_words(standing),
        change=change_words(standing.change),
        change_mark=_change_mark(standing.change),
        window=window_words(standing.window),
        source=standing.source,
        unknown=_unknown(standing),
    )


def value_words(standing: Standing) -> str:
    """Say the figure: "83,5 %", or why there is none."""
    line = standing.line
    if standing.percent is not None:
        return percent_words(standing.percent)
    if line and line.per_hundred is not None:
        return shown_decimal(line.per_hundred)
    if line and standing.state == NO_TARGET:
        return format_decimal(line.numerator)
    register = "standing_state" if standing.state == NOT_REPORTED else "line_state"
    return str(label(register, standing.state))


def percent_words(percent: str) -> str:
    """Print a percentage that the core wrote with a comma or a point."""
    return _("%(percent)s %%", percent=shown_decimal(percent.replace(".", ",")))


def target_words(standing: Standing) -> str:
    """Say the target: "80 %", or a count where the headline has one."""
    if not standing.target:
        return ""
    line = standing.line
    if line and line.code == VISITS:
        return format_decimal(int(standing.target))
    return percent_words(standing.target)


def missing_words(standing: Standing) -> str:
    """Say what is missing to the target: in counts where they are known, else in points."""
    if standing.reached or not standing.target:
        return ""
    if standing.missing:
        return _count_words(standing.indicator, standing.line, standing.missing)
    if standing.missing_points:
        points = shown_decimal(write_points(standing.missing_points))
        return _("%(points)s points left", points=points)
    return ""


def _count_words(indicator: str, line: Line | None, many: int) -> str:
    shown = format_decimal(many)
    if indicator == "1":
        return ngettext("%(many)s service left", "%(many)s services left", many, many=shown)
    if indicator == "4":
        return ngettext("%(many)s report left", "%(many)s reports left", many, many=shown)
    if indicator != COUNTED:
        return ngettext("%(many)s file left", "%(many)s files left", many, many=shown)
    if line and line.code in (HAMLETS_WITH_TEAM, HAMLETS_WORKING):
        return ngettext("%(many)s hamlet left", "%(many)s hamlets left", many, many=shown)
    return ngettext("%(many)s left", "%(many)s left", many, many=shown)


def change_words(change: Fraction | None) -> str:
    """Say by how many points a figure stands above or below the one before; falls are said as falls."""
    if change is None:
        return ""
    if change == 0:
        return _("unchanged")
    points = shown_decimal(write_points(change))
    return (
        _("up %(points)s points", points=points) if change > 0 else _("down %(points)s points", points=points)
    )


def window_words(window: Window | None) -> str:
    """Name the days that a published figure speaks of: the printed label with the days themselves."""
    if window is None:
        return ""
    days = f"{window.last:%d/%m/%Y}"
    if window.first is None:
        return _("until %(day)s", day=days)
    return f"{window.first:%d/%m/%Y}–{days}"


def _fraction(standing: Standing) -> str:
    if standing.state == NO_TARGET or standing.numerator is None or standing.denominator is None:
        return ""
    return f"{format_decimal(standing.numerator)}/{format_decimal(standing.denominator)}"


def _outcome(standing: Standing) -> str:
    if standing.reached is None:
        return ""
    return _("reached") if standing.reached else _("not reached")


def _change_mark(change: Fraction | None) -> str:
    if change is None:
        return ""
    return "=" if change == 0 else ("▲" if change > 0 else "▼")


def _unknown(standing: Standing) -> str:
    many = standing.unknown_units
    line = standing.line
    if not many:
        return ""
    if line and line.code in (HAMLETS_WITH_TEAM, HAMLETS_WORKING):
        return ngettext(
            "%(many)s commune not confirmed",
            "%(many)s communes not confirmed",
            many,
            many=format_decimal(many),
        )
    return ngettext("%(many)s place unknown", "%(many)s places unknown", many, many=format_decimal(many))
