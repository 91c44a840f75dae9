"""From the address of the days of work to the list that is asked for, and what its pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from portal import clock
from portal.domain.days_of_work import days_of, list_stretches, month_code, month_of
from portal.domain.errors import Missing
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.forms.days_of_work import DaysOfWorkForm
from portal.queries import scope
from portal.queries.days_of_work import CommuneWork, count_month_entries, get_commune_work
from portal.queries.units import UnitOnDate, get_unit_at_last, list_units
from portal.web.loading import load_coverage_unit


@dataclass(frozen=True, slots=True)
class AskedWork:
    """The question as it was understood; `work` is None for a place wider than a commune."""

    form: DaysOfWorkForm
    place: UnitOnDate
    period: Period
    rate: int | None
    work: CommuneWork | None

    @property
    def address(self) -> dict[str, object]:
        """What links to other forms of the same list keep."""
        rate = {"rate": self.rate} if self.rate else {}
        return {"unit": self.place.id, "month": month_code(self.period), **rate}

    @property
    def days(self) -> list[date]:
        """The days of the month."""
        return days_of(self.period)

    def amount_of(self, days: int) -> int:
        """Return what so many days come to by the rate that was typed."""
        return days * (self.rate or 0)

    @property
    def closed_words(self) -> str:
        """The days whose figures are closed, such as 01–15/06."""
        stretches = list_stretches(self.work.closed)
        return ", ".join(
            f"{first:%d/%m}" if first == last else f"{first:%d}–{last:%d/%m}" for first, last in stretches
        )


@dataclass(frozen=True, slots=True)
class CommuneChoice:
    """A commune whose list may be opened, with what its month holds."""

    full_name: str
    url: str
    approved: int
    waiting: int


def ask_work(viewer: Viewer, args: Mapping[str, str]) -> AskedWork:
    """Read the question and what answers it; what makes no sense is said beside the usual answer."""
    form, today = DaysOfWorkForm(args), clock.today()
    period, rate = form.read(today, month_of(today))
    on = min(period.last_day, today)
    unit = load_coverage_unit(viewer, form.unit.data, on)
    place = get_unit_at_last(unit.id, on)
    if place is None or place.level == UnitLevel.hamlet:
        raise Missing
    work = get_commune_work(unit.id, unit.path, period) if place.level == UnitLevel.commune else None
    form.unit.data = str(unit.id)
    return AskedWork(form, place, period, rate, work)


def ask_sound_work(viewer: Viewer, args: Mapping[str, str]) -> AskedWork:
    """Read a question that is right in all its parts; raise Missing for any other."""
    asked = ask_work(viewer, args)
    if asked.form.errors:
        raise Missing
    return asked


def other_months(asked: AskedWork) -> tuple[str, str | None]:
    """Return the addresses of the month before and of the one after, which may not have begun."""
    before = month_of(asked.period.starts_on - timedelta(days=1))
    has_next = asked.period.ends_on <= clock.today()
    links = [
        url_for("days_of_work.index", **asked.address | {"month": month_code(month)})
        for month in (before, month_of(asked.period.ends_on))
    ]
    return links[0], links[1] if has_next else None


def list_choices(viewer: Viewer, asked: AskedWork) -> list[CommuneChoice]:
    """List the communes of a wider place that the viewer may read."""
    on = min(asked.period.last_day, clock.today())
    own = scope.commune_ids(viewer)
    communes = [one for one in list_units(on, UnitLevel.commune, asked.place.path) if one.id in own]
    counts = count_month_entries([one.id for one in communes], asked.period)
    return [
        CommuneChoice(
            one.full_name,
            url_for("days_of_work.index", **asked.address | {"unit": one.id}),
            *counts.get(one.id, (0, 0)),
        )
        for one in communes
    ]
