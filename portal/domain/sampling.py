"""Spot-checks by lot: which approved entries are visited, drawn so that anybody can draw them again.

Communes, and in each the flagged entries apart from the others, are strata. Of every stratum a share of the
entries is drawn without replacement, of the flagged ones three times that share: each entry has the number
SHA-256("seed|uuid"), and the lowest win. Numbers fixed by a seed are the permanent random numbers of
sequential simple random sampling (E. Ohlsson, "Coordination of samples using permanent random numbers", in
Business Survey Methods, 1995).
Then each team that is due, whose turn it is and that the lot missed gives one entry more, by
SHA-256("seed|team|uuid"). A team is due until an entry of it was drawn in the quarter. Where so many draws of
one length are left of the quarter, this one included, one in so many due teams has its turn, the lowest by
SHA-256("seed|turn|uuid") of the team's first uuid, so that no draw has to see all teams at once; at the last
draw it is everybody's turn.

What the intervals need is how likely each entry was before the seed was known. Which teams are due, and how
many draws are left, is settled by then. A turn is an equal chance among due teams by numbers of its own, so
it does not depend on what the lot draws, and the chances multiply. A team that has entries in none of the
quarter's later draws can be missed by them.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

# Which of the rules above a stored draw followed; a change of any of them counts this up. By the first one
# flagged entries had a stratum of their own and the share of the others; up to the second one it was every
# due team's turn at once.
METHOD = 3
FLAGGED_TIMES = {1: 1, 2: 3, 3: 3}
FIRST_WITH_TURNS = 3
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
    """How many entries a stratum has, how many of them were drawn, and how many of these by the share."""

    stratum: Stratum
    entries: int
    drawn: int
    by_lot: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What a seed draws, in the order of the lot, and the strata that it was drawn from.

    `due` teams had not been seen in the quarter; for `in_turn` of them one entry is drawn at least, and
    `for_teams` entries came only by that.
    """

    drawn: tuple[Drawn, ...]
    strata: tuple[StratumCount, ...]
    due: int = 0
    in_turn: int = 0
    for_teams: int = 0

    def entries_of(self, *, flagged: bool) -> int:
        """Count the entries of one kind that were drawn from."""
        return sum(one.entries for one in self.strata if one.stratum.is_flagged == flagged)

    def by_lot(self, *, flagged: bool) -> int:
        """Count the entries of one kind that the share alone brought."""
        return sum(one.by_lot for one in self.strata if one.stratum.is_flagged == flagged)


def draw_sample(
    candidates: Collection[Candidate],
    seed: str,
    percent: int,
    due_teams: Collection[int],
    method: int = METHOD,
    turns: int = 1,
) -> Sample:
    """Draw a share of each stratum, and one entry of each due team in turn that was missed.

    The order of candidates does not matter. `turns` draws of this length are left of the quarter, this one
    included. Due teams without a candidate are passed over. Raises ValueError for a share outside 1 to 100
    percent.
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
    due = {team_id: teams[team_id] for team_id in teams.keys() & set(due_teams)}
    in_turn = _in_turn(due, seed, turns if method >= FIRST_WITH_TURNS else 1)
    seen = {candidate.team_id for candidate in chosen}
    extra = [_lowest(due[team_id], f"{seed}|team", 1)[0] for team_id in in_turn - seen]
    drawn = [*chosen, *extra]
    counts = {stratum: len(members) for stratum, members in strata.items()}
    share = len(in_turn) / max(1, len(due))
    chances = {one: share * _chance_of_extra(members, counts, sizes) for one, members in due.items()}
    with_chances = _with_chances(drawn, seed, counts, sizes, chances)
    return Sample(with_chances, _count_strata(drawn, counts, sizes), len(due), len(in_turn), len(extra))


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


def digest_of(candidates: Iterable[Candidate], due_teams: Collection[int], turns: int = 1) -> str:
    """Return a seal of all that a draw depends on but for seed and share, so that a repeat can compare it."""
    lines = sorted(
        f"{one.uuid} {'flagged' * one.stratum.is_flagged} {'due' * (one.team_id in due_teams)}"
        for one in candidates
    )
    if turns > 1:
        lines.append(f"{turns} turns")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lowest(members: Sequence[Candidate], seed: str, count: int) -> list[Candidate]:
    return sorted(members, key=lambda one: lot(seed, one.uuid))[:count]


def _in_turn(due: dict[int, list[Candidate]], seed: str, turns: int) -> set[int]:
    """Return the due teams whose turn it is: one in so many, rounded up, by the lot of their first uuid."""
    first = {team_id: min(one.uuid for one in members) for team_id, members in due.items()}
    ordered = sorted(first, key=lambda team_id: lot(f"{seed}|turn", first[team_id]))
    return set(ordered[: -(-len(ordered) // turns)])


def _with_chances(
    drawn: Iterable[Candidate],
    seed: str,
    counts: dict[Stratum, int],
    sizes: dict[Stratum, int],
    chances: dict[int, float],
) -> tuple[Drawn, ...]:
    """Return entries in the order of the lot, each with how likely it was by the lot or for its team."""
    with_chances = (
        Drawn(one, sizes[one.stratum] / counts[one.stratum] + chances.get(one.team_id, 0.0)) for one in drawn
    )
    return tuple(sorted(with_chances, key=lambda one: lot(seed, one.candidate.uuid)))


def _count_strata(
    drawn: Iterable[Candidate], counts: dict[Stratum, int], sizes: dict[Stratum, int]
) -> tuple[StratumCount, ...]:
    by_stratum = Counter(one.stratum for one in drawn)
    return tuple(StratumCount(one, counts[one], by_stratum[one], sizes[one]) for one in sorted(counts))


def _chance_of_extra(
    members: Sequence[Candidate], counts: dict[Stratum, int], sizes: dict[Stratum, int]
) -> float:
    """Return how likely an entry of a team in turn is drawn only because the lot missed the team.

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
