import csv
import io

import pytest

from portal.domain.trainings import MOST_PDF_BYTES
from portal.extensions import db
from portal.models import IssuedPlan
from portal.services.movements import ensure_movement_2022
from portal.web.headers import FILE_POLICY
from tests.closings import ClosingPlace
from tests.trainings import PDF
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


def upload(client, place, content: bytes, name="ke-hoach.pdf"):
    """Record the commune's plan with a file."""
    sent = {"subject": f"commune/{place.commune.id}", "number": "45/KH-UBND", "issued_on": "10/06/2022"}
    return client.post(PLANS, sent | {"file": (io.BytesIO(content), name), "csrf_token": client.csrf()})


def test_the_print_of_a_plan_is_kept_and_handed_out_as_a_file(client, place):
    page = upload(client, place, PDF)

    assert "The plan is recorded." in page.text
    [plan] = db.session.scalars(db.select(IssuedPlan))
    assert plan.size == len(PDF)
    [link] = [one.get("href") for one in client.get(PLANS).all("a") if ".pdf" in one.get("href", "")]
    assert link == f"{PLANS}/{plan.id}.pdf"
    answer = client.http.get(link)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ke-hoach-{plan.id}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == FILE_POLICY


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This is no PDF."),
        (b"<html><script>alert(1)</script>%PDF-1.4 %%EOF", "This is no PDF."),
        (b"%PDF-1.4" + b" " * MOST_PDF_BYTES + b"%%EOF", "The PDF is larger than 10 MB."),
    ],
)
def test_what_is_no_pdf_is_refused_in_words_beside_the_file_and_the_rest_stays(client, place, content, words):
    page = upload(client, place, content)

    assert page.status == 422
    assert words in page.text
    assert "#file" in [one.get("href") for one in page.all("a")]
    assert "45/KH-UBND" in [one.get("value") for one in page.all("input")]
    assert db.session.query(IssuedPlan).count() == 0


def test_a_print_is_not_there_for_who_does_not_see_the_plan(client, world, place):
    upload(client, place, PDF)
    [plan] = db.session.scalars(db.select(IssuedPlan))
    elsewhere = world.coordinator(world.commune(place.district, "Xa"))

    for address in (f"{PLANS}/{plan.id + 1}.pdf", f"/campaigns/kh170-2022/plans/{plan.id}.pdf"):
        assert client.http.get(address).status_code == 404
    client.sign_in(elsewhere)
    assert client.http.get(f"{PLANS}/{plan.id}.pdf").status_code == 404


def test_a_campaign_has_no_such_page_and_the_header_names_no_movement(client, place):
    assert client.get("/campaigns/kh170-2022/plans").status == 404
    assert "The 92-day campaign" in client.get("/campaigns?lang=en").text
