"""Slips are issued for each visit, used once, and leave an answer that says nothing of who gave it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.domain.confirmations import CODE_LASTS, LINK_LASTS, MOST_OPEN_CODES, CitizenAnswer
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, AuditRow, Campaign, Confirmation, ConfirmationSlip, Throttle
from portal.queries.activities import get_visible_activity
from portal.queries.confirmations import count_answers
from portal.services import confirmations
from portal.services.activities import correct_activity, withdraw_activity
from portal.services.audit import verify_chains
from portal.services.confirmations import (
    answer_slip,
    drop_old_slips,
    find_slip,
    find_typed_slip,
    issue_slip,
    print_slips,
    switch_confirmations,
)
from portal.transaction import transaction
from tests.entries import EntryPlace, count

YES = CitizenAnswer("yes", "alone", "with_help")
ADDRESS = "203.0.113.7"


@pytest.fixture
def place(world) -> EntryPlace:
    place = EntryPlace(world)
    world.campaign(place.commune, asks_citizens=True)
    return place


@pytest.fixture
def entry(place) -> Activity:
    """An entry of three visits."""
    return place.submitted(visits=3)


def refused(act) -> str:
    """Return the code of the rule that forbids the act."""
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value.code


def is_dead(token: str) -> bool:
    """Tell whether a link no longer works."""
    try:
        find_slip(token)
    except Missing:
        return True
    return False


def test_a_slip_is_stored_as_hashes_and_found_by_its_link(place, entry):
    slip = issue_slip(place.viewer(), entry)

    row = db.session.scalars(select(ConfirmationSlip)).one()
    assert slip.token not in (row.token_hash, row.code_hash) and slip.code != row.code_hash
    assert len(row.token_hash) == len(row.code_hash) == 64
    assert (row.issued_at, row.expires_at) == (clock.now(), clock.now() + LINK_LASTS)
    found = find_slip(slip.token)
    assert (found.id, found.activity_id, found.team_name) == (row.id, entry.id, place.team.name)
    assert find_slip(slip.token.upper().replace("-", "")).id == row.id


def test_an_answer_keeps_the_day_and_nothing_of_who_or_when(place, entry, frozen_clock):
    slip = issue_slip(place.viewer(), entry)
    audited = count(AuditRow)

    answer_slip(find_slip(slip.token), YES)

    row = db.session.scalars(select(Confirmation)).one()
    kept = {name: getattr(row, name) for name in (column.key for column in Confirmation.__table__.columns)}
    assert kept == {
        "id": row.id, "activity_id": entry.id, "answer": "yes", "ending": "alone", "again": "with_help",
        "answered_on": date(2022, 6, 16),
    }  # fmt: skip
    assert db.session.scalar(select(ConfirmationSlip.used_on)) == date(2022, 6, 16)
    assert count(AuditRow) == audited


def test_a_slip_is_used_once_by_its_link_and_by_its_digits(place, entry):
    slip = issue_slip(place.viewer(), entry)
    by_link, by_digits = find_slip(slip.token), find_typed_slip(place.team.code, slip.code, ADDRESS)
    answer_slip(by_link, YES)

    with pytest.raises(Missing):
        answer_slip(by_digits, CitizenAnswer("not_me"))

    assert is_dead(slip.token)
    assert db.session.scalars(select(Confirmation.answer)).all() == ["yes"]


def test_an_entry_has_as_many_answers_as_visits(place, entry):
    for _number in range(3):
        answer_slip(find_slip(issue_slip(place.viewer(), entry).token), YES)

    assert refused(lambda: issue_slip(place.viewer(), entry)) == "all_answered"
    assert count_answers([entry.id])[entry.id].confirmed == 3


def test_when_each_visit_has_an_open_slip_a_new_one_ends_the_oldest(place, entry):
    tokens = [issue_slip(place.viewer(), entry).token for _number in range(4)]

    assert [is_dead(token) for token in tokens] == [True, False, False, False]
    answer_slip(find_slip(tokens[1]), YES)
    # One answer and two open slips leave no room for another two.
    printed = print_slips(place.viewer(), entry, 2)
    assert [is_dead(token) for token in tokens] == [True] * 4
    assert [is_dead(slip.token) for slip in printed] == [False, False]


def test_slips_for_paper_have_no_digits_and_never_outnumber_the_visits(place, entry):
    slips = print_slips(place.viewer(), entry, 3)

    assert len({slip.token for slip in slips}) == 3
    assert {slip.code for slip in slips} == {None}
    assert count(ConfirmationSlip) == 3
    for number in (4, 0, -1, 101):
        assert refused(lambda number=number: print_slips(place.viewer(), entry, number)) == (
            "bad_number_of_slips"
        )
    assert count(ConfirmationSlip) == 3


def test_the_digits_die_after_half_an_hour_and_the_link_after_seven_days(place, entry, frozen_clock):
    slip = issue_slip(place.viewer(), entry)

    frozen_clock.tick(seconds=CODE_LASTS.total_seconds() - 1)
    assert find_typed_slip(place.team.code, slip.code, ADDRESS)
    frozen_clock.tick(seconds=1)
    with pytest.raises(Missing):
        find_typed_slip(place.team.code, slip.code, ADDRESS)
    frozen_clock.tick(seconds=(LINK_LASTS - CODE_LASTS).total_seconds() - 1)
    assert not is_dead(slip.token)
    frozen_clock.tick(seconds=1)
    assert is_dead(slip.token)


def test_digits_count_only_beside_the_code_of_their_own_team(place, entry, world):
    other = world.team(place.commune, name="Tổ khác")
    slip = issue_slip(place.viewer(), entry)

    for team_code in (other.code, "25420-99", ""):
        with pytest.raises(Missing):
            find_typed_slip(team_code, slip.code, ADDRESS)


def test_guessing_digits_is_stopped_for_the_team_whoever_tries_and_its_links_go_on(place, entry):
    slip = issue_slip(place.viewer(), entry)
    wrong = f"{(int(slip.code) + 1) % 10**6:06d}"
    for number in range(20):
        with pytest.raises(Missing):
            find_typed_slip(place.team.code, wrong, f"198.51.100.{number}")

    # Even the right digits are not looked at now.
    assert refused(lambda: find_typed_slip(place.team.code, slip.code, ADDRESS)) == "too_many_tries"
    assert find_slip(slip.token)


def test_a_hall_full_of_people_types_right_digits_behind_one_address(place):
    entry = place.submitted(visits=70)

    for _number in range(70):
        slip = issue_slip(place.viewer(), entry)
        answer_slip(find_typed_slip(place.team.code, slip.code, ADDRESS), YES)

    assert count(Confirmation) == 70


def test_no_address_is_stored_while_tries_are_counted(place):
    confirmations.count_dead_link(ADDRESS)
    with pytest.raises(Missing):
        find_typed_slip(place.team.code, "000000", ADDRESS)

    subjects = db.session.scalars(select(Throttle.subject)).all()
    assert len(subjects) == 2
    assert not any(ADDRESS in subject for subject in subjects)


def test_only_so_many_digits_of_a_team_are_open_and_older_links_go_on(place):
    entry = place.submitted(visits=50)
    slips = [issue_slip(place.viewer(), entry) for _number in range(MOST_OPEN_CODES + 2)]

    with_digits = select(ConfirmationSlip.id).where(ConfirmationSlip.code_hash.is_not(None))
    assert len(db.session.scalars(with_digits).all()) == MOST_OPEN_CODES
    assert not is_dead(slips[0].token)


def test_digits_that_are_open_are_drawn_anew_and_old_ones_come_back(place, entry, monkeypatch, frozen_clock):
    drawn = iter([7, 7, 8, 7])
    monkeypatch.setattr(confirmations.secrets, "randbelow", lambda _end: next(drawn))

    first, second = issue_slip(place.viewer(), entry), issue_slip(place.viewer(), entry)
    frozen_clock.tick(minutes=31)
    third = issue_slip(place.viewer(), entry)

    assert (first.code, second.code, third.code) == ("000007", "000008", "000007")
    newest = find_slip(third.token)
    assert find_typed_slip(place.team.code, "000007", ADDRESS).id == newest.id
    assert not is_dead(first.token)


@pytest.mark.parametrize("who", ["author", "leader", "logger"])
def test_author_leader_and_logger_may_ask(place, world, who):
    other = world.member(place.team)
    people = {"author": place.member, "leader": place.leader, "logger": other}
    made = world.activity(place.team, place.member, logged_by=other)

    assert issue_slip(world.viewer(people[who]), _seen(world, people[who], made)).token


def test_nobody_else_may_ask(place, entry, world):
    others = [
        world.member(place.team),
        world.coordinator(place.commune),
        world.staff(Role.admin, place.commune),
    ]

    for person in others:
        with pytest.raises(NotAllowed):
            issue_slip(world.viewer(person), entry)
        with pytest.raises(NotAllowed):
            print_slips(world.viewer(person), entry, 1)
    assert count(ConfirmationSlip) == 0


def test_slips_die_with_the_withdrawal_and_no_new_ones_are_issued(place, entry):
    slip = issue_slip(place.viewer(), entry)
    opened = find_slip(slip.token)

    withdraw_activity(place.viewer(), entry)

    assert is_dead(slip.token)
    with pytest.raises(Missing):
        answer_slip(opened, YES)
    assert refused(lambda: issue_slip(place.viewer(), entry)) == "entry_withdrawn"
    assert (count(ConfirmationSlip), count(Confirmation)) == (0, 0)


def test_an_entry_that_was_corrected_to_fewer_visits_takes_no_more_answers_than_these(place, entry):
    slips = print_slips(place.viewer(), entry, 3)
    opened = [find_slip(slip.token) for slip in slips]
    correct_activity(place.viewer(), entry, place.content(visits=1))

    answer_slip(opened[0], YES)
    with pytest.raises(Missing):
        answer_slip(opened[1], YES)

    assert count(Confirmation) == 1
    # What was refused is not used up either.
    unused = select(ConfirmationSlip.id).where(ConfirmationSlip.used_on.is_(None))
    assert len(db.session.scalars(unused).all()) == 2


def test_entries_outside_an_asking_campaign_have_no_slips(place, world):
    before = world.activity(place.team, place.member, occurred_on=date(2022, 5, 31))
    elsewhere = EntryPlace(world)
    other = elsewhere.submitted()

    assert refused(lambda: issue_slip(place.viewer(), before)) == "citizens_not_asked"
    assert refused(lambda: issue_slip(elsewhere.viewer(), other)) == "citizens_not_asked"


def test_open_slips_rest_while_the_campaign_does_not_ask(place, entry, world):
    admin = world.viewer(world.staff(Role.admin, place.commune))
    slip, campaign = issue_slip(place.viewer(), entry), db.session.scalars(select(Campaign)).one()

    switch_confirmations(admin, campaign, asks=False)
    assert is_dead(slip.token)
    assert refused(lambda: issue_slip(place.viewer(), entry)) == "citizens_not_asked"

    switch_confirmations(admin, campaign, asks=True)
    switch_confirmations(admin, campaign, asks=True)
    assert not is_dead(slip.token)
    switched = select(AuditRow.detail).where(AuditRow.action == "switch_confirmations").order_by(AuditRow.id)
    assert db.session.scalars(switched).all() == ['{"asks":false}', '{"asks":true}']
    assert verify_chains() is None


def test_only_the_province_switches(place, world):
    campaign = db.session.scalars(select(Campaign)).one()
    elsewhere = world.staff(Role.province_staff, world.province("Đồng Nai", code="75"))

    for person in (place.leader, world.coordinator(place.commune), elsewhere):
        with pytest.raises(NotAllowed):
            switch_confirmations(world.viewer(person), campaign, asks=False)
    assert campaign.asks_citizens


def test_answers_change_no_count_of_the_entry(place, entry):
    before = (entry.visits, entry.people, entry.alone, entry.version, entry.updated_at)

    answer_slip(find_slip(issue_slip(place.viewer(), entry).token), CitizenAnswer("not_me"))

    db.session.refresh(entry)
    assert (entry.visits, entry.people, entry.alone, entry.version, entry.updated_at) == before


def test_issuing_is_recorded_without_the_secrets(place, entry):
    slip = issue_slip(place.viewer(), entry)
    print_slips(place.viewer(), entry, 2)

    rows = db.session.scalars(select(AuditRow).where(AuditRow.action == "ask_citizen")).all()
    assert sorted(row.detail for row in rows) == ['{"slips":1}', '{"slips":2}']
    assert not any(slip.token in row.detail or slip.code in row.detail for row in rows)


def test_slips_are_deleted_once_their_time_is_over_and_the_answers_stay(place, entry, frozen_clock):
    answer_slip(find_slip(issue_slip(place.viewer(), entry).token), YES)
    issue_slip(place.viewer(), entry)
    frozen_clock.tick(seconds=LINK_LASTS.total_seconds())
    fresh = issue_slip(place.viewer(), entry)

    drop_old_slips()

    assert (count(ConfirmationSlip), count(Confirmation)) == (1, 1)
    assert not is_dead(fresh.token)


def test_a_moment_is_enough_for_the_last_day(place, entry, frozen_clock):
    """A slip of the campaign's last evening is answered on the day after."""
    with transaction():
        db.session.execute(update(Campaign).values(ends_on=date(2022, 6, 17)))
    slip = issue_slip(place.viewer(), entry)

    frozen_clock.moment += timedelta(days=1)
    answer_slip(find_slip(slip.token), YES)

    assert db.session.scalar(select(Confirmation.answered_on)) == date(2022, 6, 17)


def _seen(world, person, activity) -> Activity:
    return get_visible_activity(world.viewer(person), activity.uuid)
