"""Teams are registered under a free code and name; status and hamlets keep their history."""

import threading
import unicodedata
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.domain.team_status import TeamLevel, TeamStatus
from portal.extensions import db
from portal.models import AuditRow, Membership, Team, TeamDecision, TeamHamlet, TeamStatusChange, Unit, User
from portal.queries.teams import get_team_sheet, list_served_hamlets
from portal.services.people import NewPerson
from portal.services.team_decisions import Decision
from portal.services.team_statuses import set_status
from portal.services.teams import FirstLeader, register_team, rename_team, set_hamlets

TODAY = date(2022, 6, 16)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
APRIL = date(2022, 4, 1)


@pytest.fixture
def commune(world):
    """A commune with an official code."""
    return world.commune(name="Tân Tiến", code="25345")


@pytest.fixture
def actor(world, commune):
    """The commune's coordinator, as the services see them."""
    return world.viewer(world.coordinator(commune))


def broken(act, *args, **kwargs) -> str:
    """Return the code of the rule that the act breaks."""
    with pytest.raises(RuleBroken) as caught:
        act(*args, **kwargs)
    return caught.value.code


def rows(model, **wanted):
    """Return the rows as the database has them."""
    return db.session.scalars(
        select(model).filter_by(**wanted).order_by(model.id).execution_options(populate_existing=True)
    ).all()


def test_a_team_is_registered_with_decision_hamlets_and_leader(world, commune, actor):
    hamlet = world.hamlet(commune, "1")

    team = register_team(
        actor,
        commune,
        level=TeamLevel.hamlet,
        hamlet_ids=[hamlet.id],
        decision=Decision("12/QĐ-UBND", APRIL, "Nguyễn Văn A"),
        leader=FirstLeader(NewPerson("K’Liêu", "0912345678"), "hamlet_head"),
    )

    assert (team.code, team.name) == ("25345-01", "Tổ công nghệ số cộng đồng thôn 1")
    sheet = get_team_sheet(team, TODAY)
    assert sheet.missing == ()
    assert (sheet.status, sheet.founded_on) == ("active", APRIL)
    assert [change.starts_on for change in sheet.changes] == [APRIL]
    assert [(one.hamlet_id, one.starts_on) for one in sheet.hamlets] == [(hamlet.id, APRIL)]
    assert [(one.name, one.role, one.starts_on) for one in sheet.members] == [("K’Liêu", "leader", APRIL)]
    assert rows(AuditRow, action="register_team")[0].commune_id == commune.id


def test_without_a_decision_a_team_is_active_from_today_but_not_valid(commune, actor):
    team = register_team(actor, commune, level=TeamLevel.commune)

    sheet = get_team_sheet(team, TODAY)
    assert team.name == "Tổ công nghệ số cộng đồng xã Tân Tiến"
    assert [(one.status, one.starts_on) for one in sheet.changes] == [("active", TODAY)]
    assert sheet.missing == ("no_founding_decision", "no_leader")


def test_codes_count_up_and_never_take_one_that_another_place_left_behind(world, commune, actor):
    elsewhere = world.team(world.commune())
    elsewhere.code = "25345-07"
    db.session.commit()

    first = register_team(actor, commune, level=TeamLevel.commune, name="Tổ A")
    second = register_team(actor, commune, level=TeamLevel.commune, name="Tổ B")

    assert (first.code, second.code) == ("25345-08", "25345-09")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_form_sent_twice_registers_one_team_in_either_unicode_form(commune, actor, form):
    register_team(actor, commune, level=TeamLevel.hamlet, name="Tổ thôn Đắk Liên")

    code = broken(
        register_team,
        actor,
        commune,
        level=TeamLevel.hamlet,
        name=unicodedata.normalize(form, "  tổ  thôn đắk liên "),
    )

    assert code == "team_name_taken"
    assert [team.name for team in rows(Team)] == ["Tổ thôn Đắk Liên"]


def test_names_that_differ_by_a_tone_are_two_names(commune, actor):
    register_team(actor, commune, level=TeamLevel.hamlet, name="Tổ thôn Tân")

    register_team(actor, commune, level=TeamLevel.hamlet, name="Tổ thôn Tấn")

    assert len(rows(Team)) == 2


