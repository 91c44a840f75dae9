"""Properties of counting, over made-up communes: parts add up to wholes, gaps to their names."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.indicators import Definition, lines
from portal.domain.periods import Period
from portal.queries.coverage_places import count_places
from portal.queries.coverage_records import Counts, Cut, Facts, People, Place, TeamFacts

DEFINITION = Definition(1, "provisional")
SUMMER = Period(date(2022, 6, 1), date(2022, 9, 1))
PROVINCE = 1

counts = st.builds(Counts, *(st.integers(0, 50) for _ in Counts._fields))
# A team: which of three hamlets it serves, whether it is valid, what it did.
team = st.tuples(st.sets(st.integers(0, 2)), st.booleans(), counts)
# A commune: whether its list is confirmed, how many hamlets it has, its teams.
commune = st.tuples(st.booleans(), st.integers(0, 3), st.lists(team, max_size=4))


def place(key: int, parent: int | None, level: str, *, is_confirmed=False) -> Place:
    """Make a place whose path is only as long as its level needs."""
    return Place(
        key, parent, level, str(key), f"{level} {key}", str(key), f"{key}/", None, None, is_confirmed
    )


def province_of(communes) -> Facts:
    """Lay out a province with its communes, hamlets and teams as they would be read."""
    cut = Cut(PROVINCE, SUMMER.last_day, SUMMER, SUMMER.last_day)
    facts = Facts(cut, place(PROVINCE, None, "province"), [], [], [], {})
    for number, (is_confirmed, hamlets, teams) in enumerate(communes):
        home = place(100 + number, PROVINCE, "commune", is_confirmed=is_confirmed)
        facts.communes.append(home)
        facts.children.append(home)
        facts.hamlets[home.id] = [place(1_000 * home.id + one, home.id, "hamlet") for one in range(hamlets)]
        add_teams(facts, home, teams)
    return facts


def add_teams(facts: Facts, home: Place, teams) -> None:
    """Give the commune its teams with what they serve and did."""
    for number, (served, is_valid, done) in enumerate(teams):
        key = 10 * home.id + number
        about = (key, f"T-{key}", "Tổ", "", "hamlet", home.id, "active")
        one = TeamFacts(*about, () if is_valid else ("no_leader",), counts=done)
        one.hamlet_ids = [hamlet.id for at, hamlet in enumerate(facts.hamlets[home.id]) if at in served]
        facts.teams[key] = one
        facts.teams_of_commune[home.id].append(one)
        facts.counts[home.id] = facts.counts[home.id].plus(done)
        for hamlet_id in one.hamlet_ids:
            facts.teams_of_hamlet[hamlet_id].append(one)


def look_into(facts: Facts, home: Place) -> Facts:
    """See the same world from one of its communes."""
    return Facts(
        facts.cut,
        home,
        [facts.root],
        facts.hamlets[home.id],
        [home],
        {home.id: facts.hamlets[home.id]},
        teams={one.id: one for one in facts.teams_of_commune[home.id]},
        teams_of_commune=facts.teams_of_commune,
        teams_of_hamlet=facts.teams_of_hamlet,
        counts=facts.counts,
        people=People(),
    )


@given(st.lists(commune, min_size=1, max_size=4))
def test_communes_add_up_to_the_province(communes):
    facts = province_of(communes)

    counted = count_places(facts, k=1)

    own, rows = counted.own, [row for _, row in counted.rows]
    for name in ("visits", "activities", "waiting", "returned", "communes_with_team", "communes_unknown"):
        assert getattr(own, name) == sum(getattr(row, name) for row in rows)
    known = [row for row in rows if row.hamlets is not None]
    if known:
        for name in ("hamlets", "hamlets_with_team", "hamlets_working"):
            assert getattr(own, name) == sum(getattr(row, name) for row in known)
    else:
        assert own.hamlets is None


@given(commune)
def test_hamlets_and_what_belongs_to_none_add_up_to_the_commune(one):
    facts = province_of([one])

    counted = count_places(look_into(facts, facts.communes[0]), k=1)

    rows = [row for _, row in counted.rows]
    for name in ("visits", "activities", "waiting", "returned", "households_reached", "visits_waiting"):
        assert getattr(counted.own, name) == sum(getattr(row, name) for row in rows)
    assert counted.own.hamlets_working == sum(row.hamlets_working for row in rows)
    assert counted.own.hamlets_with_team == sum(row.hamlets_with_team for row in rows)


@given(st.lists(commune, min_size=1, max_size=4), st.integers(1, 60))
def test_gap_has_as_many_names_as_it_says(communes, k):
    facts = province_of(communes)

    counted = count_places(facts, k)

    by_code = {line.code: line for line in lines(counted.own, DEFINITION)}
    asleep, without = len(counted.gaps.hamlets_asleep), len(counted.gaps.hamlets_without_team)
    if by_code["8.4"].gap is not None:
        assert by_code["8.4"].gap == asleep + without
        assert by_code["8.2"].gap == without
    assert by_code["8.1"].denominator - by_code["8.1"].numerator == len(counted.gaps.communes_without_team)
    assert counted.own.communes_unknown == len(counted.gaps.communes_unconfirmed)
