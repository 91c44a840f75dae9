"""What else waits: each kind counted as its own page lists it, in one statement."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.campaign_periods import resolve_period
from portal.extensions import db
from portal.models import SpotCheck
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.difficulties import list_unanswered
from portal.queries.duties import COUNTED_TO, Duties, count_duties
from portal.queries.need_places import get_need_place
from portal.queries.scope import commune_ids
from portal.queries.second_looks import list_to_look_at
from portal.services.difficulties import answer_difficulty
from portal.services.follow_ups import note_follow_up
from portal.services.reviews import approve_activity
from portal.services.second_looks import look_again
from portal.services.spot_checks import draw_spot_checks
from tests.needs import TODAY, NeedyPlaces
from tests.queries_counted import counting_statements
from tests.services.test_second_looks import DRAWN, keep_secret, with_id

DAYS_60 = timedelta(days=60)


@pytest.fixture
def there(world):
    """Commune A with two drawn approvals and two difficulties, one of each settled; a follow-up is due."""
    keep_secret()
    there = NeedyPlaces(world)
    there.campaign = world.campaign(there.province)
    world.member(there.awake, there.coordinator, since=date(2022, 4, 1), until=date(2022, 5, 1))
    there.colleague = world.coordinator(there.commune, "Bình")
    for uuid in DRAWN[:2]:
        entry = with_id(world.activity(there.awake, there.member, difficulty="Mạng yếu"), uuid)
        approve_activity(world.viewer(there.coordinator), entry)
    staff = world.viewer(there.staff)
    look_again(staff, list_to_look_at(staff)[0][0], "agrees")
    answer_difficulty(staff, entry, "Đã báo nhà mạng.")
    return there


def duties(there, user) -> Duties:
    """Count what waits for somebody."""
    viewer = there.world.viewer(user)
    return count_duties(viewer, commune_ids(viewer), clock.today(), clock.now() - DAYS_60)


def follow_up(there, team, look_again_on=None):
    """Note something about a sleeping team as the province."""
    viewer = there.world.viewer(there.staff)
    place = get_need_place(viewer, "team_asleep", team.id, TODAY)
    note_follow_up(viewer, "team_asleep", place, "Đã gọi.", look_again_on)


def test_what_waits_is_counted_as_its_pages_list_it(there):
    for who, looks in ((there.staff, 1), (there.colleague, 1), (there.coordinator, 0)):
        viewer = there.world.viewer(who)
        found = duties(there, who)

        assert found.second_looks == len(list_to_look_at(viewer)[0]) == looks
        assert found.difficulties == len(list_unanswered(viewer)[0]) == 1


def test_who_sits_in_the_team_has_no_second_look_to_give(there, world):
    world.member(there.awake, there.colleague)

    assert duties(there, there.colleague).second_looks == 0
    assert list_to_look_at(world.viewer(there.colleague))[0] == []


def test_old_difficulties_and_other_communes_are_left_out(there, world, frozen_clock):
    elsewhere = world.coordinator(there.other, "Xa")
    assert duties(there, elsewhere) == Duties(0, 0, 0, 0, 0)

    frozen_clock.tick(days=61)

    assert duties(there, there.staff).difficulties == 0


def test_a_follow_up_is_due_from_its_day_on_until_something_is_noted(there, frozen_clock):
    follow_up(there, there.asleep, TODAY + timedelta(days=2))
    counts = [duties(there, there.coordinator).follow_ups]
    frozen_clock.tick(days=2)
    counts.append(duties(there, there.coordinator).follow_ups)
    follow_up(there, there.asleep)
    counts.append(duties(there, there.coordinator).follow_ups)

    assert counts == [0, 1, 0]


def test_drawn_visits_wait_until_they_are_made(there, world):
    period = resolve_period("w1", there.campaign.period, named_windows(get_campaign("kh170-2022")))
    # Two approved entries of the window lie in teams of their own: each stratum gives at least one.
    draw_spot_checks(world.viewer(there.staff), there.campaign, there.province, period, "xổ số", 20)

    drawn = db.session.scalar(select(func.count()).select_from(SpotCheck))
    assert duties(there, there.staff).spot_checks == drawn > 0


def test_all_is_counted_in_one_statement(there):
    with counting_statements() as statements:
        duties(there, there.staff)

    # The viewer's communes are known to policy; what they stand for is read once.
    assert len([one for one in statements if "second_looks" in one]) == 1


def test_what_waits_is_counted_only_up_to_a_bound(there, world):
    for _ in range(COUNTED_TO + 3):
        world.activity(there.awake, there.member, difficulty="Mạng yếu")

    with counting_statements() as statements:
        found = duties(there, there.staff)

    assert found.difficulties == COUNTED_TO
    # A count of all would read more the more there is; each part stops at the bound.
    assert statements[-1].count("LIMIT") == len(set(Duties._fields) - {"closings"})
