"""The tallies: after whatever is done to entries they equal what the entries add up to."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.activity_status import ActivityStatus
from portal.domain.return_reasons import RETURN_REASONS
from portal.domain.skills import SKILLS
from portal.extensions import db
from portal.models import Activity, Tally
from portal.models.tallies import MEASURES
from portal.queries.activities import get_visible_activity
from portal.services import tallies
from portal.services.activities import correct_activity, submit_activity, withdraw_activity
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.tallies import list_differences
from portal.transaction import transactional
from tests.entries import EntryPlace

JUNE = date(2022, 6, 1)


@transactional
def alter(statement) -> None:
    db.session.execute(statement)


def sums(team, skill: str = "", grain: str = "month", day: date = JUNE) -> dict[str, int]:
    """Return the measures of a tally that are not nought."""
    db.session.expire_all()
    tally = db.session.get(Tally, (team.commune_id, grain, skill, day, team.id))
    return {name: getattr(tally, name) for name in MEASURES if tally and getattr(tally, name)}


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def test_sums_of_three_entries_worked_out_by_hand(world, place):
    team, member = place.team, place.member
    day = date(2022, 6, 16)
    approved = ActivityStatus.approved
    world.activity(
        team, member, status=approved, visits=5, households=3, alone=2, skills=("payment", "safety")
    )
    world.activity(
        team, member, status=approved, visits=7, together=4, shown=1, occurred_on=date(2022, 6, 30)
    )
    world.activity(team, member, visits=11)
    world.activity(team, member, status=ActivityStatus.returned, visits=13)
    world.activity(team, member, status=ActivityStatus.withdrawn, visits=17)

    month = sums(team)

    # Approved 5 + 7 = 12 visits; one waits with 11; one was returned; the withdrawn one is nowhere.
    assert month == {
        "approved": 2, "visits": 12, "households": 3, "alone": 2, "together": 4, "shown": 1,
        "waiting": 1, "waiting_visits": 11, "returned": 1,
    }  # fmt: skip
    assert sums(team, grain="day", day=day)["visits"] == 5
    # The endings stand under each skill: 2 alone of the first entry, 4 together and 1 shown of the other.
    assert sums(team, "payment") == {"approved": 2, "visits": 12, "alone": 2, "together": 4, "shown": 1}
    assert sums(team, "safety") == {"approved": 1, "visits": 5, "alone": 2}
    assert sums(team, "safety", grain="day", day=day) == {"approved": 1, "visits": 5, "alone": 2}
    assert list_differences() == []


def test_an_entry_moved_to_another_month_leaves_the_first(world, place):
    activity = world.activity(place.team, place.member, occurred_on=date(2022, 6, 1), visits=4)
    before = tallies.contribution_of(activity)

    @transactional
    def move() -> None:
        activity.occurred_on = date(2022, 5, 31)
        db.session.flush()
        tallies.replace(before, tallies.contribution_of(activity))

    move()

    assert sums(place.team) == {}
    assert sums(place.team, day=date(2022, 5, 1)) == {"waiting": 1, "waiting_visits": 4}
    assert list_differences() == []


class Acts:
    """Plays random acts of members and a coordinator, as the services allow them."""

    def __init__(self, place: EntryPlace, world, seed: int) -> None:
        self.place, self.random = place, random.Random(seed)
        self.member = world.viewer(place.member)
        self.coordinator = world.viewer(world.coordinator(place.commune))
        self.done: set[str] = set()

    def content(self):
        """Return an entry that nothing is wrong with."""
        visits = self.random.randint(1, 9)
        return self.place.content(
            occurred_on=(clock.today() - timedelta(days=self.random.randint(0, 25))).isoformat(),
            kind=self.random.choice(ACTIVITY_KINDS),
            skills=self.random.sample(SKILLS, self.random.randint(1, 5)),
            visits=visits,
            households=self.random.choice([None, 0, 3]),
            alone=self.random.choice([None, visits]),
        )

    def act(self) -> None:
        """Do one thing to one entry, or submit a new one."""
        entries = db.session.scalars(select(Activity.uuid).order_by(Activity.id)).all()
        if not entries or self.random.random() < 0.3:
            submit_activity(self.member, uuid7(), self.content())
            self.done.add("submit")
            return
        activity = get_visible_activity(self.coordinator, self.random.choice(entries))
        possible = {
            "submitted": (self.approve, self.return_, self.correct, self.withdraw),
            "returned": (self.correct, self.withdraw),
            "approved": (self.reopen,),
        }.get(activity.status, ())
        if possible:
            act = self.random.choice(possible)
            act(activity)
            self.done.add(act.__name__)

    def approve(self, activity) -> None:
        """Approve as coordinator."""
        approve_activity(self.coordinator, activity, version=activity.version)

    def return_(self, activity) -> None:
        """Return as coordinator."""
        return_activity(self.coordinator, activity, self.random.choice(RETURN_REASONS), "Xem lại")

    def reopen(self, activity) -> None:
        """Reopen as coordinator."""
        reopen_activity(self.coordinator, activity, "new_facts", "Có thêm tài liệu")

    def correct(self, activity) -> None:
        """Correct as member."""
        correct_activity(self.member, activity, self.content())

    def withdraw(self, activity) -> None:
        """Withdraw as member."""
        withdraw_activity(self.member, activity)


@pytest.mark.parametrize("seed", range(3))
def test_tallies_equal_recomputation_after_random_acts(world, place, frozen_clock, seed):
    acts = Acts(place, world, seed)

    for number in range(80):
        frozen_clock.tick(minutes=7)
        acts.act()
        if number % 20 == 19:
            assert list_differences() == []

    assert acts.done == {"submit", "approve", "return_", "reopen", "correct", "withdraw"}
    before = all_tallies()
    tallies.rebuild()
    assert all_tallies() == {key: sums for key, sums in before.items() if any(sums)}


def all_tallies() -> dict:
    """Return all tallies as they are stored."""
    columns = Tally.__table__.c
    keys = [columns[name] for name in tallies.KEY_COLUMNS]
    rows = db.session.execute(select(*keys, *(columns[name] for name in MEASURES))).all()
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in rows}


@pytest.mark.parametrize("measure", MEASURES)
def test_every_wrong_measure_is_found(world, place, measure):
    world.activity(place.team, place.member, status=ActivityStatus.approved)

    alter(
        update(Tally)
        .where(Tally.grain == "day", Tally.skill == "")
        .values({measure: Tally.__table__.c[measure] + 1})
    )

    [difference] = list_differences()
    assert difference.key == (place.commune.id, "day", "", date(2022, 6, 16), place.team.id)
    assert difference.stored[measure] == difference.recomputed[measure] + 1


def test_missing_and_surplus_tallies_are_found_and_rebuilding_mends_them(world, place):
    world.activity(place.team, place.member, status=ActivityStatus.approved, skills=("payment",))
    alter(delete(Tally).where(Tally.skill == "payment"))
    alter(
        Tally.__table__.insert().values(
            commune_id=place.commune.id,
            grain="month",
            skill="shopping",
            starts_on=JUNE,
            team_id=place.team.id,
            **dict.fromkeys(MEASURES, 1),
        )
    )

    found = {difference.key[1:3] for difference in list_differences()}
    written = tallies.rebuild()

    assert found == {("day", "payment"), ("month", "payment"), ("month", "shopping")}
    assert written == 5
    assert list_differences() == []
