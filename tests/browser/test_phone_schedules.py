"""Random weeks of a phone: whatever happens, an entry is at the server once or in the queue."""

import os
import random
from collections import Counter

import pytest
from sqlalchemy import select

from portal.models import Activity
from tests.browser.conftest import PHONE
from tests.browser.faults import BAD_ANSWERS
from tests.browser.phones import KILL_HANDLES, begin, module

# What goes wrong is the phone's and the line's; a second database sees the first of them.
SCHEDULES = 50 if os.environ.get("PORTAL_TEST_DATABASE_URL") else 200
A_TEST = 25
OFTEN = ("save", "save", "save", "send", "send", "send", "correct", "spoil", "spoil", "heal", "kill_handle")
ACTS = (*OFTEN, *OFTEN, "reload", "second_tab")
FAULTS = (*BAD_ANSWERS, "signed_out")

SAVE = """async ([address, owner, team, visits]) => {
  const { Queue } = await import(address);
  const queue = new Queue(owner);
  const draft = queue.newDraft();
  await queue.keepDraft(draft);
  const content = {team, occurred_on: "2022-06-16", kind: "assistance", skills: ["safety"], visits, note: "",
    place: "", difficulty: "", recorded_at: new Date().toISOString()};
  const entry = await queue.save(draft, content);
  return [entry.id, entry.state, entry.seq];
}"""
ROUND = """async ([address, owner]) => (await (await import(address)).sendQueue(owner)).kind"""
# Opens the oldest entry that waits, as somebody who has seen a mistake, and saves it with another number.
CORRECT = """async ([address, owner, visits]) => {
  const { Queue, UNSENT } = await import(address);
  const queue = new Queue(owner);
  const first = (await queue.list()).find((entry) => UNSENT.includes(entry.state));
  const draft = first && await queue.reopen(first.id);
  if (!draft) return null;
  await queue.save(draft, {...draft.content, visits});
  return first.id;
}"""
# Begun and left alone: the window may go away, and its database with it, before the round ends.
ROUND_BEHIND = """([address, owner]) => {
  import(address).then((one) => one.sendQueue(owner)).catch(() => {});
}"""
LIST = """async ([address, owner]) => {
  const { Queue } = await import(address);
  return (await new Queue(owner).list()).map(({id, state, seq, content}) => [id, state, seq, content.visits]);
}"""


class Week:
    """One schedule, made from its seed: what was promised to the person, and the acts one after the other."""

    def __init__(self, seed: int, page, faulty, owner: int, team: str, promised: dict[str, set[int]]) -> None:
        self.seed, self.page, self.faulty, self.owner, self.team = seed, page, faulty, owner, team
        self.chance = random.Random(seed)
        # Of all weeks: what an earlier one left for the person to look at may be corrected in this one.
        self.promised = promised
        self.done: list[str] = []
        self.fault_chance = 0.0
        faulty.plan = self.plan

    def plan(self, method: str, path: str) -> str | None:
        """Spoil some of what is sent."""
        is_spoilt = self.chance.random() < self.fault_chance
        return self.chance.choice(FAULTS) if is_spoilt else None

    def live(self) -> None:
        """Do ten acts, then let the line be good."""
        for _number in range(10):
            act = self.chance.choice(ACTS)
            self.done.append(act)
            getattr(self, act)()
        self.fault_chance = 0.0
        self.send()

    def save(self) -> None:
        """Save an entry: from here on it must never be lost."""
        visits = self.chance.randint(1, 999)
        made, state, _seq = self.page.evaluate(SAVE, [self.module("queue"), self.owner, self.team, visits])
        assert state == "queued"
        self.promised[made] = {visits}

    def send(self) -> None:
        """Let the phone try."""
        self.page.evaluate(ROUND, [self.module("sender"), self.owner])

    def correct(self) -> None:
        """Change an entry that has not arrived, as far as the phone knows."""
        visits = self.chance.randint(1, 999)
        changed = self.page.evaluate(CORRECT, [self.module("queue"), self.owner, visits])
        if changed:
            self.promised[changed].add(visits)

    def second_tab(self) -> None:
        """Save and send from two tabs at once."""
        second = self.page.context.new_page()
        begin(second)
        self.page.evaluate(ROUND_BEHIND, [self.module("sender"), self.owner])
        second.evaluate(ROUND, [module(second, "sender"), self.owner])
        second.close()

    def reload(self) -> None:
        """Load the page anew while it may be sending."""
        self.page.evaluate(ROUND_BEHIND, [self.module("sender"), self.owner])
        fault_chance, self.fault_chance = self.fault_chance, 0.0
        begin(self.page)
        self.fault_chance = fault_chance

    def kill_handle(self) -> None:
        """Let the browser close the database under the page."""
        self.page.evaluate(KILL_HANDLES, 1)

    def spoil(self) -> None:
        """Make the line bad."""
        self.fault_chance = self.chance.choice((0.3, 0.6, 1.0))

    def heal(self) -> None:
        """Make the line good."""
        self.fault_chance = 0.0

    def module(self, name: str) -> str:
        """Return the address of a module of the page."""
        return module(self.page, name)

    def left(self) -> dict[str, tuple[str, int]]:
        """Return what is still on the phone: state and visits by id."""
        listed = self.page.evaluate(LIST, [self.module("queue"), self.owner])
        return {entry: (state, visits) for entry, state, _seq, visits in listed if state != "draft"}


@pytest.fixture
def member(world):
    """A member of a team."""
    commune = world.commune()
    team = world.team(commune, [world.hamlet(commune)])
    member = world.member(team)
    return member.id, team.code, member


@pytest.mark.parametrize("first", range(0, SCHEDULES, A_TEST))
def test_every_saved_entry_is_at_the_server_once_or_in_the_queue(
    open_window, sign_in, faulty, member, stored, first
):
    owner, team, person = member
    faulty.plan = lambda _method, _path: None
    page = open_window(PHONE, base_url=faulty.address, refused=True)
    sign_in(page, person, next_path="/log")
    begin(page)
    promised: dict[str, set[int]] = {}
    left: dict[str, tuple[str, int]] = {}

    for seed in range(first, first + A_TEST):
        week = Week(seed, page, faulty, owner, team, promised)
        week.live()
        left = week.left()
        at_server = stored(select(Activity.uuid, Activity.visits)).all()
        counted = Counter(str(entry) for entry, _visits in at_server)
        # With a good line at the end only what a person must look at stays: changed after it had arrived.
        lost = [one for one in promised if not counted[one] and one not in left]
        wrong = [one for one, visits in at_server if visits not in promised.get(str(one), ())]

        assert lost == [], f"seed {seed}: {week.done}"
        assert wrong == [], f"seed {seed}: {week.done}"
        assert set(counted.values()) <= {1}, f"seed {seed}: {week.done}"
        assert {state for state, _visits in left.values()} <= {"refused"}, f"seed {seed}: {week.done}, {left}"

    faulty.plan = lambda _method, _path: None
    assert len(promised) > A_TEST
