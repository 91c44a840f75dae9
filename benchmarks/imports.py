"""How long an import of many members takes, and how much memory: its preview, then its writing."""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter
from sqlalchemy import select

from benchmarks.data import ROOT, flask
from portal import clock, create_app
from portal.documents.import_sheets import open_import
from portal.domain.completion_columns import COMPLETIONS
from portal.domain.import_columns import MEMBERS
from portal.domain.imports import ImportKind
from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Import, Team, TeamDecision, Unit, User
from portal.queries.units import find_unit_by_code, list_units
from portal.queries.viewers import get_viewer
from portal.services.import_work import work_on_import
from portal.services.imports import confirm_import, upload_import
from portal.services.staff import create_staff
from portal.transaction import transaction

MEMBERS_A_TEAM = 10
PROVINCE = "70"


def measure_import(url: str, directory: Path, rows: int = 20_000) -> dict[str, float]:
    """Import into a fresh database with the shipped places, in a program of its own; return what it took."""
    flask(url, "prepare", "--no-demo", directory=directory)
    environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory)}
    command = [sys.executable, "-m", "benchmarks.imports", str(rows)]
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, text=True, capture_output=True)
    return json.loads(told.stdout.splitlines()[-1])


def run(rows: int) -> dict[str, float]:
    """Run the import on the database of the environment; return seconds and peak mebibytes."""
    actor, unit = _make_administrator()
    content = _members_file(_make_teams(rows // MEMBERS_A_TEAM), rows)
    before = _peak()
    imported = upload_import(
        actor, ImportKind.members, unit, file_name="thanh-vien.xlsx", stream=io.BytesIO(content)
    )
    preview_seconds = _time_work(imported.id, "ready")
    previewed = _peak()
    confirm_import(actor, imported.id, db.session.get_one(Import, imported.id).digest)
    write_seconds = _time_work(imported.id, "applied")
    courses = upload_import(
        actor, ImportKind.completions, unit, file_name="tap-huan.xlsx", stream=io.BytesIO(_courses_file(rows))
    )
    courses_seconds = _time_work(courses.id, "ready")
    return {
        "preview_s": round(preview_seconds, 2),
        "write_s": round(write_seconds, 2),
        "completions_preview_s": round(courses_seconds, 2),
        "before_mb": before,
        "preview_mb": previewed,
        "write_mb": _peak(),
    }


def _time_work(import_id: int, wanted: str) -> float:
    started = time.perf_counter()
    work_on_import(import_id, open_import)
    seconds = time.perf_counter() - started
    imported = db.session.get_one(Import, import_id, populate_existing=True)
    if imported.state != wanted:
        raise RuntimeError(f"{imported.state}: {str(imported.outcome)[:500]}")
    return seconds


def _make_administrator():
    place = find_unit_by_code(PROVINCE, clock.today())
    unit = db.session.get(Unit, place.id)
    phone = f"09{time.time_ns() % 10**8:08d}"
    create_staff(None, name="Quản Trị", phone=phone, role=Role.admin, unit=unit)
    user = db.session.scalar(select(User).where(User.phone == phone))
    return get_viewer(user.id, today=clock.today()), unit


def _make_teams(count: int) -> list[str]:
    """Spread teams over the communes, and return their codes."""
    communes = list_units(clock.today(), UnitLevel.commune)
    with transaction():
        teams = [
            Team(
                code=f"{commune.code}-{number:03d}",
                name=f"Tổ công nghệ số cộng đồng số {number}",
                level="hamlet",
                commune_id=commune.id,
                created_at=clock.now(),
            )
            for number, commune in _spread(communes, count)
        ]
        db.session.add_all(teams)
        db.session.flush()
        db.session.add_all(
            TeamDecision(
                team_id=team.id,
                kind="founding",
                number="12/QĐ-UBND",
                decided_on=date(2022, 4, 1),
                recorded_at=clock.now(),
            )
            for team in teams
        )
        return [team.code for team in teams]


def _spread(communes: list, count: int) -> Iterator[tuple[int, object]]:
    yield from ((number, communes[number % len(communes)]) for number in range(count))


def _members_file(team_codes: list[str], rows: int) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [column.heading for column in MEMBERS])
        for row in range(rows):
            role = "Tổ trưởng" if row < len(team_codes) else "Tổ viên"
            cells = {
                "team_code": team_codes[row % len(team_codes)],
                "name": f"Nguyễn Thị Phượng {row}",
                "phone": f"091{row:07d}",
                "role": role,
                "affiliation": "Hội Phụ nữ",
                "since": "01/05/2022",
            }
            sheet.write_row(row + 1, 0, [cells.get(column.key, "") for column in MEMBERS])
    return file.getvalue()


def _courses_file(rows: int) -> bytes:
    """Let each of the members complete a course."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [column.heading for column in COMPLETIONS])
        for row in range(rows):
            cells = {
                "name": f"Nguyễn Thị Phượng {row}",
                "phone": f"091{row:07d}",
                "title": "Thanh toán trực tuyến",
                "completed_on": "20/05/2022",
                "provider": "onetouch.mic.gov.vn",
                "certificate": f"CN-{row}",
            }
            sheet.write_row(row + 1, 0, [cells.get(column.key, "") for column in COMPLETIONS])
    return file.getvalue()


def _peak() -> int:
    """Return the most memory that this program has held so far, in mebibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    with create_app().app_context():
        print(json.dumps(run(int(sys.argv[1]))))
