import csv
import io
from datetime import UTC, date, datetime

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.extensions import db
from portal.models import IndicatorDefinition
from portal.queries.campaigns import get_campaign
from tests.closings import ClosingPlace

pytestmark = pytest.mark.english


@pytest.fixture
def place(client, world, frozen_clock):
    """One team of one approved entry in w1, its province's staff signed in on 22/6."""
    frozen_clock.set(datetime(2022, 6, 22, 3, tzinfo=UTC))
    place = ClosingPlace(world)
    client.sign_in(place.staff)
    return place


def draft(client, **values):
    """Send the form of the next version."""
    page = client.get("/definitions").follow("Write the next version")
    sent = {"least": "2", "source": "Công văn 12/STTTT", "period": "kh170-2022 w1", "act": "preview"}
    return page.submit("/definitions/new", **sent | values)


def test_a_version_is_compared_kept_approved_and_put_in_force(client, place):
    preview = draft(client)

    assert preview.status == 200
    assert "3 places stand otherwise by the new version." in preview.text
    assert "8.4: 1/4 (25.0 %)" in preview.text
    assert "8.4: 0/4 (0.0 %)" in preview.text
    assert db.session.query(IndicatorDefinition).count() == 1

    kept = preview.submit("/definitions/new", act="save")
    assert "The version is kept." in kept.text
    approved = kept.submit("/approve")
    assert "Approved 10:00 22/06/2022" in approved.text
    done = approved.submit("/put", day="16/06/2022")

    assert "From 16/06/2022: version" in done.text
    db.session.expire_all()
    campaign = get_campaign("kh170-2022")
    assert campaign.definition_on(date(2022, 6, 15)).min_activities == 1
    assert campaign.definition_on(date(2022, 6, 16)).min_activities == 2


def test_the_comparison_is_a_file_too(client, place):
    answer = draft(client, act="csv")

    rows = list(csv.reader(io.StringIO(answer.html.removeprefix("\ufeff"))))
    assert rows[1][:6] == ["Province", "Tỉnh Bình Phước", "8.4", "1", "4", "25,0"]
    assert rows[1][8:12] == ["8.4", "0", "4", "0,0"]
    assert rows[1][-1] == "yes"
    assert [row[0] for row in rows[1:4]] == ["Province", "District", "Commune"]


def test_a_kept_version_is_compared_on_its_page_and_as_a_file(client, world, place):
    world.activity(
        place.teams[0], place.member, status=ActivityStatus.approved, occurred_on=date(2022, 6, 11)
    )
    page = draft(client, act="save")

    compared = page.submit("/compare", period="kh170-2022 w1")

    # Now the first team has two entries in w1, so nothing changes.
    assert "No place stands otherwise by the new version." in compared.text
    assert "8.4: 1/4 (25.0 %)" in compared.text
    version = db.session.query(IndicatorDefinition).count()
    assert client.get(f"/definitions/{page.path.rsplit('/', 1)[-1].split('?')[0]}/compare.csv").status == 200
    assert version == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"least": "0"}, "A team works from at least 1"),
        ({"least": "x"}, "Enter a whole number"),
        ({"source": ""}, "Write where this definition comes from"),
        ({"target8_4": "180", "act": "save"}, "The target of line 8.4 is none"),
        ({"period": "kh170-2022 w9"}, "The province was not there"),
        ({"headline": "9"}, "Choose one of the options."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, place, values, sentence):
    page = draft(client, **values)

    assert page.status == 422
    assert sentence in page.text
    assert "Công văn 12/STTTT" in page.html or "source" in values
    assert db.session.query(IndicatorDefinition).count() == 1


def test_a_day_outside_the_campaign_is_refused_beside_its_field(client, place):
    page = draft(client, act="save").submit("/put", day="01/09/2022")

    assert page.status == 422
    assert "Choose a day of the campaign, from 01/06/2022 to 31/08/2022." in page.text


def test_coordinators_read_versions_and_change_none(client, place):
    client.sign_in(place.coordinator)

    page = client.get("/definitions")

    assert "Write the next version" not in page.text
    assert client.get("/definitions/new").status == 403
    assert client.get("/definitions/999").status == 404
