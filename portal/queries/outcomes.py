"""How the approved visits of a place ended, by month and by skill, read from the tallies in one statement."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from portal import clock
from portal.domain.campaign_periods import NamedPeriod, calendar_months
from portal.domain.days_of_work import month_of
from portal.domain.outcomes import Outcome, add_up
from portal.domain.periods import Period
from portal.domain.skills import SKILLS
from portal.extensions import db
from portal.models import Tally
from portal.queries.among import among
from portal.queries.tally_spans import tally_spans
from portal.queries.unit_reaches import list_communes_within


@dataclass(frozen=True, slots=True)
class OutcomeMonth:
    """A month, or the part of it that lies in the period."""

    part: NamedPeriod
    outcome: Outcome

    @property
    def is_whole(self) -> bool:
        """Tell whether all days of the month count."""
        return self.part.period == month_of(self.part.period.starts_on)


@dataclass(frozen=True, slots=True)
class PlaceOutcome:
    """How the visits of a period ended: by month, and by skill, where a visit may stand under several."""

    period: Period
    months: tuple[OutcomeMonth, ...]
    by_skill: dict[str, Outcome]
    waiting: int
    as_of: datetime

    @property
    def total(self) -> Outcome:
        """The visits of all months."""
        return add_up(month.outcome for month in self.months)


def get_outcome(path: str, period: Period) -> PlaceOutcome:
    """Add up how the approved visits of all communes of a place ended; `waiting` are visits undecided on."""
    by_month: dict[str, Outcome] = defaultdict(Outcome)
    by_skill: dict[str, Outcome] = defaultdict(Outcome)
    waiting = 0
    for skill, starts_on, visits, alone, together, shown, waiting_visits in _read_sums(path, period):
        found = Outcome(int(visits), int(alone), int(together), int(shown))
        if skill:
            by_skill[skill] = by_skill[skill].plus(found)
        else:
            code = f"{starts_on:%Y-%m}"
            by_month[code] = by_month[code].plus(found)
            waiting += int(waiting_visits)
    months = [OutcomeMonth(part, by_month[part.code]) for part in calendar_months(period)]
    known = {skill: by_skill[skill] for skill in (*SKILLS, *sorted(by_skill.keys() - {*SKILLS}))}
    return PlaceOutcome(period, tuple(months), known, waiting, clock.now())


def _read_sums(path: str, period: Period) -> list[tuple[str, date, int, int, int, int, int]]:
    """Read the sums by skill and month, and by day where only a part of a month is asked for."""
    measures = (Tally.visits, Tally.alone, Tally.together, Tally.shown, Tally.waiting_visits)
    rows = db.session.execute(
        select(Tally.skill, Tally.starts_on, *(func.sum(measure) for measure in measures))
        .where(among(Tally.commune_id, list_communes_within(path)), or_(*tally_spans(period)))
        .group_by(Tally.skill, Tally.starts_on)
    )
    return [tuple(row) for row in rows]
