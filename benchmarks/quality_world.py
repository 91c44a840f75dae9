"""A labelled synthetic district: honest teams of many kinds, and entries that were faked in twelve ways."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from portal.domain.photo_hashes import difference_hash
from portal.domain.quality_facts import Census, Entry

MONTH = date(2022, 6, 1)
DAYS = 30
SKILLS = ("public_services", "shopping", "payment", "safety", "local_platform")
SUBJECTS = (
    "bà con",
    "các hộ kinh doanh",
    "người cao tuổi",
    "chị em phụ nữ",
    "anh em thanh niên",
    "các hộ nghèo",
)
DEEDS = (
    "nộp hồ sơ khai sinh trên cổng dịch vụ công", "cài ứng dụng ngân hàng và chuyển tiền điện",
    "đăng ký tài khoản định danh mức hai", "bán hạt điều trên sàn thương mại điện tử",
    "đổi mật khẩu sau khi bị lừa", "tra cứu bảo hiểm xã hội trên điện thoại", "quét mã trả tiền ở chợ",
)  # fmt: skip
ENDINGS = (
    "mạng yếu nên phải ra đầu dốc mới gửi được", "máy cũ nên cài khá lâu", "có hai người quên căn cước",
    "hẹn tuần sau làm tiếp phần còn lại", "ai cũng tự làm được lần thứ hai", "con cháu ở nhà giúp thêm",
    "một số người còn ngại vì sợ lừa đảo", "làm ở nhà văn hóa thôn từ sáng đến trưa",
)  # fmt: skip
PEOPLE = ("bà", "chú", "cô", "anh", "chị", "ông", "gia đình", "cháu", "bác", "mợ")
NAMES = (
    "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Lan", "Hường", "Điểu Sơn", "Thị Mai", "K’Liêu", "Phước", "Út",
    "Thanh", "Đức", "Lợi", "Hiền", "Tám", "Chín", "Mười",
)  # fmt: skip
PLACES = (
    "ở quán đầu xóm", "tại nhà", "ngoài rẫy điều", "ở chợ phiên", "trong hội trường", "bên trạm y tế",
    "ở trường", "tại nhà văn hóa", "ở chùa", "trên ủy ban", "ở đại lý phân bón", "dưới bến",
)  # fmt: skip
PHRASES = ("Hướng dẫn bà con", "Hỗ trợ cài VNeID cho bà con tại nhà văn hóa thôn", "", "")


@dataclass
class District:
    """Entries with what they are: the way in which each was faked, or None."""

    chance: random.Random
    entries: list[Entry] = field(default_factory=list)
    fakes: dict[int, str] = field(default_factory=dict)
    censuses: dict[int, Census] = field(default_factory=dict)
    teams: list["TeamOfWorld"] = field(default_factory=list)

    def add(self, values: dict[str, object], fake: str | None = None) -> Entry:
        """Add an entry; what is not given is ordinary."""
        day = values["occurred_on"]
        moment = values.pop("moment", None) or _at(self.chance, day)
        usual = {
            "id": len(self.entries) + 1, "kind": "assistance", "visits": _few(self.chance),
            "skills": self.skills(), "written_at": moment, "received_at": moment, "client_time": moment,
            "commune_id": values["team_id"] % 10,
        }  # fmt: skip
        entry = Entry(**usual | values)
        entry = entry._replace(written_on=(entry.written_at + timedelta(hours=7)).date())
        self.entries.append(entry)
        if fake:
            self.fakes[entry.id] = fake
        return entry

    def skills(self) -> tuple[str, ...]:
        """Return one, two or three skills."""
        count = self.chance.choices((1, 2, 3), (65, 28, 7))[0]
        return tuple(sorted(self.chance.sample(SKILLS, count), key=SKILLS.index))

    def note(self) -> str:
        """Return a note: mostly none or a phrase, sometimes a sentence or two of one's own."""
        if self.chance.random() < 0.6:
            return self.chance.choice(PHRASES)
        return self.own_note()

    def own_note(self) -> str:
        """Return a longer note that hardly two people write: who, what and where, in any order."""
        pick = self.chance.choice
        parts = [
            f"giúp {pick(PEOPLE)} {pick(NAMES)} {pick(DEEDS)} {pick(PLACES)}",
            f"{pick(PEOPLE)} {pick(NAMES)} và {pick(PEOPLE)} {pick(NAMES)} {pick(DEEDS)}",
            f"còn {self.chance.randint(2, 9)} {pick(SUBJECTS)} thì {pick(DEEDS)}",
            f"{pick(ENDINGS)} {pick(PLACES)}",
        ]
        return ", ".join(self.chance.sample(parts, self.chance.choice((2, 3, 3, 4))))

    def photo(self) -> int:
        """Return the hash of a new picture."""
        greys = [self.chance.randrange(256) for _place in range(72)]
        return difference_hash(greys) or 1

    def photos(self) -> tuple[int, ...]:
        """Return the photos of an honest entry: often none."""
        return tuple(self.photo() for _each in range(self.chance.choice((0, 0, 1, 2))))


