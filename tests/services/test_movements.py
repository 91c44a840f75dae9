import json
from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.trainings import MOST_PDF_BYTES
from portal.extensions import db
from portal.gateways import evidence
from portal.models import AuditRow, Campaign, Department, IssuedPlan
from portal.queries.campaigns import default_campaign, get_banner, get_campaign, list_campaigns
from portal.queries.issued_plans import list_milestones, list_plan_places
from portal.services.campaigns import ensure_campaign_2022
from portal.services.movements import ensure_movement_2022, record_plan, remove_plan
from portal.services.reorganisations import reorganise
from portal.services.training_materials import add_material
from tests.closings import ClosingPlace
from tests.queries_counted import counting_statements
from tests.reorganised import Old, change
from tests.trainings import PDF, make_training

TENTH = date(2022, 6, 10)


@pytest.fixture
def place(world):
    """A province with one district, one commune and one department, and the movement."""
    place = ClosingPlace(world)
    db.session.add(Department(unit_id=place.province.id, code="stttt", name="Sở Thông tin và Truyền thông"))
    db.session.commit()
    ensure_movement_2022()
    return place


def seen(place, user) -> dict:
    """Return the places of a person by level."""
    movement = get_campaign("kh162-2022")
    return {one.level: one for one in list_plan_places(place.viewer(user), movement, clock.today())}


def record(place, user, level: str, number="45/KH-UBND", day=TENTH, content=b"") -> None:
    record_plan(
        place.viewer(user), get_campaign("kh162-2022"), seen(place, user)[level], number, day, content
    )


def test_the_movement_is_set_up_once_with_its_reviews(world):
    world.province()

    first, second = ensure_movement_2022(), ensure_movement_2022()

    assert first.id == second.id
    movement = get_campaign("kh162-2022")
    assert (movement.kind, movement.plan_number, movement.plan_on) == (
        "movement", "162/KH-UBND", date(2022, 5, 26)
    )  # fmt: skip
    assert movement.period.last_day == date(2025, 12, 31)
    assert [(one.code, one.starts_on, one.period.last_day) for one in list_milestones(movement.id)] == [
        ("interim_review", date(2023, 10, 1), date(2023, 12, 31)),
        ("final_review", date(2025, 10, 1), date(2025, 12, 31)),
    ]
    # From the second quarter of 2022 to the fourth of 2025 are 3 + 3 × 4 quarters.
    assert len(movement.windows) == 15


def test_the_movement_is_never_the_campaign_that_is_meant_by_default(world, frozen_clock):
    world.province()
    ensure_campaign_2022()
    ensure_movement_2022()

    for day in (date(2022, 5, 28), date(2022, 6, 16), date(2024, 3, 1)):
        assert default_campaign(list_campaigns(), day).code == "kh170-2022"
    assert get_banner(date(2022, 6, 16)).name_en == "The 92-day campaign for better online public services"
    assert get_banner(date(2024, 3, 1)).name is None
    only = [one for one in list_campaigns() if one.kind == "movement"]
    assert default_campaign(only, date(2022, 6, 16)) is None


def test_coordinators_record_their_own_commune_and_the_province_all(place):
    record(place, place.coordinator, "commune")
    for level in ("department", "district"):
        record(place, place.staff, level)

    plans = {one.level: one for one in db.session.scalars(db.select(IssuedPlan))}
    assert set(plans) == {"department", "district", "commune"}
    own = plans["commune"]
    assert (own.number, own.issued_on, own.recorded_by_id) == ("45/KH-UBND", TENTH, place.coordinator.id)
    assert set(seen(place, place.coordinator)) == {"commune"}
    assert db.session.query(AuditRow).filter_by(action="record_plan").count() == 3


def test_a_district_coordinator_reads_and_records_nothing(world, place):
    reader = world.coordinator(place.district)

    assert set(seen(place, reader)) == {"district", "commune"}
    with pytest.raises(NotAllowed):
        record(place, reader, "commune")
    assert db.session.query(IssuedPlan).count() == 0


