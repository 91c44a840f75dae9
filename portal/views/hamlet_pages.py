"""What everybody may read of a hamlet: its sessions, the list of a month, and a sheet for the notice board.

No account, no cookie and no script; the same for everybody, so that it can be kept by whatever lies between.
"""

import re
from datetime import date

from flask import Blueprint, render_template, request, url_for

from portal import clock
from portal.documents.qr_code import draw_qr_code
from portal.domain.errors import Missing
from portal.domain.periods import Period, month
from portal.queries.hamlet_pages import (
    PublicHamlet,
    get_hamlet_page,
    get_public_hamlet,
    list_month,
    list_public_teams,
)
from portal.web.access import alike
from portal.web.links import hamlet_address
from portal.web.public_pages import PAGE, keep_for_everybody

blueprint = Blueprint("hamlet_pages", __name__)
blueprint.after_request(keep_for_everybody)

_MONTH = re.compile("(20[0-9]{2})-(0[1-9]|1[0-2])")


@blueprint.get("/hamlets/<int:hamlet_id>")
@alike
def show(hamlet_id: int):
    """Say which sessions come to a hamlet, who serves it, and what was cancelled or is over."""
    hamlet, today = _load(hamlet_id), clock.today()
    if not hamlet.is_there:
        return render_template("hamlet_pages/ended.html", hamlet=hamlet, **PAGE)
    page = get_hamlet_page(hamlet, today)
    return render_template("hamlet_pages/show.html", page=page, hamlet=hamlet, today=today, **PAGE)


@blueprint.get("/hamlets/<int:hamlet_id>/month")
@alike
def by_month(hamlet_id: int):
    """List the sessions of a hamlet in one month, to be printed."""
    hamlet, period = _load(hamlet_id), _read_month(request.args.get("month"))
    return render_template(
        "hamlet_pages/month.html",
        hamlet=hamlet,
        period=period,
        sessions=list_month(hamlet_id, period, clock.today()),
        teams=list_public_teams(hamlet_id, clock.today()),
        next_month=url_for("hamlet_pages.by_month", hamlet_id=hamlet_id, month=f"{period.ends_on:%Y-%m}"),
        address=hamlet_address(hamlet_id),
        **PAGE,
    )


@blueprint.get("/hamlets/<int:hamlet_id>/notice")
@alike
def notice(hamlet_id: int):
    """Show a sheet for the notice board: the code of the hamlet's page and the next sessions."""
    hamlet, today = _load(hamlet_id), clock.today()
    address = hamlet_address(hamlet_id)
    return render_template(
        "hamlet_pages/notice.html",
        hamlet=hamlet,
        page=get_hamlet_page(hamlet, today),
        qr_code=draw_qr_code(address),
        address=address.partition("://")[2],
        today=today,
        **PAGE,
    )


def _load(hamlet_id: int) -> PublicHamlet:
    hamlet = get_public_hamlet(hamlet_id, clock.today())
    if hamlet is None:
        raise Missing
    return hamlet


def _read_month(text: str | None) -> Period:
    """Read the month that was asked for; anything else means this one."""
    found = _MONTH.fullmatch(text or "")
    today = clock.today()
    first = date(int(found[1]), int(found[2]), 1) if found else today
    return month(first.year, first.month)
