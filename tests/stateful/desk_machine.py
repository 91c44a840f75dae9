"""Random acts of members, coordinators and the province, each in the portal and in the reference."""

import inspect
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from types import SimpleNamespace as Row

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portal.domain.return_reasons import OTHER, REOPEN_REASONS, RETURN_REASONS
from portal.extensions import db
from portal.models import BulkReview
from tests.databases import empty
from tests.stateful.agreement import W1, W2, check_agreement
from tests.stateful.cast import BEGIN, DAY, PROVINCE, Cast
from tests.stateful.power import PowerCut, power_cut
from tests.stateful.reference_model import STEPS, ReferenceModel, Refused
from tests.stateful.stage import Stage, outcome_of

CLOCK_BEGINS = datetime(2022, 6, 16, 1, 0, tzinfo=UTC)
CAST = Cast()
PEOPLE, TEAMS, PLACES = CAST.people, sorted(CAST.teams), [*CAST.communes, PROVINCE]
SITTING = [(seat.who, seat.team) for seat in CAST.seats]
# Mostly who may and days that count, sometimes anybody and any day.
logs = st.sampled_from([*SITTING * 12, *((who, team) for who in PEOPLE for team in TEAMS)])
RIGHT = "whose right it is"
persons = st.sampled_from([RIGHT] * 12 + PEOPLE)
deciders = st.sampled_from(["tu", "sau", "binh"] * 3 + PEOPLE)
# The first window is over from the start; 45 days back is late for everybody but the desk.
days = st.sampled_from(
    [BEGIN - back * DAY for back in range(1, 16)] * 3
    + [BEGIN + day * DAY for day in (-80, -45, -31, -30, 0, 0, 0, 1, 2)]
)
stated = st.fixed_dictionaries(
    {
        "day": days,
        "skills": st.sampled_from([("payment",), ("safety",), ("payment", "safety"), ("shopping",)]),
        "visits": st.integers(1, 9),
        "households": st.none() | st.integers(0, 3),
    }
)
MOSTLY = 8
NEW = 4
picks = st.integers(0, MOSTLY + 1)
behind = st.sampled_from([0, 0, 0, 0, 0, 1])
words = st.sampled_from(["Đếm lại", "Đếm lại", ""])
periods = st.sampled_from([W1, W1, W2])


def played(weight: int, when: Callable = lambda _machine: True, **drawn) -> Callable:
    """Mark an act that is played so many times as often as one of weight 1; `drawn` are its arguments.

    As rules of their own all acts would be as likely, and most of them left out of most examples.
    """

    def mark(act: Callable) -> Callable:
        act.played = Row(weight=weight, when=when, drawn=drawn)
        return act

    return mark


def has_entries(machine) -> bool:
    """Tell whether there is anything to act on."""
    return bool(machine.model.entries)


