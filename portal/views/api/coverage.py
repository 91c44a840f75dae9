"""Coverage and indicator 8 as JSON, for staff and for other systems."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.documents.coverage_json import coverage_json, indicator_json
from portal.documents.scoreboard_json import scoreboard_json
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.forms.coverage import CoverageApiForm
from portal.queries.coverage import Coverage, get_coverage
from portal.queries.coverage_beside import Beside, get_beside
from portal.queries.scoreboard_changes import get_changed_scoreboard
from portal.web.access import allow
from portal.web.coverage import Asked, ask
from portal.web.loading import load_coverage_unit
from portal.web.problems import problem_response

blueprint = Blueprint("api_coverage", __name__, url_prefix="/api")


@blueprint.get("/coverage")
@allow(*STAFF_ROLES)
def index():
    """Return the figures of a place and of each place below it."""
    return _answer(lambda asked, unit_id: coverage_json(*_figures(asked, unit_id)))


@blueprint.get("/indicators/8")
@allow(*STAFF_ROLES)
def indicator():
    """Return the lines of indicator 8 for a place."""
    return _answer(lambda asked, unit_id: indicator_json(*_figures(asked, unit_id)))


@blueprint.get("/scoreboard")
@allow(*STAFF_ROLES)
def scoreboard():
    """Return how a place and what lies in it stand on all eight indicators."""
    return _answer(lambda asked, unit_id: scoreboard_json(_read(get_changed_scoreboard, asked, unit_id)))


def _answer(answer: Callable[[Asked, int], dict[str, object]]) -> Response:
    form = CoverageApiForm(request.args)
    asked = ask(form)
    if form.errors:
        errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
        return problem_response(422, "invalid", _("Please check what you ask for."), errors=errors)
    if asked is None:
        raise Missing
    unit = load_coverage_unit(current_user, form.unit.data, asked.units_on, only_code=True)
    return jsonify(answer(asked, unit.id))


def _read(get: Callable, asked: Asked, unit_id: int):
    return get(asked.campaign, unit_id, asked.period, asked.mode, today=asked.today, as_of=asked.as_of)


def _figures(asked: Asked, unit_id: int) -> tuple[Coverage, Beside]:
    coverage = _read(get_coverage, asked, unit_id)
    return coverage, get_beside(asked.campaign, coverage, asked.as_of)
