"""Coverage as JSON, for programs and for the command alike."""

from datetime import datetime

from portal.domain.indicators import Line
from portal.domain.spot_checks import Confirmed, SpotCheckResult
from portal.place_labels import place_name
from portal.queries.coverage import Coverage
from portal.queries.coverage_beside import Beside, Published
from portal.queries.coverage_records import Place

_LINE_KEYS = ("code", "numerator", "denominator", "unknown_units", "percent", "gap", "target", "waiting")


def basis_json(coverage: Coverage) -> dict[str, object]:
    """Return what a place's figures are and what they rest on; the period's `to` is exclusive."""
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
    }


def indicator_json(coverage: Coverage, beside: Beside | None = None) -> dict[str, object]:
    """Return the lines of indicator 8 for one place."""
    beside = beside or Beside()
    return basis_json(coverage) | {
        "lines": _lines(coverage.lines),
        "unplaced": [{"name": one.full_name, "approved": one.approved} for one in coverage.unplaced],
        "published": beside.published and _published(beside.published),
        "confirmed": beside.spot_checked and _confirmed(beside.spot_checked.confirmed),
    }


def coverage_json(coverage: Coverage, beside: Beside | None = None) -> dict[str, object]:
    """Return the indicator with a row for each place below, and the communes whose hamlets are unknown."""
    return indicator_json(coverage, beside) | {
        **_counts(coverage.facts),
        "unconfirmed": [place_json(commune) for commune in coverage.gaps.communes_unconfirmed],
        "rows": [
            {"unit": row.place and place_json(row.place), "lines": _lines(row.lines), **_counts(row.facts)}
            for row in coverage.rows
        ],
    }


def _published(published: Published) -> dict[str, object]:
    closing = published.closing
    return {
        "revision": closing.revision,
        "closed_at": _moment(closing.closed_at),
        "definition_version": closing.definition_version,
        "is_changed": published.is_changed,
        "lines": [
            {
                "code": figure.line,
                "skill": figure.part or None,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "percent": figure.percent,
                "now": {
                    "numerator": figure.present,
                    "denominator": figure.present_denominator,
                    "percent": figure.present_percent,
                },
                "by_corrections": figure.by_ledger,
            }
            for figure in published.figures
        ],
    }


def _confirmed(found: Confirmed) -> dict[str, object]:
    share, low, high = found.printed
    return {
        "confirmed": found.results.get(SpotCheckResult.confirmed, 0),
        "partly": found.results.get(SpotCheckResult.partly, 0),
        "not": found.results.get(SpotCheckResult.not_confirmed, 0),
        "checked": found.visited,
        "drawn": found.drawn,
        "share": share,
        "low": low,
        "high": high,
    }


def place_json(place: Place) -> dict[str, object]:
    """Return what a place is called and where it stands."""
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
