"""Pages and JSON answers, one blueprint a file."""

from flask import Flask

from portal.views import (
    accounts,
    activities,
    admin,
    api,
    bulk_reviews,
    campaigns,
    coverage,
    decisions,
    hand_overs,
    health,
    home,
    imports,
    invitations,
    memberships,
    mergers,
    my_work,
    offline,
    outlines,
    paper_sheets,
    photos,
    queue_files,
    queues,
    reforms,
    reminders,
    reorganisations,
    return_templates,
    reviews,
    search,
    teams,
    trainings,
    units,
)

BLUEPRINTS = (
    home.blueprint,
    accounts.blueprint,
    activities.blueprint,
    photos.blueprint,
    my_work.blueprint,
    paper_sheets.blueprint,
    reviews.blueprint,
    bulk_reviews.blueprint,
    return_templates.blueprint,
    reminders.blueprint,
    hand_overs.blueprint,
    teams.blueprint,
    memberships.blueprint,
    invitations.blueprint,
    decisions.blueprint,
    reforms.blueprint,
    mergers.blueprint,
    trainings.blueprint,
    search.blueprint,
    units.blueprint,
    imports.blueprint,
    coverage.blueprint,
    queues.blueprint,
    queue_files.blueprint,
    campaigns.blueprint,
    admin.blueprint,
    outlines.blueprint,
    reorganisations.blueprint,
    health.blueprint,
    offline.blueprint,
    *api.BLUEPRINTS,
)


def init_app(app: Flask) -> None:
    """Register the blueprints."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
