"""A real server killed while people act: what was answered is there, and the rest wholly or not at all."""

import json
import os
import threading
import time
from collections import Counter
from copy import deepcopy
from http.client import HTTPConnection, HTTPException
from random import Random
from urllib.parse import urlencode
from uuid import UUID

import pytest

from portal.extensions import db
from portal.models import User
from tests.browser.live_server import SeparateServer
from tests.page_client import PageClient
from tests.stateful.agreement import W1, check_agreement
from tests.stateful.cast import DAY, PROVINCE
from tests.stateful.frozen_server import MOMENT
from tests.stateful.reference_model import ReferenceModel, Refused
from tests.stateful.stage import CAMPAIGN, Stage

KILLS = int(os.environ.get("PORTAL_TEST_STATEFUL_KILLS", "5"))
ACTS_BETWEEN = 6
ACTS = KILLS * ACTS_BETWEEN
PATIENCE = 30
FORM = "application/x-www-form-urlencoded"


class Browsers:
    """Everybody's browser, signed in, each request on a line of its own."""

    def __init__(self, app, stage: Stage, port: int) -> None:
        self.stage, self.port, self.headers = stage, port, {}
        for who, user_id in stage.users.items():
            client = PageClient(app)
            client.sign_in(db.session.get_one(User, user_id))
            token = client.csrf()
            cookie = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
            self.headers[who] = {"Cookie": f"{cookie.key}={cookie.value}", "X-CSRF-Token": token}

    def send(self, act: str, who: str, *args, after_connecting: threading.Timer | None) -> int | None:
        """Do an act as its page does and return the status of the answer; None when none came."""
        method, path, content_type, body = getattr(self, act)(*args)
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.connect()
            if after_connecting:
                after_connecting.start()
            line.request(method, path, body, self.headers[who] | {"Content-Type": content_type})
            return line.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            line.close()

    def submit(self, key: int, stated: dict):
        """Send an entry as a phone does."""
        whose = stated["for_whom"] and self.stage.users[stated["for_whom"]]
        entry = {name: stated[name] for name in ("skills", "visits", "households")}
        entry |= {"team": self.stage.codes[stated["team"]], "occurred_on": stated["day"].isoformat()}
        entry |= {"kind": "assistance", "on_behalf_of": whose}
        return "PUT", f"/api/activities/{UUID(int=key)}", "application/json", json.dumps(entry)

    def withdraw(self, key: int, version: int):
        """Take an entry back."""
        return "POST", f"/activities/{UUID(int=key)}/withdraw", FORM, urlencode({"version": version})

    def decide(self, key: int, act: str, version: int, reason: str, note: str, why: str):
        """Approve, return or reopen an entry."""
        data = {"version": version, "reason": reason, "note": note, "correction": why}
        return "POST", f"/reviews/{UUID(int=key)}/{act}", FORM, urlencode(data)

    def close(self, place: str, _first, _end, note: str):
        """Close the first window."""
        address = f"/closings/{CAMPAIGN}/{self.stage.units[place]}/w1/close"
        return "POST", address, FORM, urlencode({"note": note})

    def reopen_period(self, place: str, _first, _end):
        """Reopen the first window."""
        address = f"/closings/{CAMPAIGN}/{self.stage.units[place]}/w1/reopen"
        return "POST", address, FORM, urlencode({"reason": "Sót một tổ"})


