"""Whatever the order of the rows and wherever a file is cut in two, the register comes out the same."""

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import (
    HamletList,
    Membership,
    RoleGrant,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    Unit,
    UnitCensus,
    UnitVersion,
    User,
)
from portal.transaction import transaction
from tests.databases import empty
from tests.factories import World
from tests.import_files import apply, everything, upload
from tests.kept import built_once

SLOW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = st.sampled_from(["", "", "10/06/2022"])
# Few of each, so that rows meet: known people and new ones, with a number and without.
NAMES = st.sampled_from(["Điểu Thị Lan", "Điểu Thị Lân", "Lê Văn Út"])
PHONES = st.sampled_from(["", "0912000001", "0912000003", "0912000004"])
TEAMS = st.sampled_from(["Tổ một", "Tổ một", "Tổ hai"])
HAMLET_NAMES = st.sampled_from(
    ["Thôn 1", "thôn 2", "Ấp 1", "Sóc Bom Bo", "Thôn Bình", "Thôn Bính", "Thôn cũ"]
)

HAMLET_ROWS = st.fixed_dictionaries(
    {"name": HAMLET_NAMES, "households": st.sampled_from(["", "0", "120", "khoảng 120"]), "since": DAYS}
)
TEAM_ROWS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Tổ một", "tổ Một", "Tổ ba", "Tổ bà", "Tổ bốn"]),
        "level": st.sampled_from(["", "Tổ cấp thôn", "Tổ cấp xã"]),
        "hamlets": st.sampled_from(["", "Thôn cũ", "Thôn 7; Thôn cũ", "7"]),
        "number": st.sampled_from(["", "12/QĐ-UBND", "13/QĐ-UBND"]),
        "decided_on": st.sampled_from(["", "01/04/2022", "02/05/2022"]),
        "signer": st.sampled_from(["", "Nguyễn Văn An"]),
    }
)
MEMBER_ROWS = st.fixed_dictionaries(
    {
        "team": TEAMS,
        "name": NAMES,
        "phone": PHONES,
        "role": st.sampled_from(["", "", "Tổ trưởng", "Tổ phó"]),
        "affiliation": st.sampled_from(["", "Công an"]),
        "since": DAYS,
    }
)
STAFF_ROWS = st.fixed_dictionaries(
    {
        "unit_code": st.sampled_from(["25399", "70", "696"]),
        "name": NAMES,
        "phone": PHONES.filter(bool),
        "role": st.sampled_from(["Điều phối viên", "Cán bộ tỉnh"]),
    }
)
KINDS = {"hamlets": HAMLET_ROWS, "teams": TEAM_ROWS, "members": MEMBER_ROWS, "staff": STAFF_ROWS}


def build(world: World) -> tuple[Unit, object]:
    """Make a commune in which something is known already, and an administrator."""
    with transaction():
        province = world.province()
        commune = world.commune(world.district(province, code="696"), code="25399")
        old, seventh = world.hamlet(commune, "cũ"), world.hamlet(commune, "7")
        world.census(old, households=90)
        one = world.team(commune, [seventh], name="Tổ một", founded_on=None, leader=False)
        two = world.team(commune, name="Tổ hai", leader=False)
        world.member(one, world.user("Điểu Thị Lan", phone=None, can_sign_in=False))
        world.member(two, world.user("Lê Văn Út", phone="0912000001"))
        world.member(one, world.user("K’Liêu", phone="0912000002"), until=date(2022, 6, 10))
        admin = world.staff(Role.admin, province)
    return province, world.viewer(admin)


def begin_anew() -> tuple[Unit, object]:
    """Delete every row, as between tests, and put the commune back as it was in the beginning."""
    db.session.rollback()
    empty(db.engine)
    db.session.remove()
    return built_once(build, World())


