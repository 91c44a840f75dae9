"""A commune's hamlets: kept by its coordinator, each change dated, and the list confirmed or not."""

import json
import threading
import unicodedata
from datetime import date

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import AuditRow, HamletList, Unit, UnitCensus, UnitVersion
from portal.queries.hamlets import get_confirmation, list_hamlets
from portal.services import hamlets
from tests.factories import EARLY

TODAY = date(2022, 6, 16)
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def commune(world):
    """A commune with one hamlet and a confirmed list."""
    commune = world.commune(name="Đăng Hà")
    world.hamlet(commune, "1")
    return commune


@pytest.fixture
def coordinator(world, commune):
    """The commune's coordinator, as the services see her."""
    return world.viewer(world.coordinator(commune))


def add(actor, commune, name="3", hamlet_type="thôn", since=TODAY, households=None):
    return hamlets.add_hamlet(
        actor, commune, hamlet_type=hamlet_type, name=name, since=since, households=households
    )


def names(commune, on=TODAY):
    return [hamlet.full_name for hamlet in list_hamlets(commune.id, on)]


def is_confirmed(commune):
    return get_confirmation(commune.id).confirmed_at is not None


def last_audit(commune):
    row = db.session.scalars(
        select(AuditRow).where(AuditRow.commune_id == commune.id).order_by(AuditRow.seq.desc()).limit(1)
    ).one()
    return row.action, row.actor_id, json.loads(row.detail)


def refused(act, *args, **kwargs):
    before = db.session.scalar(select(func.count()).select_from(UnitVersion))
    with pytest.raises(RuleBroken) as caught:
        act(*args, **kwargs)
    assert db.session.scalar(select(func.count()).select_from(UnitVersion)) == before
    return caught.value.code, caught.value.details


def test_a_hamlet_is_on_the_list_from_its_day_under_type_and_name(commune, coordinator):
    hamlet = add(coordinator, commune, "Ninh Thịnh", "khu phố", since=LONG_AGO, households=120)

    version = db.session.scalars(select(UnitVersion).where(UnitVersion.unit_id == hamlet.id)).one()
    assert (version.code, version.full_name, version.type) == (None, "Khu phố Ninh Thịnh", "khu phố")
    assert version.path == hamlet.path == f"{commune.path}{hamlet.id}/"
    assert names(commune, date(2019, 12, 31)) == ["Thôn 1"]
    assert names(commune, LONG_AGO) == ["Thôn 1", "Khu phố Ninh Thịnh"]
    census = db.session.scalars(select(UnitCensus).where(UnitCensus.unit_id == hamlet.id)).one()
    assert (census.counted_on, census.households, census.population) == (TODAY, 120, None)
    assert census.source == "Điều phối viên xã nhập"


def test_a_hamlet_without_a_count_has_no_households_rather_than_none_of_them(commune, coordinator):
    hamlet = add(coordinator, commune)

    assert db.session.scalar(select(func.count()).where(UnitCensus.unit_id == hamlet.id)) == 0
    assert [one.households for one in list_hamlets(commune.id, TODAY) if one.id == hamlet.id] == [None]


def test_a_type_that_was_typed_along_with_the_name_is_not_doubled(commune, coordinator):
    add(coordinator, commune, unicodedata.normalize("NFD", " thôn  3 "))

    assert names(commune) == ["Thôn 1", "Thôn 3"]


@pytest.mark.parametrize("typed", ["Bù Đăng", "bù đăng", "BU DANG", unicodedata.normalize("NFD", "Bù Đăng")])
def test_a_second_hamlet_of_the_same_name_is_refused_however_it_is_written(commune, coordinator, typed):
    add(coordinator, commune, "Bù Đăng", "sóc")

    assert refused(add, coordinator, commune, typed, "sóc") == ("hamlet_exists", {"name": "Sóc Bù Đăng"})


def test_one_hamlet_added_by_several_people_at_once_is_on_the_list_once(app, commune, coordinator):
    outcomes = []

    def add_it():
        with app.app_context():
            try:
                add(coordinator, db.session.get(Unit, commune.id), "Bù Đăng", "sóc")
                outcomes.append("added")
            except RuleBroken as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=add_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert sorted(outcomes) == ["added"] + ["hamlet_exists"] * 5
    assert names(commune) == ["Thôn 1", "Sóc Bù Đăng"]


def test_the_same_name_is_free_for_another_type_another_commune_and_after_an_end(world, commune, coordinator):
    other = world.commune(db.session.get(Unit, commune.parent_id), "Đức Liễu")
    first = add(coordinator, commune, "Bù Đăng", "sóc", since=LONG_AGO)
    add(coordinator, commune, "Bù Đăng", "thôn")
    add(world.viewer(world.coordinator(other)), other, "Bù Đăng", "sóc")
    hamlets.end_hamlet(coordinator, first, on=date(2022, 1, 1))

    add(coordinator, commune, "Bù Đăng", "sóc", since=date(2022, 1, 1))

    assert names(commune) == ["Thôn 1", "Thôn Bù Đăng", "Sóc Bù Đăng"]
    too_early = {"since": date(2021, 12, 31)}
    assert refused(add, coordinator, commune, "Bù Đăng", "sóc", **too_early)[0] == "hamlet_exists"