class RandomActs:
    """Acts that mostly succeed, always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def next(self, model: ReferenceModel) -> tuple:
        """Return an act with who does it to what."""
        acts = [self._submit] * 3 + [self._decide] * 6 + [self._close] * 2
        acts += [self._withdraw, self._reopen_period]
        is_young = len(model.entries) < 4
        return (self._submit if is_young else self.chance.choice(acts))(model)

    def _submit(self, model):
        seat = self.chance.choice(model.seats)
        # Today is never closed, so that work goes on while the first window is.
        day = W1.ends_on - self.chance.choice([0, 0, 1, 3, 8]) * DAY
        stated = {"team": seat.team, "day": day, "for_whom": None}
        stated |= {"skills": self.chance.choice([("payment",), ("safety",), ("payment", "safety")])}
        stated |= {"visits": self.chance.randint(1, 9), "households": self.chance.choice([None, 1, 2])}
        return "submit", seat.who, 1 + max(model.entries, default=0), stated

    def _decide(self, model):
        entry = self.chance.choice(list(model.entries.values()))
        act = "reopen" if entry.status == "approved" else self.chance.choice(["approve"] * 3 + ["return"])
        reason = {"approve": "", "return": "wrong_counts", "reopen": "new_facts"}[act]
        who = "binh" if entry.commune == "B" else "sau"
        return "decide", who, entry.key, act, entry.version, reason, "Xem lại", "Đếm lại"

    def _withdraw(self, model):
        entry = self.chance.choice(list(model.entries.values()))
        return "withdraw", entry.author, entry.key, entry.version

    def _close(self, _model):
        who, place = self.chance.choice([("sau", "A"), ("binh", "B"), ("tinh", PROVINCE)])
        return "close", who, place, W1.starts_on, W1.ends_on, "Còn chờ xác minh"

    def _reopen_period(self, _model):
        place = self.chance.choice(["A", "B", PROVINCE])
        return "reopen_period", "tinh", place, W1.starts_on, W1.ends_on


@pytest.fixture
def model(frozen_clock) -> ReferenceModel:
    """The reference, at the moment at which the server's clock stands."""
    frozen_clock.set(MOMENT)
    model = ReferenceModel()
    model.now = MOMENT
    return model


@pytest.fixture
def server(app):
    """The portal in processes of its own, on the database of the tests."""
    server = SeparateServer(app, "tests.stateful.frozen_server:create_app()", workers=1)
    server.start()
    yield server
    server.kill()


def played(model: ReferenceModel, act: str, *args) -> tuple[ReferenceModel, object]:
    """Return what the reference would be after an act, and what the act came to."""
    after = deepcopy(model)
    try:
        getattr(after, act)(*args)
    except Refused as refusal:
        return model, refusal.args[0]
    return after, "done"


def test_what_a_killed_server_did_not_answer_is_wholly_done_or_not_at_all(app, model, server):
    stage, acts, outcomes, seconds = Stage(model), RandomActs(seed=162), Counter(), 0.03
    browsers = Browsers(app, stage, server.port)
    db.session.remove()

    for number in range(1, 1 + ACTS):
        act, *args = acts.next(model)
        is_killed = number % ACTS_BETWEEN == 0
        # At some moment of an act, if it takes as long as the one before.
        killer = threading.Timer(acts.chance.uniform(0, 0.8 * seconds), server.kill) if is_killed else None
        began = time.monotonic()
        status = browsers.send(act, *args, after_connecting=killer)
        seconds = time.monotonic() - began
        after, outcome = played(model, act, *args)
        if is_killed:
            killer.join()
            server.start()
        if status is None:
            assert is_killed
            happened = has_happened(stage, model, after)
            outcomes["wholly" if happened else "not at all"] += 1
            model = after if happened else model
        else:
            # Reopening a period answers with the same page either way.
            assert act == "reopen_period" or (status in (200, 201, 303)) == (outcome == "done"), (act, args)
            outcomes["answered"] += 1
            model = after
        check_agreement(stage, model, number)
        db.session.remove()

    # Some kills come too late; most must not, or they would prove nothing.
    print(f"\n{dict(outcomes)}, {len(model.log)} acts, {len(model.ledger)} corrections")
    assert outcomes["answered"] < ACTS
    assert len(model.log) > ACTS / 3


def has_happened(stage: Stage, before: ReferenceModel, after: ReferenceModel) -> bool:
    """Tell whether an act that nobody answered was done; half of it agrees with neither."""
    db.session.remove()
    try:
        check_agreement(stage, after)
    except AssertionError:
        check_agreement(stage, before)
        return False
    return True
