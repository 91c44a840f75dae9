"""A district's phones find the line in the same minute: `.venv/bin/python -m benchmarks.phones --help`."""

import argparse
import json
import os
import random
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.request import Request, urlopen

from uuid_utils.compat import uuid7

from benchmarks.data import make_small
from benchmarks.load import Outcome, http_request, run_load
from benchmarks.measures import Session, content
from benchmarks.people import list_members, read_rows, sign_in
from benchmarks.servers import serve

PHONES = 1000
ENTRIES_EACH = 5
# As in static/js/sending.js: phones that see the line come back wait up to so long.
SPREAD_SECONDS = 2.0


def main() -> None:
    """Let the phones send and print what it came to."""
    options = _options()
    directory = Path(options.directory or tempfile.mkdtemp(prefix="benchmarks-"))
    for kind in options.database:
        base = options.postgresql or ""
        small = make_small(kind, base, directory, entries=options.entries)
        outcome, stored = flush(small, directory, options.phones)
        wrong = {status: count for status, count in outcome.statuses.items() if status not in (200, 201)}
        print(
            f"{kind}: {options.phones} phones, {ENTRIES_EACH} entries each, in {outcome.seconds:.1f} s:"
            f" {outcome.rate:.0f} requests/s, {stored / outcome.seconds:.0f} entries/s, p50"
            f" {outcome.percentile(0.5):.0f} ms, p95 {outcome.percentile(0.95):.0f} ms;"
            f" {stored} of {options.phones * ENTRIES_EACH} entries stored; other answers: {wrong or 'none'}"
        )


def flush(url: str, directory: Path, phones: int) -> tuple[Outcome, int]:
    """Return what the load came to, and how many entries more the database has afterwards."""
    key = os.urandom(32).hex()
    environment = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory), "SECRET_KEY": key}
    members = list_members(url, phones)
    cookies = sign_in(environment, [user_id for user_id, _team in members])
    before = _count(url)
    with serve("portal:create_app()", environment) as port:
        clients = [
            _phone(_greet(port, cookie), user_id, team)
            for cookie, (user_id, team) in zip(cookies, members, strict=True)
        ]
        chance = random.Random(1)
        outcome = run_load(port, clients, starts=[chance.uniform(0, SPREAD_SECONDS) for _ in clients])
    return outcome, _count(url) - before


def _phone(session: Session, user_id: int, team: str) -> Iterator[bytes]:
    """Send what sender.js sends: who is it, what waits, the entries, what waits now, what became of them."""
    headers = {
        "Cookie": session.cookie,
        "Content-Type": "application/json",
        "X-CSRF-Token": session.token,
        "X-Queue-Owner": str(user_id),
        "X-Device": f"phone{user_id}",
    }
    yield http_request("GET", "/api/me", Cookie=session.cookie)
    yield http_request("PUT", f"/api/queues/phone{user_id}", body=_report(ENTRIES_EACH), **headers)
    for seq in range(1, ENTRIES_EACH + 1):
        body = json.dumps(content(team, date.today()) | {"visits": 10 + seq}).encode()
        yield http_request("PUT", f"/api/activities/{uuid7()}", body=body, X_Seq=str(seq), **headers)
    yield http_request("PUT", f"/api/queues/phone{user_id}", body=_report(0), **headers)
    yield http_request("GET", "/api/activities?updated_since=2026-01-01T00:00:00Z", Cookie=session.cookie)


def _report(waiting: int) -> bytes:
    saved_at = f"{date.today()}T00:00:00+00:00"
    return json.dumps(
        {
            "last_seq": ENTRIES_EACH,
            "waiting": [{"seq": seq, "saved_at": saved_at} for seq in range(1, waiting + 1)],
            "photos_waiting": 0,
            "discarded": [],
            "client_time": saved_at,
        }
    ).encode()


def _greet(port: int, cookie: str) -> Session:
    """Ask for the token to send with, as at the phone's last contact before the outage."""
    with urlopen(Request(f"http://127.0.0.1:{port}/api/me", headers={"Cookie": cookie})) as answer:
        fresh = answer.headers.get("Set-Cookie")
        token = json.load(answer)["csrf"]
    return Session(fresh.split(";")[0] if fresh else cookie, token)


def _count(url: str) -> int:
    return read_rows(url, "SELECT count(*) FROM activities")[0][0]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite"])
    parser.add_argument("--postgresql", help="postgresql://… of a server on which databases may be made")
    parser.add_argument("--entries", type=int, default=60_000, help="entries of the database before")
    parser.add_argument("--phones", type=int, default=PHONES)
    parser.add_argument("--directory", help="where to keep the databases for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