def test_recording_again_corrects_and_a_mistake_is_taken_away(place):
    record(place, place.staff, "commune")
    record(place, place.staff, "commune", number="  46/KH-UBND ")

    [plan] = db.session.scalars(db.select(IssuedPlan))
    assert plan.number == "46/KH-UBND"
    remove_plan(place.viewer(place.staff), get_campaign("kh162-2022"), seen(place, place.staff)["commune"])
    assert db.session.query(IssuedPlan).count() == 0
    with pytest.raises(RuleBroken, match="no_plan_recorded"):
        remove_plan(
            place.viewer(place.staff), get_campaign("kh162-2022"), seen(place, place.staff)["commune"]
        )


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [
        (" ", TENTH, "bad_plan_number"),
        ("x" * 61, TENTH, "bad_plan_number"),
        ("1/KH", date(2022, 6, 17), "plan_in_future"),
        ("1/KH", date(2022, 5, 25), "plan_too_early"),
    ],
)
def test_what_is_no_plan_of_the_movement_is_refused(place, number, day, code):
    with pytest.raises(RuleBroken, match=code):
        record(place, place.staff, "commune", number, day)

    assert db.session.query(IssuedPlan).count() == 0


def prints() -> list[str | None]:
    """Return the prints of all plans as they are stored."""
    return list(db.session.scalars(db.select(IssuedPlan.sha256).order_by(IssuedPlan.id)))


def test_the_print_of_a_plan_stays_until_another_comes_and_goes_with_the_plan(place):
    record(place, place.staff, "commune", content=PDF)
    [first] = prints()
    assert evidence.read(first) == PDF
    [row] = db.session.scalars(db.select(AuditRow).filter_by(action="record_plan"))
    assert json.loads(row.detail)["sha256"] == first

    record(place, place.staff, "commune", number="46/KH-UBND")
    assert prints() == [first]

    other = PDF + b"%%EOF\n"
    record(place, place.staff, "commune", content=other)
    [second] = prints()
    assert (evidence.read(first), evidence.read(second)) == (None, other)

    # The department issued the same paper, so it is needed until its plan is gone, too.
    record(place, place.staff, "department", content=other)
    for level, left in (("commune", other), ("department", None)):
        remove_plan(place.viewer(place.staff), get_campaign("kh162-2022"), seen(place, place.staff)[level])
        assert evidence.read(second) == left


def test_a_paper_that_a_training_hands_out_outlives_the_plan(world, place):
    training = make_training(place.commune, [place.teams[0]], begins_in=timedelta(days=1))
    add_material(place.viewer(place.coordinator), training, "Kế hoạch", "", PDF)
    record(place, place.staff, "commune", content=PDF)
    [sha256] = prints()

    remove_plan(place.viewer(place.staff), get_campaign("kh162-2022"), seen(place, place.staff)["commune"])

    assert evidence.read(sha256) == PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" ", "not_a_pdf"),
        (b"PK\x03\x04%PDF-1.4 %%EOF", "not_a_pdf"),
        (b"%PDF-1.4 cut off", "not_a_pdf"),
        (b"%PDF-1.4" + b" " * MOST_PDF_BYTES + b"%%EOF", "plan_too_large"),
    ],
)
def test_what_is_no_pdf_is_refused_and_the_plan_stays_as_it_was(place, content, code):
    record(place, place.staff, "commune", content=PDF)
    before = prints()

    with pytest.raises(RuleBroken, match=code):
        record(place, place.staff, "commune", number="46/KH-UBND", content=content)

    [plan] = db.session.scalars(db.select(IssuedPlan))
    assert (plan.number, [plan.sha256], plan.size) == ("45/KH-UBND", before, len(PDF))


def test_a_campaign_asks_for_no_plans(place):
    with pytest.raises(RuleBroken, match="no_movement"):
        record_plan(
            place.viewer(place.staff),
            get_campaign("kh170-2022"),
            seen(place, place.staff)["commune"],
            "1",
            TENTH,
        )


def test_after_a_reorganisation_the_plans_are_those_of_the_old_places(world, frozen_clock):
    frozen_clock.set(datetime(2022, 9, 2, 3, tzinfo=UTC))
    old = Old(world)
    reorganise(None, change())
    ensure_movement_2022()
    movement = get_campaign("kh162-2022")

    places = list_plan_places(world.viewer(old.admin), movement, clock.today())

    # Two districts and five communes had to issue one; they are no more since 01/7.
    assert [one.level for one in places] == ["district"] * 2 + ["commune"] * 5


def test_the_list_takes_as_many_statements_whatever_the_number_of_places(world, place):
    movement, viewer = get_campaign("kh162-2022"), place.viewer(place.staff)
    with counting_statements() as few:
        list_plan_places(viewer, movement, clock.today())
    for number in range(5):
        world.commune(place.district, f"Xã {number}")

    with counting_statements() as many:
        list_plan_places(viewer, movement, clock.today())

    assert len(many) == len(few)
    assert db.session.query(Campaign).count() == 2
