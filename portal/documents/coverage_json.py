"""Coverage as JSON, for programs and for the command alike."""

from datetime import datetime

from portal.domain.indicators import Line
from portal.place_labels import place_name
from portal.queries.coverage import Coverage
from portal.queries.coverage_records import Place

_LINE_KEYS = ("code", "numerator", "denominator", "unknown_units", "percent", "gap", "target", "waiting")


def indicator_json(coverage: Coverage) -> dict[str, object]:
    """Return the lines of indicator 8 for one place; the period's `to` is exclusive."""
    basis = coverage.basis
    return {
        "campaign": coverage.campaign_code,
        "unit": {"code": coverage.place.code, "name": coverage.place.full_name},
        "period": {
            "from": basis.counted.starts_on.isoformat(),
            "to": basis.counted.ends_on.isoformat(),
            "label": basis.period.label,
        },
        "mode": basis.mode,
        "units_on": basis.units_on.isoformat(),
        "teams_on": basis.teams_on.isoformat(),
        "as_of": _moment(basis.as_of),
        "definition": {"version": basis.definition.version, "status": basis.definition.status},
        "headline": basis.definition.headline,
        "lines": _lines(coverage.lines),
        "unplaced": [{"name": one.full_name, "approved": one.approved} for one in coverage.unplaced],
    }


def coverage_json(coverage: Coverage) -> dict[str, object]:
    """Return the indicator with a row for each place below, and the communes whose hamlets are unknown."""
    return indicator_json(coverage) | {
        **_counts(coverage.facts),
        "unconfirmed": [_place(commune) for commune in coverage.gaps.communes_unconfirmed],
        "rows": [
            {"unit": row.place and _place(row.place), "lines": _lines(row.lines), **_counts(row.facts)}
            for row in coverage.rows
        ],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "id": place.id,
        "code": place.code,
        "name": place_name(place.full_name, place.origin),
        "level": place.level,
    }


def _lines(lines: tuple[Line, ...]) -> list[dict[str, object]]:
    return [{key: getattr(line, key) for key in _LINE_KEYS} for line in lines]


def _counts(facts) -> dict[str, object]:
    return {
        "approved": facts.activities,
        "visits": facts.visits,
        "visits_by_skill": dict(facts.visits_by_skill),
        "households_reached": facts.households_reached,
        "waiting": facts.waiting,
        "returned": facts.returned,
    }


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
