"""What a commune's members should be trained in next: proposals with the figures that speak for each."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from portal.domain.figures import Ratio
from portal.domain.outcomes import Outcome
from portal.domain.periods import month

MOST_BY_SKILL = 3
MOST_PROPOSALS = MOST_BY_SKILL + 1
MOST_TEAMS = 10
MOST_NAMES = 5
SKILL, HAMLETS = "skill", "hamlets"
NO_VISITS = Outcome()
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})[/-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """A skill in a commune: how many current members have not completed it, and how visits for it ended."""

    skill: str
    members: int
    untrained: int
    outcome: Outcome = NO_VISITS

    @property
    def lacking(self) -> Ratio:
        """Return the members without a completion in the skill, out of all."""
        return Ratio(self.untrained, self.members)

    @property
    def not_alone(self) -> Ratio:
        """Return the visits that did not end alone, out of those of which the ending was stated."""
        return Ratio(self.outcome.stated - self.outcome.alone, self.outcome.stated)

    @property
    def weight(self) -> Fraction:
        """Weigh what citizens asked for and could not do alone by the share of members who lack it."""
        asked = self.outcome.visits - self.outcome.alone
        return Fraction(self.untrained * asked, self.members) if self.members else Fraction(0)


@dataclass(frozen=True, slots=True)
class HamletReach:
    """Approved visits in a hamlet; `population` is None where nobody counted."""

    id: int
    name: str
    visits: int
    population: int | None
    teams: tuple[int, ...] = ()

    @property
    def per_hundred(self) -> Fraction | None:
        """Return visits per hundred residents, or None where those are unknown."""
        return Fraction(100 * self.visits, self.population) if self.population else None


class TeamGap(NamedTuple):
    """A team with how many of its members lack each skill."""

    id: int
    name: str
    lacking: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A training to hold; `facts` fill in the sentence that says why."""

    kind: str
    topic: str
    teams: tuple[int, ...]
    month: date
    facts: Mapping[str, object] = field(default_factory=dict)


def middle(hamlets: Collection[HamletReach]) -> Fraction | None:
    """Return the median of visits per hundred residents, over hamlets whose residents are known."""
    known = [one.per_hundred for one in hamlets if one.per_hundred is not None]
    return median(known) if known else None


def list_behind(hamlets: Sequence[HamletReach]) -> list[HamletReach]:
    """List hamlets without a visit, and those with less than half of the median per hundred residents.

    Of a hamlet whose residents are unknown only the first can be said.
    """
    half = (middle(hamlets) or Fraction(0)) / 2
    return [
        one for one in hamlets if one.visits == 0 or (one.per_hundred is not None and one.per_hundred < half)
    ]


def propose_trainings(
    skills: Sequence[SkillNeed], hamlets: Sequence[HamletReach], teams: Sequence[TeamGap], today: date
) -> list[Proposal]:
    """Propose trainings, one a month from the next on: by skill, the heaviest first, then for hamlets behind.

    Skills that every member has completed, or that a commune without members could not learn, are left out.
    """
    lacking = [one for one in skills if one.untrained]
    ordered = sorted(lacking, key=lambda one: (-one.weight, -one.untrained))[:MOST_BY_SKILL]
    found = [_for_skill(one, teams) for one in ordered]
    behind = list_behind(hamlets)
    serving = {team_id for one in behind for team_id in one.teams}
    if serving:
        topic = max(skills, key=lambda one: one.outcome.visits).skill
        known = [team.id for team in teams if team.id in serving][:MOST_TEAMS]
        names = [one.name for one in behind if one.teams]
        facts = {"count": len(names), "names": names[:MOST_NAMES]}
        found.append(Proposal(HAMLETS, topic, tuple(known), today, facts))
    months = _months_after(today, len(found))
    return [
        Proposal(one.kind, one.topic, one.teams, first, one.facts)
        for one, first in zip(found, months, strict=True)
    ]


def read_plan_month(text: str, today: date) -> date | None:
    """Read 7/2022 or 2022-07 as the first day of a month that has not ended, at most two years ahead."""
    written = _MONTH.fullmatch(text.strip())
    if written is None:
        return None
    year, number = (written[1], written[2]) if written[1] else (written[4], written[3])
    if not (1 <= int(number) <= 12 and today.year <= int(year) <= today.year + 2):
        return None
    first = date(int(year), int(number), 1)
    return first if first >= today.replace(day=1) else None


def _for_skill(need: SkillNeed, teams: Sequence[TeamGap]) -> Proposal:
    lacking = [team for team in teams if team.lacking.get(need.skill)]
    lacking.sort(key=lambda team: -team.lacking[need.skill])
    facts = {
        "untrained": need.untrained,
        "members": need.members,
        "visits": need.outcome.visits,
        "not_alone": need.not_alone.numerator,
        "stated": need.outcome.stated,
    }
    return Proposal(SKILL, need.skill, tuple(team.id for team in lacking[:MOST_TEAMS]), date.min, facts)


def _months_after(today: date, count: int) -> list[date]:
    """List the first days of the months after a day."""
    found, first = [], today
    for _number in range(count):
        first = month(first.year, first.month).ends_on
        found.append(first)
    return found
