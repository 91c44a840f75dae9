"""The figures of a closed period as they are now, and what one entry's change makes of them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from portal.domain.campaign_periods import IN_PERIOD, WHOLE, NamedPeriod
from portal.domain.closings import Numerators, list_numerators
from portal.domain.indicators import Definition, lines
from portal.extensions import db
from portal.models import Campaign, Closing, IndicatorDefinition
from portal.queries.closings import ClosedPeriod
from portal.queries.coverage import Coverage, get_coverage
from portal.queries.coverage_facts import read_facts
from portal.queries.coverage_places import count_places
from portal.queries.coverage_records import Counts, Cut, Facts


class EntryChange(NamedTuple):
    """What an entry adds to the sums of its team by now, less what it added before."""

    commune_id: int
    team_id: int
    counts: Counts
    visits_by_skill: dict[str, int]


def get_present(campaign: Campaign, closing: Closing, today: date) -> Coverage:
    """Compute the present figures of a closed period by the definition under which it was closed."""
    named = NamedPeriod(WHOLE, WHOLE, closing.period)
    definition = get_definition(closing.definition_version)
    return get_coverage(campaign, closing.unit_id, named, IN_PERIOD, today=today, definition=definition)


def compare_figures(closed: ClosedPeriod, change: EntryChange) -> tuple[Numerators, Numerators]:
    """Return what stood above each line of a closed period before an entry's change, and what does now.

    Both are of one reading, so nothing that others do meanwhile comes between them.
    """
    definition, day = get_definition(closed.definition_version), closed.period.last_day
    [facts] = read_facts([Cut(closed.unit_id, day, closed.period, day)])
    after = _numerators(facts, definition)
    _take_out(facts, change)
    return _numerators(facts, definition), after


def get_definition(version: int) -> Definition:
    """Return a version of the definition."""
    row = db.session.scalars(select(IndicatorDefinition).where(IndicatorDefinition.version == version)).one()
    return row.as_definition()


def _numerators(facts: Facts, definition: Definition) -> Numerators:
    place = count_places(facts, definition.k).own
    return list_numerators(lines(place, definition), place.visits_by_skill)


def _take_out(facts: Facts, change: EntryChange) -> None:
    shown, less = facts.shown_as.get(change.commune_id), [-count for count in change.counts]
    if shown is None:
        return
    facts.counts[shown] = facts.counts[shown].plus(less)
    if team := facts.teams.get(change.team_id):
        team.counts = team.counts.plus(less)
    by_skill = facts.visits_by_skill[shown]
    for skill, visits in change.visits_by_skill.items():
        by_skill[skill] = by_skill.get(skill, 0) - visits
