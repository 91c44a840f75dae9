"""How long it takes to check a day's entries for flags, and to find a photo among 300,000.

`.venv/bin/python -m benchmarks.flags URL` fills a fresh database at the address; SQLite or PostgreSQL.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, func, insert, select
from uuid_utils.compat import uuid7

from benchmarks.data import ROOT, flask
from portal import clock, create_app
from portal.domain.photo_hashes import distance, photo_marks
from portal.domain.quality_surroundings import prints_of
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Activity, EntryPrint, Flag, Photo, Team, User
from portal.queries.batches import batches
from portal.queries.flag_facts import list_alike
from portal.queries.units import list_units
from portal.services.flags import find_flags
from portal.services.tallies import rebuild
from portal.transaction import transaction

TEAMS, AUTHORS_A_TEAM, PHOTOS_AN_ENTRY = 900, 5, 3
TEXT = (
    "hướng dẫn bà con nộp hồ sơ đăng ký khai sinh trên cổng dịch vụ công cài ứng dụng ngân hàng thanh toán"
    " tiền điện nước mua bán qua mạng phòng lừa đảo đổi mật khẩu điện thoại người lớn tuổi nhà văn hóa thôn"
)
WORDS = TEXT.split()
TODAY = date(2022, 6, 30)


def measure(url: str, *, entries: int, photos: int) -> dict[str, object]:
    """Fill the database in a program of its own, check the day's entries, and return what it took."""
    with tempfile.TemporaryDirectory() as directory:
        flask(url, "prepare", "--no-demo", directory=Path(directory))
        environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA_DIR": directory}
        command = [sys.executable, "-m", "benchmarks.flags", "--inside", url]
        command += ["--entries", str(entries), "--photos", str(photos)]
        told = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, text=True, stdout=subprocess.PIPE
        )
        return json.loads(told.stdout.splitlines()[-1])


