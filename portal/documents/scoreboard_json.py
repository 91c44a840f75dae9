"""The eight indicators as JSON, for programs and for the command alike."""

from collections.abc import Mapping
from fractions import Fraction

from portal.documents.coverage_json import basis_json, place_json
from portal.domain.reported_figures import Window
from portal.domain.scoreboard import Standing
from portal.domain.verdicts import write_points
from portal.queries.scoreboard import Scoreboard


def scoreboard_json(board: Scoreboard) -> dict[str, object]:
    """Return how a place, all of a level, each department and each place below stand.

    Percentages have a comma and as many decimals as are shown everywhere else.
    """
    return basis_json(board.coverage) | {
        "standings": _standings(board.own.standings),
        "levels": [{"level": row.level, "standings": _standings(row.standings)} for row in board.levels],
        "departments": [
            {
                "code": row.department.code,
                "name": row.department.name,
                "standings": _standings(row.standings),
            }
            for row in board.departments
        ],
        "rows": [
            {"unit": place_json(row.place), "standings": _standings(row.standings)} for row in board.rows
        ],
    }


def _standings(standings: Mapping[str, Standing]) -> list[dict[str, object]]:
    return [_standing(standings[code]) for code in sorted(standings)]


def _standing(one: Standing) -> dict[str, object]:
    return {
        "indicator": one.indicator,
        "line": one.line and one.line.code,
        "state": one.state,
        "percent": one.percent,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "target": one.target and one.target.replace(".", ","),
        "reached": one.reached,
        "missing": one.missing,
        "missing_points": None if one.missing_points is None else write_points(one.missing_points),
        "unknown_units": one.unknown_units,
        "change": None if one.change is None else _signed(one.change),
        "window": one.window and _window(one.window),
        "source": one.source,
    }


def _signed(points: Fraction) -> str:
    sign = "+" if points > 0 else "-" if points < 0 else ""
    return f"{sign}{write_points(points)}"


def _window(window: Window) -> dict[str, object]:
    return {
        "first": window.first and window.first.isoformat(),
        "last": window.last.isoformat(),
        "label": window.label,
    }
