"""Page, file, JSON and command print one published value, one present value and one confirmed share."""

import csv
import json
from datetime import date

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import SpotCheck
from portal.queries.activities import get_visible_activity
from portal.services.closings import close_period
from portal.services.reviews import approve_activity
from portal.services.spot_checks import record_spot_check
from tests.spot_checks import CheckedPlace


@pytest.fixture
def place(world) -> CheckedPlace:
    """A province whose window is closed and then corrected by one entry, and of which 5 visits were drawn.

    17 approved entries of 5 visits, 85; a waiting one of 5 is approved after closing, 90.
    """
    place = CheckedPlace(world)
    place.late = place.add_entry(40, 0, status="submitted")
    place.draw(20)
    results = {4: "confirmed", 7: "confirmed", 13: "partly", 17: "not_confirmed"}
    for number, result in results.items():
        check = db.session.scalar(select(SpotCheck).filter_by(activity_id=place.entries[number].id))
        sheet = place.sheet(check.id)
        record_spot_check(
            place.viewer(place.staff), sheet, result, date(2022, 6, 16), "Đã đến.", version=check.version
        )
    viewer = place.viewer(place.staff)
    close_period(viewer, place.campaign, place.province, place.period, "Còn một bản ghi chờ")
    viewer = place.viewer(place.coordinator)
    seen = get_visible_activity(viewer, place.late.uuid)
    approve_activity(viewer, seen, version=seen.version, correction="Xác minh xong sau khi chốt")
    return place


ASKED = "campaign=kh170-2022&period=w1"
COMMAND = ("indicator", "show", "--campaign", "kh170-2022", "--unit", "70", "--period", "w1")


def told_of(client, place) -> dict:
    """Return what the indicator's JSON says to the province."""
    client.sign_in(place.staff)
    return client.http.get(f"/api/indicators/8?{ASKED}&unit=70").get_json()


def ends_of(told) -> list[str]:
    """Return the confirmed share with the ends of its interval."""
    return [told["confirmed"][name] for name in ("share", "low", "high")]


def cells_of(told) -> list[list[str]]:
    """Return the published figures beside those of now as a file prints them."""
    names = ("numerator", "denominator", "percent")
    figures = [
        [*(one[name] for name in names), *(one["now"][name] for name in names), one["by_corrections"]]
        for one in told["published"]["lines"]
    ]
    return [["" if cell is None else str(cell) for cell in figure] for figure in figures]


def test_what_was_published_stands_beside_what_is_now(client, place):
    told = told_of(client, place)

    visits = next(one for one in told["published"]["lines"] if (one["code"], one["skill"]) == ("8.5", None))
    assert (visits["numerator"], visits["now"]["numerator"], visits["by_corrections"]) == (85, 90, 5)
    assert told["published"]["revision"] == 1
    assert told["published"]["definition_version"] == place.campaign.definition_version
    assert (told["published"]["closed_at"], told["published"]["is_changed"]) == ("2022-06-16T08:00:00Z", True)
    counts = {name: told["confirmed"][name] for name in ("confirmed", "partly", "not", "checked", "drawn")}
    assert counts == {"confirmed": 2, "partly": 1, "not": 1, "checked": 4, "drawn": 5}
    assert all(ends_of(told))


def test_page_file_json_and_command_say_the_same_to_the_last_digit(app, client, place):
    told = told_of(client, place)
    ends, expected = ends_of(told), cells_of(told)

    whole = client.http.get(f"/api/coverage?{ASKED}&unit=70").get_json()
    said = json.loads(app.test_cli_runner().invoke(args=[*COMMAND, "--json"]).stdout)
    for other in (whole, said):
        assert (other["published"], other["confirmed"]) == (told["published"], told["confirmed"])

    here = f"{ASKED}&unit={place.province.id}&lang=vi"
    text = client.http.get(f"/coverage.csv?{here}").get_data(as_text=True)
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines()))
    figures = [row[1:] for row in rows if len(row) == 8 and row[0].startswith("8.")]
    assert figures[-len(expected) :] == expected
    assert [row[1] for row in rows[-3:]] == ends

    printed = app.test_cli_runner().invoke(args=COMMAND).stdout.splitlines()
    lines = [line.split("  ")[1:] for line in printed if line[:2] == "8." and line.count("  ") == 7]
    assert lines == [[cell or "?" for cell in row] for row in expected]
    assert [line.rsplit("  ", 1)[1] for line in printed[-3:]] == ends

    page = client.get(f"/coverage?{here}").text
    assert f"{ends[0]} % " in page and f"{ends[1]} " in page and f"{ends[2]} %" in page


def test_what_is_open_and_not_drawn_has_nothing_beside_it(client, place):
    client.sign_in(place.staff)

    told = client.http.get("/api/coverage?campaign=kh170-2022&unit=70&period=2022-W22").get_json()

    assert (told["published"], told["confirmed"]) == (None, None)
