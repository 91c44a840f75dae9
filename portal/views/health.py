"""Whether the process lives and whether the portal can do its work."""

from flask import Blueprint, jsonify

from portal.queries.health import get_readiness
from portal.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz():
    """Answer that the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz():
    """Answer whether database, migrations and worker are as they should be."""
    checks = get_readiness()
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "not ready", checks=checks), 200 if ready else 503
