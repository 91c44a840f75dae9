"""One trap for each kind of wrong row: the problem names row and cell, and nothing is written."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.domain.team_status import TeamLevel, TeamRole
from portal.extensions import db
from portal.models import Membership, RoleGrant, Team, TeamDecision, TeamHamlet, User
from portal.transaction import transaction
from tests.conventions.cast import decomposed
from tests.import_files import apply, codes_of, everything, import_rows, upload
from tests.queries_counted import counting_statements

TEAM = "Tổ công nghệ số cộng đồng thôn 1"


NEW = {"name": "Thôn 2"}
HERE = {"commune_code": "25399"}
NEAR, FAR = ({"commune": "Tân Tiến", "district": name} for name in ("Bù Đăng", "Huyện Lạ"))
HA = [{"name": name, "hamlets": "1"} for name in ("Tổ Hà", "Tổ Hạ")]


class Place:
    """A commune with a team, and two communes of one name in two districts."""

    def __init__(self, world) -> None:
        with transaction():
            self.province = world.province()
            near, far = world.district(self.province), world.district(self.province, "Đồng Phú")
            self.commune = world.commune(near, "Đak Nhau", code="25399")
            self.first = world.commune(near, "Tân Tiến", code="25401")
            self.second = world.commune(far, "Tân Tiến", code="25402")
            self.hamlet = world.hamlet(self.commune, "1")
            self.team = world.team(self.commune, [self.hamlet], leader=False)
            self.leader = world.member(
                self.team, world.user("Điểu Thị Nở", phone="0912000001"), role=TeamRole.leader
            )
            self.bare = world.member(self.team, world.user("Lê Văn Út", phone=None, can_sign_in=False))
            former = world.user("Hồ Thị Ơn", phone="0912000002")
            self.former = world.member(self.team, former, until=date(2022, 6, 10))
            stranger = world.team(self.first, name="Tổ lạ", leader=False)
            self.stranger = world.member(stranger, world.user("Người lạ", phone="0912000003"))
            self.coordinator = world.viewer(world.coordinator(self.commune))
            self.admin = world.viewer(world.staff(Role.admin, self.province, "Quản Trị"))


@pytest.fixture
def place(world) -> Place:
    return Place(world)


def member(name="Trần Văn Bé", **cells) -> dict:
    """Return a row about a member of the team."""
    return {"team": TEAM, "name": name} | cells


def decided(number: str, day: str) -> dict:
    """Return a row about the decision of the team."""
    return {"name": TEAM, "number": number, "decided_on": day}


FORMER = "0912000002"
PHONE = {"phone": "0912000009"}
PROBLEMS = [
    ("hamlets", [{"name": "Bình Minh"}], [(2, "type", "no_hamlet_type")]),
    ("hamlets", [{"type": "ấp", "name": "Thôn 2"}], [(2, "type", "hamlet_type_mismatch")]),
    ("hamlets", [NEW | {"since": "17/06/2022"}], [(2, "since", "in_future")]),
    ("hamlets", [NEW | {"since": "01/01/2015"}], [(2, "since", "before_commune")]),
    ("hamlets", [{"name": "thôn 1", "since": "01/01/2022"}], [(2, "since", "hamlet_since_differs")]),
    ("hamlets", [NEW | {"households": "120"}, NEW], [(3, "households", "rows_contradict")]),
    ("hamlets", [{"name": "Thôn Hà"}, {"name": "Thôn Hạ"}], [(3, "name", "rows_contradict")]),
    ("hamlets", [NEW | {"households": "-5"}], [(2, "households", "negative")]),
    ("hamlets", [NEW | {"commune_code": "99999"}], [(2, "commune_code", "no_place_with_code")]),
    ("hamlets", [NEW | {"commune": "Xã Không Có"}], [(2, "commune", "no_place_with_name")]),
    ("hamlets", [NEW | {"commune": "Xã Tân Tiến"}], [(2, "commune", "place_ambiguous")]),
    ("hamlets", [NEW | FAR], [(2, "district", "no_place_in_district")]),
    ("hamlets", [NEW | HERE | {"commune": "Xã Tân Tiến"}], [(2, "commune", "place_mismatch")]),
    ("hamlets", [NEW | HERE | {"district": "Đồng Phú"}], [(2, "district", "district_mismatch")]),
    ("hamlets", [NEW | {"commune_code": "25401"}], [(2, "commune_code", "not_your_commune")]),
    ("hamlets", [NEW | NEAR], [(2, "commune", "not_your_commune")]),
    ("teams", [{"level": "Tổ cấp thôn"}], [(2, "name", "team_needs_name")]),
    ("teams", [{"name": "Tổ mới"}], [(2, "level", "team_needs_level")]),
    ("teams", [{"name": "Tổ mới", "hamlets": "Thôn 8"}], [(2, "hamlets", "no_hamlet_with_name")]),
    ("teams", [{"name": TEAM, "level": "Tổ cấp xã"}], [(2, "level", "team_level_differs")]),
    ("teams", [decided("13/QĐ", "01/04/2022")], [(2, "number", "decision_differs")]),
    ("teams", [{"name": TEAM, "number": "12/QĐ-UBND"}], [(2, "decided_on", "decision_needs_date")]),
    ("teams", [{"name": TEAM, "decided_on": "01/04/2022"}], [(2, "number", "decision_needs_number")]),
    ("teams", [decided("9/QĐ", "01/07/2022")], [(2, "decided_on", "in_future")]),
    ("teams", [{"team_code": "25399-99", "name": TEAM}], [(2, "team_code", "no_team_with_code")]),
    ("teams", [{"name": "To cong nghe so cong dong thon 1"}], [(2, "name", "team_name_similar")]),
    ("teams", HA, [(3, "name", "similar_names_in_file")]),
    ("teams", [HA[0], {"name": "Tổ Hà", "level": "Tổ cấp xã"}], [(3, "level", "rows_contradict")]),
    ("members", [{"team": TEAM}], [(2, "name", "required")]),
    ("members", [{"name": "Trần Văn Bé"}], [(2, "team", "no_team_given")]),
    ("members", [member(team="Tổ khác")], [(2, "team", "no_team_with_name")]),
    ("members", [member(since="17/06/2022")], [(2, "since", "in_future")]),
    ("members", [member(phone="12345")], [(2, "phone", "not_a_phone")]),
    ("members", [member(role="Tổ trưởng")], [(2, "role", "team_has_leader")]),
    ("members", [member("Lê Văn Út", role="Tổ trưởng")], [(2, "role", "team_has_leader")]),
    ("members", [member("Lê Văn Út", role="Tổ phó", since="01/01/2022")], [(2, "since", "role_before_seat")]),
    ("members", [member("Lê Văn Út", since="02/04/2022")], [(2, "since", "since_differs")]),
    ("members", [member("Hồ Thị Ơn", phone=FORMER, since="09/06/2022")], [(2, "since", "seat_overlaps")]),
    ("members", [member("Điểu Thị Nở", phone="0912000002")], [(2, "phone", "phone_taken")]),
    ("members", [member(phone="0912000003")], [(2, "phone", "phone_taken")]),
    ("members", [member("Trần Bé", phone="0912000001")], [(2, "phone", "phone_of_other")]),
    ("members", [member(**PHONE), member("Bé", phone="0912 000 009")], [(3, "name", "rows_contradict")]),
    ("members", [member(role="Tổ phó"), member(role="Tổ viên")], [(3, "role", "rows_contradict")]),
    ("members", [member(), member(phone="0912000009")], [(2, "phone", "namesakes_in_file")]),
    ("members", [member("Điểu Thị Nở"),
     member("Điểu Thị Nơ", phone="0912000001")], [(3, "name", "same_person_twice")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "rows", "wanted"), PROBLEMS)
def test_a_wrong_row_is_named_by_its_cell_and_nothing_is_written(place, kind, rows, wanted):
    before = everything()

    imported = upload(place.coordinator, kind, place.commune, rows)

    assert codes_of(imported) == wanted
    assert imported.state == "has_problems"
    assert everything() == before


def test_problems_over_two_communes_name_both_rows(place, world):
    world.team(place.second, name="Tổ xa", leader=False)
    near, far = {"commune_code": "25399", "team": TEAM}, {"commune_code": "25402", "team": "Tổ xa"}
    two_names = [
        near | {"name": "Trần Bé", "phone": "0912000009"},
        far | {"name": "Trần Bê", "phone": "0912000009"},
    ]
    two_leaders = [
        far | {"name": "Trần Bé", "role": "Tổ trưởng"}, far | {"name": "Lê Tư", "role": "Tổ trưởng"},
    ]  # fmt: skip
    unclear = [
        near | {"name": "Lê Văn Út", "phone": "0912000009"},
        far | {"name": "Lê Văn Út", "phone": "0912000009"},
    ]

    found = [
        codes_of(upload(place.admin, "members", place.province, rows))
        for rows in (two_names, two_leaders, unclear)
    ]

    assert found == [
        [(3, "phone", "phone_of_two_names")],
        [(3, "role", "two_leaders")],
        [(2, "phone", "phone_unclear"), (3, "phone", "phone_unclear")],
    ]


def test_the_name_behind_a_number_is_told_only_to_who_may_see_that_person(place):
    row = [member("Trần Bé", phone="0912000003") | {"commune_code": "25399"}]

    outside = upload(place.coordinator, "members", place.commune, row)
    inside = upload(place.admin, "members", place.province, row)

    assert "Người lạ" not in str(outside.outcome)
    assert inside.outcome["problems"][0]["details"] == {"name": "Người lạ"}


def test_ambiguous_communes_are_listed_with_their_codes(place):
    imported = upload(place.admin, "hamlets", place.province, [NEW | {"commune": "Xã Tân Tiến"}])

    [problem] = imported.outcome["problems"]
    assert "25401" in problem["details"]["places"] and "25402" in problem["details"]["places"]


@pytest.mark.parametrize(
    "cells",
    [
        {"commune_code": "25402"},
        {"commune": "Xã Tân Tiến", "district": "Huyện Đồng Phú"},
        {"commune": decomposed("x. tân tiến"), "district": "dong phu"},
        {"commune_code": "25402", "commune": "TAN TIEN"},
    ],
)
def test_a_commune_is_found_however_it_is_written(place, cells):
    imported = import_rows(
        place.admin, "hamlets", place.province, [cells | {"name": decomposed("Thôn Bù Đăng")}]
    )

    assert imported.outcome["by_commune"] == {str(place.second.id): [1, 0]}


def test_an_empty_cell_erases_nothing(place):
    full = member("Lê Văn Út", phone="0912000008", role="Tổ phó", affiliation="Công an", since="10/06/2022")
    import_rows(place.coordinator, "members", place.commune, [full])

    imported = upload(place.coordinator, "members", place.commune, [member("Lê Văn Út")])

    assert imported.outcome["counts"] == {"create": 0, "change": 0, "same": 1}
    assert db.session.get(User, place.bare.id).phone == "0912000008"


def test_a_role_changes_from_its_day_on_and_the_past_stays(place):
    import_rows(
        place.coordinator, "members", place.commune, [member("Lê Văn Út", role="Tổ phó", since="10/06/2022")]
    )

    seats = db.session.execute(
        select(Membership.role, Membership.starts_on, Membership.ends_on)
        .where(Membership.user_id == place.bare.id)
        .order_by(Membership.id)
    ).all()
    assert [tuple(seat) for seat in seats] == [
        ("member", date(2022, 4, 1), date(2022, 6, 10)),
        ("deputy", date(2022, 6, 10), None),
    ]


def test_identical_rows_count_once_and_are_noted(place):
    imported = upload(place.coordinator, "members", place.commune, [member(), member()])

    assert imported.outcome["counts"]["create"] == 1
    assert [(note["line"], note["code"], note["details"]) for note in imported.outcome["notes"]] == [
        (3, "repeated_row", {"first": 2})
    ]


def test_one_new_person_in_two_teams_is_made_once(place, world):
    world.team(place.commune, name="Tổ cấp xã", level=TeamLevel.commune, leader=False)
    rows = [member(phone="0912000009"), member(phone="0912000009", team="Tổ cấp xã")]

    import_rows(place.coordinator, "members", place.commune, rows)

    [user] = db.session.scalars(select(User).where(User.phone == "0912000009"))
    assert len(db.session.scalars(select(Membership.id).where(Membership.user_id == user.id)).all()) == 2


def test_a_known_team_gets_hamlets_a_decision_and_a_signer_and_loses_nothing(place, world):
    second = world.hamlet(place.commune, "2")
    rows = [
        {
            "name": TEAM, "hamlets": "2", "number": "12/qđ-ubnd", "decided_on": "01/04/2022",
            "signer": "Nguyễn Văn An",
        }
    ]  # fmt: skip

    imported = import_rows(place.coordinator, "teams", place.commune, rows)

    assert imported.outcome["counts"] == {"create": 0, "change": 1, "same": 0}
    served = db.session.execute(
        select(TeamHamlet.hamlet_id, TeamHamlet.starts_on).order_by(TeamHamlet.id)
    ).all()
    assert [tuple(row) for row in served] == [
        (place.hamlet.id, date(2022, 4, 1)),
        (second.id, date(2022, 6, 16)),
    ]
    decision = db.session.scalar(select(TeamDecision).where(TeamDecision.team_id == place.team.id))
    assert (decision.number, decision.signer) == ("12/QĐ-UBND", "Nguyễn Văn An")


def test_new_teams_get_the_next_codes(place):
    rows = [{"name": name, "level": "Tổ cấp thôn"} for name in ("Tổ C", "Tổ A", "Tổ B")]

    import_rows(place.coordinator, "teams", place.commune, rows)

    codes = db.session.execute(
        select(Team.name, Team.code).where(Team.name.in_(["Tổ A", "Tổ B", "Tổ C"])).order_by(Team.name)
    ).all()
    assert [tuple(row) for row in codes] == [("Tổ A", "25399-01"), ("Tổ B", "25399-02"), ("Tổ C", "25399-03")]


def test_staff_get_accounts_and_roles_without_password_or_link(place):
    rows = [
        {"unit_code": "25399", "name": "Phan Thị Mới", "phone": "0912000010", "role": "Điều phối viên"},
        {"unit_code": "70", "name": "Phan Thị Mới", "phone": "0912000010", "role": "Cán bộ tỉnh"},
        {"unit": "Xã Đak Nhau", "name": "Điểu Thị Nở", "phone": "0912000001", "role": "điều phối viên"},
    ]  # fmt: skip

    imported = import_rows(place.admin, "staff", place.province, rows)

    assert imported.outcome["counts"] == {"create": 2, "change": 1, "same": 0}
    user = db.session.scalar(select(User).where(User.phone == "0912000010"))
    roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == user.id)).all()
    assert (user.password_hash, sorted(roles)) == (None, ["coordinator", "province_staff"])
    # A member who becomes staff chooses a longer password; it is nowhere in what can be undone.
    assert db.session.get(User, place.leader.id, populate_existing=True).password_hash is None
    assert "argon2" not in str(everything(but=())["act_rows"])


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"unit_code": "70"}, ("role", "role_not_at_level")),
        ({"unit_code": ""}, ("unit_code", "no_place_given")),
        ({"unit": "Xã Tân Tiến", "unit_code": ""}, ("unit", "place_ambiguous")),
        ({"phone": ""}, ("phone", "required")),
        ({"phone": "0912000001"}, ("phone", "phone_of_other")),
        ({"role": "Giám đốc"}, ("role", "unknown_choice")),
    ],
)
def test_a_wrong_row_of_staff_is_named_by_its_cell(place, cells, wanted):
    row = {"unit_code": "25399", "name": "Phan Mới", "phone": "0912000010", "role": "Điều phối viên"} | cells
    before = everything()

    imported = upload(place.admin, "staff", place.province, [row])

    assert codes_of(imported) == [(2, *wanted)]
    assert everything() == before


def test_statements_do_not_grow_with_the_rows(place):
    def statements(count: int) -> int:
        rows = [
            member(f"Người số {number}", phone=f"09130{count:02d}{number:03d}") for number in range(count)
        ]
        with counting_statements() as few:
            imported = upload(place.coordinator, "members", place.commune, rows)
            apply(place.coordinator, imported)
        # What the act wrote is remembered row by row, in one statement of many rows.
        return len(few)

    assert statements(60) <= statements(3) + 2
