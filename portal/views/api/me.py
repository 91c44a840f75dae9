"""Who is signed in, for the phone: the token it sends with, teams, habits to fill in from, and limits."""

from flask import Blueprint, jsonify
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from portal import clock
from portal.domain.activity_content import LIMITS
from portal.domain.habits import list_habits, list_places
from portal.domain.roles import Viewer
from portal.queries.habits import list_past_entries
from portal.queries.teams import list_members, team_options
from portal.web.access import signed_in
from portal.web.place_names import name_hamlets

blueprint = Blueprint("api_me", __name__, url_prefix="/api")

# Phones with an older version of the page are asked to load it again before they send.
MIN_CLIENT = 1


@blueprint.get("/me")
@signed_in
def show():
    """Tell the phone who is signed in and what it may send."""
    viewer, today = current_user, clock.today()
    options = team_options(viewer, today)
    names = dict(name_hamlets([hamlet for option in options for hamlet in option.hamlets], today))
    past = list_past_entries(viewer)
    return jsonify(
        user={"id": viewer.id, "name": viewer.name},
        csrf=generate_csrf(),
        teams=[_team(viewer, option, names) for option in options],
        habits=[habit.as_json() for habit in list_habits(past, names)],
        places=list_places(past),
        server_time=clock.now().isoformat(),
        min_client=MIN_CLIENT,
        limits=LIMITS,
    )


def _team(viewer: Viewer, option, names: dict[int, str]) -> dict[str, object]:
    """Return a team with the hamlets it serves, and to its leaders the people they may log for."""
    leads = viewer.leads(option.team_id)
    members = list_members(option.team_id, clock.today()) if leads else []
    return {
        "code": option.code,
        "name": option.name,
        "role": viewer.seat_in(option.team_id).role,
        "hamlets": [{"id": hamlet_id, "name": names[hamlet_id]} for hamlet_id, _name in option.hamlets],
        "members": [{"id": one.id, "name": one.name} for one in members if one.id != viewer.id],
    }
