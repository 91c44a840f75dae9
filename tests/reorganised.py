"""Five communes in two districts that become three: merged across districts, gone on alone, merged in one."""

from datetime import date

from portal.domain.reorganisations import MappingRow
from portal.domain.roles import Role
from portal.domain.rosters import RosterRow
from portal.domain.team_status import TeamLevel
from portal.queries.units import find_unit_by_code
from portal.services.reorganisations import Change
from tests.factories import World

DAY = date(2022, 7, 1)
BEFORE = date(2022, 6, 30)
BASIS = "Nghị quyết 1662/NQ-UBTVQH15"
# The codes of old communes are used again, as they really were.
ROSTER = (
    RosterRow(2, "75", "Đồng Nai", "Tỉnh Đồng Nai", "tỉnh", "province", ""),
    RosterRow(3, "101", "Bình Phước", "Phường Bình Phước", "phường", "commune", "75"),
    RosterRow(4, "102", "Bù Gia Mập", "Xã Bù Gia Mập", "xã", "commune", "75"),
    RosterRow(5, "103", "Lộc Thạnh", "Xã Lộc Thạnh", "xã", "commune", "75"),
)
# 101 of the first district and 103 of the second are merged; 102 goes on; 104 and 105 are merged.
MAPPING = tuple(
    MappingRow(line, *codes)
    for line, codes in enumerate(
        (("101", "101"), ("102", "102"), ("103", "101"), ("104", "103"), ("105", "103")), start=2
    )
)


def change(mapping=MAPPING, roster=ROSTER, on=DAY, legal_basis=BASIS) -> Change:
    """Return the reorganisation, or one that differs a little."""
    return Change(roster, mapping, on, legal_basis)


class Old:
    """The places before: each commune with a hamlet, its team, a coordinator, and a member's entry."""

    def __init__(self, world: World) -> None:
        self.province = world.province()
        self.districts = [
            world.district(self.province, name, code=code) for name, code in (("A", "11"), ("B", "12"))
        ]
        first, second = self.districts
        homes = {"101": first, "102": first, "103": second, "104": second, "105": second}
        self.communes = {
            code: world.commune(home, f"Xã {code}", code=code, population=1000, households=200)
            for code, home in homes.items()
        }
        self.hamlets = {code: world.hamlet(commune) for code, commune in self.communes.items()}
        self.teams, self.members, self.coordinators, self.entries = {}, {}, {}, {}
        for code, commune in self.communes.items():
            team = world.team(commune, [self.hamlets[code]], name=f"Tổ {code}")
            self.teams[code], self.members[code] = team, world.member(team)
            self.coordinators[code] = world.coordinator(commune, f"Điều phối {code}")
            self.entries[code] = world.activity(
                team, self.members[code], status="approved", visits=int(code[2])
            )
        world.training(self.members["101"])
        self.commune_team = world.team(
            self.communes["104"], name="Tổ xã 104", level=TeamLevel.commune, founded_on=date(2022, 4, 1)
        )
        self.staff = world.staff(Role.province_staff, self.province, "Cán bộ tỉnh")
        self.admin = world.staff(Role.admin, self.province, "Quản trị")
        self.district_staff = world.staff(Role.coordinator, second, "Điều phối huyện")
        self.campaign = world.campaign(self.province)


def new_unit(code: str, on: date = DAY):
    """Return a place as it is from the reorganisation on."""
    return find_unit_by_code(code, on)