def test_a_refused_registration_leaves_nothing_behind(world, commune, actor):
    world.user("Trần Văn Bình", phone="0912345678")
    leader = FirstLeader(NewPerson("Lê Thị Hoa", "0912345678"), "other")

    code = broken(register_team, actor, commune, level=TeamLevel.commune, leader=leader)

    assert code == "phone_taken"
    assert rows(Team) == rows(TeamStatusChange) == []
    assert rows(AuditRow) == []


def test_a_decision_of_tomorrow_is_refused(commune, actor):
    decision = Decision("1/QĐ-UBND", TOMORROW)

    code = broken(register_team, actor, commune, level=TeamLevel.commune, decision=decision)

    assert code == "in_future"
    assert rows(Team) == rows(TeamDecision) == []


def test_a_hamlet_of_another_commune_is_refused(world, commune, actor):
    foreign = world.hamlet(world.commune())

    code = broken(register_team, actor, commune, level=TeamLevel.hamlet, name="Tổ", hamlet_ids=[foreign.id])

    assert code == "unknown_hamlet"
    assert rows(Team) == []


@pytest.mark.parametrize("role", [Role.province_staff, Role.admin, Role.coordinator])
def test_only_the_communes_own_coordinator_registers(world, commune, role):
    level = commune.parent_id if role == Role.coordinator else None
    unit = db.session.get(type(commune), level) if level else commune
    actor = world.viewer(world.staff(role, unit))

    with pytest.raises(NotAllowed):
        register_team(actor, commune, level=TeamLevel.commune)

    assert rows(Team) == []


