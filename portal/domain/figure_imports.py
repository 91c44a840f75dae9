"""What a file of figures of indicators 1 to 7 would change: its rows compared with the figures in force."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portal.domain.campaign_indicators import FigureLevel
from portal.domain.errors import RuleBroken
from portal.domain.figure_entries import StatedFigure, settle_percent
from portal.domain.imports import (
    Claim,
    Difference,
    Plan,
    PlannedRow,
    RowAct,
    RowRefused,
    plan_claims,
    read_claims,
    settle_repeats,
)
from portal.domain.place_book import PlaceBook, PlaceUnclear
from portal.domain.reported_figures import ReportedValue
from portal.domain.sheet_rows import SheetRow

FACTS = ("published_label", "percent", "numerator", "denominator", "source")
# What the refusals of a stated figure are about, by the cell to mend.
CELLS = {"counts_incomplete": "numerator", "counts_impossible": "numerator"}
_SHARE_OF_ONE = re.compile(r"0?[.,][0-9]+")


class KnownDepartment(NamedTuple):
    """A department of the campaign's province."""

    id: int
    name: str
    ended_on: date | None


@dataclass
class KnownCampaign:
    """A campaign for which figures may be recorded, with its places, departments and figures in force."""

    id: int
    code: str
    unit_id: int
    book: PlaceBook
    departments: Mapping[str, KnownDepartment] = field(default_factory=dict)
    in_force: Mapping[tuple[str, str, str], ReportedValue] = field(default_factory=dict)


@dataclass
class FigureRegister:
    """The campaigns that rows may name, by code, and the one that is meant where none is named."""

    campaigns: Mapping[str, KnownCampaign]
    default: KnownCampaign | None


class FigureWish(NamedTuple):
    """A figure to record for a campaign, part by part."""

    campaign_id: int
    figure: StatedFigure


class FigureRow(NamedTuple):
    """A readable row: its figure, and the name and commune of whose it is."""

    campaign: KnownCampaign
    figure: StatedFigure
    name: str
    commune_id: int


class Subject(NamedTuple):
    """Whose figure a row is; the name is empty where it is all of the level."""

    unit_id: int
    department_id: int | None = None
    name: str = ""
    commune_id: int = 0


def plan_figures(rows: Iterable[SheetRow], register: FigureRegister, today: date) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows."""
    plan = Plan()
    read = read_claims(rows, lambda row: _read_row(row, register, today), plan)
    plan_claims(settle_repeats(read, FACTS, plan), _plan_row, plan)
    return plan


def _read_row(sheet: SheetRow, register: FigureRegister, today: date) -> Claim:
    values = sheet.values
    campaign = _find_campaign(values["campaign"], register)
    subject = _find_subject(values["level"], values["unit_code"] or "", campaign)
    first_on, last_on = values["first_on"], values["last_on"]
    if first_on is not None and first_on > last_on:
        raise RowRefused("first_on", "window_reversed")
    if last_on > today:
        raise RowRefused("last_on", "window_in_future")
    _check_department(subject, values["unit_code"] or "", campaign, last_on)
    numerator, denominator = (_read_count(key, values[key]) for key in ("numerator", "denominator"))
    figure = StatedFigure(
        indicator=values["indicator"],
        level=str(values["level"]),
        unit_id=subject.unit_id,
        department_id=subject.department_id,
        first_on=first_on,
        last_on=last_on,
        published_label=values["published_label"] or "",
        percent=_read_percent(values["percent"] or "", numerator, denominator),
        numerator=numerator,
        denominator=denominator,
        source=values["source"],
    )
    facts = tuple(getattr(figure, key) for key in FACTS)
    row = FigureRow(campaign, figure, subject.name, subject.commune_id)
    return Claim(sheet, (campaign.id, *figure.key), facts, row)


def _find_campaign(code: str | None, register: FigureRegister) -> KnownCampaign:
    found = register.campaigns.get(code.casefold()) if code else register.default
    if found is None:
        raise RowRefused("campaign", "no_campaign_with_code")
    return found


def _find_subject(level: str, code: str, campaign: KnownCampaign) -> Subject:
    if not code:
        return Subject(campaign.unit_id)
    if level == FigureLevel.department:
        department = campaign.departments.get(code.casefold())
        if department is None:
            raise RowRefused("unit_code", "no_department_with_code")
        return Subject(campaign.unit_id, department.id, department.name)
    try:
        place = campaign.book.find(code, "", "", (level,))
    except PlaceUnclear as unclear:
        raise RowRefused("unit_code", unclear.code, **unclear.details) from None
    return Subject(place.id, None, place.full_name, place.commune_id)


def _check_department(subject: Subject, code: str, campaign: KnownCampaign, last_on: date) -> None:
    if subject.department_id is None:
        return
    ended_on = campaign.departments[code.casefold()].ended_on
    if ended_on is not None and ended_on <= last_on:
        raise RowRefused("unit_code", "department_ended")


def _read_count(key: str, count) -> int | None:
    if count is not None and count.is_estimate:
        raise RowRefused(key, "count_estimated")
    return None if count is None else count.value


def _read_percent(text: str, numerator: int | None, denominator: int | None) -> str:
    bare = text.removesuffix("%").strip()
    # A spreadsheet keeps 94,5 % as 0,945, and nobody would notice.
    if bare == text and numerator is None and _SHARE_OF_ONE.fullmatch(bare) and bare.strip("0.,"):
        raise RowRefused("percent", "percent_below_one")
    try:
        return settle_percent(bare, numerator, denominator)
    except RuleBroken as broken:
        raise RowRefused(CELLS.get(broken.code, "percent"), broken.code, **broken.details) from None


def _plan_row(claim: Claim) -> PlannedRow:
    row: FigureRow = claim.row
    known = row.campaign.in_force.get(row.figure.key)
    figure = _filled_in(row.figure, known) if known else row.figure
    differences = tuple(_compare(known, figure.value))
    act = RowAct.create if known is None else RowAct.change if differences else RowAct.same
    wish = FigureWish(row.campaign.id, figure) if differences else None
    place = row.name or figure.level
    name = f"{figure.indicator} · {figure.published_label or figure.window.key}"
    return PlannedRow(claim.sheet.line, act, row.commune_id, place, name, differences, wish)


def _filled_in(figure: StatedFigure, known: ReportedValue) -> StatedFigure:
    """Keep what is known where the file says nothing; counts only go along with their own percentage."""
    figure = figure._replace(published_label=figure.published_label or known.window.label)
    if figure.numerator is None and figure.percent == known.percent:
        figure = figure._replace(numerator=known.numerator, denominator=known.denominator)
    return figure


def _compare(known: ReportedValue | None, stated: ReportedValue) -> Iterable[Difference]:
    before = _facts(known) if known else dict.fromkeys(FACTS)
    for key, now in _facts(stated).items():
        if now != before[key]:
            yield Difference(key, before[key], now)


def _facts(value: ReportedValue) -> dict[str, str | int | None]:
    counts = {"numerator": value.numerator, "denominator": value.denominator}
    words = {"published_label": value.window.label or None, "percent": value.percent}
    return words | counts | {"source": value.source}