class DeskMachine(RuleBasedStateMachine):
    """The review desk and its figures under random acts; `clock` is moved on by them."""

    clock = None
    # What every act came to, over all examples.
    seen: Counter = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.clock.set(CLOCK_BEGINS)
        self.model, self.bulks, self.cut_at, self.steps = ReferenceModel(), [], None, 0
        self.tried, self.times = Counter(), Counter()
        self.stage = Stage(self.model)
        self.model.now = self.clock.moment

    def teardown(self) -> None:
        """Leave an empty database to the next example."""
        db.session.rollback()
        db.session.remove()
        empty(db.engine)

    def play(self, act: str, *args) -> object:
        """Do an act in the portal, and return what it came to; "cut" when the power went off."""
        self.clock.tick(seconds=1)
        self.model.now, at, self.cut_at = self.clock.moment, self.cut_at, None
        try:
            with power_cut(db.engine, at):
                outcome = outcome_of(lambda: getattr(self.stage, act)(*args))
        except PowerCut:
            outcome = "cut"
        db.session.remove()
        self.tried[act] += 1
        self.seen[act if act != "decide" else args[2], outcome if isinstance(outcome, str) else "wrong"] += 1
        return outcome

    def act(self, act: str, *args) -> None:
        """Do an act on both sides and compare what it came to; an act that was cut never was."""
        outcome = self.play(act, *args)
        if outcome != "cut":
            assert outcome == self.refer(act, *args), (act, args)

    def refer(self, act: str, *args) -> object:
        """Do an act in the reference alone."""
        try:
            getattr(self.model, act)(*args)
        except Refused as refusal:
            return refusal.args[0]
        return "done"

    def who(self, who: str, by_right: str) -> str:
        """Return who acts."""
        return by_right if who == RIGHT else who

    def desk_of(self, key: int) -> str:
        """Return a coordinator who may decide on an entry."""
        entry = self.model.entries[key]
        own = (entry.author, entry.logger)
        here = [who for who, commune in self.model.coordinators.items() if commune == entry.commune]
        return next((who for who in here if who not in own), here[0])

    def pick(self, pick: int, act: str = "") -> tuple[int, Row]:
        """Return one of the latest entries, mostly one that the act fits."""
        keys = list(self.model.entries)
        fitting = [key for key in keys if (self.model.entries[key].status, act) in STEPS]
        keys = fitting if fitting and pick < MOSTLY else keys
        key = keys[-1 - pick % len(keys)]
        return key, self.model.entries[key]

    @rule(data=st.data())
    def play_an_act(self, data):
        """Play one of the acts that there are, the more likely the more it weighs."""
        acts = {name: one.played for name, one in inspect.getmembers(type(self)) if hasattr(one, "played")}
        # What this example has not played yet weighs more: by luck alone some acts are in no example.
        weights = {name: one.weight * (1 if self.times[name] else NEW) for name, one in acts.items()}
        names = [name for name, one in acts.items() if one.when(self) for _time in range(weights[name])]
        name = data.draw(st.sampled_from(names))
        self.times[name] += 1
        getattr(self, name)(**data.draw(st.fixed_dictionaries(acts[name].drawn)))

    @invariant()
    def all_agree(self) -> None:
        """Compare everything after each act."""
        check_agreement(self.stage, self.model, self.steps)
        self.steps += 1
        db.session.remove()

    @initialize(sent=st.lists(st.tuples(st.sampled_from(SITTING), stated), min_size=3, max_size=8))
    def begin(self, sent):
        for (who, team), content in sent:
            self.submit_new(who, content | {"team": team, "for_whom": None})

    def submit_new(self, who: str, content: dict) -> None:
        """Send an entry under the next key."""
        self.act("submit", who, 1 + max(self.model.entries, default=0), content)

    @played(2, when=lambda self: self.cut_at is None, at=st.integers(0, 9))
    def power_will_fail(self, at):
        """Let the next act be cut, if it gets that far."""
        self.cut_at = at

    @played(1, days=st.integers(1, 3))
    def days_pass(self, days):
        self.clock.tick(days=days)
        self.model.today += days * DAY

    @played(5, log=logs, stated=stated, other=st.sampled_from([None] * 20 + PEOPLE))
    def submit(self, log, stated, other):
        self.submit_new(log[0], stated | {"team": log[1], "for_whom": other})

    @played(2, when=has_entries, pick=picks, stated=st.none() | stated, who=persons)
    def submit_again(self, pick, stated, who):
        key, entry = self.pick(pick)
        self.act("submit", self.who(who, entry.logger), key, entry.stated | (stated or {}))

    @played(4, when=has_entries, pick=picks, stated=stated, who=persons, behind=behind)
    def correct(self, pick, stated, who, behind):
        key, entry = self.pick(pick, "correct")
        self.act("correct", self.who(who, entry.author), key, entry.stated | stated, entry.version - behind)

    @played(2, when=has_entries, pick=picks, who=persons, behind=behind)
    def withdraw(self, pick, who, behind):
        key, entry = self.pick(pick, "withdraw")
        self.act("withdraw", self.who(who, entry.author), key, entry.version - behind)

    @played(8, when=has_entries, pick=picks, who=persons, behind=behind, why=words)
    def approve(self, pick, who, behind, why):
        self.decide(who, self.pick(pick, "approve")[0], "approve", behind, why)

    @played(
        4,
        when=has_entries,
        pick=picks,
        who=persons,
        behind=behind,
        why=words,
        reason=st.sampled_from(RETURN_REASONS),
    )
    def return_(self, pick, who, behind, why, reason):
        note = "" if why and reason == OTHER else "Xem lại"
        self.decide(who, self.pick(pick, "return")[0], "return", behind, why, reason, note)

    @played(
        4,
        when=has_entries,
        pick=picks,
        who=persons,
        behind=behind,
        why=words,
        reason=st.sampled_from(REOPEN_REASONS),
    )
    def reopen(self, pick, who, behind, why, reason):
        key, _entry = self.pick(pick, "reopen")
        self.decide(who, key, "reopen", behind, why, reason, "" if pick == MOSTLY else "Nhầm")

    def decide(self, who, key, act, behind, why, reason="", note="") -> None:
        """Decide on an entry as somebody saw it."""
        version = self.model.entries[key].version - behind
        self.act("decide", self.who(who, self.desk_of(key)), key, act, version, reason, note, why)

    @played(5, place=st.sampled_from(PLACES), period=periods, who=persons, note=words)
    def close(self, place, period, who, note):
        by_right = {"A": "tu", "B": "binh", PROVINCE: "tinh"}[place]
        self.act("close", self.who(who, by_right), place, period.starts_on, period.ends_on, note)

    @played(
        2,
        when=lambda self: self.model.closings,
        pick=picks,
        who=st.sampled_from(["tinh", "tinh", "tinh", "sau"]),
    )
    def reopen_period(self, pick, who):
        closing = self.model.closings[-1 - pick % len(self.model.closings)]
        self.act("reopen_period", who, closing.place, closing.first, closing.end)

    @played(3, when=has_entries, who=deciders, chosen=st.sets(picks, min_size=1, max_size=6), behind=behind)
    def choose_many(self, who, chosen, behind):
        versions = {
            key: entry.version - behind for key, entry in (self.pick(one, "approve") for one in chosen)
        }
        seen = [key for key in versions if self.model.sees(who, self.model.entries[key])]
        seen.sort(key=lambda key: self.model.entries[key].sent)
        whys = {key: self.obstacle(who, key) for key in seen}
        # What only a reason stands in the way of is kept, so that the reason can be given.
        fits = [key for wanted in (None, "closed_period") for key in seen if whys[key] == wanted]
        place = self.model.entries[fits[0]].commune if fits else None
        obstacles = {key: self.obstacle(who, key, place) for key in seen}
        chosen = {key: versions[key] for key, why in obstacles.items() if why is None}
        is_staff = who in self.model.staff or who in self.model.coordinators
        expected = "done" if fits else "none_to_approve"
        if self.settle({expected if is_staff else "not_allowed"}, "begin_bulk", who, versions):
            row = db.session.scalars(db.select(BulkReview).order_by(BulkReview.id.desc()).limit(1)).one()
            drawn = {key for key in chosen if self.stage.row_of(key) in row.drawn}
            left = {key: why for key, why in obstacles.items() if why}
            assert len(drawn) == len(row.drawn) == min(3, len(chosen))
            self.bulks.append(Row(id=row.id, who=who, place=place, chosen=chosen, left=left, unopened=drawn))
            self.model.log.append((place, who, "begin_bulk", row.id))

    @played(
        4, when=lambda self: self.bulks, pick=picks, opens=st.sampled_from([True, True, False]), who=persons
    )
    def approve_many(self, pick, opens, who):
        bulk = self.bulks[-1 - pick % len(self.bulks)]
        for key in sorted(bulk.unopened) if opens else ():
            self.settle({"done", "missing"}, "open_drawn", bulk.who, bulk.id, key)
            bulk.unopened -= {key} if self.model.sees(bulk.who, self.model.entries[key]) else set()
        expected = "bulk_done" if bulk.chosen is None else "bulk_unopened" if bulk.unopened else "done"
        who = self.who(who, bulk.who)
        expected = expected if who == bulk.who else "missing"
        if self.settle({expected}, "approve_bulk", who, bulk.id):
            self.approve_in_turn(bulk)

    def approve_in_turn(self, bulk: Row) -> None:
        """Approve in the reference what was chosen together, and compare what was left out and why."""
        for key in sorted(bulk.chosen, key=lambda key: self.model.entries[key].sent):
            is_old = bulk.chosen[key] != self.model.entries[key].version
            why = self.obstacle(bulk.who, key, bulk.place) or ("changed_meanwhile" if is_old else None)
            if why:
                bulk.left[key] = why
            else:
                self.refer("decide", bulk.who, key, "approve", bulk.chosen[key])
        self.model.log.append((bulk.place, bulk.who, "approve_bulk", bulk.id))
        left = {self.stage.row_of(key): why for key, why in bulk.left.items()}
        assert dict(db.session.get_one(BulkReview, bulk.id).left_out) == left
        bulk.chosen = None

    def obstacle(self, who: str, key: int, place: str | None = None) -> str | None:
        """Say why the reference would not approve an entry with others of a commune."""
        entry, model = self.model.entries[key], deepcopy(self.model)
        try:
            model.decide(who, key, "approve", entry.version)
            why = None
        except Refused as refusal:
            why = refusal.args[0]
        if why in ("missing", "not_allowed"):
            return "own_entry" if who in (entry.author, entry.logger) else "other_commune"
        if place not in (None, entry.commune):
            return "other_commune"
        if why == "illegal_transition":
            is_closed = place and model.closed_over(entry.commune, entry.stated["day"])
            return "closed_period" if is_closed else "changed_meanwhile"
        return why

    def settle(self, expected: set[str], act: str, *args) -> bool:
        """Do an act in the portal that the reference leaves to this machine; tell whether it was done."""
        outcome = self.play(act, *args)
        assert outcome in expected | {"cut"}, (act, args, expected)
        return outcome == "done"
