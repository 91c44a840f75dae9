"""The published table of 2022 goes in and comes out unchanged."""

from pathlib import Path

from portal.documents.figures_csv import figures_csv
from portal.queries.reported_figures import list_published
from portal.services.campaigns import ensure_campaign_2022

SHIPPED = Path("portal/data/campaign_2022_figures.csv")


def test_the_shipped_figures_come_out_byte_for_byte(world):
    world.province()
    campaign = ensure_campaign_2022()

    assert figures_csv(list_published(campaign.id)).encode() == SHIPPED.read_bytes()
