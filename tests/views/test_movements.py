import csv
import io

import pytest

from portal.extensions import db
from portal.models import IssuedPlan
from portal.services.movements import ensure_movement_2022
from tests.closings import ClosingPlace
from tests.views.test_campaigns import rows_of

pytestmark = pytest.mark.english
PLANS = "/campaigns/kh162-2022/plans"


@pytest.fixture
def place(client, world):
    """A district with one commune; the province's staff are signed in."""
    place = ClosingPlace(world)
    ensure_movement_2022()
    client.sign_in(place.staff)
    return place


def test_staff_see_who_is_missing_with_the_coordinator_and_record_a_plan(client, place):
    page = client.get("/campaigns/kh162-2022").follow("Plans issued for the movement")

    assert "Interim review: 01/10/2023–31/12/2023 To come" in page.text
    assert place.coordinator.phone in page.text
    assert "Communes (1):" in page.text
    done = page.submit(
        "/plans", subject=f"commune/{place.commune.id}", number="45/KH-UBND", issued_on="10/06/2022"
    )

    assert "The plan is recorded." in done.text
    assert rows_of(done)[1:] == [["Districts", "0/1", "0.0 %", "1"], ["Communes", "1/1", "100.0 %", "0"]]
    rows = list(csv.reader(io.StringIO(client.get(f"{PLANS}.csv").html.removeprefix("\ufeff"))))
    assert [row[3:5] for row in rows if row and row[0] == "Communes" and len(row) == 6] == [
        ["45/KH-UBND", "10/06/2022"]
    ]
    assert ["Communes", "1", "1", "100,0"] in rows

    assert "The plan is taken away." in done.submit("/plans/remove").text
    assert db.session.query(IssuedPlan).count() == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"number": ""}, "Enter the number of the plan."),
        ({"issued_on": "10/06/2032"}, "Choose a day that is not in the future."),
        ({"issued_on": "31/02/2022"}, "Enter a date such as"),
        ({"subject": "commune/999999"}, "Choose a place or department of the list."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, place, values, sentence):
    sent = {"subject": f"commune/{place.commune.id}", "number": "1/KH", "issued_on": "10/06/2022"} | values

    page = client.post(PLANS, sent | {"csrf_token": client.csrf()})

    assert page.status == 422
    assert sentence in page.text
    assert db.session.query(IssuedPlan).count() == 0


def test_a_campaign_has_no_such_page_and_the_header_names_no_movement(client, place):
    assert client.get("/campaigns/kh170-2022/plans").status == 404
    assert "The 92-day campaign" in client.get("/campaigns?lang=en").text
