"""Whatever is merged into whatever, the sums over the new places are those over the old ones."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.reorganisations import MappingRow
from portal.domain.roles import Role
from portal.domain.rosters import RosterRow
from portal.extensions import db
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import get_coverage
from portal.services.reorganisations import Change, reorganise
from portal.transaction import transaction
from tests.factories import World
from tests.reorganised import BASIS, DAY, new_unit

OLD_CODES = ("101", "102", "103", "104", "105")


@st.composite
def worlds(draw) -> dict:
    """Draw which district each commune lies in, what it becomes, and its teams as entries and people."""
    return {
        "districts": draw(st.lists(st.integers(0, 1), min_size=5, max_size=5)),
        "becomes": draw(st.lists(st.sampled_from(["101", "102", "201"]), min_size=5, max_size=5)),
        "teams": draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "commune": st.integers(0, 4),
                        "serves": st.booleans(),
                        "visits": st.lists(st.integers(1, 9), max_size=2),
                        "people": st.sets(st.integers(0, 3), max_size=3),
                    }
                ),
                min_size=1,
                max_size=5,
            )
        ),
    }


def make(world, drawn) -> tuple:
    """Make the drawn world; return its province, its administrator as a viewer, and the change."""
    province = world.province()
    districts = [world.district(province, name, code=code) for name, code in (("A", "11"), ("B", "12"))]
    communes = [
        world.commune(districts[home], f"Xã {code}", code=code, population=1000, households=200)
        for code, home in zip(OLD_CODES, drawn["districts"], strict=True)
    ]
    hamlets = [world.hamlet(commune) for commune in communes]
    people = [world.user(f"Người {number}") for number in range(4)]
    world.training(people[0])
    for number, wanted in enumerate(drawn["teams"]):
        commune, hamlet = communes[wanted["commune"]], hamlets[wanted["commune"]]
        team = world.team(commune, [hamlet] if wanted["serves"] else [], name=f"Tổ {number}")
        author = world.member(team)
        for key in wanted["people"]:
            world.member(team, people[key])
        for visits in wanted["visits"]:
            world.activity(team, author, status="approved", visits=visits, households=1)
    world.campaign(province)
    admin = world.viewer(world.staff(Role.admin, province))
    news = sorted(set(drawn["becomes"]))
    roster = (
        RosterRow(2, "75", "Đồng Nai", "Tỉnh Đồng Nai", "tỉnh", "province", ""),
        *(RosterRow(3 + n, code, code, f"Xã {code}", "xã", "commune", "75") for n, code in enumerate(news)),
    )
    mapping = tuple(
        MappingRow(2 + n, *codes) for n, codes in enumerate(zip(OLD_CODES, drawn["becomes"], strict=True))
    )
    return province, admin, Change(roster, mapping, DAY, BASIS)


def june(unit_id: int, as_of: date | None = None):
    """Return the figures of June 2022."""
    campaign = get_campaign("kh170-2022")
    period = resolve_period("2022-06", campaign.period, named_windows(campaign))
    return get_coverage(campaign, unit_id, period, IN_PERIOD, today=clock.today(), as_of=as_of)


def sums(coverage) -> dict:
    """Return what must be the same in any places."""
    facts = coverage.facts
    return {
        "visits": facts.visits,
        "by skill": dict(facts.visits_by_skill),
        "households": facts.households_reached,
        "members": facts.members,
        "trained": facts.members_trained,
        "residents": facts.residents,
        "hamlets": facts.hamlets,
        **{
            code: (coverage.line(code).numerator, coverage.line(code).denominator)
            for code in ("8.2", "8.3", "8.4")
        },
    }


class _Undone(Exception):
    """Ends an example, so that nothing of it is kept."""


def test_sums_over_the_new_places_are_those_over_the_old_ones(app, frozen_clock):
    frozen_clock.tick(days=34)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(drawn=worlds())
    def check(drawn):
        with pytest.raises(_Undone), transaction():
            province, admin, change = make(World(), drawn)
            before = june(province.id)
            reorganise(admin, change)
            db.session.expire_all()
            then, now = june(province.id), june(new_unit("75").id, clock.today())

            assert sums(then) == sums(before) == sums(now)
            assert now.unplaced == ()
            # Rows add up, but for people in two places.
            assert sum(row.facts.visits for row in now.rows) == now.facts.visits
            assert sum(row.facts.members for row in now.rows) >= now.facts.members
            raise _Undone

    check()
