"""Reorganising places: who follows whom, what stays where it was, and who sees what before and after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import read_content
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.reorganisations import MappingRow
from portal.domain.roles import Role
from portal.domain.team_status import TeamLevel
from portal.extensions import db
from portal.models import (
    Act,
    Activity,
    AuditRow,
    HamletList,
    Reorganisation,
    Unit,
    UnitCensus,
    UnitSuccession,
)
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import Coverage, get_coverage
from portal.queries.team_flags import list_teams_needing_reform
from portal.queries.units import get_path, list_children
from portal.services import audit, hamlets, tallies
from portal.services.activities import submit_activity
from portal.services.reorganisations import rehearse, reorganise, undo_reorganisation
from portal.services.reviews import approve_activity
from portal.services.teams import register_team
from tests.reorganised import BASIS, BEFORE, DAY, MAPPING, Old, change, new_unit

TODAY = date(2022, 7, 20)


@pytest.fixture
def old(world, frozen_clock):
    """The five communes, three weeks after the day on which they are to be reorganised."""
    places = Old(world)
    frozen_clock.tick(days=34)
    assert clock.today() == TODAY
    return places


@pytest.fixture
def admin(world, old):
    """An administrator of the province."""
    return world.viewer(old.admin)


def everything(*left_out) -> dict[str, list[tuple]]:
    """Return every row of every table, but for those left out."""
    db.session.commit()
    return {
        table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
        for table in db.metadata.sorted_tables
        if table.name not in left_out
    }


def cover(unit_id: int, as_of: date | None = None, period: str = "2022-06") -> Coverage:
    """Return the figures of June 2022."""
    campaign = get_campaign("kh170-2022")
    named = resolve_period(period, campaign.period, named_windows(campaign))
    return get_coverage(campaign, unit_id, named, IN_PERIOD, today=TODAY, as_of=as_of)


def send(viewer, team, hamlet, day: date):
    """Send an entry of a team about a hamlet, as the phone does; return its receipt."""
    stated = {
        "team": team.code,
        "occurred_on": day.isoformat(),
        "kind": "assistance",
        "skills": ["payment"],
        "visits": 5,
        "hamlet": hamlet.id,
    }
    return submit_activity(viewer, uuid7(), read_content(stated))


def figures(coverage: Coverage) -> list[tuple]:
    """Return what the lines say, but for 8.1, which counts communes."""
    return [(line.code, line.numerator, line.denominator) for line in coverage.lines if line.code != "8.1"]


def test_old_places_end_and_new_ones_follow_them(old, admin):
    done, effects = reorganise(admin, change())

    assert [unit.full_name for unit in list_children(new_unit("75").id, DAY)] == [
        "Phường Bình Phước", "Xã Bù Gia Mập", "Xã Lộc Thạnh",
    ]  # fmt: skip
    # The same code is another place before and after.
    assert new_unit("101", BEFORE).id == old.communes["101"].id != new_unit("101").id
    assert get_path(old.communes["101"].id, DAY) == []
    followed = db.session.execute(
        select(
            UnitSuccession.from_unit_id,
            UnitSuccession.to_unit_id,
            UnitSuccession.kind,
            UnitSuccession.legal_basis,
        ).order_by(UnitSuccession.from_unit_id)
    ).all()
    merged, alone, other = (new_unit(code).id for code in ("101", "102", "103"))
    communes = {code: unit.id for code, unit in old.communes.items()}
    assert set(followed) == {
        (communes["101"], merged, "merged", BASIS),
        (communes["103"], merged, "merged", BASIS),
        (communes["102"], alone, "continued", BASIS),
        (communes["104"], other, "merged", BASIS),
        (communes["105"], other, "merged", BASIS),
        (old.province.id, new_unit("75").id, "merged", BASIS),
    }
    # 1 province, 2 districts and 5 communes end; 1 province and 3 communes begin.
    counts = effects.counts
    assert (counts["units_ended"], counts["communes_ended"]) == (8, 5)
    assert (counts["units_created"], counts["communes_created"], counts["hamlets"]) == (4, 3, 5)
    assert done.effects == counts


def test_hamlets_go_on_in_the_new_communes_and_keep_who_they_are(old, admin):
    reorganise(admin, change())

    merged = new_unit("101").id
    there = {unit.id for unit in list_children(merged, DAY)}
    assert there == {old.hamlets["101"].id, old.hamlets["103"].id}
    assert [unit.id for unit in get_path(old.hamlets["103"].id, DAY)] == [
        new_unit("75").id, merged, old.hamlets["103"].id,
    ]  # fmt: skip
    assert [unit.id for unit in get_path(old.hamlets["103"].id, BEFORE)] == [
        old.province.id, old.districts[1].id, old.communes["103"].id, old.hamlets["103"].id,
    ]  # fmt: skip


def test_figures_of_june_are_the_same_in_the_old_places_and_in_the_new(old, admin):
    before = cover(old.province.id)
    reorganise(admin, change())

    then, now = cover(old.province.id), cover(new_unit("75").id, as_of=TODAY)

    assert figures(then) == figures(before) == figures(now)
    # 1 + 2 + 3 + 4 + 5 visits; 101 and 103 are one commune now: 1 + 3.
    assert (then.facts.visits, now.facts.visits) == (15, 15)
    assert {row.place.code: row.facts.visits for row in now.rows} == {"101": 4, "102": 2, "103": 9}
    assert [line.denominator for line in (then.line("8.1"), now.line("8.1"))] == [5, 3]
    # Five leaders and five members, and the leader of the commune team; each row counts its own people.
    assert sum(row.facts.members for row in now.rows) == now.facts.members == 11
    assert now.unplaced == ()


def test_a_person_in_two_communes_that_merge_counts_once_there(world, old, admin):
    world.member(old.teams["103"], old.members["101"])

    reorganise(admin, change())

    row = next(row for row in cover(new_unit("75").id, as_of=TODAY).rows if row.place.code == "101")
    # Two leaders, and two members of whom one sits in both teams.
    assert row.facts.members == 4


def test_census_and_confirmed_lists_are_those_of_the_parts(world, old, admin):
    hamlets.withdraw_confirmation(world.viewer(old.coordinators["105"]), old.communes["105"])

    reorganise(admin, change())

    counted = db.session.execute(
        select(UnitCensus.population, UnitCensus.households).where(UnitCensus.unit_id == new_unit("101").id)
    ).all()
    assert counted == [(2000, 400)]
    confirmed = set(
        db.session.scalars(select(HamletList.commune_id).where(HamletList.confirmed_at.is_not(None)))
    )
    assert {new_unit("101").id, new_unit("102").id} <= confirmed
    assert new_unit("103").id not in confirmed


def test_commune_teams_of_merged_communes_are_flagged_and_no_team_moves(old, admin):
    _, effects = reorganise(admin, change())

    assert effects.flagged_teams == ("Tổ xã 104",)
    needs = list_teams_needing_reform([unit.id for unit in old.communes.values()], DAY)
    assert [(need.team_id, need.reason, need.since_on) for need in needs] == [
        (old.commune_team.id, "commune_changed", DAY)
    ]
    assert old.commune_team.commune_id == old.communes["104"].id


def test_waiting_entries_are_still_decided_and_late_ones_still_arrive(world, old, admin):
    waiting = world.activity(old.teams["101"], old.members["101"])
    reorganise(admin, change())

    approve_activity(world.viewer(old.coordinators["101"]), waiting, version=1)
    member = world.viewer(old.members["101"])
    receipt = send(member, old.teams["101"], old.hamlets["101"], TODAY - timedelta(days=2))

    assert receipt.created
    stored = db.session.scalar(select(Activity).where(Activity.uuid == receipt.uuid))
    assert (stored.commune_id, stored.hamlet_id) == (old.communes["101"].id, old.hamlets["101"].id)
    assert cover(new_unit("101").id, period="2022-07").facts.waiting == 1
    assert tallies.list_differences() == []


def test_a_team_of_the_new_commune_serves_hamlets_that_were_entered_in_the_old_ones(world, old, admin):
    reorganise(admin, change())
    merged = db.session.get(Unit, new_unit("101").id)
    coordinator = world.viewer(world.coordinator(merged, "Điều phối mới"))

    team = register_team(
        coordinator, merged, name="Tổ mới", level=TeamLevel.hamlet, hamlet_ids=[old.hamlets["103"].id]
    )
    member = world.viewer(world.member(team, since=TODAY))
    receipt = send(member, team, old.hamlets["103"], TODAY)

    assert receipt.created
    assert db.session.scalar(select(Activity.commune_id).where(Activity.uuid == receipt.uuid)) == merged.id


def test_a_hamlet_renamed_afterwards_stays_in_its_new_commune(world, old, admin):
    reorganise(admin, change())

    hamlets.rename_hamlet(
        world.viewer(old.coordinators["101"]),
        old.hamlets["101"],
        hamlet_type="khu phố",
        name="Tân Bình",
        on=TODAY,
    )

    there = {unit.full_name for unit in list_children(new_unit("101").id, TODAY)}
    assert there == {"Khu phố Tân Bình", "Thôn 1"}


def test_a_divided_commune_is_read_whole_in_its_time_and_told_apart_from_the_rest_afterwards(old, admin):
    divided = (*MAPPING, MappingRow(7, "105", "102"))

    _, effects = reorganise(admin, change(divided))

    assert effects.divided == ("Xã Xã 105",)
    then, now = cover(old.province.id), cover(new_unit("75").id, as_of=TODAY)
    assert then.facts.visits == 15
    # The five visits of 105 lie in 102 or in 103: nobody knows.
    assert now.facts.visits == 10
    assert now.unplaced == (("Xã Xã 105", 1),)


def test_a_rehearsal_tells_the_same_and_changes_nothing(old, admin):
    before = everything()

    told = rehearse(admin, change())

    assert everything() == before
    assert told.counts == reorganise(admin, change())[1].counts


def test_a_reorganisation_is_undone_without_a_trace_but_in_the_log(old, admin):
    kept = ("acts", "act_rows", "audit_rows", "audit_heads")
    before = everything(*kept)
    done, _ = reorganise(admin, change())
    assert everything(*kept) != before

    undo_reorganisation(admin, done)

    assert everything(*kept) == before
    assert db.session.scalars(select(AuditRow.action).order_by(AuditRow.id.desc()).limit(1)).one() == (
        "undo_reorganisation"
    )
    assert audit.verify_chains() is None
    assert db.session.scalar(select(Act.undone_at)) == clock.now()


def test_after_a_day_it_can_no_longer_be_undone(old, admin, frozen_clock):
    done, _ = reorganise(admin, change())
    frozen_clock.tick(hours=24, seconds=1)
    before = everything()

    with pytest.raises(RuleBroken, match="reorganisation_settled"):
        undo_reorganisation(admin, done)

    assert everything() == before


def test_it_is_not_undone_once_something_rests_on_the_new_places(world, old, admin):
    done, _ = reorganise(admin, change())
    world.coordinator(db.session.get(Unit, new_unit("101").id), "Điều phối mới")
    before = everything()

    with pytest.raises(RuleBroken, match="act_in_use"):
        undo_reorganisation(admin, done)

    assert everything() == before


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ((), (0, "", "empty_mapping", "")),
        (MAPPING[1:], (0, "old_code", "not_mapped", "101")),
        ((*MAPPING, MappingRow(7, "999", "101")), (7, "old_code", "unknown_old_code", "999")),
        ((*MAPPING, MappingRow(7, "101", "998")), (7, "new_code", "unknown_new_code", "998")),
        ((*MAPPING, MAPPING[0]), (2, "old_code", "duplicate_mapping", "101")),
        ((*MAPPING[:1], *MAPPING[2:]), (0, "new_code", "made_of_nothing", "102")),
    ],
)
def test_each_mistake_in_the_map_is_named_and_nothing_is_written(old, admin, mapping, problem):
    before = everything()

    with pytest.raises(RuleBroken) as refusal:
        reorganise(admin, change(mapping))

    found = [(one.line, one.column, one.code, one.value) for one in refusal.value.details["problems"]]
    assert problem in found
    assert everything() == before


def test_without_a_legal_basis_nothing_is_reorganised(old, admin):
    with pytest.raises(RuleBroken, match="no_legal_basis"):
        reorganise(admin, change(legal_basis=" "))

    assert db.session.scalar(select(Reorganisation)) is None


def test_places_that_changed_later_are_not_overrun(old, admin):
    reorganise(admin, change())
    before = everything()

    again = replace(
        change(), mapping=tuple(MappingRow(one.line, one.new_code, one.new_code) for one in MAPPING[:2])
    )
    with pytest.raises(RuleBroken):
        reorganise(admin, again)

    assert everything() == before


@pytest.mark.parametrize("role", [Role.coordinator, Role.province_staff])
def test_only_administrators_reorganise(world, old, role):
    person = old.staff if role == Role.province_staff else old.coordinators["101"]
    before = everything()

    for act in (rehearse, reorganise):
        with pytest.raises(NotAllowed):
            act(world.viewer(person), change())

    assert everything() == before


def test_no_entry_and_no_tally_is_rewritten(old, admin):
    def entries():
        return everything(
            *{table.name for table in db.metadata.sorted_tables} - {"activities", "tallies", "reviews"}
        )

    before = entries()

    reorganise(admin, change())

    assert entries() == before
    assert db.session.scalar(select(func.count()).select_from(Activity)) == 5
