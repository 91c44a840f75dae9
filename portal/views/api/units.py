"""Places in force on a day, for the phone and for other systems."""

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from portal import clock
from portal.domain.errors import Missing
from portal.domain.units import UnitLevel
from portal.forms.units import UnitsApiForm
from portal.queries.hamlet_origins import tell_apart
from portal.queries.units import find_unit_by_code, list_units
from portal.web.access import signed_in
from portal.web.problems import problem_response

blueprint = Blueprint("api_units", __name__, url_prefix="/api")


@blueprint.get("/units")
@signed_in
def index() -> Response:
    """Return the places in force on a day: all, or those of a level, or those below a place."""
    form = UnitsApiForm(request.args)
    if not form.validate():
        errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
        return problem_response(422, "invalid", _("Please check what you ask for."), errors=errors)
    day = form.as_of.data or clock.today()
    above = find_unit_by_code(form.under.data, day) if form.under.data else None
    if form.under.data and above is None:
        raise Missing
    level = UnitLevel(form.level.data) if form.level.data else None
    units = tell_apart(list_units(day, level, above.path if above else None), day)
    return jsonify({"as_of": str(day), "units": [unit.as_json() for unit in units]})