def register() -> dict[str, list]:
    """Write the register down without the numbers that the database gives out, and without moments."""
    db.session.commit()
    hamlet = select(UnitVersion.full_name, UnitVersion.valid_from, UnitVersion.valid_to, UnitVersion.type)
    counts = select(
        UnitVersion.full_name, UnitCensus.counted_on, UnitCensus.households, UnitCensus.is_estimate
    ).join(UnitCensus, UnitCensus.unit_id == UnitVersion.unit_id)
    served = (
        select(Team.name, UnitVersion.full_name, TeamHamlet.starts_on, TeamHamlet.ends_on)
        .join(TeamHamlet, TeamHamlet.team_id == Team.id)
        .join(UnitVersion, UnitVersion.unit_id == TeamHamlet.hamlet_id)
    )
    seats = (
        select(
            Team.name, User.name, User.phone, Membership.role, Membership.affiliation,
            Membership.starts_on, Membership.ends_on,
        )
        .select_from(Membership)
        .join(Team, Team.id == Membership.team_id)
        .join(User, User.id == Membership.user_id)
    )  # fmt: skip
    grants = (
        select(User.name, RoleGrant.role, UnitVersion.full_name, RoleGrant.starts_on)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(UnitVersion, UnitVersion.unit_id == RoleGrant.unit_id)
    )
    facts = {
        "hamlets": hamlet,
        "counts": counts,
        "lists": select(HamletList.confirmed_at),
        "teams": select(Team.name, Team.level),
        "decisions": of_teams(TeamDecision, "number", "decided_on", "signer"),
        "statuses": of_teams(TeamStatusChange, "status", "starts_on"),
        "served": served,
        "people": select(User.name, User.phone, User.password_hash.is_(None)),
        "seats": seats,
        "grants": grants,
    }
    return {name: sorted(map(repr, map(tuple, db.session.execute(wanted)))) for name, wanted in facts.items()}


def of_teams(model, *names: str):
    """Return the statement for what the teams have of one kind."""
    return select(Team.name, *(getattr(model, name) for name in names)).join(model, model.team_id == Team.id)


@pytest.mark.parametrize("kind", KINDS)
def test_any_order_and_any_cut_of_a_file_leads_to_the_same_register(app, frozen_clock, kind):
    taken = 0

    @SLOW
    @given(data=st.data())
    def check(data):
        nonlocal taken
        rows = data.draw(st.lists(KINDS[kind], min_size=2, max_size=3))
        order = data.draw(st.permutations(rows))
        cut = data.draw(st.integers(0, len(rows)))

        whole, state = outcome(kind, [rows])
        # A file with problems changes nothing, so there is nothing to compare.
        assume(state == ["ready"])
        parts, states = outcome(kind, [part for part in (order[:cut], order[cut:]) if part])

        assert states == ["ready"] * len(states)
        assert parts == whole
        taken += 1

    check()
    assert taken > 5


def outcome(kind: str, files: list[list[dict]]) -> tuple[dict, list[str]]:
    """Import files one after the other into a fresh world; return the register and how each check ended."""
    province, admin = begin_anew()
    rows = [[row | named(kind) for row in file] for file in files]
    states = []
    for file in rows:
        imported = upload(admin, kind, province, file)
        states.append(imported.state)
        if imported.state == "ready":
            imported = apply(admin, imported)
            assert imported.state == "applied"
    return register(), states


def named(kind: str) -> dict[str, str]:
    """Return what a row needs to name its commune."""
    return {} if kind == "staff" else {"commune_code": "25399"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_in_another_order_has_the_same_plan_and_a_file_with_problems_changes_nothing(
    app, frozen_clock, kind
):
    @settings(SLOW, max_examples=10)
    @given(data=st.data())
    def check(data):
        rows = data.draw(st.lists(KINDS[kind], min_size=2, max_size=3))
        order = data.draw(st.permutations(rows))
        province, admin = begin_anew()
        before = everything()

        one = upload(admin, kind, province, [row | named(kind) for row in rows])
        other = upload(admin, kind, province, [row | named(kind) for row in order])

        assert (one.state, one.digest if one.state == "ready" else "") == (
            other.state,
            other.digest if other.state == "ready" else "",
        )
        assert everything() == before

    check()
