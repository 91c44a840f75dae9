"""JSON for the phone and for other systems, one blueprint a noun."""

from portal.views.api import activities, coverage, me, openapi, queues, units

BLUEPRINTS = (
    me.blueprint,
    activities.blueprint,
    queues.blueprint,
    coverage.blueprint,
    units.blueprint,
    openapi.blueprint,
)
