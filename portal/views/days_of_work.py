"""Days of work: who helped on which days of a month, as a page, a sheet to sign and a spreadsheet."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import current_user

from portal.documents.days_of_work_xlsx import days_of_work_xlsx, signers
from portal.domain.days_of_work import month_code
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.queries.days_of_work import list_work_entries
from portal.views.work_lists import ask_sound_work, ask_work, list_choices, other_months
from portal.web.access import allow

blueprint = Blueprint("days_of_work", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/days-of-work")
@allow(*STAFF_ROLES)
def index():
    """Show the days of work of a commune, or the communes of a wider place to choose from."""
    asked = ask_work(current_user, request.args)
    before, after = other_months(asked)
    page = render_template(
        "days_of_work/index.html",
        asked=asked,
        form=asked.form,
        choices=None if asked.work else list_choices(current_user, asked),
        before_url=before,
        after_url=after,
    )
    return page, 422 if asked.form.errors else 200


@blueprint.get("/days-of-work/people/<int(max=2147483647):user_id>")
@allow(*STAFF_ROLES)
def person(user_id: int):
    """Show the entries behind one person's days."""
    asked = ask_sound_work(current_user, request.args)
    line = asked.work.line_of(user_id) if asked.work else None
    if line is None:
        raise Missing
    entries = list_work_entries(asked.place.id, user_id, asked.period)
    return render_template("days_of_work/person.html", asked=asked, line=line, entries=entries)


@blueprint.get("/days-of-work/print")
@allow(*STAFF_ROLES)
def print_():
    """Show the list as it is printed and signed."""
    asked = ask_sound_work(current_user, request.args)
    if asked.work is None:
        return _choose_commune(asked)
    return render_template("days_of_work/print.html", asked=asked, signers=signers())


@blueprint.get("/days-of-work.xlsx")
@allow(*STAFF_ROLES)
def xlsx():
    """Give the list as a spreadsheet."""
    asked = ask_sound_work(current_user, request.args)
    if asked.work is None:
        return _choose_commune(asked)
    file = days_of_work_xlsx(asked.place.full_name, asked.work, asked.rate)
    name = f"ngay-cong-{asked.place.code}-{month_code(asked.period)}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file, headers=headers, content_type=XLSX)


def _choose_commune(asked):
    """Lead from a wider place to its communes, for a list is of one of them."""
    return redirect(url_for("days_of_work.index", **asked.address), 303)
