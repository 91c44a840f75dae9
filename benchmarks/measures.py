"""What is measured: pages at two sizes, entries and decisions a second, each beside the bare app."""

import json
import os
import re
import urllib.parse
from dataclasses import dataclass
from datetime import date
from http.cookies import SimpleCookie
from itertools import islice
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from sqlalchemy import create_engine, text
from uuid_utils.compat import uuid7

from benchmarks.load import Outcome, http_request, run_load
from portal.demo.world import PASSWORD

CLIENTS = 32


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args) -> None:
        return None


@dataclass
class Session:
    """A signed-in browser: its cookie and its CSRF token."""

    cookie: str
    token: str


def sign_in(port: int, phone: str) -> Session:
    """Sign in through the page, as a phone does."""
    base = f"http://127.0.0.1:{port}"
    opener = build_opener(_NoRedirect)
    with opener.open(f"{base}/sign-in") as answer:
        cookie, token = _cookie(answer), _token(answer.read().decode())
    form = urllib.parse.urlencode(
        {"csrf_token": token, "phone": phone, "password": PASSWORD, "next": ""}
    ).encode()
    request = Request(f"{base}/sign-in", form, {"Cookie": cookie})
    try:
        opener.open(request)
        raise RuntimeError(f"{phone} could not sign in.")
    except OSError as answer:
        cookie = _cookie(answer)
    with opener.open(Request(f"{base}/api/me", headers={"Cookie": cookie})) as answer:
        fresh = answer.headers.get("Set-Cookie")
        token = json.load(answer)["csrf"]
        return Session(_cookie(answer) if fresh else cookie, token)


def measure_page(port: int, session: Session | None, path: str, *, times: int = 40) -> Outcome:
    """Get a page so many times, one after the other, from workers that have shown it before."""
    headers = {"Cookie": session.cookie} if session else {}
    request = http_request("GET", path, **headers)
    run_load(port, [iter([request] * 20)])
    outcome = run_load(port, [iter([request] * times)])
    if set(outcome.statuses) != {200}:
        raise RuntimeError(f"{path}: {outcome.statuses}")
    return outcome


def measure_bare_inserts(port: int, *, requests: int) -> Outcome:
    """Insert rows through the bare app with all clients."""
    body = json.dumps(content("25195-01", date(2022, 6, 16))).encode()
    clients = [
        iter(
            [http_request("PUT", f"/insert/{uuid7()}", body=body) for _request in range(requests // CLIENTS)]
        )
        for _client in range(CLIENTS)
    ]
    return run_load(port, clients)


def measure_entries(port: int, url: str, *, requests: int) -> Outcome:
    """Send entries as so many members of different teams, each over an own connection."""
    clients = []
    for phone, user_id, team in list_members(url, CLIENTS):
        session = sign_in(port, phone)
        body = json.dumps(content(team, date.today())).encode()
        headers = {
            "Cookie": session.cookie,
            "Content-Type": "application/json",
            "X-CSRF-Token": session.token,
            "X-Queue-Owner": str(user_id),
        }
        clients.append(
            iter(
                [
                    http_request("PUT", f"/api/activities/{uuid7()}", body=body, **headers)
                    for _request in range(requests // CLIENTS)
                ]
            )
        )
    return run_load(port, clients)


def measure_decisions(port: int, url: str, *, requests: int) -> Outcome:
    """Approve waiting entries as coordinators of different communes, each over an own connection."""
    clients = []
    for phone, waiting in list_queues(url, CLIENTS, requests // CLIENTS):
        session = sign_in(port, phone)
        headers = {"Cookie": session.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        clients.append(
            iter(
                [
                    http_request(
                        "POST",
                        f"/reviews/{uuid}/approve",
                        body=urllib.parse.urlencode(
                            {"csrf_token": session.token, "version": version}
                        ).encode(),
                        **headers,
                    )
                    for uuid, version in waiting
                ]
            )
        )
    return run_load(port, clients)


def list_members(url: str, count: int) -> list[tuple[str, int, str]]:
    """Return (phone, user id, team code) of so many members of different valid teams."""
    rows = _rows(
        url,
        "SELECT min(u.phone), min(u.id), t.code FROM memberships m JOIN users u ON u.id = m.user_id"
        " JOIN teams t ON t.id = m.team_id"
        " WHERE NOT EXISTS (SELECT 1 FROM team_status_changes s"
        " WHERE s.team_id = t.id AND s.status = 'suspended')"
        " GROUP BY t.code ORDER BY t.code",
    )
    step = max(1, len(rows) // count)
    return [tuple(row) for row in islice(rows, 0, None, step)][:count]


def list_queues(url: str, count: int, each: int) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return the phones of the coordinators with most to do, and their waiting entries as (uuid, version)."""
    queues = []
    rows = _rows(
        url,
        "SELECT u.phone, g.unit_id FROM role_grants g"
        " JOIN users u ON u.id = g.user_id JOIN units n ON n.id = g.unit_id"
        " WHERE g.role = 'coordinator' AND n.level = 'commune' ORDER BY"
        " (SELECT coalesce(sum(y.waiting), 0) FROM tallies y"
        " WHERE y.commune_id = n.id AND y.grain = 'month') DESC"
        f" LIMIT {count}",
    )
    for phone, commune_id in rows:
        waiting = _rows(
            url,
            f"SELECT uuid, version FROM activities WHERE commune_id = {commune_id} AND status = 'submitted'"
            f" ORDER BY submitted_at LIMIT {each}",
        )
        queues.append((phone, [(str(UUID(str(uuid))), version) for uuid, version in waiting]))
    return queues


def find_staff(url: str) -> str:
    """Return the phone of the demo's province staff."""
    return _rows(
        url,
        "SELECT u.phone FROM role_grants g JOIN users u ON u.id = g.user_id WHERE g.role = 'province_staff'",
    )[0][0]


def deep_cursor(port: int, session: Session, path: str, pages: int) -> str:
    """Follow the link to the next page so many times and return its address."""
    opener = build_opener()
    for _page in range(pages):
        request = Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": session.cookie})
        with opener.open(request) as answer:
            links = re.findall(r'href="(/reviews\?[^"]*after=[^"]*)"', answer.read().decode())
        if not links:
            return path
        path = links[0].replace("&amp;", "&")
    return path


def _rows(url: str, statement: str):
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        rows = connection.execute(text(statement)).all()
    engine.dispose()
    return rows


def content(team: str, day: date) -> dict:
    """Return a usual entry."""
    return {
        "team": team,
        "occurred_on": day.isoformat(),
        "kind": "assistance",
        "skills": ["public_services", "payment"],
        "visits": 5,
        "households": 3,
        "alone": 2,
        "together": 3,
        "shown": 0,
        "note": "Hướng dẫn bà con nộp hồ sơ trên Cổng dịch vụ công.",
        "recorded_at": f"{day.isoformat()}T01:15:00+07:00",
    }


def _cookie(answer) -> str:
    cookie = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie") or []:
        cookie.load(header)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookie.items())


def _token(html: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html).group(1)


def processors() -> int:
    """Return how many processors the run may use."""
    return len(os.sched_getaffinity(0))
