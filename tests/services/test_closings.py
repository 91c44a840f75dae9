"""Closing a period: what is published stays, what comes later stands beside it, and nothing is lost."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.campaign_periods import IN_PERIOD, NamedPeriod
from portal.domain.closings import add_changes, list_numerators
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Closing
from portal.queries.closed_figures import get_present
from portal.queries.coverage import get_coverage
from portal.services.audit import verify_chains
from portal.services.closings import close_period, reopen_period
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.tallies import list_differences
from tests.closings import JUNE, WINDOW, ClosingPlace, ledger, published
from tests.entries import count

TODAY = date(2022, 6, 16)


@pytest.fixture
def place(world) -> ClosingPlace:
    return ClosingPlace(world)


def present(place, closing) -> dict[str, int]:
    """Return what stands above each line of a closed period now."""
    coverage = get_present(place.campaign, closing, TODAY)
    return list_numerators(coverage.lines, coverage.facts.visits_by_skill)


def test_closing_publishes_the_lines_as_they_are_with_what_waits_beside_them(place):
    closing = place.close_commune()

    # 2 of 4 hamlets have a team, 1 of 4 works; 5 visits, all about payment; 3 of 100 households.
    # Three people sit in the two teams: two leaders and the member, none trained; 3 of 400 residents.
    assert published(closing) == {
        "8.1": (1, 1),
        "8.2": (2, 4),
        "8.3": (0, 3),
        "8.4": (1, 4),
        "8.5": (5, None),
        "8.5/payment": (5, None),
        "8.6": (3, 100),
        "8.7": (3, 400),
    }
    assert (closing.revision, closing.definition_version) == (1, place.campaign.definition_version)
    assert closing.open_points == {
        "waiting": 1,
        "returned": 0,
        "unconfirmed": 0,
        "on_phones": 0,
        "open_visits": 0,
        "communes": [],
    }
    audited = db.session.scalars(select(AuditRow).where(AuditRow.action == "close_commune")).one()
    assert (audited.actor_id, audited.commune_id) == (place.coordinator.id, place.commune.id)


def test_a_skill_whose_only_visits_were_taken_back_is_not_published(place):
    viewer = place.viewer(place.coordinator)
    approve_activity(viewer, place.seen(place.coordinator, place.waiting))
    reopen_activity(viewer, place.seen(place.coordinator, place.waiting), "new_facts", "Đếm hai lần")

    closing = place.close_commune()

    # Safety was taught by the entry that waits again, and by no other.
    assert [key for key in published(closing) if key.startswith("8.5/")] == ["8.5/payment"]


def test_an_entry_approved_late_changes_the_present_figures_by_exactly_itself(place):
    closing = place.close_commune()
    before = published(closing)

    entry = place.seen(place.coordinator, place.waiting)
    approve_activity(place.viewer(place.coordinator), entry, version=1, correction="Xác minh xong ngày 16/6")

    assert published(closing) == before
    now = present(place, closing)
    # 8.4: the second hamlet works, too. 8.5: 5 + 7. Payment 5 + 7, safety 0 + 7. 8.6: 3 + 2.
    assert {key: now[key] for key in ("8.4", "8.5", "8.5/payment", "8.5/safety", "8.6")} == {
        "8.4": 2,
        "8.5": 12,
        "8.5/payment": 12,
        "8.5/safety": 7,
        "8.6": 5,
    }
    [row] = ledger()
    assert (row.closing_id, row.activity_id, row.cause) == (closing.id, place.waiting.id, "approve")
    assert (row.corrected_by_id, row.reason) == (place.coordinator.id, "Xác minh xong ngày 16/6")
    assert row.lines == ("8.4", "8.5", "8.6")
    assert row.before == {
        "status": "submitted",
        "figures": {"8.4": 1, "8.5": 5, "8.5/payment": 5, "8.5/safety": 0, "8.6": 3},
    }
    assert row.after == {
        "status": "approved",
        "figures": {"8.4": 2, "8.5": 12, "8.5/payment": 12, "8.5/safety": 7, "8.6": 5},
    }
    assert list_differences() == []
    assert verify_chains() is None


def test_present_figures_are_the_published_ones_and_the_sum_of_the_ledger(place):
    closing, province = place.close_commune(), place.close_province()
    viewer = place.viewer(place.coordinator)

    approve_activity(viewer, place.seen(place.coordinator, place.waiting), correction="Xác minh xong")
    for entry in (place.approved, place.waiting):
        reopen_activity(
            viewer, place.seen(place.coordinator, entry), "new_facts", "Đếm hai lần", correction="Đếm lại"
        )
    return_activity(
        viewer, place.seen(place.coordinator, place.waiting), "wrong_counts", "Xem lại", correction="Số sai"
    )

    for one in (closing, province):
        was = {key: numerator for key, (numerator, _below) in published(one).items()}
        rows = [row for row in ledger() if row.closing_id == one.id]
        changed = add_changes((row.before["figures"], row.after["figures"]) for row in rows)
        expected = {key: was.get(key, 0) + changed.get(key, 0) for key in was.keys() | changed.keys()}
        now = present(place, one)
        assert {key: number for key, number in expected.items() if number} == {
            key: number for key, number in now.items() if number
        }
        # Both entries no longer count: 5 - 5 + 7 - 7.
        assert (now["8.4"], now["8.5"], len(rows)) == (0, 0, 4)
    assert list_differences() == []


def test_a_decision_in_a_closed_period_without_a_reason_changes_nothing(place):
    place.close_commune()
    viewer = place.viewer(place.coordinator)

    for decide in (
        lambda entry: approve_activity(viewer, entry),
        lambda entry: return_activity(viewer, entry, "wrong_counts", "Xem lại"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            decide(place.seen(place.coordinator, place.waiting))
        assert (refusal.value.code, refusal.value.details) == (
            "closed_period",
            {"days": "01/06/2022–15/06/2022"},
        )

    db.session.expire_all()
    assert (place.waiting.status, ledger()) == ("submitted", [])
    assert list_differences() == []


def test_an_entry_of_the_day_after_the_closed_period_is_decided_on_as_ever(place):
    place.close_commune()
    other = place.world.activity(place.teams[1], place.member, occurred_on=JUNE.ends_on)

    approve_activity(place.viewer(place.coordinator), place.seen(place.coordinator, other))

    db.session.expire_all()
    assert (other.status, ledger()) == ("approved", [])


def test_open_points_need_a_reason_and_none_is_skipped(place):
    place.world.activity(place.teams[0], place.member, status="returned", occurred_on=date(2022, 6, 1))

    with pytest.raises(RuleBroken) as refusal:
        place.close_commune(note="  ")

    assert refusal.value.code == "closing_needs_reason"
    assert count(Closing) == 0
    closing = place.close_commune("Người ghi đi vắng")
    assert (closing.note, closing.open_points["waiting"], closing.open_points["returned"]) == (
        "Người ghi đi vắng",
        1,
        1,
    )


def test_without_open_points_no_reason_is_asked_for(place):
    approve_activity(place.viewer(place.coordinator), place.seen(place.coordinator, place.waiting))

    closing = place.close_commune(note="")

    assert (closing.note, published(closing)["8.5"]) == ("", (12, None))


def test_the_province_says_which_communes_have_not_closed(place):
    other = place.world.commune(place.district, "Bom Bo", confirmed=False)
    place.close_commune()

    closing = place.close_province("Xã Bom Bo chưa xác nhận danh sách thôn")

    assert closing.open_points["communes_open"] == 1
    assert closing.open_points["communes"] == ["Xã Bom Bo"]
    assert closing.open_points["unconfirmed"] == 1
    values = published(closing)
    assert (values["8.1"], values["8.4"], values["8.5"]) == ((1, 2), (1, 4), (5, None))
    # What the province has closed is closed for communes that have not, too.
    team = place.world.team(other)
    late = place.world.activity(team, place.world.member(team), occurred_on=JUNE.starts_on)
    coordinator = place.world.coordinator(other)
    with pytest.raises(RuleBroken, match="closed_period"):
        approve_activity(place.viewer(coordinator), place.seen(coordinator, late))


def test_a_period_that_is_not_over_cannot_be_closed(place):
    whole = NamedPeriod("whole", "whole", Period(date(2022, 6, 1), date(2022, 9, 1)))

    with pytest.raises(RuleBroken, match="period_not_over"):
        close_period(place.viewer(place.coordinator), place.campaign, place.commune, whole, "Vội")

    assert count(Closing) == 0


def test_a_closed_period_is_not_closed_again(place):
    place.close_commune()

    with pytest.raises(RuleBroken, match="already_closed"):
        place.close_commune()

    assert count(Closing) == 1


def test_a_reopened_period_stays_readable_and_closes_as_the_next_revision(place):
    first = place.close_commune()
    was = published(first)

    place.reopen(reason="Xã nộp thiếu một tổ")
    approve_activity(place.viewer(place.coordinator), place.seen(place.coordinator, place.waiting))
    second = place.close_commune(note="")

    db.session.expire_all()
    assert (first.reopen_reason, first.reopened_by_id) == ("Xã nộp thiếu một tổ", place.staff.id)
    assert published(first) == was
    assert (second.revision, published(second)["8.5"]) == (2, (12, None))
    assert ledger() == []
    audited = db.session.scalars(select(AuditRow).where(AuditRow.action == "reopen_period")).one()
    assert (audited.actor_id, audited.commune_id) == (place.staff.id, place.commune.id)
    assert verify_chains() is None


def test_a_commune_is_not_reopened_under_a_closed_province(place):
    place.close_commune()
    place.close_province()

    with pytest.raises(RuleBroken, match="province_closed"):
        place.reopen()
    place.reopen(place.province)
    place.reopen()

    assert db.session.scalars(select(Closing.id).where(Closing.reopened_at.is_(None))).all() == []


def test_what_is_not_closed_cannot_be_reopened_and_a_reason_is_needed(place):
    with pytest.raises(RuleBroken, match="not_closed"):
        place.reopen()
    place.close_commune()
    with pytest.raises(RuleBroken, match="note_needed"):
        place.reopen(reason=" ")


@pytest.mark.parametrize("who", ["member", "other", "district", "staff", "admin"])
def test_only_the_communes_own_coordinator_closes_it(place, who):
    with pytest.raises(NotAllowed):
        close_period(place.viewer(person(place, who)), place.campaign, place.commune, WINDOW, "Lý do")

    assert count(Closing) == 0


@pytest.mark.parametrize("who", ["member", "other", "district", "coordinator"])
def test_only_the_province_closes_and_reopens_for_the_province(place, who):
    viewer = place.viewer(person(place, who))
    place.close_commune()

    with pytest.raises(NotAllowed):
        close_period(viewer, place.campaign, place.province, WINDOW, "Lý do")
    with pytest.raises(NotAllowed):
        reopen_period(viewer, place.campaign, place.commune, JUNE, "Lý do")

    assert count(Closing) == 1


@pytest.mark.parametrize("who", ["member", "other", "district", "staff", "admin"])
def test_only_who_decides_corrects_a_closed_figure(place, who):
    place.close_commune()
    entry = place.seen(place.coordinator, place.waiting)

    with pytest.raises(NotAllowed):
        approve_activity(place.viewer(person(place, who)), entry, correction="Lý do")

    assert ledger() == []


def test_a_figure_of_the_district_is_not_closed_by_itself(place):
    coordinator = place.world.staff(Role.coordinator, place.district)

    with pytest.raises(NotAllowed):
        close_period(place.viewer(coordinator), place.campaign, place.district, WINDOW, "Lý do")


def test_the_published_figures_are_those_that_the_coverage_page_shows(place):
    shown = get_coverage(place.campaign, place.commune.id, WINDOW, IN_PERIOD, today=TODAY)

    closing = place.close_commune()

    assert {code: numerator for code, (numerator, _b) in published(closing).items() if "/" not in code} == {
        line.code: line.numerator for line in shown.lines
    }


def person(place, who: str):
    """Return somebody of a role."""
    if who in ("member", "staff", "coordinator"):
        return getattr(place, who)
    if who == "other":
        return place.world.coordinator(place.world.commune(place.district, "Bom Bo"))
    if who == "district":
        return place.world.staff(Role.coordinator, place.district)
    return place.world.staff(Role.admin, place.province)