def test_a_hamlet_needs_a_name_a_known_type_and_a_day_of_its_commune_that_has_come(commune, coordinator):
    assert refused(add, coordinator, commune, since=date(2022, 6, 17)) == ("in_future", {})
    before = refused(add, coordinator, commune, since=date(2018, 11, 30))
    assert before == ("before_commune", {"day": "01/12/2018"})
    assert refused(add, coordinator, commune, hamlet_type="xã") == ("unknown_hamlet_type", {})
    assert refused(add, coordinator, commune, " \n ") == ("hamlet_needs_name", {})


def test_every_change_of_the_list_withdraws_its_confirmation_in_the_same_act(world, commune, coordinator):
    hamlet = add(coordinator, commune)
    assert not is_confirmed(commune)
    assert last_audit(commune) == (
        "add_hamlet",
        coordinator.id,
        {"confirmation_withdrawn": True, "name": "Thôn 3", "since": "2022-06-16"},
    )

    world.confirm_hamlets(commune)
    hamlets.rename_hamlet(coordinator, hamlet, hamlet_type="thôn", name="3A", on=TODAY)
    assert not is_confirmed(commune)
    assert last_audit(commune)[2] == {
        "confirmation_withdrawn": True,
        "before": "Thôn 3",
        "after": "Thôn 3A",
        "on": "2022-06-16",
    }

    world.confirm_hamlets(commune)
    hamlets.end_hamlet(coordinator, hamlet, on=TODAY)
    assert not is_confirmed(commune)
    assert last_audit(commune)[0] == "end_hamlet"


def test_a_count_and_a_rename_to_the_same_name_leave_the_confirmation(world, commune, coordinator):
    hamlet = add(coordinator, commune)
    world.confirm_hamlets(commune)

    hamlets.count_households(coordinator, hamlet, 80)
    hamlets.rename_hamlet(coordinator, hamlet, hamlet_type="thôn", name="Thôn 3", on=TODAY)

    assert is_confirmed(commune)
    assert last_audit(commune) == ("count_households", coordinator.id, {"households": 80})


def test_a_rename_holds_from_its_day_and_keeps_the_earlier_name(commune, coordinator):
    hamlet = add(coordinator, commune, since=LONG_AGO)

    hamlets.rename_hamlet(coordinator, hamlet, hamlet_type="khu phố", name="Phú Thịnh", on=date(2022, 1, 1))

    assert names(commune, date(2021, 12, 31)) == ["Thôn 1", "Thôn 3"]
    assert names(commune, date(2022, 1, 1)) == ["Thôn 1", "Khu phố Phú Thịnh"]


def test_a_rename_on_the_first_day_corrects_the_name_from_the_start(commune, coordinator):
    hamlet = add(coordinator, commune, "Bù Đắng", since=LONG_AGO)

    hamlets.rename_hamlet(coordinator, hamlet, hamlet_type="thôn", name="Bù Đăng", on=LONG_AGO)

    version = db.session.scalars(select(UnitVersion).where(UnitVersion.unit_id == hamlet.id)).one()
    assert (version.full_name, version.name_fold, version.valid_from) == ("Thôn Bù Đăng", "bu dang", LONG_AGO)


def test_a_rename_is_refused_for_a_name_in_use_or_a_day_before_the_last_change(commune, coordinator):
    hamlet = add(coordinator, commune, since=LONG_AGO)

    def rename(name, on):
        return refused(hamlets.rename_hamlet, coordinator, hamlet, hamlet_type="thôn", name=name, on=on)

    assert rename("1", TODAY) == ("hamlet_exists", {"name": "Thôn 1"})
    assert rename("4", date(2019, 12, 31)) == ("before_last_change", {"day": "01/01/2020"})
    assert rename("4", date(2022, 6, 17)) == ("in_future", {})


def test_an_ended_hamlet_is_gone_from_its_day_on_and_stays_in_the_past(commune, coordinator):
    hamlet = add(coordinator, commune, since=LONG_AGO)

    hamlets.end_hamlet(coordinator, hamlet, on=date(2022, 6, 1))

    assert names(commune, date(2022, 5, 31)) == ["Thôn 1", "Thôn 3"]
    assert names(commune, date(2022, 6, 1)) == ["Thôn 1"]
    assert refused(hamlets.end_hamlet, coordinator, hamlet, on=TODAY)[0] == "hamlet_ended"


def test_a_hamlet_that_a_team_serves_cannot_end_and_the_team_is_named(world, commune, coordinator):
    hamlet = add(coordinator, commune, since=LONG_AGO)
    world.team(commune, [hamlet], name="Tổ thôn 3", status=TeamStatus.suspended)
    world.team(commune, [hamlet], name="Tổ cũ", status=TeamStatus.dissolved)

    assert refused(hamlets.end_hamlet, coordinator, hamlet, on=TODAY) == (
        "hamlet_still_served",
        {"teams": "Tổ thôn 3"},
    )
    assert names(commune) == ["Thôn 1", "Thôn 3"]


