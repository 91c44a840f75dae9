"""How a subject stands on an indicator: value, target, and what is missing in counts or in points."""

from datetime import date
from fractions import Fraction

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.campaign_periods import IN_PERIOD
from portal.domain.indicators import Definition, PlaceFacts, lines
from portal.domain.periods import Period
from portal.domain.reported_figures import ReportedValue, Window
from portal.domain.scoreboard import (
    NOT_REPORTED,
    Standing,
    reached_all,
    short_of,
    standing_of_line,
    standing_of_values,
)
from portal.domain.targets import count_missing, gather_targets

JUNE = Period(date(2022, 6, 1), date(2022, 7, 1))
DAYS = Window(date(2022, 6, 1), date(2022, 6, 30))


def test_a_reported_value_keeps_its_decimals_and_says_what_is_missing_in_points():
    standing = standing_of_values("2", [ReportedValue("2", DAYS, "49.95")], JUNE, IN_PERIOD, "50")

    assert (standing.percent, standing.reached) == ("49,95", False)
    assert (standing.missing, standing.missing_points) == (None, Fraction(5, 100))


def test_with_counts_it_says_how_many_are_missing():
    value = ReportedValue("2", DAYS, "49.9", 499, 1000)

    assert standing_of_values("2", [value], JUNE, IN_PERIOD, "50").missing == 1


def test_without_a_value_it_is_not_reported_rather_than_nought():
    standing = standing_of_values("4", [], JUNE, IN_PERIOD, "100")

    assert (standing.state, standing.percent, standing.reached) == (NOT_REPORTED, None, None)


def test_without_a_target_nothing_is_reached_or_missed():
    standing = standing_of_values("5", [ReportedValue("5", DAYS, "100")], JUNE, IN_PERIOD, None)

    assert (standing.reached, standing.missing_points) == (None, None)


def test_indicator_eight_is_its_headline_with_the_hamlets_that_are_missing():
    facts = PlaceFacts(communes=1, hamlets=8, hamlets_with_team=6, hamlets_working=5)
    line = lines(facts, Definition(1, "provisional", targets={"8.4": "80,0"}))[3]

    standing = standing_of_line(line)

    # 80 % of 8 hamlets are 6,4: seven are needed, five work.
    assert (standing.percent, standing.missing, standing.reached) == ("62,5", 2, False)
    assert standing.missing_points == Fraction(35, 2)


def test_nothing_is_missing_where_more_was_done_than_wanted():
    assert count_missing(9, 10, Fraction(80)) == 0


def test_only_who_reached_all_eight_targets_did_well_on_all():
    good = {code: Standing(code, "known", reached=True) for code in INDICATORS}

    assert reached_all(good)
    assert not reached_all(good | {"4": Standing("4", NOT_REPORTED)})
    assert short_of(good | {"6": Standing("6", "known", reached=False)}) == ["6"]


def test_the_target_of_a_place_goes_before_that_of_its_level():
    targets = gather_targets(
        [("commune", "8.4", "80,0"), ("commune/7", "8.4", "60,0"), ("commune", "1", "80")]
    )

    assert targets.of("commune", 7) == {"8.4": "60,0", "1": "80"}
    assert targets.of("commune", 8) == {"8.4": "80,0", "1": "80"}
    assert targets.of("district", 7) == {}
