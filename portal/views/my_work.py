"""The page of one's own work: last month and this one, what came back, the hamlets and the trainings."""

from flask import Blueprint, render_template
from flask_login import current_user

from portal import clock
from portal.domain.roles import Role
from portal.queries.activities import list_months, list_returned
from portal.queries.community_sessions import get_own_sessions
from portal.queries.difficulties import list_own_answers
from portal.queries.my_hamlets import get_my_hamlets
from portal.queries.my_work import get_my_work, list_trainings
from portal.queries.trainings import list_own_invitations
from portal.web.access import signed_in

blueprint = Blueprint("my_work", __name__)


@blueprint.get("/my-work")
@signed_in
def show():
    """Show what became of one's own work, as the server has it."""
    today = clock.today()
    work = get_my_work(current_user, today)
    a_year_ago = today.replace(day=1, year=today.year - 1)
    months = list_months(current_user, since=a_year_ago)
    return render_template(
        "my_work/show.html",
        work=work,
        returned=list_returned(current_user),
        earlier=[month for month in months if month.first_day < work.period.starts_on],
        has_any=bool(months),
        my_hamlets=get_my_hamlets(current_user, today),
        answers=list_own_answers(current_user),
        own_sessions=get_own_sessions(current_user),
        trainings=list_trainings(current_user),
        invitations=list_own_invitations(current_user, clock.now()),
        is_member=current_user.has_role(Role.member),
    )
