"""The demo's community sessions and good practices: held, to come, recurring, cancelled, copied."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Row, select

from portal import clock
from portal.demo.rows import insert_rows
from portal.demo.teams import DemoTeam
from portal.domain.activity_status import ActivityStatus
from portal.domain.community_sessions import Repetition, list_days
from portal.domain.practices import PracticeStatus, PracticeText
from portal.domain.skills import PAYMENT, PUBLIC_SERVICES, SAFETY, SHOPPING
from portal.extensions import db
from portal.models import Activity, CommunitySession, Practice

MOST_HELD = 300
TEAMS_WITH_PLANS = 60
SHARE_CANCELLED = 0.12
SHARE_COPIED = 0.5
HOURS = (time(7, 30), time(8), time(14), time(18, 30), time(19))
PLACES = ("Nhà văn hóa thôn", "Trụ sở thôn", "Trường tiểu học", "Sân chùa", "Chợ xã")
BRINGS = ("Điện thoại và thẻ căn cước", "Điện thoại, kính đọc sách", "Hóa đơn tiền điện tháng này", "")
REASONS = ("Mưa lớn, đường khó đi. Hẹn bà con tuần sau.", "Thôn có việc hiếu, tổ xin dời buổi.")
PRACTICES = (
    PracticeText(
        "Trả tiền điện: mỗi người làm trên máy của mình",
        "1. Xin bà con mang theo hóa đơn tháng này.\n2. Chia nhóm ba người, một người đã biết ngồi cùng.\n"
        "3. Người hướng dẫn chỉ một lần, sau đó chỉ nhìn, không cầm máy thay.\n"
        "4. Ai xong thì chỉ lại người bên.",
        (PAYMENT,),
        "Người lần đầu thanh toán trên điện thoại",
        60,
        ("https://dichvucong.gov.vn",),
    ),
    PracticeText(
        "Nộp hồ sơ trực tuyến ngay tại nhà văn hóa",
        "1. Dán trước danh sách giấy tờ cần chụp.\n2. Mở sẵn mạng ở nhà văn hóa.\n"
        "3. Bà con tự gõ, tổ chỉ đọc từng bước.\n4. Ghi lại mã hồ sơ để tự tra cứu.",
        (PUBLIC_SERVICES,),
        "Hộ có hồ sơ đang cần làm",
        90,
        ("https://dichvucong.gov.vn",),
    ),
    PracticeText(
        "Nhận ra cuộc gọi lừa đảo bằng trò đóng vai",
        "1. Hai người của tổ đóng vai kẻ gọi và người nghe.\n2. Bà con giơ tay khi thấy dấu hiệu lạ.\n"
        "3. Cùng nhắc lại: không đọc mã OTP cho ai.",
        (SAFETY,),
        "Người cao tuổi",
        45,
    ),
    PracticeText(
        "Chụp ảnh hạt điều để bán trên sàn",
        "1. Chụp ngoài trời, nền sạch.\n2. Ghi cân nặng và giá.\n3. Đăng thử một món, hỏi nhau rồi sửa.",
        (SHOPPING,),
        "Hộ trồng điều",
        75,
    ),
)


def add_sessions(
    source: random.Random, teams: Sequence[DemoTeam], shown: DemoTeam, reviewers: dict[int, int]
) -> None:
    """Add what teams planned around the entries that are there; no entry is made or changed."""
    entries = _sessions_logged()
    practice_ids = _add_practices(entries, shown, {team.id: team for team in teams}, reviewers)
    rows = _held(source, entries, practice_ids)
    awake = [team for team in teams if team.hamlets and not team.asleep and team is not shown]
    for team in source.sample(awake, min(TEAMS_WITH_PLANS, len(awake))):
        rows += _coming(source, team)
    rows += _of_shown(source, shown)
    slots = {}
    for row in rows:
        slots.setdefault((row["team_id"], row["hamlet_id"], row["held_on"], row["start_time"]), row)
    insert_rows(CommunitySession, list(slots.values()))


def _sessions_logged() -> Sequence[Row]:
    """Return the latest entries of sessions that name a hamlet, the latest first."""
    wanted = (ActivityStatus.approved, ActivityStatus.submitted)
    logged = select(
        Activity.id,
        Activity.team_id,
        Activity.commune_id,
        Activity.hamlet_id,
        Activity.author_id,
        Activity.occurred_on,
        Activity.skills,
        Activity.place,
        Activity.status,
    ).where(Activity.kind == "session", Activity.hamlet_id.is_not(None), Activity.status.in_(wanted))
    newest = logged.order_by(Activity.occurred_on.desc(), Activity.uuid.desc())
    return db.session.execute(newest.limit(MOST_HELD)).all()


def _add_practices(
    entries: Sequence[Row], shown: DemoTeam, teams: dict[int, DemoTeam], reviewers: dict[int, int]
) -> dict[int, dict]:
    """Publish a practice of one session for each text, and let one of the shown commune wait for its eye."""
    rows, used = [], set()
    for text in PRACTICES:
        fits = (one for one in entries if _fits(one, text, used) and one.commune_id != shown.commune.id)
        if (entry := next(fits, None)) is not None:
            used.add(entry.id)
            rows.append(_practice(text, entry, teams[entry.team_id], reviewers[entry.commune_id]))
    own = next(
        (one for one in entries if one.commune_id == shown.commune.id and one.status == "approved"), None
    )
    if own is not None:
        text = PracticeText("Học theo cặp ông bà và con cháu", PRACTICES[0].steps, own.skills, "Cả nhà", 60)
        rows.append(_practice(text, own, teams[own.team_id], None))
    ids = insert_rows(Practice, rows)
    return {key: row for key, row in zip(ids, rows, strict=True) if row["decided_by_id"]}


def _fits(entry: Row, text: PracticeText, used: set[int]) -> bool:
    return entry.status == "approved" and text.skills[0] in entry.skills and entry.id not in used


def _practice(text: PracticeText, entry: Row, team: DemoTeam, decider: int | None) -> dict:
    day = entry.occurred_on + timedelta(days=6)
    return {
        "activity_id": entry.id,
        "team_id": entry.team_id,
        "commune_id": entry.commune_id,
        "status": PracticeStatus.published if decider else PracticeStatus.proposed,
        "title": text.title,
        "steps": text.steps,
        "audience": text.audience,
        "minutes": text.minutes,
        "skills": text.skills,
        "links": "\n".join(text.links),
        "words_fold": text.words,
        "proposed_by_id": team.members[0],
        "proposed_at": _moment(day),
        "decided_by_id": decider,
        "decided_at": _moment(day + timedelta(days=1)) if decider else None,
        "note": "",
        "version": 1,
    }


def _held(source: random.Random, entries: Sequence[Row], practices: dict[int, dict]) -> list[dict]:
    rows = []
    for entry in entries:
        fits = [
            key
            for key, practice in practices.items()
            if practice["skills"][0] in entry.skills and practice["team_id"] != entry.team_id
        ]
        practice_id = source.choice(fits) if fits and source.random() < SHARE_COPIED else None
        row = _session(source, entry.team_id, entry.commune_id, entry.hamlet_id, entry.author_id)
        row |= {"held_on": entry.occurred_on, "skills": entry.skills, "activity_id": entry.id}
        row |= {"place": entry.place or row["place"], "practice_id": practice_id}
        rows.append(row)
    return rows


def _coming(source: random.Random, team: DemoTeam) -> list[dict]:
    """Plan one session of the next weeks, or some that recur; a few are cancelled."""
    first = clock.today() + timedelta(days=source.randint(1, 20))
    repetition = source.choice((Repetition.once, Repetition.once, Repetition.fortnightly, Repetition.monthly))
    rows = _series(source, team, first, repetition, first + timedelta(days=80))
    if source.random() < SHARE_CANCELLED:
        _cancel(source, rows[0], team)
    return rows


def _of_shown(source: random.Random, team: DemoTeam) -> list[dict]:
    """Give the team of the sign-ins something of everything: held and not logged, weekly, cancelled."""
    if not team.hamlets:
        return []
    today = clock.today()
    rows = [row for back in (2, 9) for row in _series(source, team, today - timedelta(days=back))]
    rows += _series(source, team, today + timedelta(days=3), Repetition.weekly, today + timedelta(days=60))
    [cancelled] = _series(source, team, today + timedelta(days=6))
    _cancel(source, cancelled, team)
    return [*rows, cancelled]


def _series(
    source: random.Random,
    team: DemoTeam,
    first: date,
    repetition: Repetition = Repetition.once,
    until: date | None = None,
) -> list[dict]:
    pattern = _session(source, team.id, team.commune.id, team.hamlets[0].id, source.choice(team.members))
    days = list_days(first, repetition, until)
    series_uuid = UUID(int=source.getrandbits(128), version=4) if len(days) > 1 else None
    return [pattern | {"held_on": day, "series_uuid": series_uuid} for day in days]


def _session(source: random.Random, team_id: int, commune_id: int, hamlet_id: int, planner: int) -> dict:
    return {
        "team_id": team_id,
        "commune_id": commune_id,
        "hamlet_id": hamlet_id,
        "practice_id": None,
        "series_uuid": None,
        "start_time": source.choice(HOURS),
        "end_time": None,
        "place": source.choice(PLACES),
        "skills": source.choice(PRACTICES).skills,
        "expected": source.choice((None, 15, 20, 30, 40)),
        "bring": source.choice(BRINGS),
        "planned_by_id": planner,
        "planned_at": clock.now() - timedelta(days=source.randint(2, 12)),
        "cancelled_by_id": None,
        "cancelled_at": None,
        "cancel_reason": "",
        "activity_id": None,
        "version": 1,
    }


def _cancel(source: random.Random, row: dict, team: DemoTeam) -> None:
    row |= {"cancelled_by_id": team.members[0], "cancelled_at": clock.now()}
    row["cancel_reason"] = source.choice(REASONS)


def _moment(day: date) -> datetime:
    moment = datetime.combine(day, time(3), clock.now().tzinfo)
    return min(moment, clock.now())
