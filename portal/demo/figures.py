"""Figures of indicators 1 to 7 of the running campaign, made up, with departments and targets."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp

from portal import clock
from portal.clock import LOCAL_ZONE
from portal.demo.rows import insert_rows
from portal.domain.campaign_indicators import REPORTED, FigureLevel, subject_key
from portal.domain.figure_entries import settle_percent
from portal.domain.reported_figures import Window
from portal.domain.units import UnitLevel
from portal.models import Campaign, CampaignTarget, Department, ReportedFigure
from portal.queries.units import list_units

SOURCE = "Số liệu minh họa (giả định)"
# The days of each window, counted from the campaign's first; published windows share a day with the next.
WINDOWS = ((0, 15), (15, 30), (30, 43))
DEPARTMENTS = (
    ("SCT", "Sở Công Thương"), ("SGDDT", "Sở Giáo dục và Đào tạo"), ("SGTVT", "Sở Giao thông vận tải"),
    ("SKHDT", "Sở Kế hoạch và Đầu tư"), ("SLDTBXH", "Sở Lao động - Thương binh và Xã hội"),
    ("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn"), ("SNV", "Sở Nội vụ"), ("STC", "Sở Tài chính"),
    ("STNMT", "Sở Tài nguyên và Môi trường"), ("STP", "Sở Tư pháp"),
    ("STTTT", "Sở Thông tin và Truyền thông"), ("SYT", "Sở Y tế"),
)  # fmt: skip
TARGETS = {"1": "80", "2": "50", "3": "90", "4": "95", "5": "95", "6": "60", "7": "40", "8.4": "70"}
# How far from the target a usual subject begins and ends, in the logarithm of odds: whatever the target, some
# lie below and some above, and work is hardly ever done to the last.
_BEGINS, _ENDS = -1.0, 0.2
# How much work is counted of one subject in one window.
_COUNTED = {
    FigureLevel.department: (150, 1800), FigureLevel.district: (600, 3000), FigureLevel.commune: (30, 260),
}  # fmt: skip
# Whose figures are those of others added up, and of whom; a province's own are those of its agencies.
_SUMS = {
    FigureLevel.province: FigureLevel.department, FigureLevel.department: FigureLevel.department,
    FigureLevel.district: FigureLevel.district, FigureLevel.commune: FigureLevel.commune,
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Whose figures are made up; some are ahead of the others, some behind."""

    level: FigureLevel
    unit_id: int
    department_id: int | None = None
    lead: float = 0.0


def add_figures(source: random.Random, campaign: Campaign) -> None:
    """Give a campaign figures of everybody for the windows that are over, and targets of every level."""
    subjects = [*_subjects(source, campaign)]
    insert_rows(ReportedFigure, [*_figures(source, campaign, subjects)])
    insert_rows(CampaignTarget, [*_targets(campaign)])


def _subjects(source: random.Random, campaign: Campaign) -> Iterator[Subject]:
    """Yield departments, districts and communes, each with a lead in the logarithm of odds."""
    departments = [{"unit_id": campaign.unit_id, "code": code, "name": name} for code, name in DEPARTMENTS]
    for department_id in insert_rows(Department, departments):
        yield Subject(FigureLevel.department, campaign.unit_id, department_id, source.gauss(0.05, 0.6))
    for level in (FigureLevel.district, FigureLevel.commune):
        for place in list_units(campaign.starts_on, UnitLevel(level)):
            yield Subject(level, place.id, lead=source.gauss(0.05, 0.6))


def _figures(source: random.Random, campaign: Campaign, subjects: list[Subject]) -> Iterator[dict]:
    """Yield the figures of each window that is over: of each subject, then those added up."""
    today = clock.today()
    for first, last in WINDOWS:
        window = Window(campaign.starts_on + timedelta(days=first), campaign.starts_on + timedelta(days=last))
        if window.last >= today:
            continue
        added: Counter[tuple[FigureLevel, str, str]] = Counter()
        for subject in subjects:
            for code in REPORTED:
                done, work = _count(source, subject, _share(source, subject, code, last / WINDOWS[-1][1]))
                added.update({(subject.level, code, "done"): done, (subject.level, code, "work"): work})
                yield _row(campaign, subject, code, window) | _counts(done, work)
        for level, of in _SUMS.items():
            for code in REPORTED:
                whole = Subject(level, campaign.unit_id)
                counts = _counts(added[of, code, "done"], added[of, code, "work"])
                yield _row(campaign, whole, code, window) | counts


def _share(source: random.Random, subject: Subject, code: str, gone: float) -> float:
    """Return the part of the work that is done; it grows from window to window, and now and then falls."""
    target = int(TARGETS[code]) / 100
    ahead = _BEGINS + (_ENDS - _BEGINS) * gone + subject.lead + source.gauss(0, 0.25)
    return 1 / (1 + (1 - target) / target * exp(-ahead))


def _count(source: random.Random, subject: Subject, share: float) -> tuple[int, int]:
    """Return how much was done, and of how much."""
    work = source.randint(*_COUNTED[subject.level])
    return round(work * share), work


def _counts(numerator: int, denominator: int) -> dict:
    percent = settle_percent("", numerator, denominator)
    return {"percent": percent, "numerator": numerator, "denominator": denominator}


def _row(campaign: Campaign, subject: Subject, code: str, window: Window) -> dict:
    published = datetime.combine(window.last + timedelta(days=1), time(9), LOCAL_ZONE)
    return {
        "campaign_id": campaign.id,
        "unit_id": subject.unit_id,
        "department_id": subject.department_id,
        "level": subject.level,
        "subject": subject_key(subject.level, subject.unit_id, subject.department_id),
        "indicator": code,
        "first_on": window.first,
        "last_on": window.last,
        "window": window.key,
        "published_label": _label(window.first, window.last),
        "source": SOURCE,
        "recorded_at": published,
    }


def _label(first: date, last: date) -> str:
    """Name a window as the published ones are: "01 - 16/6/2022"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%d} - {last.day:02}/{last.month}/{last.year}"
    return f"{first.day:02}/{first.month} - {last.day:02}/{last.month}/{last.year}"


def _targets(campaign: Campaign) -> Iterator[dict]:
    """Yield a target of each indicator for each level; departments keep no teams, so they have no eighth."""
    for level in FigureLevel:
        for code, target in TARGETS.items():
            if code in REPORTED or level != FigureLevel.department:
                yield {
                    "campaign_id": campaign.id, "code": code, "level": level, "subject": subject_key(level),
                    "target": target, "set_at": _morning(campaign),
                }  # fmt: skip


def _morning(campaign: Campaign) -> datetime:
    """Return the moment at which the campaign's targets were set."""
    return datetime.combine(campaign.starts_on, time(8), LOCAL_ZONE)