def test_a_member_changes_nothing_of_a_team(world, commune):
    team = world.team(commune)
    actor = world.viewer(world.member(team))

    for act in (
        lambda: rename_team(actor, team, "Khác"),
        lambda: set_status(actor, team, TeamStatus.suspended, starts_on=TODAY),
        lambda: set_hamlets(actor, team, [], on=TODAY),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert rows(Team)[0].name == "Tổ công nghệ số cộng đồng thôn 1"
    assert len(rows(TeamStatusChange)) == 1


def test_a_team_is_renamed_and_the_audit_log_keeps_both_names(world, commune, actor):
    team = world.team(commune, name="Tổ một")

    rename_team(actor, team, " Tổ  hai ")

    assert rows(Team)[0].name == "Tổ hai"
    assert rows(Team)[0].name_fold == "to hai"
    assert "T\\u1ed5 m\\u1ed9t" in rows(AuditRow, action="rename_team")[0].detail


def test_a_name_of_another_team_is_refused(world, commune, actor):
    team = world.team(commune, name="Tổ một")
    world.team(commune, name="Tổ hai")

    code = broken(rename_team, actor, team, "TỔ HAI")

    assert code == "team_name_taken"
    assert {team.name for team in rows(Team)} == {"Tổ một", "Tổ hai"}


def test_a_suspended_team_is_not_valid_and_its_history_stays(world, commune, actor):
    team = world.team(commune)

    paper = Decision("20/QĐ-UBND", YESTERDAY)

    set_status(
        actor,
        team,
        TeamStatus.suspended,
        starts_on=YESTERDAY,
        reason="Tổ trưởng chuyển đi",
        decision=paper,
    )

    sheet = get_team_sheet(team, TODAY)
    assert sheet.missing == ("suspended",)
    assert [(one.status, one.starts_on) for one in sheet.changes] == [
        ("suspended", YESTERDAY),
        ("active", APRIL),
    ]
    assert sheet.changes[0].recorded_by == "Trần Thị Phượng"
    assert get_team_sheet(team, YESTERDAY - timedelta(days=1)).missing == ()


@pytest.mark.parametrize(
    ("status", "day", "code"),
    [
        (TeamStatus.suspended, TOMORROW, "in_future"),
        (TeamStatus.suspended, APRIL - timedelta(days=1), "status_before_last_change"),
        (TeamStatus.active, TODAY, "status_unchanged"),
    ],
)
def test_a_status_that_does_not_fit_is_refused(world, commune, actor, status, day, code):
    team = world.team(commune, founded_on=APRIL)

    paper = None if day == TOMORROW else Decision("20/QĐ-UBND", TODAY)

    assert broken(set_status, actor, team, status, starts_on=day, decision=paper) == code

    assert [one.status for one in rows(TeamStatusChange)] == ["active"]
    assert rows(AuditRow) == []


def test_a_second_status_of_one_day_corrects_the_first(world, commune, actor):
    team = world.team(commune)
    first, second = Decision("20/QĐ-UBND", TODAY), Decision("21/QĐ-UBND", TODAY)
    set_status(actor, team, TeamStatus.dissolved, starts_on=TODAY, reason="Nhầm", decision=first)

    set_status(actor, team, TeamStatus.suspended, starts_on=TODAY, reason="Tạm nghỉ", decision=second)

    assert [(one.status, one.reason) for one in rows(TeamStatusChange)] == [
        ("active", ""),
        ("suspended", "Tạm nghỉ"),
    ]
    assert '"was":"dissolved"' in rows(AuditRow, action="set_team_status")[1].detail


def test_hamlets_are_added_and_ended_on_a_day_but_never_deleted(world, commune, actor):
    first, second = world.hamlet(commune, "1"), world.hamlet(commune, "2")
    team = world.team(commune, [first], founded_on=APRIL)

    set_hamlets(actor, team, [second.id], on=YESTERDAY)

    assert [(one.hamlet_id, one.starts_on, one.ends_on) for one in rows(TeamHamlet)] == [
        (first.id, APRIL, YESTERDAY),
        (second.id, YESTERDAY, None),
    ]
    assert [one.full_name for one in list_served_hamlets(team.id, TODAY)] == ["Thôn 2"]
    assert [one.full_name for one in list_served_hamlets(team.id, APRIL)] == ["Thôn 1"]


def test_a_hamlet_taken_off_and_put_back_on_one_day_is_one_row(world, commune, actor):
    hamlet = world.hamlet(commune, "1")
    team = world.team(commune)
    set_hamlets(actor, team, [hamlet.id], on=TODAY)
    set_hamlets(actor, team, [], on=TODAY)
    assert [(one.starts_on, one.ends_on) for one in rows(TeamHamlet)] == [(TODAY, TODAY)]
    assert list_served_hamlets(team.id, TODAY) == []

    set_hamlets(actor, team, [hamlet.id], on=TODAY)

    assert [(one.starts_on, one.ends_on) for one in rows(TeamHamlet)] == [(TODAY, None)]


@pytest.mark.parametrize(
    ("day", "code"), [(TOMORROW, "in_future"), (APRIL - timedelta(days=1), "before_its_start")]
)
def test_a_hamlet_does_not_end_before_it_began_or_tomorrow(world, commune, actor, day, code):
    team = world.team(commune, [world.hamlet(commune)], founded_on=APRIL)

    assert broken(set_hamlets, actor, team, [], on=day) == code

    assert [one.ends_on for one in rows(TeamHamlet)] == [None]


def test_a_hamlet_is_not_served_twice_over_the_same_days(world, commune, actor):
    hamlet = world.hamlet(commune)
    team = world.team(commune, [hamlet], founded_on=APRIL)
    set_hamlets(actor, team, [], on=TODAY)

    code = broken(set_hamlets, actor, team, [hamlet.id], on=YESTERDAY)

    assert code == "hamlet_overlaps"
    assert [one.ends_on for one in rows(TeamHamlet)] == [TODAY]


def test_a_leader_without_a_phone_is_registered_too(commune, actor):
    leader = FirstLeader(NewPerson("Điểu Khuê"), "other")

    register_team(actor, commune, level=TeamLevel.commune, leader=leader)

    assert [(user.name, user.phone) for user in rows(User, name="Điểu Khuê")] == [("Điểu Khuê", None)]
    assert [seat.role for seat in rows(Membership)] == ["leader"]


def test_teams_registered_at_once_get_codes_of_their_own_and_one_of_each_name(app, commune, actor):
    outcomes, commune_id = [], commune.id

    def register(name: str) -> None:
        with app.app_context():
            try:
                own = db.session.get(Unit, commune_id)
                outcomes.append(register_team(actor, own, level=TeamLevel.hamlet, name=name).code)
            except RuleBroken as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=register, args=(f"Tổ {number % 4}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    codes = [f"25345-0{number}" for number in range(1, 5)]
    assert sorted(outcomes) == [*codes, *["team_name_taken"] * 4]
    assert sorted(team.code for team in rows(Team)) == codes
