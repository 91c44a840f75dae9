"""A week without a line: what was logged drains in one go, over a poor line, while the server dies.

The usual run is small. PORTAL_TEST_WEEK=full makes it 500 entries and 150 photos over 50 KB/s, broken every
20 s, with five kills of the server; that takes about half an hour.
"""

import os
import time
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from portal.models import Activity, Photo
from tests.browser.conftest import PHONE
from tests.browser.faults import line_to
from tests.browser.live_server import SeparateServer
from tests.browser.phones import begin, module, on_phone


@dataclass(frozen=True)
class Size:
    """How much waits, and how poor the line is."""

    entries: int
    photos: int
    rate: int
    breaks_every: float
    kills: int
    patience: float


SMALL = Size(entries=30, photos=9, rate=200_000, breaks_every=4, kills=2, patience=120)
FULL = Size(entries=500, photos=150, rate=50_000, breaks_every=20, kills=5, patience=2700)
SIZE = FULL if os.environ.get("PORTAL_TEST_WEEK") == "full" else SMALL

# Logs as a person does, with photos of the size that a phone's camera gives after shrinking.
LOG_A_WEEK = """async ([queueAddress, shrinkAddress, owner, team, count, photos, today]) => {
  const { Queue } = await import(queueAddress);
  const { shrink } = await import(shrinkAddress);
  const queue = new Queue(owner);
  const canvas = new OffscreenCanvas(1600, 1200);
  const pen = canvas.getContext("2d");
  const ids = [];
  for (let number = 0; number < count; number += 1) {
    const draft = queue.newDraft();
    if (number < photos) {
      for (let spot = 0; spot < 4000; spot += 1) {
        pen.fillStyle = `hsl(${Math.random() * 360} 40% ${30 + Math.random() * 40}%)`;
        pen.fillRect(Math.random() * 1600, Math.random() * 1200, 40, 30);
      }
      const file = new File([await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })], "p.jpg");
      await queue.addPhoto({ entry: draft.id, state: "queued", ...(await shrink(file)) });
    }
    await queue.save(draft, {team, occurred_on: today, kind: "assistance", skills: ["safety"],
      visits: number + 1, note: "", place: "", difficulty: "", recorded_at: new Date().toISOString()});
    ids.push(draft.id);
  }
  return ids;
}"""


@pytest.fixture
def team(world):
    """A team that serves one hamlet."""
    commune = world.commune()
    return world.team(commune, [world.hamlet(commune)])


@pytest.fixture
def member(world, team):
    """A member of the team."""
    return world.member(team)


@pytest.fixture
def server(app, member):
    """The portal in processes of its own, on the database of the tests."""
    server = SeparateServer(app)
    server.start()
    yield server
    server.kill()


def test_week_without_a_line_arrives_once_over_a_line_that_breaks_and_a_server_that_dies(
    open_window, sign_in_on_page, server, member, team, stored, capsys
):
    with line_to(server.port) as line:
        page = open_window(PHONE, base_url=f"http://127.0.0.1:{line.port}", refused=True)
        sign_in_on_page(page, member, next_path="/log")
        begin(page)
        line.is_open = False
        line.cut()
        today = page.evaluate("new Date().toISOString().slice(0, 10)")
        addresses = [module(page, "queue"), module(page, "shrink")]
        ids = page.evaluate(LOG_A_WEEK, [*addresses, member.id, team.code, SIZE.entries, SIZE.photos, today])
        waiting = len(on_phone(page, member.id))
        line.is_open, line.rate = True, SIZE.rate
        started = time.monotonic()
        page.evaluate(
            "(address) => { import(address).then((one) => one.sendNow()); }", module(page, "sending")
        )
        breaks = drain(page, line, server, member, started)
        took = time.monotonic() - started

    at_server = stored(select(Activity.uuid, Activity.visits)).all()
    photos, photo_bytes = stored(select(func.count(), func.sum(Photo.size)).select_from(Photo)).one()
    with capsys.disabled():
        print(
            f"\n  {SIZE.entries} entries and {photos} photos ({photo_bytes / 1e6:.1f} MB stored) drained in"
            f" {took:.0f} s over {SIZE.rate // 1000} KB/s, {breaks} breaks, {SIZE.kills} kills of the server"
        )
    assert waiting == SIZE.entries
    assert sorted((str(entry), visits) for entry, visits in at_server) == sorted(
        zip(ids, range(1, SIZE.entries + 1), strict=True)
    )
    assert photos == SIZE.photos
    assert breaks > SIZE.kills


def drain(page, line, server, member, started: float) -> int:
    """Wait until the phone is empty; meanwhile break the line in turn and kill the server now and then."""
    breaks, kills = 0, 0
    next_break = started + SIZE.breaks_every
    while left := on_phone(page, member.id):
        page.wait_for_timeout(500)
        assert time.monotonic() - started < SIZE.patience, f"{len(left)} entries are still on the phone."
        if time.monotonic() < next_break:
            continue
        breaks += 1
        if kills < SIZE.kills and breaks % 2:
            server.kill()
            server.start()
            kills += 1
        line.cut()
        next_break = time.monotonic() + SIZE.breaks_every
    assert kills == SIZE.kills, "The phone was empty before the server had been killed often enough."
    return breaks
