from datetime import date

import pytest

from portal import clock
from portal.domain.campaign_indicators import FigureLevel
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.errors import NotAllowed, RuleBroken
from portal.extensions import db
from portal.models import AuditRow, CampaignTarget, Department
from portal.queries.coverage import get_coverage
from portal.queries.reported_figures import get_targets
from portal.queries.target_places import list_target_places
from portal.services.targets import set_targets, undo_targets
from tests.closings import ClosingPlace
from tests.queries_counted import counting_statements


def places_of(place: ClosingPlace, level=FigureLevel.commune):
    return list_target_places(place.campaign, level, date(2022, 6, 16))


def test_a_place_may_have_another_target_than_its_level(world):
    place = ClosingPlace(world)
    other = world.commune(place.district, "Bù Nho", population=9_000)
    viewer = place.viewer(place.staff)

    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, None, "80")
    small = [one for one in places_of(place) if one.unit_id == place.commune.id]
    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, small, " 25.0 ")

    targets = get_targets(place.campaign.id)
    assert targets.of("commune", place.commune.id)["8.4"] == "25,0"
    assert targets.of("commune", other.id)["8.4"] == "80"
    # One of four hamlets works: 25 % is reached by the place, 80 % would not be.
    whole = resolve_period("whole", place.campaign.period)
    line = get_coverage(place.campaign, place.commune.id, whole, IN_PERIOD, today=clock.today()).line("8.4")
    assert (line.numerator, line.denominator, line.target, line.reached) == (1, 4, "25,0", True)


def test_empty_gives_the_place_its_levels_target_again(world):
    place = ClosingPlace(world)
    viewer = place.viewer(place.staff)
    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, None, "80")
    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, places_of(place), "25")

    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, places_of(place), "")

    assert get_targets(place.campaign.id).of("commune", place.commune.id)["8.4"] == "80"


def test_what_was_set_is_taken_back_act_by_act(world):
    place = ClosingPlace(world)
    viewer = place.viewer(place.staff)
    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, None, "80")
    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, None, "70")
    set_targets(viewer, place.campaign, "8.4", FigureLevel.commune, places_of(place), "25")

    undo_targets(viewer, place.campaign)
    assert get_targets(place.campaign.id).by_subject == {"commune": {"8.4": "70"}}
    undo_targets(viewer, place.campaign)
    assert get_targets(place.campaign.id).by_subject == {"commune": {"8.4": "80"}}
    undo_targets(viewer, place.campaign)
    assert db.session.query(CampaignTarget).count() == 0

    with pytest.raises(RuleBroken, match="no_targets_to_undo"):
        undo_targets(viewer, place.campaign)
    acts = db.session.scalars(db.select(AuditRow.action).order_by(AuditRow.seq)).all()
    assert acts[-6:] == ["set_targets"] * 3 + ["undo_targets"] * 3


def test_departments_have_targets_of_reported_indicators(world):
    place = ClosingPlace(world)
    db.session.add(Department(unit_id=place.province.id, code="so-tttt", name="Sở Thông tin và Truyền thông"))
    db.session.commit()
    [department] = places_of(place, FigureLevel.department)

    set_targets(place.viewer(place.staff), place.campaign, "1", FigureLevel.department, [department], "95,57")

    targets = get_targets(place.campaign.id)
    assert targets.of("department", place.province.id, department.department_id) == {"1": "95,57"}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("8.4", "101"),
        ("8.4", "-1"),
        ("8.4", "a"),
        ("8.4", "80,555"),
        ("8.5", "1,5"),
        ("1", "100,1"),
        ("9", "5"),
    ],
)
def test_what_is_no_target_is_refused(world, code, text):
    place = ClosingPlace(world)

    with pytest.raises(RuleBroken, match="bad_target"):
        set_targets(place.viewer(place.staff), place.campaign, code, FigureLevel.commune, None, text)

    assert db.session.query(CampaignTarget).count() == 0


def test_visits_and_members_per_hundred_may_lie_above_a_hundred(world):
    place = ClosingPlace(world)

    set_targets(place.viewer(place.staff), place.campaign, "8.5", FigureLevel.commune, None, "1200")

    assert get_targets(place.campaign.id).of("commune") == {"8.5": "1200"}


def test_a_coordinator_sets_no_target(world):
    place = ClosingPlace(world)

    with pytest.raises(NotAllowed):
        set_targets(place.viewer(place.coordinator), place.campaign, "8.4", FigureLevel.commune, None, "1")


def test_places_come_with_their_size_in_few_statements(world):
    place = ClosingPlace(world)
    for number in range(5):
        world.commune(place.district, f"Xã {number}", population=1_000 + number, households=200)

    with counting_statements() as statements:
        communes = places_of(place)
    [district] = places_of(place, FigureLevel.district)

    assert len(statements) <= 4
    assert {one.name: one.size.residents for one in communes if one.name.startswith("Xã Xã")} == {
        f"Xã Xã {number}": 1_000 + number for number in range(5)
    }
    # 400 + 5000 + 0 + 1 + 2 + 3 + 4 residents, 100 + 5 × 200 households.
    assert (district.size.residents, district.size.households) == (5_410, 1_100)
    world.commune(place.district, "Chưa đếm")
    assert places_of(place, FigureLevel.district)[0].size.residents is None