def run(entries: int, photos: int) -> dict[str, object]:
    """Fill the database of the environment, check, and return seconds and milliseconds."""
    chance = random.Random(1)
    teams = _make_teams(chance)
    _make_entries(chance, teams, photos // PHOTOS_AN_ENTRY, days=31, is_due=False)
    _make_photos(chance, PHOTOS_AN_ENTRY)
    _make_entries(chance, teams, entries, days=1, is_due=True)
    _make_photos(chance, 1)
    rebuild()
    # The first one also compiles its statements and opens the pages of a database nobody has read yet.
    first, *others = _time_searches(chance)
    searches = sorted(others)
    started, worked = time.perf_counter(), time.process_time()
    find_flags()
    seconds, own_seconds = time.perf_counter() - started, time.process_time() - worked
    waiting = db.session.scalar(select(func.count()).where(Activity.is_check_due))
    return {
        "entries": entries,
        "photos": db.session.scalar(select(func.count()).select_from(Photo)),
        "left": waiting,
        "flags": db.session.scalar(select(func.count()).select_from(Flag)),
        "check_s": round(seconds, 1),
        "check_own_cpu_s": round(own_seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "search_first_ms": round(first, 2),
        "search_median_ms": round(searches[len(searches) // 2], 2),
        "search_95_of_100_ms": round(searches[len(searches) * 95 // 100], 2),
        "search_worst_ms": round(searches[-1], 2),
    }


def _make_teams(chance: random.Random) -> list[tuple[int, int, list[int]]]:
    """Return id, commune and authors of the teams."""
    communes = list_units(TODAY, UnitLevel.commune)
    made = []
    with transaction():
        for number in range(TEAMS):
            commune = communes[number % len(communes)]
            team = Team(
                code=f"B-{number:04d}", name=f"Tổ {number}", level="hamlet", commune_id=commune.id,
                created_at=clock.now(),
            )  # fmt: skip
            users = [
                User(name=f"Tổ viên {number}", phone=f"09{number:05d}{seat:03d}", created_at=clock.now())
                for seat in range(AUTHORS_A_TEAM)
            ]
            db.session.add_all([team, *users])
            made.append((team, users))
        db.session.flush()
        return [(team.id, team.commune_id, [user.id for user in users]) for team, users in made]


def _make_entries(chance: random.Random, teams: list, count: int, *, days: int, is_due: bool) -> None:
    rows = (_entry(chance, chance.choice(teams), days, is_due) for _number in range(count))
    _insert(Activity, rows)


def _entry(chance: random.Random, team: tuple, days: int, is_due: bool) -> dict[str, object]:
    team_id, commune_id, authors = team
    day = TODAY - timedelta(days=chance.randrange(days) + (not is_due))
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=chance.randrange(50_000))
    author, arrived = chance.choice(authors), clock.now() if is_due else moment
    length = chance.choice((0, 5, 12, 18, 25))
    return {
        "uuid": uuid7(), "commune_id": commune_id, "team_id": team_id, "author_id": author,
        "logged_by_id": author, "occurred_on": day, "kind": "assistance", "place": "", "difficulty": "",
        "skills": (chance.choice(("payment", "safety", "shopping")),), "visits": chance.randint(1, 9),
        "note": " ".join(chance.choices(WORDS, k=length)), "content_sha256": "",
        "status": "submitted",
        "recorded_at": moment, "client_time": arrived, "received_at": arrived, "submitted_at": arrived,
        "updated_at": arrived, "device": "phone", "version": 1, "is_check_due": is_due,
    }  # fmt: skip


def _make_photos(chance: random.Random, each: int) -> None:
    """Give photos with random hashes to the entries that have none, and prints to those checked."""
    columns = (Activity.id, Activity.commune_id, Activity.author_id, Activity.received_at, Activity.note)
    bare = select(*columns, Activity.is_check_due).where(~exists().where(Photo.activity_id == Activity.id))
    bare = bare.order_by(Activity.id)
    entries = db.session.execute(bare).all()
    hashes = {entry.id: tuple(_photo(chance) for _each in range(each)) for entry in entries}
    photos = (
        {
            "activity_id": entry.id, "commune_id": entry.commune_id, "slot": place, "sha256": f"{place}",
            "stored_sha256": "a", "thumbnail_sha256": "b", "width": 9, "height": 8, "size": 1,
            "difference_hash": value, "received_at": entry.received_at, "sent_by_id": entry.author_id,
            "expires_at": entry.received_at + timedelta(days=730),
        }
        for entry in entries
        for place, value in enumerate(hashes[entry.id], 1)
    )  # fmt: skip
    _insert(Photo, photos)
    prints = sorted(
        (mark, entry.id, photo)
        for entry in entries
        if not entry.is_check_due
        for mark, photo in prints_of(Facts(entry.note, hashes[entry.id])).items()
    )
    _insert(
        EntryPrint, ({"value": mark, "activity_id": entry, "photo": photo} for mark, entry, photo in prints)
    )


def _photo(chance: random.Random) -> int:
    """Return a hash as photos have them: edges go on downwards, and sky, walls or paper have no steps."""
    rows = [chance.getrandbits(8)]
    for _row in range(7):
        rows.append(rows[-1] ^ (chance.getrandbits(8) & chance.getrandbits(8)))
    kind = chance.random()
    if kind < 0.4:
        sky = chance.randint(1, 4)
        rows[:sky] = [0] * sky
    elif kind < 0.6:
        wall = (1 << chance.randint(2, 5)) - 1
        rows = [row & ~wall for row in rows]
    return int.from_bytes(bytes(rows), signed=True)


class Facts:
    """What prints are made of."""

    def __init__(self, note: str, photos: tuple[int, ...]) -> None:
        self.note, self.photos = note, photos


def _insert(model, rows: Iterator[dict[str, object]]) -> None:
    for batch in batches(rows, 50_000):
        with transaction():
            db.session.execute(insert(model.__table__), batch)


def _time_searches(chance: random.Random) -> Iterator[float]:
    """Look for photos that are there with three bits changed; yield milliseconds, and fail on a miss."""
    known = select(Photo.activity_id, Photo.difference_hash).join(Activity, Activity.id == Photo.activity_id)
    some = db.session.execute(known.where(~Activity.is_check_due, Photo.id % 1_001 == 0).limit(300)).all()
    for activity_id, value in some:
        changed = value
        for bit in chance.sample(range(63), 3):
            changed ^= 1 << bit
        started = time.perf_counter()
        marks = {mark: (changed,) for mark in prints_of(Facts("", (changed,)))}
        found = {
            entry.id
            for _mark, entry in list_alike(marks)
            if any(distance(changed, photo) <= 3 for photo in entry.photos)
        }
        yield 1000 * (time.perf_counter() - started)
        if activity_id not in found:
            raise RuntimeError(f"A photo of entry {activity_id} was not found by {photo_marks(changed)}.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flags", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--photos", type=int, default=300_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        with create_app().app_context():
            print(json.dumps(run(arguments.entries, arguments.photos)))
    else:
        print(measure(arguments.url, entries=arguments.entries, photos=arguments.photos))
