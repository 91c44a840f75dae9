"""What everybody may read of a campaign: coverage of communes and hamlets, and how to find the team.

No account, no cookie and no script; the same for everybody, so that it can be kept by whatever lies between.
"""

from flask import Blueprint, render_template, request

from portal import clock
from portal.domain.errors import Missing
from portal.domain.search_words import read_question
from portal.queries.public_coverage import find_public_campaign, get_public_coverage, list_public_communes
from portal.web.access import alike
from portal.web.coverage import campaign_name
from portal.web.locale import DEFAULT, choose_locale
from portal.web.public_pages import PAGE, by_district, keep_for_everybody

blueprint = Blueprint("public_pages", __name__)
blueprint.after_request(keep_for_everybody)


@blueprint.get("/p/<code>")
@alike
def index(code: str):
    """List the communes of a campaign, and find one by its name."""
    campaign, today, asked = _load(code), clock.today(), request.args.get("q", "")
    question = read_question(asked)
    communes = list_public_communes(campaign, today, question)
    return render_template(
        "public_pages/index.html",
        campaign=campaign,
        name=campaign_name(campaign),
        communes=communes,
        districts=[] if question else by_district(communes),
        asked=asked.strip()[:100],
        **_around(),
    )


@blueprint.get("/p/<code>/<int(max=2147483647):place_id>")
@alike
def show(code: str, place_id: int):
    """Say in plain words how it stands in a commune or a hamlet."""
    campaign = _load(code)
    found = get_public_coverage(campaign, place_id, clock.today())
    hamlet = found and found.hamlet(place_id)
    if found is None or (hamlet is None and found.commune.place.id != place_id):
        raise Missing
    return render_template(
        "public_pages/hamlet.html" if hamlet else "public_pages/commune.html",
        campaign=campaign,
        name=campaign_name(campaign),
        found=found,
        hamlet=hamlet,
        basis=found.coverage.basis,
        **_around(),
    )


def _load(code: str):
    campaign = find_public_campaign(code)
    if campaign is None or clock.today() < campaign.starts_on:
        raise Missing
    return campaign


def _around() -> dict[str, object]:
    """Return what every page for everybody has; links keep the language, which no cookie remembers."""
    language = choose_locale()
    return {**PAGE, "kept": {} if language == DEFAULT else {"lang": language}}