def test_a_hamlet_entered_by_mistake_is_taken_off_the_list_with_its_count(commune, coordinator):
    hamlet = add(coordinator, commune, households=50)

    hamlets.end_hamlet(coordinator, hamlet, on=TODAY)

    assert db.session.scalar(select(func.count()).where(Unit.id == hamlet.id)) == 0
    assert db.session.scalar(select(func.count()).select_from(UnitCensus)) == 0
    assert names(commune) == ["Thôn 1"]


def test_a_hamlet_that_entries_or_teams_name_is_not_taken_off_its_first_day(world, commune, coordinator):
    hamlet = add(coordinator, commune)
    team = world.team(commune)
    world.activity(team, world.member(team), hamlet_id=hamlet.id)

    assert refused(hamlets.end_hamlet, coordinator, hamlet, on=TODAY)[0] == "hamlet_used"


def test_a_hamlet_renamed_and_ended_on_one_day_ends_under_its_earlier_name(commune, coordinator):
    hamlet = add(coordinator, commune, since=LONG_AGO)
    hamlets.rename_hamlet(coordinator, hamlet, hamlet_type="thôn", name="4", on=TODAY)

    hamlets.end_hamlet(coordinator, hamlet, on=TODAY)

    versions = select(UnitVersion.full_name, UnitVersion.valid_to).where(UnitVersion.unit_id == hamlet.id)
    assert db.session.execute(versions).all() == [("Thôn 3", TODAY)]


def test_households_counted_again_on_one_day_replace_the_count_and_may_be_unknown(commune, coordinator):
    hamlet = add(coordinator, commune, households=50)

    hamlets.count_households(coordinator, hamlet, None)

    assert db.session.execute(select(UnitCensus.counted_on, UnitCensus.households)).all() == [(TODAY, None)]


def test_a_list_is_confirmed_with_person_and_moment_and_withdrawn_again(commune, coordinator):
    add(coordinator, commune)

    hamlets.confirm_hamlets(coordinator, commune, seen=2)

    confirmed = db.session.get(HamletList, commune.id)
    assert (confirmed.confirmed_at, confirmed.confirmed_by_id) == (clock.now(), coordinator.id)
    assert last_audit(commune) == ("confirm_hamlets", coordinator.id, {"hamlets": 2})
    hamlets.withdraw_confirmation(coordinator, commune)
    assert not is_confirmed(commune)
    assert last_audit(commune)[0] == "withdraw_confirmation"


def test_a_list_that_changed_since_it_was_looked_at_is_not_confirmed(commune, coordinator):
    add(coordinator, commune)

    assert refused(hamlets.confirm_hamlets, coordinator, commune, seen=1)[0] == "changed_meanwhile"
    assert not is_confirmed(commune)


def test_an_empty_list_cannot_be_confirmed(world):
    commune = world.commune(confirmed=False)
    coordinator = world.viewer(world.coordinator(commune))

    assert refused(hamlets.confirm_hamlets, coordinator, commune, seen=0)[0] == "no_hamlets_to_confirm"


@pytest.mark.parametrize("who", ["member", "neighbour", "district", "province", "admin"])
def test_nobody_but_the_communes_coordinator_changes_its_list(world, commune, coordinator, who):
    district = db.session.get(Unit, commune.parent_id)
    province = db.session.get(Unit, district.parent_id)
    person = {
        "member": lambda: world.member(world.team(commune)),
        "neighbour": lambda: world.coordinator(world.commune(district, "Thọ Sơn")),
        "district": lambda: world.staff(Role.coordinator, district),
        "province": lambda: world.staff(Role.province_staff, province),
        "admin": lambda: world.staff(Role.admin, province),
    }[who]()
    viewer, hamlet, other = world.viewer(person), add(coordinator, commune), add(coordinator, commune, "4")
    world.confirm_hamlets(commune)

    for act in (
        lambda: add(viewer, commune, "9"),
        lambda: hamlets.rename_hamlet(viewer, hamlet, hamlet_type="thôn", name="9", on=TODAY),
        lambda: hamlets.end_hamlet(viewer, hamlet, on=TODAY),
        lambda: hamlets.merge_hamlet(viewer, hamlet, other.id, on=TODAY),
        lambda: hamlets.count_households(viewer, hamlet, 9),
        lambda: hamlets.confirm_hamlets(viewer, commune, seen=3),
        lambda: hamlets.withdraw_confirmation(viewer, commune),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert names(commune) == ["Thôn 1", "Thôn 3", "Thôn 4"]
    assert is_confirmed(commune)


def test_a_hamlet_is_not_taken_for_a_commune_nor_a_commune_for_a_hamlet(commune, coordinator):
    hamlet = add(coordinator, commune)

    with pytest.raises(Missing):
        add(coordinator, hamlet)
    with pytest.raises(Missing):
        hamlets.end_hamlet(coordinator, commune, on=EARLY)
    with pytest.raises(Missing):
        hamlets.merge_hamlet(coordinator, commune, hamlet.id, on=TODAY)
