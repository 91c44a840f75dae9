"""Search over the places, teams and people that the viewer may see."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from portal import clock
from portal.domain.search_words import read_question
from portal.forms.search import SearchForm
from portal.queries.search import search
from portal.services.throttling import SEARCHES_BY_VIEWER, count_try
from portal.web.access import signed_in

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@signed_in
def index():
    """Show what the words find, by kind."""
    form = SearchForm(request.args)
    question = read_question(form.words.data or "") if form.validate() else None
    found = None
    if question is not None:
        count_try(SEARCHES_BY_VIEWER, str(current_user.id))
        found = search(current_user, question, clock.today())
    page = render_template("search/index.html", form=form, found=found, words=form.words.data or "")
    return page, 422 if form.errors else 200
