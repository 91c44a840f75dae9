"""Words to pass on to teams whose entries came back."""

from flask import Blueprint, render_template
from flask_login import current_user

from portal.domain.roles import Role
from portal.queries import scope
from portal.queries.reminders import list_reminders
from portal.web.access import allow

blueprint = Blueprint("reminders", __name__)


@blueprint.get("/reviews/reminder")
@allow(Role.coordinator)
def show():
    """Show for each team a message that says who has what to correct."""
    communes = scope.commune_ids(current_user, (Role.coordinator,))
    return render_template("reminders/show.html", reminders=list_reminders(communes))
