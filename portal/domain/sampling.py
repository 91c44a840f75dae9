"""Spot-checks by lot: which approved entries are visited, drawn so that anybody can draw them again.

Communes, and in each the flagged entries apart from the others, are strata. Of every stratum a share of the
entries is drawn without replacement, of the flagged ones three times that share: each entry has the number
SHA-256("seed|uuid"), and the lowest win. Numbers fixed by a seed are the permanent random numbers of
sequential simple random sampling (E. Ohlsson, "Coordination of samples using permanent random numbers", in
Business Survey Methods, 1995).
Then each team that is due and that the lot missed gives one entry more, by SHA-256("seed|team|uuid").
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

# Which of the rules above a stored draw followed; a change of any of them counts this up. By the first one
# flagged entries had a stratum of their own and the share of the others.
METHOD = 2
FLAGGED_TIMES = {1: 1, 2: 3}
LEAST_PERCENT, MOST_PERCENT = 1, 100
# What a campaign begins with.
USUAL_PERCENT = 5


class Stratum(NamedTuple):
    """A commune's entries of one kind: those that a check flagged, or the others."""

    commune_id: int
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved entry that may be drawn."""

    uuid: UUID
    team_id: int
    stratum: Stratum


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry that was drawn, and how likely that was; the inverse is how many entries it stands for."""

    candidate: Candidate
    inclusion: float

    @property
    def weight(self) -> float:
        """How many entries this one stands for."""
        return 1 / self.inclusion


@dataclass(frozen=True, slots=True)
class StratumCount:
    """How many entries a stratum has, and how many of them were drawn."""

    stratum: Stratum
    entries: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What a seed draws, in the order of the lot, and the strata that it was drawn from."""

    drawn: tuple[Drawn, ...]
    strata: tuple[StratumCount, ...]


def draw_sample(
    candidates: Collection[Candidate],
    seed: str,
    percent: int,
    due_teams: Collection[int],
    method: int = METHOD,
) -> Sample:
    """Draw a share of each stratum, and one entry of each due team that was missed; order does not matter.

    Due teams without a candidate are passed over. Raises ValueError for a share outside 1 to 100 percent.
    """
    strata: dict[Stratum, list[Candidate]] = defaultdict(list)
    teams: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        strata[candidate.stratum].append(candidate)
        teams[candidate.team_id].append(candidate)
    sizes = {
        stratum: sample_size(len(members), share_of(stratum, percent, method))
        for stratum, members in strata.items()
    }
    chosen = [
        candidate
        for stratum, members in strata.items()
        for candidate in _lowest(members, seed, sizes[stratum])
    ]
    seen = {candidate.team_id for candidate in chosen}
    due = teams.keys() & set(due_teams)
    for team_id in due - seen:
        chosen += _lowest(teams[team_id], f"{seed}|team", 1)
    counts = {stratum: len(members) for stratum, members in strata.items()}
    extra = {team_id: _chance_of_extra(teams[team_id], counts, sizes) for team_id in due}
    drawn = [
        Drawn(one, sizes[one.stratum] / counts[one.stratum] + extra.get(one.team_id, 0.0)) for one in chosen
    ]
    drawn_by_stratum = Counter(one.stratum for one in chosen)
    return Sample(
        tuple(sorted(drawn, key=lambda one: lot(seed, one.candidate.uuid))),
        tuple(StratumCount(one, counts[one], drawn_by_stratum[one]) for one in sorted(strata)),
    )


def share_of(stratum: Stratum, percent: int, method: int = METHOD) -> int:
    """Return the percent of a stratum that is drawn where the share of a draw is so many percent."""
    return share_of_flagged(percent, method) if stratum.is_flagged else percent


def share_of_flagged(percent: int, method: int = METHOD) -> int:
    """Return the percent of flagged entries that is drawn where the share of a draw is so many percent."""
    return min(MOST_PERCENT, percent * FLAGGED_TIMES[method])


def sample_size(entries: int, percent: int) -> int:
    """Return how many of so many entries the share is, rounded half up; at least one where there are any."""
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        raise ValueError(f"The share is 1 to 100 percent, not {percent}.")
    return min(entries, max(1, (2 * entries * percent + 100) // 200))


def lot(seed: str, uuid: UUID) -> bytes:
    """Return the number of an entry under a seed: `printf '%s|%s' "$SEED" "$UUID" | sha256sum` shows it."""
    return hashlib.sha256(f"{seed}|{uuid}".encode()).digest()


def digest_of(candidates: Iterable[Candidate], due_teams: Collection[int]) -> str:
    """Return a seal of all that a draw depends on but for seed and share, so that a repeat can compare it."""
    lines = sorted(
        f"{one.uuid} {'flagged' * one.stratum.is_flagged} {'due' * (one.team_id in due_teams)}"
        for one in candidates
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lowest(members: Sequence[Candidate], seed: str, count: int) -> list[Candidate]:
    return sorted(members, key=lambda one: lot(seed, one.uuid))[:count]


def _chance_of_extra(
    members: Sequence[Candidate], counts: dict[Stratum, int], sizes: dict[Stratum, int]
) -> float:
    """Return how likely an entry of a due team is drawn only because the lot missed the team.

    All of a stratum's n draws of N miss the team's M entries with C(N-M, n) / C(N, n); strata are drawn
    independently of each other, and each entry of a missed team is equally likely.
    """
    missed = 1.0
    for stratum, own in Counter(one.stratum for one in members).items():
        # C(N-M, n) / C(N, n) = C(N-n, M) / C(N, M), so the shorter product is taken.
        few, many = sorted((own, sizes[stratum]))
        for step in range(few):
            missed *= max(0, counts[stratum] - many - step) / (counts[stratum] - step)
    return missed / len(members)
