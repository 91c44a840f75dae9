"""Spot-checks are drawn once and the same everywhere, and only outsiders say what was found."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.campaign_periods import resolve_period
from portal.domain.errors import NotAllowed, RuleBroken
from portal.extensions import db
from portal.models import AuditRow, SpotCheck, SpotCheckCorrection, SpotCheckDraw
from portal.queries.campaigns import named_windows
from portal.queries.spot_check_draws import get_draw_sheet, list_checked_teams
from portal.queries.spot_checks import list_checkers
from portal.services.audit import verify_chains
from portal.services.closings import close_period, reopen_period
from portal.services.spot_checks import (
    assign_spot_check,
    correct_spot_check,
    draw_spot_checks,
    may_correct,
    plan_draw,
    record_spot_check,
)
from portal.transaction import transaction
from tests.entries import count
from tests.spot_checks import SEED, CheckedPlace

VISITED = date(2022, 6, 16)


@pytest.fixture
def place(world) -> CheckedPlace:
    return CheckedPlace(world)


def drawn_numbers(draw: SpotCheckDraw) -> list[int]:
    """Return the numbers of the drawn entries."""
    checks = db.session.scalars(select(SpotCheck).where(SpotCheck.draw_id == draw.id))
    numbers = {entry.id: number for number, entry in entries_of(checks).items()}
    return sorted(numbers.values())


def entries_of(checks) -> dict:
    """Return the entries of visits by the number in their id."""
    ids = [check.activity_id for check in checks]
    rows = db.session.execute(db.select(db.metadata.tables["activities"]))
    return {row.uuid.int: row for row in rows if row.id in ids}


def check_of(place, number: int) -> SpotCheck:
    """Return the visit of an entry."""
    return db.session.scalar(select(SpotCheck).where(SpotCheck.activity_id == place.entries[number].id))


def test_the_same_seed_draws_the_same_entries_on_every_database(place):
    draw = place.draw()

    # Commune A: 15 entries, 20 % are 3, and 13 for the team that they missed; B: 2 entries, at least 1.
    assert drawn_numbers(draw) == [4, 7, 12, 13, 17]
    assert draw.strata == [[place.commune.id, False, 15, 4], [place.other.id, False, 2, 1]]
    assert (draw.share_percent, draw.seed, draw.method) == (20, SEED, 3)


def test_flagged_entries_are_strata_of_their_own(place):
    with transaction():
        place.entries[1].flag_rank = place.entries[5].flag_rank = -1
    draw = place.draw()

    # 13 plain: 2.6 -> 3, and 13 for its team, which they missed; 2 flagged: 60 % are 1.2 -> 1.
    assert draw.strata == [
        [place.commune.id, False, 13, 4],
        [place.commune.id, True, 2, 1],
        [place.other.id, False, 2, 1],
    ]
    checks = db.session.scalars(select(SpotCheck).where(SpotCheck.is_flagged)).all()
    assert len(checks) == 1
    # Either of the two could come; a team that is due adds to that, so it stands for less than two.
    assert 1 < checks[0].weight <= 2


def test_teams_are_seen_once_a_quarter_and_not_again_in_each_period(place):
    place.draw(1)
    assert list_checked_teams(date(2022, 6, 30)) == {team.id for team in place.teams}
    assert list_checked_teams(date(2022, 7, 1)) == frozenset()

    week = resolve_period("2022-W23", place.campaign.period, named_windows(place.campaign))
    second = plan_draw(place.viewer(place.staff), place.campaign, place.province, week, SEED, 1)

    # Nobody is due any more: one entry a commune.
    assert len(second.sample.drawn) == 2


def test_a_draw_repeated_from_its_seed_gives_the_same(place):
    draw = place.draw(7)

    again = plan_draw(None, place.campaign, place.province, place.period, draw.seed, draw.share_percent)

    assert sorted(one.candidate.uuid.int for one in again.sample.drawn) == drawn_numbers(draw)
    assert again.basis_sha256 == draw.basis_sha256


def test_a_draw_of_the_first_rules_is_repeated_by_them(place):
    with transaction():
        for number in range(1, 11):
            place.entries[number].flag_rank = -1
    draw = place.draw(10)
    assert draw.strata[1] == [place.commune.id, True, 10, 3]
    with transaction():
        draw.method = 1

    again = plan_draw(None, place.campaign, place.province, place.period, SEED, 10)

    # 10 flagged: 30 % are 3 by the present rules, 10 % are 1 by the first ones; a due team may add one.
    assert again.sample.strata[1].drawn < 3


def test_what_waits_or_lies_outside_the_period_is_not_drawn(place):
    place.add_entry(30, 0, status="submitted")
    place.add_entry(31, 0, occurred_on=date(2022, 6, 16))

    draw = place.draw(100)

    assert drawn_numbers(draw) == list(range(1, 18))


def test_a_period_is_drawn_once_and_its_seed_stands_in_the_audit_log(place):
    draw = place.draw()

    with pytest.raises(RuleBroken, match="already_drawn"):
        place.draw(seed="another one")

    assert count(SpotCheckDraw) == 1
    row = db.session.scalar(select(AuditRow).where(AuditRow.action == "draw_spot_checks"))
    told = json.loads(row.detail)
    assert (row.actor_id, row.thing) == (place.staff.id, f"spot_check_draw:{draw.id}")
    assert (told["seed"], told["percent"], told["drawn"], told["entries"]) == (SEED, 20, 5, 17)
    assert verify_chains() is None


@pytest.mark.parametrize(
    ("seed", "percent", "period", "code"),
    [
        ("", 5, "w1", "bad_seed"),
        ("a\nb", 5, "w1", "bad_seed"),
        ("x" * 101, 5, "w1", "bad_seed"),
        ("s", 0, "w1", "bad_share"),
        ("s", 101, "w1", "bad_share"),
        ("s", 5, "whole", "draw_too_early"),
        ("s", 5, "2022-W22", "nothing_to_draw"),
    ],
)
def test_a_draw_that_would_not_be_fair_is_refused(place, seed, percent, period, code):
    asked = resolve_period(period, place.campaign.period, named_windows(place.campaign))

    with pytest.raises(RuleBroken, match=code):
        draw_spot_checks(place.viewer(place.staff), place.campaign, place.province, asked, seed, percent)

    assert count(SpotCheckDraw) == 0


def test_only_the_province_draws(place):
    place.draw(by=place.admin)
    for person in (place.coordinator, place.members[0]):
        with pytest.raises(NotAllowed):
            place.draw(by=person)
        with pytest.raises(NotAllowed):
            plan_draw(place.viewer(person), place.campaign, place.province, place.period, SEED, 5)


def test_a_result_is_stored_with_who_went_and_when(place):
    place.draw()
    check = check_of(place, 4)

    record_spot_check(
        place.viewer(place.coordinator), place.sheet(check.id), "partly", VISITED, " Có 3 hộ. ", version=1
    )

    db.session.refresh(check)
    assert (check.result, check.note, check.visited_on) == ("partly", "Có 3 hộ.", VISITED)
    assert (check.decided_by_id, check.decided_at) == (place.coordinator.id, clock.now())
    row = db.session.scalar(select(AuditRow).where(AuditRow.action == "record_spot_check"))
    assert (row.commune_id, row.thing) == (place.commune.id, f"spot_check:{check.id}")


def involve(place, person, how: str) -> None:
    """Give somebody a part in entry 4 or in its team."""
    entry, today = place.entries[4], clock.today()
    if how == "former member":
        place.world.member(place.teams[0], person, since=date(2022, 4, 1), until=date(2022, 5, 1))
    elif how == "member":
        place.world.member(place.teams[0], person, since=today)
    elif how == "reviewer":
        db.session.execute(
            db.metadata.tables["reviews"].insert().values(
                activity_id=entry.id, commune_id=entry.commune_id, reviewer_id=person.id, outcome="approve",
                note="", content="{}", content_sha256="", decided_at=clock.now(),
            )
        )  # fmt: skip
        db.session.commit()
    else:
        db.session.execute(db.update(type(entry)).where(type(entry).id == entry.id).values({how: person.id}))
        db.session.commit()


@pytest.mark.parametrize("who", ["coordinator", "staff", "admin"])
@pytest.mark.parametrize(
    "how", ["author_id", "logged_by_id", "carried_by_id", "reviewer", "member", "former member"]
)
def test_who_had_a_part_in_the_entry_or_its_team_records_nothing(place, who, how):
    place.draw()
    check, person = check_of(place, 4), getattr(place, who)
    record_by = place.viewer(person)
    involve(place, person, how)

    with pytest.raises(NotAllowed):
        record_spot_check(record_by, place.sheet(check.id), "confirmed", VISITED, version=1)

    db.session.refresh(check)
    assert check.result is None
    assert person.id not in dict(list_checkers(place.sheet(check.id), clock.today()))


def test_members_and_other_communes_have_no_part_in_it(place, world):
    place.draw()
    sheet = place.sheet(check_of(place, 4).id)
    stranger = world.coordinator(place.other, "Người xã khác")
    district = world.staff("coordinator", place.district, "Người huyện")

    for person in (place.members[0], place.members[2], stranger, district):
        with pytest.raises(NotAllowed):
            record_spot_check(place.viewer(person), sheet, "confirmed", VISITED, version=1)
        with pytest.raises(NotAllowed):
            assign_spot_check(place.viewer(person), sheet, place.staff.id, version=1)
    assert place.sheet(sheet.id, place.viewer(stranger)) is None


def test_a_coordinator_who_decided_sends_the_other_one(place):
    place.approved_by_coordinator(20, 0)
    place.draw(100)
    sheet = place.sheet(check_of(place, 20).id)
    able = dict(list_checkers(sheet, clock.today()))
    assert place.coordinator.id not in able
    assert {place.second_coordinator.id, place.staff.id} <= set(able)

    with pytest.raises(RuleBroken, match="unknown_checker"):
        assign_spot_check(place.viewer(place.coordinator), sheet, place.coordinator.id, version=1)
    assign_spot_check(place.viewer(place.coordinator), sheet, place.second_coordinator.id, version=1)

    assert place.sheet(sheet.id).line.assigned_to_id == place.second_coordinator.id


@pytest.mark.parametrize(
    ("result", "visited_on", "note", "code"),
    [
        ("perhaps", VISITED, "", "unknown_result"),
        ("partly", VISITED, "  ", "note_needed"),
        ("not_confirmed", VISITED, "", "note_needed"),
        ("confirmed", VISITED, "x" * 1001, "note_too_long"),
        ("confirmed", date(2022, 6, 17), "", "in_future"),
        ("confirmed", date(2022, 6, 9), "", "visited_before_work"),
    ],
)
def test_a_result_that_says_too_little_is_refused(place, result, visited_on, note, code):
    place.draw()
    check = check_of(place, 4)

    with pytest.raises(RuleBroken, match=code):
        record_spot_check(
            place.viewer(place.staff), place.sheet(check.id), result, visited_on, note, version=1
        )

    db.session.refresh(check)
    assert check.result is None


def test_the_second_of_two_results_is_refused_and_changes_nothing(place):
    place.draw()
    check = check_of(place, 4)
    sheet = place.sheet(check.id)
    record_spot_check(place.viewer(place.staff), sheet, "confirmed", VISITED, version=1)

    with pytest.raises(RuleBroken, match="spot_check_recorded"):
        record_spot_check(place.viewer(place.coordinator), sheet, "not_confirmed", VISITED, "Sai", version=1)

    db.session.refresh(check)
    assert (check.result, check.decided_by_id) == ("confirmed", place.staff.id)


def test_a_stale_version_is_told_so(place):
    place.draw()
    check = check_of(place, 4)
    sheet = place.sheet(check.id)
    assign_spot_check(place.viewer(place.staff), sheet, place.admin.id, version=1)

    with pytest.raises(RuleBroken, match="changed_meanwhile"):
        record_spot_check(place.viewer(place.coordinator), sheet, "confirmed", VISITED, version=1)

    db.session.refresh(check)
    assert check.result is None


def recorded(place, *, result="not_confirmed", note="Không gặp ai."):
    """Record a result as the province and return the visit."""
    place.draw()
    check = check_of(place, 4)
    record_spot_check(
        place.viewer(place.staff), place.sheet(check.id), result, VISITED, note, version=check.version
    )
    return check


def correct(place, check, result="confirmed", note="", *, by=None, reason="Gõ nhầm nhà", version=None):
    """Correct the result of a visit."""
    viewer = place.viewer(by or place.staff)
    sheet = place.sheet(check.id, viewer)
    version = version or sheet.check.version
    correct_spot_check(viewer, sheet, result, VISITED, note, reason=reason, version=version)


def test_a_corrected_result_counts_and_the_one_before_stays_readable(place):
    check = recorded(place)
    before = get_draw_sheet(place.viewer(place.staff), check.draw_id).confirmed

    correct(place, check, by=place.second_coordinator)

    after = get_draw_sheet(place.viewer(place.staff), check.draw_id).confirmed
    assert (before.cautious.share, after.cautious.share) == (0, 1)
    sheet = place.sheet(check.id)
    assert (sheet.check.result, sheet.check.note) == ("confirmed", "")
    assert sheet.check.decided_by_id == place.second_coordinator.id
    [kept] = sheet.check.corrections
    assert (kept.result, kept.note, kept.decided_by.name) == (
        "not_confirmed",
        "Không gặp ai.",
        place.staff.name,
    )
    assert (kept.reason, kept.corrected_by.name) == ("Gõ nhầm nhà", place.second_coordinator.name)
    row = db.session.scalars(select(AuditRow).where(AuditRow.action == "correct_spot_check")).one()
    assert json.loads(row.detail)["was"] == "not_confirmed"
    assert verify_chains() is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "  "}, "reason_needed"),
        ({"result": "not_confirmed", "note": "Không gặp ai."}, "same_result"),
        ({"result": "partly"}, "note_needed"),
        ({"result": "nix"}, "unknown_result"),
        ({"version": 1}, "spot_check_recorded"),
    ],
)
def test_a_correction_that_says_too_little_or_comes_second_changes_nothing(place, values, code):
    check = recorded(place)

    with pytest.raises(RuleBroken) as refusal:
        correct(place, check, **values)

    assert refusal.value.code == code
    assert place.sheet(check.id).check.result == "not_confirmed"
    assert count(SpotCheckCorrection) == 0


def test_nothing_is_corrected_before_it_is_recorded_or_by_who_had_a_part(place):
    check = recorded(place)
    other = check_of(place, 12)
    with pytest.raises(RuleBroken, match="not_recorded"):
        correct(place, other)
    with transaction():
        db.session.get(type(place.entries[4]), place.entries[4].id).decided_by_id = place.coordinator.id

    with pytest.raises(NotAllowed):
        correct(place, check, by=place.coordinator)

    assert count(SpotCheckCorrection) == 0


def test_once_the_province_has_closed_the_period_it_reopens_it_before_a_correction(place):
    check = recorded(place)
    viewer, window = place.viewer(place.staff), place.period
    close_period(place.viewer(place.second_coordinator), place.campaign, place.commune, window, "còn chờ")
    # The commune's own closing keeps no visit from being corrected.
    correct(place, check, "partly", "Chỉ 2 hộ.")
    close_period(viewer, place.campaign, place.province, window, "còn chờ")

    with pytest.raises(RuleBroken, match="closed_period"):
        correct(place, check)
    assert not may_correct(viewer, place.sheet(check.id))
    assert (place.sheet(check.id).check.result, count(SpotCheckCorrection)) == ("partly", 1)

    reopen_period(viewer, place.campaign, place.province, window.period, "Ghi nhầm một lượt kiểm")
    correct(place, check)
    assert place.sheet(check.id).check.result == "confirmed"
