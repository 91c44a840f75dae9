"""Figures as pages show them: words and marks of the page's language, nothing computed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from babel.numbers import get_decimal_symbol
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from portal.domain.campaign_periods import NamedPeriod, day_range
from portal.domain.figures import Ratio
from portal.domain.indicators import Line
from portal.labels import label
from portal.queries.coverage import Basis


@dataclass(frozen=True, slots=True)
class ShownBasis:
    """What stands beside the figures of a page, in words; `teams_on` only where it is not the places' day."""

    period_label: str
    mode_label: str
    units_on: date
    teams_on: date | None
    as_of: datetime
    version: int
    is_provisional: bool
    url: str | None


def shown_line(line: Line) -> Line:
    """Return a line with the decimal mark of the page's language."""
    return replace(
        line,
        percent=_decimal(line.percent),
        target=_decimal(line.target),
        per_hundred=_decimal(line.per_hundred),
    )


def line_words(line: Line) -> str:
    """Say a line in few words: "98,9 % (còn 17)"."""
    if line.percent is None:
        return str(label("line_state", line.state))
    if not line.gap or line.gap < 0:
        return _("%(percent)s %%", percent=_decimal(line.percent))
    return _("%(percent)s %% (%(gap)s left)", percent=_decimal(line.percent), gap=format_decimal(line.gap))


def fraction_words(line: Line) -> str:
    """Say a line with what it counts: "5/8 (62,5 %)"."""
    if line.percent is None:
        return str(label("line_state", line.state))
    counted, total = format_decimal(line.numerator), format_decimal(line.denominator)
    percent = _decimal(line.percent)
    return _("%(counted)s/%(total)s (%(percent)s %%)", counted=counted, total=total, percent=percent)


def shown_percent(ratio: Ratio) -> str:
    """Say a ratio as a percentage in the page's language; empty where there is none."""
    percent = ratio.percent
    return _("%(percent)s %%", percent=_decimal(percent.text)) if percent else ""


def shown_rate(rate: Fraction | None) -> str | None:
    """Say visits per hundred residents with one decimal, rounded half up; None where they are unknown."""
    if rate is None:
        return None
    tenths = int(rate * 10 + Fraction(1, 2))
    return _decimal(f"{tenths // 10},{tenths % 10}")


def shown_basis(basis: Basis, url: str | None = None) -> ShownBasis:
    """Return what must stand beside each figure; `url` leads to the definition."""
    return ShownBasis(
        period_label=period_words(basis),
        mode_label=str(label("mode", basis.mode)),
        units_on=basis.units_on,
        teams_on=basis.teams_on if basis.teams_on != basis.units_on else None,
        as_of=basis.as_of,
        version=basis.definition.version,
        is_provisional=basis.definition.status == "provisional",
        url=url,
    )


def period_words(basis: Basis) -> str:
    """Name the period with the days that really count, which published labels leave open."""
    name, days = period_name(basis.period), day_range(basis.counted)
    return name if name == days else _("%(period)s (%(days)s)", period=name, days=days)


def period_name(period: NamedPeriod) -> str:
    """Name a period as people call it."""
    year, _dash, number = period.code.partition("-")
    number = number.lstrip("WQR0")
    if period.kind == "whole":
        return _("The whole campaign")
    if period.kind == "month":
        return _("Month %(number)s/%(year)s", number=number, year=year)
    if period.kind == "week":
        return _("Week %(number)s/%(year)s", number=number, year=year)
    if period.kind == "quarter":
        return _("Quarter %(number)s/%(year)s", number=number, year=year)
    if period.kind == "reporting_month":
        return _("Reporting month %(number)s/%(year)s", number=number, year=year)
    return period.label


def shown_decimal(text: str) -> str:
    """Return a number that the core wrote with a comma with the decimal mark of the page's language."""
    return _decimal(text) or ""


def _decimal(text: str | None) -> str | None:
    """Put the page's decimal mark into a number that the core wrote with a comma."""
    return None if text is None else text.replace(",", get_decimal_symbol(get_locale() or "vi"))
