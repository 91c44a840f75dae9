"""What is known of campaigns with their places, departments and figures, for a spreadsheet of figures."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.domain.actions import Action
from portal.domain.figure_imports import FigureRegister, KnownCampaign, KnownDepartment
from portal.domain.place_book import PlaceBook
from portal.domain.roles import Viewer
from portal.domain.sheet_rows import SheetRow
from portal.domain.units import path_covers
from portal.extensions import db
from portal.models import Campaign, ReportedFigure
from portal.policy import allows
from portal.queries.campaigns import default_campaign
from portal.queries.figure_places import places_day
from portal.queries.import_places import list_known_places
from portal.queries.reported_figures import list_departments


def load_figure_register(rows: Sequence[SheetRow], viewer: Viewer, today: date) -> FigureRegister:
    """Read what is known of the campaigns that the rows name and for which the viewer may record figures."""
    campaigns = [one for one in get_campaigns() if allows(viewer, Action.record_figures, one)]
    usual = default_campaign(campaigns, today)
    named = {(row.values.get("campaign") or (usual.code if usual else "")).casefold() for row in rows}
    known = {
        one.code.casefold(): _read_campaign(one, today) for one in campaigns if one.code.casefold() in named
    }
    return FigureRegister(known, known.get(usual.code.casefold()) if usual else None)


def get_campaigns(ids: Collection[int] | None = None) -> list[Campaign]:
    """Return campaigns with their places, all or some, the latest first."""
    wanted = select(Campaign).options(joinedload(Campaign.unit))
    if ids is not None:
        wanted = wanted.where(Campaign.id.in_(ids))
    return list(db.session.scalars(wanted.order_by(Campaign.starts_on.desc(), Campaign.id)))


def _read_campaign(campaign: Campaign, today: date) -> KnownCampaign:
    places = [
        place
        for place in list_known_places(places_day(campaign, today))
        if path_covers(campaign.unit.path, place.path)
    ]
    departments = {
        one.code.casefold(): KnownDepartment(one.id, one.name, one.ended_on)
        for one in list_departments(campaign.unit_id)
    }
    figures = db.session.scalars(
        select(ReportedFigure).where(
            ReportedFigure.campaign_id == campaign.id, ReportedFigure.replaced_at.is_(None)
        )
    )
    in_force = {(one.subject, one.indicator, one.window): one.as_value() for one in figures}
    return KnownCampaign(
        campaign.id, campaign.code, campaign.unit_id, PlaceBook(places), departments, in_force
    )
