"""What spot-checks say of a place: the confirmed share of its own and wider draws, and never twice."""

from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.campaign_periods import IN_PERIOD
from portal.domain.confirmations import BorneOut
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import SpotCheck
from portal.queries.campaigns import get_campaign
from portal.queries.confirmations import count_borne_out
from portal.queries.coverage import get_coverage
from portal.queries.spot_check_draws import get_draw_sheet, get_spot_checked, list_draws
from portal.queries.spot_checks import count_open_visits, list_visits
from portal.services.spot_checks import draw_spot_checks, record_spot_check
from tests.queries_counted import counting_statements
from tests.spot_checks import CheckedPlace

VISITED = date(2022, 6, 16)


@pytest.fixture
def place(world) -> CheckedPlace:
    """A place of which everything was drawn: 15 entries in one commune, 2 in the other."""
    place = CheckedPlace(world)
    place.made = place.draw(100)
    return place


def visit(place, result: str, *numbers: int) -> None:
    """Record a result for entries."""
    for number in numbers:
        activity_id = place.entries[number].id
        # An entry may be drawn for several periods; the first draw is meant.
        checks = select(SpotCheck).where(SpotCheck.activity_id == activity_id).order_by(SpotCheck.id)
        check = db.session.scalars(checks).first()
        note = "" if result == "confirmed" else "Khác"
        sheet = place.sheet(check.id)
        record_spot_check(place.viewer(place.staff), sheet, result, VISITED, note, version=1)


def checked(place, unit, period="w1"):
    """Return what is said of a place in a period."""
    asked, campaign = place.period_of(period), get_campaign("kh170-2022")
    coverage = get_coverage(campaign, unit.id, asked, IN_PERIOD, today=clock.today())
    return get_spot_checked("kh170-2022", coverage.place, coverage.basis.counted)


def test_the_share_is_of_the_place_and_partly_counts_in_the_second_one_only(place):
    visit(place, "confirmed", *range(1, 13))
    visit(place, "partly", 13, 14)
    visit(place, "not_confirmed", 15)
    visit(place, "confirmed", 16)

    commune, province = checked(place, place.commune), checked(place, place.province)

    # All of the commune was visited, so nothing is left to chance: 12 of 15, with the partly ones 14 of 15.
    assert (commune.confirmed.visited, commune.confirmed.waiting) == (15, 0)
    assert commune.confirmed.cautious.share == pytest.approx(12 / 15)
    assert commune.confirmed.cautious.low == pytest.approx(12 / 15)
    assert commune.confirmed.lenient.share == pytest.approx(14 / 15)
    # Entry 16 speaks for 17 as well: (12 + 2) of 17.
    assert (province.confirmed.visited, province.confirmed.waiting) == (16, 1)
    assert province.confirmed.cautious.share == pytest.approx(14 / 17)
    assert province.confirmed.cautious.low < 14 / 17 < province.confirmed.cautious.high


def test_a_confirmed_visit_bears_out_its_entry_and_the_others_stay_open(place):
    visit(place, "confirmed", 1)
    visit(place, "not_confirmed", 2)
    approved = sum(entry.visits for number, entry in place.entries.items() if number <= 15)

    borne_out = count_borne_out(approved, [place.commune.id], Period(date(2022, 6, 1), date(2022, 7, 1)))

    checked_visits = place.entries[1].visits
    assert borne_out == BorneOut(approved - checked_visits, 0, checked_visits)
    assert count_open_visits([place.commune.id], clock.today(), clock.now()) == 15 - 2


def test_only_draws_of_periods_within_the_days_shown_speak(place):
    visit(place, "confirmed", 1)

    assert checked(place, place.province, "2022-W23") is None
    assert checked(place, place.province, "whole").confirmed.visited == 1


def test_a_draw_of_a_commune_says_nothing_of_the_province_and_no_entry_speaks_twice(place):
    week = place.period_of("2022-W23")
    draw_spot_checks(place.viewer(place.staff), place.campaign, place.commune, week, "7", 100)
    visit(place, "confirmed", 1, 2)

    # The week lies within the window, whose draw speaks.
    assert checked(place, place.commune, "whole").confirmed.visited == 2
    assert len(checked(place, place.commune, "whole").periods) == 1
    assert checked(place, place.province, "2022-W23") is None
    assert checked(place, place.commune, "2022-W23").confirmed.waiting == 15


def test_lists_and_draws_end_at_the_viewers_area(place, world):
    own, foreign = place.viewer(place.coordinator), place.viewer(world.coordinator(place.other, "Xã kia"))
    nobody = place.viewer(world.coordinator(world.commune(place.district, "Xã ba"), "Xã ba"))

    assert len(list_visits(own, "open").lines) == 15
    assert len(list_visits(foreign, "open").lines) == 2
    assert [one.drawn for one in list_draws(foreign)] == [2]
    sheet = get_draw_sheet(foreign, place.made.id)
    assert [(one.commune_name, one.entries, one.drawn) for one in sheet.strata] == [("Xã Bom Bo", 2, 2)]
    assert not sheet.is_whole
    assert get_draw_sheet(nobody, place.made.id) is None
    assert (list_visits(nobody, "open").lines, list_draws(nobody)) == ([], [])


def test_a_list_comes_in_pages_without_a_statement_a_row(place):
    viewer = place.viewer(place.staff)
    with counting_statements() as for_two:
        first = list_visits(viewer, "open", limit=2)
    with counting_statements() as for_all:
        rest = list_visits(viewer, "open", after=first.following)

    assert (len(first.lines), len(rest.lines), rest.following) == (2, 15, None)
    assert len(for_two) == len(for_all) == 2
