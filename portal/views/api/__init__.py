"""JSON for the phone and for other systems, one blueprint a noun."""

from portal.views.api import activities, coverage, me, openapi, photos, queues, units

BLUEPRINTS = (
    me.blueprint,
    activities.blueprint,
    photos.blueprint,
    queues.blueprint,
    coverage.blueprint,
    units.blueprint,
    openapi.blueprint,
)