@dataclass(frozen=True)
class TeamOfWorld:
    """A team with its hamlet, its people and how many days a month each of them works."""

    id: int
    hamlet: int
    authors: tuple[int, ...]
    days_a_month: int


def make_district(seed: int, teams: int = 80) -> District:
    """Return a month of a district; a tenth of the teams have somebody who fakes."""
    district = District(random.Random(seed))
    for number in range(1, teams + 1):
        authors = tuple(10 * number + seat for seat in range(district.chance.randint(2, 5)))
        team = TeamOfWorld(number, number, authors, district.chance.choice((3, 6, 10, 16)))
        population = district.chance.choice((60, 140, 350, 800, 1500))
        district.teams.append(team)
        # Of every fourth hamlet nobody knows how many people it has.
        if number % 4:
            district.censuses[number] = Census(population, population // 4, date(2019, 4, 1))
    for team in district.teams:
        for author in team.authors:
            district.chance.choice(HONEST)(district, team, author)
        _market_day(district, team)
    for number, fake in enumerate(FAKES * 3):
        team = district.teams[(number * 7) % len(district.teams)]
        fake(district, team, 10 * team.id + 8)
    return district


def _usual(district: District, team: TeamOfWorld, author: int, day: date, **values: object) -> Entry:
    kind = district.chance.choices(("assistance", "session", "household_visit"), (70, 8, 22))[0]
    visits = {"assistance": _few(district.chance), "household_visit": 1}.get(kind)
    if visits is None:
        # A crowd is counted in tens as often as one by one.
        visits = district.chance.choice((20, 30, 40, district.chance.randint(12, 45)))
    census = district.censuses.get(team.hamlet)
    visits = min(visits, census.population if census else visits)
    stated = {
        "team_id": team.id, "author_id": author, "occurred_on": day, "hamlet_id": team.hamlet, "kind": kind,
        "visits": visits, "note": district.note(), "photos": district.photos(),
        "households": district.chance.choice((None, min(visits, 12))),
    }  # fmt: skip
    return district.add(stated | values)


def _work_days(district: District, team: TeamOfWorld) -> list[date]:
    count = min(DAYS, max(1, team.days_a_month + district.chance.randint(-2, 2)))
    return sorted(MONTH + timedelta(days=place) for place in district.chance.sample(range(DAYS), count))


def _daily(district: District, team: TeamOfWorld, author: int) -> None:
    """Log each time at once."""
    for day in _work_days(district, team):
        for _each in range(district.chance.choice((1, 1, 1, 2, 3))):
            _usual(district, team, author, day)


def _offline(district: District, team: TeamOfWorld, author: int) -> None:
    """Write it down at once, without a network for up to two weeks, then send all."""
    for day in _work_days(district, team):
        moment = _at(district.chance, day)
        sent = _at(district.chance, MONTH + timedelta(days=14 if day.day <= 14 else 29), hour=18)
        sent = max(sent, moment)
        _usual(district, team, author, day, written_at=moment, received_at=sent, client_time=sent)


def _notebook(district: District, team: TeamOfWorld, author: int) -> None:
    """Write the week up from a notebook on Sunday evening."""
    for day in _work_days(district, team):
        sunday = day + timedelta(days=6 - day.weekday())
        _usual(district, team, author, day, moment=_at(district.chance, sunday, hour=20))


def _paper(district: District, team: TeamOfWorld, author: int) -> None:
    """Keep a paper sheet, typed in by the leader in the first days of the next month."""
    moment = datetime(2022, 7, 1, 9, tzinfo=UTC)
    for day in _work_days(district, team):
        _usual(district, team, author, day, moment=moment, is_on_paper=True)


def _template(district: District, team: TeamOfWorld, author: int) -> None:
    """Repeat an own long phrase now and then, and the same number out of habit."""
    phrase, usual = district.own_note(), district.chance.choice((2, 3, 4, 5))
    for place, day in enumerate(_work_days(district, team)):
        note = phrase if place % 3 == 0 else ""
        _usual(district, team, author, day, note=note, visits=usual, kind="assistance", households=None)


def _wrong_clock(district: District, team: TeamOfWorld, author: int) -> None:
    """Have a phone that is a few hours off."""
    off = timedelta(hours=district.chance.randint(-9, 9))
    for day in _work_days(district, team):
        moment = _at(district.chance, day)
        _usual(district, team, author, day, moment=moment, client_time=moment + off)


def _estimates(district: District, team: TeamOfWorld, author: int) -> None:
    """Round now and then, as one does in a crowd at home."""
    for day in _work_days(district, team):
        visits = _few(district.chance)
        if district.chance.random() < 0.35:
            visits = 5 * max(1, round(visits / 5))
        _usual(district, team, author, day, visits=visits, kind="assistance", households=None)


def _market_day(district: District, team: TeamOfWorld) -> None:
    """Stand at the market together twice a month: many visits of each."""
    if team.id % 5 == 0:
        for day in (MONTH + timedelta(days=9), MONTH + timedelta(days=19)):
            for author in team.authors[:3]:
                _usual(
                    district, team, author, day, kind="assistance", hamlet_id=None, households=None,
                    visits=district.chance.randint(18, 45),
                )  # fmt: skip


def _fake(
    district: District, team: TeamOfWorld, author: int, day: date, fake: str, **values: object
) -> Entry:
    stated = {"team_id": team.id, "author_id": author, "occurred_on": day, "hamlet_id": team.hamlet}
    return district.add(stated | {"note": "Hướng dẫn bà con"} | values, fake)


def _fake_duplicates(district: District, team: TeamOfWorld, author: int) -> None:
    for entry in [one for one in district.entries if one.team_id == team.id and one.id not in district.fakes][
        :6
    ]:
        values = entry._asdict() | {"author_id": district.chance.choice((entry.author_id, author))}
        if entry.visits >= 20:
            values["visits"] += district.chance.choice((0, 1, 2))
        del values["id"]
        values["photos"] = ()
        district.add(values, "likely_duplicate")


def _fake_photos(district: District, team: TeamOfWorld, author: int) -> None:
    pictured = [one for one in district.entries if one.photos]
    for place in range(6):
        photo = district.chance.choice(pictured).photos[0]
        for bit in district.chance.sample(range(63), district.chance.randint(0, 3)):
            photo ^= 1 << bit
        _fake(district, team, author, _some_day(district, place), "same_photo", photos=(photo,))


def _fake_notes(district: District, team: TeamOfWorld, author: int) -> None:
    longer = [one.note for one in district.entries if len(one.note.split()) >= 22]
    for place in range(6):
        words = district.chance.choice(longer).split()
        if district.chance.random() < 0.5:
            words[district.chance.randrange(len(words))] = "xã"
        _fake(district, team, author, _some_day(district, place), "copied_note", note=" ".join(words))


def _fake_burst(district: District, team: TeamOfWorld, author: int) -> None:
    moment = _at(district.chance, MONTH + timedelta(days=20), hour=21)
    for place in range(district.chance.randint(6, 14)):
        moment += timedelta(seconds=district.chance.randint(20, 110))
        _fake(district, team, author, MONTH + timedelta(days=20 - place), "burst", moment=moment)


def _fake_tempo(district: District, team: TeamOfWorld, author: int) -> None:
    for place in range(3):
        day = _some_day(district, 3 * place)
        for _each in range(2):
            _fake(district, team, author, day, "impossible_tempo", visits=district.chance.randint(24, 70))


def _fake_end(district: District, team: TeamOfWorld, author: int) -> None:
    for place in range(district.chance.randint(8, 14)):
        _fake(district, team, author, MONTH + timedelta(days=27 + place % 3), "period_end")


def _fake_round(district: District, team: TeamOfWorld, author: int) -> None:
    for place in range(district.chance.randint(9, 18)):
        visits = district.chance.choice((5, 10, 10, 15, 20))
        _fake(district, team, author, MONTH + timedelta(days=2 * place % 27), "round_numbers", visits=visits)


def _fake_late(district: District, team: TeamOfWorld, author: int) -> None:
    for place in range(5):
        day = MONTH + timedelta(days=3 * place)
        moment = _at(district.chance, day + timedelta(days=district.chance.randint(10, 29)))
        _fake(district, team, author, day, "logged_late", moment=moment)


def _fake_population(district: District, team: TeamOfWorld, author: int) -> None:
    small = _small_hamlet(district)
    for place in range(3):
        visits = district.censuses[small.id].population + district.chance.randint(1, 80)
        values = {"kind": "session", "visits": visits, "hamlet_id": small.hamlet}
        _fake(district, small, author, _some_day(district, 4 * place), "above_population", **values)


def _fake_households(district: District, team: TeamOfWorld, author: int) -> None:
    small = _small_hamlet(district)
    for place in range(3):
        households = district.censuses[small.id].households + district.chance.randint(1, 9)
        values = {"kind": "session", "visits": households + 1, "households": households}
        values["hamlet_id"] = small.hamlet
        _fake(district, small, author, _some_day(district, 4 * place + 1), "above_households", **values)


def _fake_outlier(district: District, team: TeamOfWorld, author: int) -> None:
    for place in range(12):
        values = {"kind": "session", "visits": district.chance.randint(90, 320), "hamlet_id": None}
        _fake(district, team, author, MONTH + timedelta(days=2 * place), "team_outlier", **values)


def _fake_clock(district: District, team: TeamOfWorld, author: int) -> None:
    for place in range(3):
        day = _some_day(district, 4 * place)
        moment = _at(district.chance, day)
        off = timedelta(days=district.chance.choice((-400, -30, -2, -0.4, 0.4, 1, 3)))
        _fake(district, team, author, day, "clock_off", moment=moment, client_time=moment + off)


def _small_hamlet(district: District) -> TeamOfWorld:
    known = [team for team in district.teams if team.id in district.censuses]
    return min(known, key=lambda team: district.censuses[team.id].population)


def _some_day(district: District, place: int) -> date:
    return MONTH + timedelta(days=place * 4 % 26 + district.chance.randrange(2))


def _few(chance: random.Random) -> int:
    return chance.choices(range(1, 13), (10, 14, 15, 13, 11, 9, 7, 6, 4, 4, 3, 2))[0]


def _at(chance: random.Random, day: date, hour: int | None = None) -> datetime:
    """Return a moment of a local day, at a local hour if one is given."""
    local = datetime(
        day.year, day.month, day.day, chance.randint(7, 19) if hour is None else hour, tzinfo=UTC
    )
    return local - timedelta(hours=7) + timedelta(seconds=chance.randrange(1_800))


Way = Callable[[District, TeamOfWorld, int], None]
HONEST: tuple[Way, ...] = (
    _daily, _daily, _daily, _offline, _offline, _notebook, _notebook, _paper, _template, _wrong_clock,
    _estimates,
)  # fmt: skip
FAKES: tuple[Way, ...] = (
    _fake_duplicates, _fake_photos, _fake_notes, _fake_burst, _fake_tempo, _fake_end, _fake_round, _fake_late,
    _fake_population, _fake_households, _fake_outlier, _fake_clock,
)  # fmt: skip
