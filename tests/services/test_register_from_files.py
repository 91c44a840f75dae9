"""A whole province's register from spreadsheets, and its figures over the changes of 2025 and 2026."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Membership, RoleGrant, Team, TeamHamlet, Unit, User
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import get_coverage
from portal.queries.units import find_unit_by_code, list_units
from portal.queries.viewers import get_viewer
from portal.services import audit, hamlets, rosters, tallies
from portal.services.reorganisations import Change, reorganise
from portal.services.units import load_roster, load_shipped_places
from portal.transaction import transaction
from tests.import_files import import_rows

HAMLETS, TEAMS, MEMBERS = 850, 961, 4600
JUNE = date(2022, 6, 16)
MERGED_ON, TOWNS_ON = date(2025, 7, 1), date(2026, 4, 30)
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
AFFILIATION = "Hội Phụ nữ"


def communes() -> list:
    """List the communes of June 2022 by code."""
    return sorted(list_units(JUNE, UnitLevel.commune), key=lambda unit: unit.code)


def hamlet_rows() -> list[dict]:
    """Spread 850 hamlets over the communes: seven each, and one more in the first 73."""
    return [
        {
            "commune_code": unit.code,
            "commune": unit.full_name,
            "type": "thôn",
            "name": str(number),
            "since": "01/01/2020",
        }
        for place, unit in enumerate(communes())
        for number in range(1, 8 + (place < HAMLETS - 7 * 111))
    ]


def team_rows() -> list[dict]:
    """Give each commune a team, and each hamlet one."""
    paper = {"number": "12/QĐ-UBND", "decided_on": "01/04/2022", "signer": "Chủ tịch"}
    of_communes = [
        paper | {"commune_code": unit.code, "level": "Tổ cấp xã", "name": f"Tổ {unit.full_name}"}
        for unit in communes()
    ]
    of_hamlets = [
        paper
        | {
            "commune_code": row["commune_code"],
            "level": "Tổ cấp thôn",
            "name": f"Tổ thôn {row['name']}",
            "hamlets": f"Thôn {row['name']}",
        }
        for row in hamlet_rows()
    ]
    return of_communes + of_hamlets


def member_rows() -> list[dict]:
    """Seat 4,600 people: four in each team, a fifth in the first 756; the first of each leads it."""
    rows = []
    for place, team in enumerate(team_rows()):
        for seat in range(5 if place < MEMBERS - 4 * TEAMS else 4):
            rows.append(
                {
                    "commune_code": team["commune_code"],
                    "team": team["name"],
                    "name": f"Điểu Thị Số {place}",
                    "phone": f"097{place:04d}{seat:03d}",
                    "role": "Tổ viên" if seat else "Tổ trưởng",
                    "affiliation": AFFILIATION,
                    "since": "01/04/2022",
                }
            )
    return rows


def staff_rows() -> list[dict]:
    """Give each commune a coordinator, and the province somebody who reads."""
    rows = [
        {
            "unit_code": unit.code,
            "name": f"Trần Văn {place}",
            "phone": f"08{place:08d}",
            "role": "Điều phối viên",
        }
        for place, unit in enumerate(communes(), start=10_000_001)
    ]
    return [*rows, {"unit_code": "70", "name": "Lê Thị Tuyết", "phone": "0899999999", "role": "Cán bộ tỉnh"}]


@pytest.fixture
def register(world):
    """The register of June 2022, made from four spreadsheets."""
    load_shipped_places()
    province = db.session.get(Unit, find_unit_by_code("70", JUNE).id)
    admin = world.viewer(world.staff(Role.admin, province))
    rows = {"hamlets": hamlet_rows(), "teams": team_rows(), "members": member_rows(), "staff": staff_rows()}
    for kind, of_kind in rows.items():
        import_rows(admin, kind, province, of_kind)
    return admin, province


def count(statement) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery()))


def count_of(unit) -> int:
    """Count the hamlets of a commune."""
    return len(list_units(JUNE, UnitLevel.hamlet, under_path=unit.path))


def log_june(world, every: int = 7) -> int:
    """Let every seventh team have an approved entry; return the visits."""
    leaders = db.session.scalars(
        select(Membership).where(Membership.role == "leader").order_by(Membership.team_id)
    )
    visits = 0
    with transaction():
        for place, seat in enumerate(leaders.all()):
            if place % every == 0:
                team, author = db.session.get(Team, seat.team_id), seat.user_id
                team.commune = db.session.get(Unit, team.commune_id)
                user = db.session.get(User, author)
                world.activity(team, user, status="approved", visits=1 + place % 9)
                visits += 1 + place % 9
    return visits


def cover(unit_id: int, as_of: date | None = None):
    campaign = get_campaign("kh170-2022")
    named = resolve_period("2022-06", campaign.period, named_windows(campaign))
    return get_coverage(campaign, unit_id, named, IN_PERIOD, today=clock.today(), as_of=as_of)


def assert_registered(world) -> None:
    """Check what the files made, and confirm each list of hamlets as its coordinator."""
    assert len(communes()) == 111
    assert len(list_units(JUNE, UnitLevel.hamlet)) == HAMLETS
    assert count(select(Team.id)) == TEAMS
    assert count(select(Membership.id)) == count(select(Membership.user_id).distinct()) == MEMBERS
    assert count(select(TeamHamlet.id)) == HAMLETS
    assert count(select(RoleGrant.id).where(RoleGrant.role == "coordinator")) == 111
    for unit in communes():
        grant = db.session.scalar(select(RoleGrant).where(RoleGrant.unit_id == unit.id))
        viewer = get_viewer(grant.user_id, today=clock.today())
        hamlets.confirm_hamlets(viewer, db.session.get(Unit, unit.id), seen=count_of(unit))


def test_a_province_is_registered_from_files_and_its_june_reads_the_same_in_both_frames(
    world, register, frozen_clock
):
    admin, province = register
    assert_registered(world)
    world.campaign(province)
    visits = log_june(world)

    frozen_clock.set(NOW)
    change = Change(
        rosters.shipped_roster(MERGED_ON), rosters.shipped_mapping(MERGED_ON), MERGED_ON,
        rosters.shipped_legal_basis(MERGED_ON),
    )  # fmt: skip
    _, effects = reorganise(admin, change)
    towns = load_roster(
        admin, rosters.shipped_roster(TOWNS_ON), TOWNS_ON, rosters.shipped_legal_basis(TOWNS_ON)
    )

    assert (effects.counts["communes_ended"], effects.counts["communes_created"]) == (111, 40)
    assert (effects.counts["rights_gained"], effects.counts["rights_lost"]) == (0, 0)
    # Three communes became wards, and the province a city.
    assert (towns.created, towns.changed) == (0, 4)
    then, now = cover(province.id), cover(find_unit_by_code("75", clock.today()).id, as_of=clock.today())
    assert (len(now.rows), then.facts.visits, now.facts.visits) == (40, visits, visits)
    assert sum(row.facts.visits for row in now.rows) == visits
    assert [line.denominator for line in (then.line("8.1"), now.line("8.1"))] == [111, 40]
    for code in ("8.2", "8.3", "8.4", "8.6", "8.7"):
        before, after = then.line(code), now.line(code)
        assert (before.numerator, before.denominator) == (after.numerator, after.denominator)
    assert (now.line("8.2").numerator, now.line("8.2").denominator) == (HAMLETS, HAMLETS)
    assert now.facts.members == sum(row.facts.members for row in now.rows) == MEMBERS
    assert tallies.list_differences() == []
    assert audit.verify_chains() is None
