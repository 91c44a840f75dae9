"""What the checks of substance find among labelled entries: `.venv/bin/python -m benchmarks.quality`.

Bounds were set by looking at seed 1; what is reported comes from others. Some fakes of each kind stay below
its bound, as a cautious person's would, and of what was logged twice some is a single visit.
"""

import argparse
from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from benchmarks.quality_world import MONTH, District, make_district
from portal.domain.quality import CODES
from portal.domain.quality_surroundings import Surroundings, TeamTotals


class Score(NamedTuple):
    """How many entries a check flagged, how many of these were faked, and how many of its kind there were."""

    flagged: int
    faked: int
    of_kind: int
    kind: int

    def __str__(self) -> str:
        precision = f"{self.faked / self.flagged:8.1%}" if self.flagged else "       –"
        recall = f"{self.of_kind / self.kind:8.1%}" if self.kind else "       –"
        return f"{self.flagged:8d} {self.kind:8d} {precision} {recall}"


def check_district(district: District) -> dict[int, list[str]]:
    """Check all entries in the order in which they arrived; return the codes by entry."""
    totals: dict[tuple[int, date], int] = defaultdict(int)
    for entry in district.entries:
        totals[entry.team_id, MONTH] += entry.visits
    peers = [team.id for team in district.teams]
    around = Surroundings(
        district.entries,
        censuses=district.censuses,
        totals=TeamTotals(totals, dict.fromkeys(peers, peers)),
    )
    return {entry.id: list(around.check(entry).findings) for entry in district.entries}


def score(district: District, found: dict[int, list[str]]) -> dict[str, Score]:
    """Return the score of each check, and of all of them together under "any"."""
    scores = {}
    for code in CODES:
        flagged = {entry_id for entry_id, codes in found.items() if code in codes}
        kind = {entry_id for entry_id, fake in district.fakes.items() if fake == code}
        faked = flagged & district.fakes.keys()
        scores[code] = Score(len(flagged), len(faked), len(flagged & kind), len(kind))
    flagged = {entry_id for entry_id, codes in found.items() if codes}
    faked = flagged & district.fakes.keys()
    scores["any"] = Score(len(flagged), len(faked), len(faked), len(district.fakes))
    return scores


def main() -> None:
    """Make the districts, check them, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[2, 3, 4])
    parser.add_argument("--teams", type=int, default=80)
    arguments = parser.parse_args()
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    honest, alarms, causes = 0, 0, Counter()
    for seed in arguments.seeds:
        district = make_district(seed, arguments.teams)
        found = check_district(district)
        for code, one in score(district, found).items():
            sums[code] = [total + part for total, part in zip(sums[code], one, strict=True)]
        wrong = [codes for entry_id, codes in found.items() if codes and entry_id not in district.fakes]
        honest += len(district.entries) - len(district.fakes)
        alarms += len(wrong)
        causes.update(code for codes in wrong for code in codes)
    print(f"{'check':18} {'flagged':>8} {'faked':>8} {'precision':>8} {'recall':>7}")
    for code, values in sums.items():
        print(f"{code:18} {Score(*values)}")
    print(f"{honest} honest entries, {100 * alarms / honest:.2f} false alarms per 100: {dict(causes)}")


if __name__ == "__main__":
    main()
