"""What a citizen sees who confirms help: a page to answer, one to type a code; without account or cookie."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.domain.confirmations import read_answer
from portal.domain.errors import Missing, RuleBroken
from portal.forms.confirmations import AnswerForm, SlipCodeForm
from portal.labels import sentence
from portal.services.confirmations import answer_slip, count_dead_link, find_slip, find_typed_slip
from portal.web.access import public
from portal.web.submitting import carries_own_secret, form_status

blueprint = Blueprint("citizens", __name__)

# The address is a secret until it is used up: no other site is told, no search engine keeps it.
PRIVACY = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
# The pages are for whoever holds the phone, be they signed in or not, and bring no script along.
PAGE = {"for_citizens": True, "viewer": None, "nav_items": [], "campaign_banner": None}


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Set the headers of all these pages, errors too."""
    response.headers.update(PRIVACY)
    return response


@blueprint.route("/c/<token>", methods=["GET", "POST"])
@public
@carries_own_secret
def answer(token: str):
    """Ask the three questions of a slip, once."""
    try:
        return _ask(find_slip(token), url_for("citizens.answer", token=token))
    except Missing:
        return _closed_page()


@blueprint.route("/c", methods=["GET", "POST"])
@public
@carries_own_secret
def find():
    """Ask for the digits of a slip, then its questions."""
    form = SlipCodeForm(request.form)
    if request.method == "GET" or not form.validate():
        return _code_page(form), form_status()
    try:
        slip = find_typed_slip(form.typed_team, form.typed_code, _address())
        return _ask(slip, url_for("citizens.find"), is_typed=True)
    except Missing:
        # Wrong, used or expired: nobody is told which.
        form.add_error("code", _("These digits do not work: mistyped, used already, or too old."))
        return _code_page(form), 422
    except RuleBroken as error:
        form.add_error(None, sentence(error.code, **error.details))
        return _code_page(form), 429, {"Retry-After": str(error.details["seconds"])}


@blueprint.get("/c/thanks")
@public
def thanks():
    """Thank for the answer."""
    return render_template("citizens/thanks.html", **PAGE)


def _ask(slip, action: str, *, is_typed: bool = False):
    """Show the questions, or use the slip up and store the answers; raises Missing for a dead slip."""
    # Only what a page sends is read: without it the library would take JSON of any shape.
    form = AnswerForm(request.form)
    is_sent = request.method == "POST" and not (is_typed and "asked" not in request.form)
    if is_sent and form.validate():
        answer_slip(slip, read_answer(form.answer.data, form.ending.data, form.again.data))
        return redirect(url_for("citizens.thanks"), 303)
    page = render_template(
        "citizens/answer.html", form=form, slip=slip, action=action, is_typed=is_typed, **PAGE
    )
    return page, 422 if is_sent else 200


def _code_page(form: SlipCodeForm) -> str:
    return render_template("citizens/find.html", form=form, **PAGE)


def _closed_page():
    """Say that a link does not work: wrong, used and expired ones are answered alike."""
    try:
        count_dead_link(_address())
    except RuleBroken as error:
        headers = {"Retry-After": str(error.details["seconds"])}
        return render_template("citizens/closed.html", **PAGE), 429, headers
    return render_template("citizens/closed.html", **PAGE), 404


def _address() -> str:
    return request.remote_addr or "unknown"
