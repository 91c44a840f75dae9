"""Follow-ups: who may note one, what it must hold, and what is told to have happened after it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, FollowUp
from portal.queries.follow_ups import list_history, list_latest, list_settled
from portal.queries.need_places import get_need_place
from portal.services.follow_ups import note_follow_up
from portal.services.reviews import approve_activity
from tests.needs import TODAY, NeedyPlaces
from tests.queries_counted import counting_statements


@pytest.fixture
def there(world) -> NeedyPlaces:
    return NeedyPlaces(world)


def place_of(there, team, need="team_asleep"):
    """Return the place as the province sees it."""
    return get_need_place(there.world.viewer(there.staff), need, team.id, TODAY)


def note(there, team, words="Đã gọi.", need="team_asleep", **more):
    """Note something as the province."""
    note_follow_up(there.world.viewer(there.staff), need, place_of(there, team, need), words, **more)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(FollowUp))


def test_a_follow_up_says_what_was_done_and_is_recorded(there):
    actor, place = there.world.viewer(there.coordinator), place_of(there, there.asleep)

    note_follow_up(actor, "team_asleep", place, "  Tổ trưởng ốm, hẹn tuần sau.\n", date(2022, 6, 23))

    row = db.session.scalars(select(FollowUp)).one()
    assert (row.need, row.team_id, row.hamlet_id) == ("team_asleep", there.asleep.id, None)
    assert (row.note, row.look_again_on) == ("Tổ trưởng ốm, hẹn tuần sau.", date(2022, 6, 23))
    assert (row.noted_by_id, row.noted_at) == (there.coordinator.id, clock.now())
    last = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert (last.action, last.thing, last.commune_id) == (
        "follow_up", f"team:{there.asleep.id}", there.commune.id
    )  # fmt: skip


def test_only_the_communes_coordinator_and_the_province_note_follow_ups(there, world):
    others = [
        world.coordinator(there.other),
        world.staff(Role.coordinator, there.district),
        there.member,
    ]

    for person in others:
        with pytest.raises(NotAllowed):
            note_follow_up(world.viewer(person), "team_asleep", place_of(there, there.asleep), "Đã gọi.")

    assert count() == 0


@pytest.mark.parametrize(
    ("need", "words", "day", "code"),
    [
        ("team_asleep", " ", None, "note_needed"),
        ("team_asleep", "x" * 1001, None, "note_too_long"),
        ("team_asleep", "a\x00b", None, "bad_note"),
        ("nonsense", "Đã gọi.", None, "unknown_need"),
        ("hamlet_without_team", "Đã gọi.", None, "unknown_need"),
        ("team_asleep", "Đã gọi.", TODAY, "look_again_early"),
        ("team_asleep", "Đã gọi.", TODAY + timedelta(days=367), "look_again_late"),
    ],
)
def test_what_makes_no_sense_is_refused(there, need, words, day, code):
    with pytest.raises(RuleBroken) as caught:
        note_follow_up(there.world.viewer(there.staff), need, place_of(there, there.asleep), words, day)

    assert (caught.value.code, count()) == (code, 0)


def test_the_last_follow_up_shows_and_the_entry_approved_after_it(there, world, frozen_clock):
    waiting = world.activity(there.asleep, there.member, occurred_on=date(2022, 6, 1))
    early = world.activity(there.asleep, there.member, occurred_on=date(2022, 6, 1))
    reviewer = world.viewer(there.coordinator)
    approve_activity(reviewer, early)
    frozen_clock.tick(minutes=1)
    note(there, there.asleep, "Lần một.")
    note(there, there.asleep, "Lần hai.", look_again_on=date(2022, 6, 20))
    note(there, there.asleep, "Việc khác.", need="untrained_members")

    before = list_latest("team_asleep", [there.asleep.id, there.awake.id])
    frozen_clock.tick(days=1)
    approve_activity(reviewer, waiting)
    after = list_latest("team_asleep", [there.asleep.id])[there.asleep.id]

    assert list(before) == [there.asleep.id]
    assert (before[there.asleep.id].note, before[there.asleep.id].approved_at) == ("Lần hai.", None)
    assert (after.note, after.approved_at) == ("Lần hai.", frozen_clock.moment)
    assert [after.is_due(date(2022, 6, day)) for day in (19, 20)] == [False, True]
    history = list_history("team_asleep", place_of(there, there.asleep))
    assert [line.note for line in history] == ["Lần hai.", "Lần một."]


def test_what_was_seen_to_lately_is_told_once_it_is_off_the_list(there, frozen_clock):
    note(there, there.leaderless, "Cũ quá.", need="no_leader")
    frozen_clock.tick(days=60, seconds=1)
    note(there, there.asleep, "Một.", need="no_leader")
    note(there, there.asleep, "Hai.", need="no_leader")
    note(there, there.awake, "Vẫn còn.", need="no_leader")

    told = list_settled("no_leader", [there.commune.id, there.other.id], [there.awake.id], clock.now())

    assert [(line.about, line.note) for line in told] == [("Tổ 2", "Hai.")]


def test_follow_ups_of_hamlets_name_them_and_cost_the_same_for_many(there, world):
    viewer = world.viewer(there.staff)
    for hamlet in there.hamlets:
        place = get_need_place(viewer, "hamlet_without_team", hamlet.id, TODAY)
        note_follow_up(viewer, "hamlet_without_team", place, "Xã đang lập tổ.")
    ids = [hamlet.id for hamlet in there.hamlets]

    with counting_statements() as statements:
        list_latest("hamlet_without_team", ids)
    told = list_settled("hamlet_without_team", [there.commune.id], ids[1:], clock.now())

    assert len(statements) == 2
    assert [line.about for line in told] == ["Thôn 1"]
