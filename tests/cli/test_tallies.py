"""`flask tallies verify` and `flask tallies rebuild`."""

from datetime import date

import pytest
from sqlalchemy import delete, update

from portal.domain.activity_status import ActivityStatus
from portal.extensions import db
from portal.models import AuditRow, ReviewerDay, Tally
from portal.services.reviews import approve_activity
from portal.services.tallies import list_differences
from portal.transaction import transaction


@pytest.fixture
def run(app):
    """Runs `flask tallies …` and returns its result."""
    return lambda command: app.test_cli_runner().invoke(args=["tallies", command])


@pytest.fixture
def team(world):
    """A team with twelve approved entries of different days."""
    team = world.team(world.commune())
    member = world.member(team)
    for day in range(1, 13):
        world.activity(team, member, status=ActivityStatus.approved, occurred_on=date(2022, 6, day))
    return team


def test_verify_exits_0_when_the_tallies_equal_the_entries(run, team):
    result = run("verify")

    assert (result.exit_code, result.output) == (0, "The tallies equal the entries.\n")


def test_verify_prints_the_first_ten_differences_and_exits_1(run, team):
    with transaction():
        db.session.execute(update(Tally).where(Tally.grain == "day", Tally.skill == "").values(visits=6))

    result = run("verify")

    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 11
    assert lines[0] == (
        f"commune_id {team.commune_id}, grain day, skill , starts_on 2022-06-01, team_id {team.id}:"
        " visits 6 instead of 5"
    )
    assert lines[-1].startswith("12 tallies differ")


def test_rebuild_mends_the_tallies_and_is_recorded(run, team):
    with transaction():
        db.session.execute(delete(Tally))

    result = run("rebuild")

    # 12 days and a month, each in total and for the one skill, and ever in total.
    assert (result.exit_code, result.output) == (0, "27 tallies written.\n")
    assert list_differences() == []
    assert [row.action for row in db.session.query(AuditRow)] == ["rebuild_tallies", "rebuild_tallies"]


def test_days_of_reviewers_are_compared_and_mended_too(run, world, team):
    entry = world.activity(team, world.member(team))
    reviewer = world.coordinator(team.commune)
    approve_activity(world.viewer(reviewer), entry)
    with transaction():
        db.session.execute(update(ReviewerDay).values(approved=2))

    found, mended, again = run("verify"), run("rebuild"), run("verify")

    assert found.exit_code == 1
    assert found.stderr.splitlines()[0] == (
        f"commune_id {team.commune_id}, decided_on 2022-06-16, reviewer_id {reviewer.id}:"
        " approved 2 instead of 1"
    )
    assert (mended.exit_code, again.exit_code) == (0, 0)
