"""Whatever stands in the cells of a paper sheet: an answer in words, never a failure on our side."""

import pytest
from uuid_utils.compat import uuid7

from portal.domain.paper_sheets import CELLS
from portal.models import Activity
from tests.entries import EntryPlace, count
from tests.fuzz.nasties import FORM_VALUES, sign_in

SOUND = {"occurred_on": "5", "on_behalf_of": "2", "skills": "13", "visits": "4"}
BESIDE = ("month", "usual_hamlet", "id", "rows-0-id", "rows-99999999999-visits", "rows-x")


@pytest.fixture
def send(app, world):
    """Type in a row and return the status of the answer."""
    place, http = EntryPlace(world), app.test_client()
    sign_in(http, place.leader)
    token = http.get("/api/me").get_json()["csrf"]

    def send(cells: dict[str, str], **head: str) -> int:
        sheet = {"csrf_token": token, "id": str(uuid7()), "month": "6/2022", "rows-0-id": str(uuid7())}
        row = {f"rows-0-{name}": value for name, value in cells.items()}
        address = f"/paper-sheets/new?team={place.team.code}"
        return http.post(address, data=sheet | row | head).status_code

    return send


@pytest.mark.parametrize("name", CELLS)
def test_no_value_of_one_cell_breaks_the_sheet(send, name):
    statuses = {value[:40]: send(SOUND | {name: value}) for value in FORM_VALUES}

    assert set(statuses.values()) <= {303, 422}
    assert 422 in statuses.values() or name == "note"


@pytest.mark.parametrize("name", BESIDE)
def test_no_value_beside_the_rows_breaks_the_sheet(send, name):
    statuses = {value[:40]: send(SOUND, **{name: value}) for value in FORM_VALUES}

    assert set(statuses.values()) <= {303, 400, 422}


def test_all_cells_alike_are_refused_and_nothing_is_stored(send):
    statuses = {value[:40]: send(dict.fromkeys(CELLS, value)) for value in FORM_VALUES if value.strip()}

    assert set(statuses.values()) == {422}
    assert count(Activity) == 0
