"""Charts of the scoreboard in words: the drawing, and its table with exactly the same texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for
from flask_babel import gettext as _

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.campaign_periods import CUMULATIVE
from portal.domain.charts import (
    MOST_BARS,
    BarsDrawing,
    SeriesDrawing,
    Timed,
    draw_bars,
    draw_series,
    top_of,
)
from portal.domain.indicators import read_target
from portal.domain.parts import in_parts
from portal.domain.reported_figures import ReportedValue, Window, overlaps, read_percent
from portal.domain.scoreboard import Standing
from portal.labels import label
from portal.queries.scoreboard import Scoreboard, ScoreRow
from portal.queries.scoreboard_series import Charted, CountedPoint, Value
from portal.web.scoreboard import row_name
from portal.web.standings import missing_words, percent_words, target_words, value_words, window_words


@dataclass(frozen=True, slots=True)
class IndicatorTab:
    """A link to the charts of one indicator; where there is little room only its number is seen."""

    url: str
    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class SeriesChart:
    """A line over days; `rows` are (days, figure, source) as the drawing has them."""

    title: str
    target: str
    drawing: SeriesDrawing | None
    ticks: tuple[str, ...]
    first: str
    last: str
    rows: tuple[tuple[str, str, str], ...]
    has_spans: bool

    @property
    def summary(self) -> str:
        """The figures in one sentence, for who does not see the drawing."""
        return "; ".join(f"{days}: {figure}" for days, figure, _source in self.rows)


@dataclass(frozen=True, slots=True)
class BarsPart:
    """A drawing of some bars with their rows."""

    drawing: BarsDrawing
    rows: tuple[tuple[str, str, str, str, str], ...]

    @property
    def summary(self) -> str:
        """The figures in one sentence, for who does not see the drawing."""
        return "; ".join(f"{name}: {figure}" for name, figure, *_rest in self.rows)


@dataclass(frozen=True, slots=True)
class BarsChart:
    """Bars by place; `rows` are (name, figure, target, what is missing, tone) as the drawings have them.

    `parts` are drawings of some rows each, all to the same scale.
    """

    title: str
    parts: tuple["BarsPart", ...]
    rows: tuple[tuple[str, str, str, str, str], ...]


def indicator_tabs(address: dict[str, object], current: str) -> list[IndicatorTab]:
    """Lead to the charts of each indicator."""
    return [
        IndicatorTab(
            url_for("scoreboard_charts.index", **address, indicator=code),
            code,
            str(label("indicator", code)),
            code == current,
        )
        for code in INDICATORS
    ]


def own_chart(charted: Charted, indicator: str) -> SeriesChart:
    """Draw how an indicator of the place went, with its target."""
    own, mode = charted.board.own, charted.board.coverage.basis.mode
    return _series(row_name(own), charted.series.get(own.subject, ()), own.standings[indicator], mode)


def bars_chart(board: Scoreboard, indicator: str) -> BarsChart | None:
    """Draw the rows below side by side, in their order by name; None where there is none."""
    rows = [row for row in (*board.departments, *board.rows) if indicator in row.standings]
    if not rows:
        return None
    standings = [row.standings[indicator] for row in rows]
    drawn = [
        (row_name(row), standing.exact, _target(standing))
        for row, standing in zip(rows, standings, strict=True)
    ]
    shown = [
        (
            row_name(row),
            value_words(standing),
            target_words(standing),
            missing_words(standing),
            {True: "good", False: "warn"}.get(standing.reached, "open"),
        )
        for row, standing in zip(rows, standings, strict=True)
    ]
    top = top_of([value for _name, *values in drawn for value in values])
    parts = zip(in_parts(drawn, MOST_BARS), in_parts(shown, MOST_BARS), strict=True)
    return BarsChart(
        board.coverage.place.full_name,
        tuple(BarsPart(draw_bars(bars, top), rows) for bars, rows in parts),
        tuple(shown),
    )


def small_charts(charted: Charted, indicator: str) -> list[SeriesChart]:
    """Draw the series of each row below, all to the same scale of per cent."""
    board, series = charted.board, charted.series
    rows: list[ScoreRow] = [*board.departments, *board.rows]
    return [
        _series(row_name(row), values, row.standings[indicator], board.coverage.basis.mode, height=150)
        for row in rows
        if indicator in row.standings and (values := series.get(row.subject))
    ]


def _series(
    title: str, values: Sequence[Value], standing: Standing, mode: str, height: int = 230
) -> SeriesChart:
    timed = _timed(values, mode)
    drawing = draw_series(timed, _target(standing), height=height)
    return SeriesChart(
        title=title,
        target=target_words(standing),
        drawing=drawing,
        ticks=tuple(percent_words(str(tick)) for _y, tick in drawing.ticks) if drawing else (),
        first=f"{drawing.first:%d/%m/%Y}" if drawing else "",
        last=f"{drawing.last:%d/%m/%Y}" if drawing else "",
        rows=tuple(_row(value) for value in values),
        has_spans=any(one.is_span for one in timed),
    )


def _timed(values: Sequence[Value], mode: str) -> list[Timed]:
    reported = [value for value in values if isinstance(value, ReportedValue)]
    overlapping = {value.window for pair in overlaps(reported) for value in pair}
    timed = []
    for value in values:
        window, exact = _window(value), _exact(value)
        # Cumulative figures all begin with the campaign, and so none of them shares days by mistake.
        is_span = window in overlapping and not (mode == CUMULATIVE and isinstance(value, CountedPoint))
        timed.append(Timed(window.first, window.last, exact, is_span))
    return timed


def _window(value: Value) -> Window:
    if isinstance(value, ReportedValue):
        return value.window
    counted = value.basis.counted
    return Window(counted.starts_on, counted.last_day)


def _exact(value: Value) -> Fraction | None:
    return value.exact if isinstance(value, ReportedValue) else value.standing.exact


def _row(value: Value) -> tuple[str, str, str]:
    if isinstance(value, ReportedValue):
        return window_words(value.window), percent_words(value.percent), value.source
    return window_words(_window(value)), value_words(value.standing), _("counted by the portal")


def _target(standing: Standing) -> Fraction | None:
    """Return the target on the axis of per cent; counts and densities have none there."""
    if not standing.target or (standing.percent is None and standing.line):
        return None
    if standing.line is None:
        return read_percent(standing.target)
    return None if standing.line.code in ("8.5", "8.7") else read_target(standing.line.code, standing.target)
