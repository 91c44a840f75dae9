"""A team is founded once and re-formed any number of times; what was mistyped can be corrected."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.extensions import db
from portal.models import AuditRow, TeamDecision, TeamStatusChange
from portal.queries.teams import get_founded_on, get_team_sheet
from portal.services.team_decisions import RE_FORMING, Decision, correct_decision, record_decision

TODAY = date(2022, 6, 16)
APRIL, MAY = date(2022, 4, 1), date(2022, 5, 1)


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


def decisions():
    """Return what the database has."""
    stored = db.session.scalars(
        select(TeamDecision).order_by(TeamDecision.id).execution_options(populate_existing=True)
    )
    return [(one.kind, one.number, one.decided_on, one.signer) for one in stored]


def test_a_founding_decision_makes_a_team_valid(world, commune, actor):
    team = world.team(commune, founded_on=None)
    assert get_team_sheet(team, TODAY).missing == ("no_founding_decision",)

    record_decision(actor, team, Decision(" 12/QĐ-UBND ", MAY, "Chủ tịch Lê Văn Sỹ"))

    assert decisions() == [("founding", "12/QĐ-UBND", MAY, "Chủ tịch Lê Văn Sỹ")]
    assert get_founded_on(team.id) == MAY
    assert get_team_sheet(team, TODAY).missing == ()


def test_a_team_is_active_from_its_founding_even_when_it_was_registered_later(world, commune, actor):
    team = world.team(commune, founded_on=None)
    assert get_team_sheet(team, date(2022, 3, 20)).status is None

    record_decision(actor, team, Decision("12/QĐ-UBND", date(2022, 3, 15)))

    assert get_team_sheet(team, date(2022, 3, 20)).status == "active"
    days = db.session.scalars(select(TeamStatusChange.starts_on).order_by(TeamStatusChange.starts_on)).all()
    assert days == [date(2022, 3, 15), APRIL]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision("2/QĐ", TODAY + timedelta(days=1), kind=RE_FORMING), "in_future"),
        (Decision("2/QĐ", MAY), "already_founded"),
        (Decision("2/QĐ", date(2022, 3, 1), kind=RE_FORMING), "before_founding"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(world, commune, actor, decision, code):
    team = world.team(commune, founded_on=APRIL)
    before = decisions()

    with pytest.raises(RuleBroken) as caught:
        record_decision(actor, team, decision)

    assert caught.value.code == code
    assert decisions() == before


def test_what_was_never_founded_is_not_re_formed(world, commune, actor):
    team = world.team(commune, founded_on=None)

    with pytest.raises(RuleBroken) as caught:
        record_decision(actor, team, Decision("2/QĐ", MAY, kind=RE_FORMING))

    assert caught.value.code == "not_founded"
    assert decisions() == []


def test_a_decision_sent_twice_is_stored_once(world, commune, actor):
    team = world.team(commune, founded_on=APRIL)
    record_decision(actor, team, Decision("30/QĐ-UBND", MAY, kind=RE_FORMING))

    with pytest.raises(RuleBroken) as caught:
        record_decision(actor, team, Decision("30/qđ-ubnd", MAY, kind=RE_FORMING))

    assert caught.value.code == "decision_recorded"
    assert len(decisions()) == 2


def test_a_mistyped_decision_is_corrected_and_the_audit_log_keeps_what_stood_there(world, commune, actor):
    team = world.team(commune, founded_on=APRIL)
    stored = db.session.scalars(select(TeamDecision)).one()

    correct_decision(actor, team, stored.id, Decision("13/QĐ-UBND", date(2022, 3, 31), "Chủ tịch"))

    assert decisions() == [("founding", "13/QĐ-UBND", date(2022, 3, 31), "Chủ tịch")]
    detail = db.session.scalars(select(AuditRow.detail).where(AuditRow.action == "correct_decision")).one()
    assert '"decided_on":"2022-04-01"' in detail and '"decided_on":"2022-03-31"' in detail


def test_a_founding_is_not_moved_behind_the_re_forming(world, commune, actor):
    team = world.team(commune, founded_on=APRIL)
    record_decision(actor, team, Decision("30/QĐ-UBND", MAY, kind=RE_FORMING))
    founding = db.session.scalars(select(TeamDecision).where(TeamDecision.kind == "founding")).one()

    with pytest.raises(RuleBroken) as caught:
        correct_decision(actor, team, founding.id, Decision("12/QĐ-UBND", TODAY))

    assert caught.value.code == "before_founding"
    assert get_founded_on(team.id) == APRIL


def test_a_decision_of_another_team_is_missing(world, commune, actor):
    team, other = world.team(commune), world.team(commune, name="Tổ khác")
    foreign = db.session.scalars(select(TeamDecision).where(TeamDecision.team_id == other.id)).one()
    before = decisions()

    with pytest.raises(Missing):
        correct_decision(actor, team, foreign.id, Decision("9/QĐ", MAY))

    assert decisions() == before


def test_the_leader_records_no_decision(world, commune):
    team = world.team(commune, founded_on=None)
    leader = world.viewer(world.member(team, role="deputy"))

    with pytest.raises(NotAllowed):
        record_decision(leader, team, Decision("12/QĐ-UBND", MAY))

    assert decisions() == []
