"""Indicator 8.3 by hand: distinct current members with a completed training, by the end of the period."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.extensions import db
from portal.models import LedgerEntry, PublishedValue
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.closed_figures import get_present
from portal.queries.closings import get_in_force
from portal.queries.coverage import get_coverage
from portal.services.attendance import complete_training, correct_attendance, tick_attendance
from portal.services.closings import close_period
from portal.services.trainings import record_training
from tests.trainings import make_training

# The first window: 01/6 to 15/6, so its figures are as of 15/6.
MAY, IN_WINDOW, AFTER = date(2022, 5, 20), date(2022, 6, 10), date(2022, 6, 16)
TODAY = date(2022, 6, 20)


class Members:
    """A commune with two teams; the first has three members of whom nobody is trained, the second nobody."""

    def __init__(self, world, clock) -> None:
        self.world, self.clock = world, clock
        self.commune = world.commune()
        self.team, self.other = (world.team(self.commune, leader=False) for _number in range(2))
        self.an, self.binh, self.chi = (world.member(self.team) for _number in range(3))
        self.organiser = world.viewer(world.coordinator(self.commune))
        world.campaign(self.commune)
        self.campaign = get_campaign("kh170-2022")
        self.window = resolve_period("w1", self.campaign.period, named_windows(self.campaign))

    def hold(self, people, on: date, *, topic="payment"):
        """Hold a training of both teams on a day, which these people complete; the clock stays as it is."""
        now = self.clock.moment
        starts_at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
        training = make_training(
            self.commune, [self.team, self.other], begins_in=starts_at - now, topic=topic
        )
        ids = [one.id for one in people]
        self.clock.set(starts_at + timedelta(hours=4))
        tick_attendance(self.organiser, training, shown=[], ticked=ids)
        complete_training(self.organiser, training, ids, {})
        self.clock.set(now)
        return training

    def trained(self) -> tuple[int, int]:
        """Return numerator and denominator of 8.3 in the window."""
        coverage = get_coverage(self.campaign, self.commune.id, self.window, IN_PERIOD, today=TODAY)
        line = coverage.line("8.3")
        return line.numerator, line.denominator


@pytest.fixture
def members(world, frozen_clock) -> Members:
    frozen_clock.set(datetime(2022, 6, 20, 8, 0, tzinfo=UTC))
    return Members(world, frozen_clock)


def test_a_completion_of_a_present_member_moves_the_line(members):
    before = members.trained()

    members.hold([members.an], IN_WINDOW)

    # An of An, Bình and Chi.
    assert (before, members.trained()) == ((0, 3), (1, 3))


def test_who_left_the_team_counts_neither_above_nor_below(members):
    leaving = members.world.member(members.team, until=date(2022, 6, 12))
    members.hold([members.an, leaving], IN_WINDOW)

    # They were trained on 10/6 and left on 12/6; as of 15/6 An, Bình and Chi are members.
    assert members.trained() == (1, 3)


def test_who_sits_in_two_teams_counts_once(members):
    members.world.member(members.other, members.an)
    members.hold([members.an], IN_WINDOW)

    # Four seats, three people.
    assert members.trained() == (1, 3)


def test_a_training_completed_before_joining_counts_from_joining_on(members):
    newcomer = members.world.user("Người mới")
    members.world.training(newcomer, MAY)
    assert members.trained() == (0, 3)

    members.world.member(members.team, newcomer, since=date(2022, 6, 14))

    # A member as of 15/6 with a training of 20/5: one of four.
    assert members.trained() == (1, 4)


def test_who_completed_two_trainings_counts_once(members):
    members.hold([members.an], IN_WINDOW)
    members.hold([members.an, members.binh], date(2022, 6, 11), topic="safety")

    # An twice and Bình once are two people.
    assert members.trained() == (2, 3)


def test_a_training_after_the_end_of_the_period_does_not_count_in_it(members):
    members.hold([members.an], AFTER)
    members.hold([members.binh], date(2022, 6, 15))

    # 15/6 is the last day of the window, 16/6 the first one after it.
    assert members.trained() == (1, 3)


def test_the_same_training_in_the_portal_and_by_hand_counts_once(members):
    members.hold([members.an], IN_WINDOW)

    record_training(
        members.organiser,
        members.team,
        [members.an.id, members.binh.id],
        title="payment",
        completed_on=IN_WINDOW,
    )

    # An by both, Bình by hand alone.
    assert members.trained() == (2, 3)


def test_who_was_there_and_did_not_complete_it_does_not_count(members):
    training = members.hold([members.an, members.binh], IN_WINDOW)

    correct_attendance(members.organiser, training, members.binh.id, "not_completed", "Về sớm.")

    assert members.trained() == (1, 3)


def test_a_correction_moves_the_present_figure_and_leaves_the_published_one(members):
    training = members.hold([members.an, members.binh], IN_WINDOW)
    close_period(members.organiser, members.campaign, members.commune, members.window, "")
    closing = get_in_force(members.campaign.id, members.commune.id, members.window.period)

    correct_attendance(members.organiser, training, members.an.id, "absent", "Ký thay.")

    published = select(PublishedValue.numerator, PublishedValue.denominator)
    line = published.where(PublishedValue.closing_id == closing.id, PublishedValue.line == "8.3")
    assert tuple(db.session.execute(line).one()) == (2, 3)
    present = get_present(members.campaign, closing, TODAY).line("8.3")
    assert (present.numerator, present.denominator) == (1, 3)
    # The ledger is of decisions on entries; what members and trainings change is shown apart from it.
    assert db.session.scalars(select(LedgerEntry.id)).all() == []
