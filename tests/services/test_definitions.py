"""What a new version of indicator 8 changes, and from when on; the figures are worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD, resolve_period
from portal.domain.definition_drafts import read_definition
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, CampaignDefinition, Closing, IndicatorDefinition
from portal.queries.campaigns import get_campaign, list_campaigns, named_windows
from portal.queries.coverage import get_coverage, list_coverage
from portal.queries.definition_previews import compare_definitions, get_last_version
from portal.services.definitions import add_definition, approve_definition, put_in_force
from portal.services.reorganisations import reorganise
from tests.closings import ClosingPlace
from tests.queries_counted import counting_statements
from tests.reorganised import DAY, Old, change, new_unit

AFTER = date(2022, 9, 2)


def add_version(viewer, k: int, headline: str = "8.4", targets=None) -> int:
    """Keep the next version."""
    draft = read_definition(get_last_version() + 1, k, headline, targets or {})
    return add_definition(viewer, draft, "Công văn 12/STTTT-CNTT", made_from=1)


def line_of(unit, period: str, mode: str = IN_PERIOD, *, today=AFTER, as_of=None) -> tuple:
    """Return of the headline: what it counts, and by which version."""
    campaign = get_campaign("kh170-2022")
    named = resolve_period(period, campaign.period, named_windows(campaign))
    coverage = get_coverage(campaign, unit.id, named, mode, today=today, as_of=as_of)
    line = coverage.headline
    return line.numerator, line.denominator, coverage.basis.definition.k


@pytest.fixture
def place(world, frozen_clock):
    """Four hamlets; the first team has one entry in w1 (1–15/6) and two in w2 (16–21/6), all approved."""
    frozen_clock.set(datetime(2022, 9, 2, 3, tzinfo=UTC))
    place = ClosingPlace(world)
    for day in (16, 17):
        world.activity(
            place.teams[0], place.member, status=ActivityStatus.approved, occurred_on=date(2022, 6, day)
        )
    # The second team has one approved entry in w2.
    world.activity(
        place.teams[1], place.member, status=ActivityStatus.approved, occurred_on=date(2022, 6, 18)
    )
    return place


def test_a_change_in_the_middle_counts_each_period_by_its_last_day(place):
    viewer = place.viewer(place.staff)
    version = add_version(viewer, k=2)

    put_in_force(viewer, get_campaign("kh170-2022"), version, date(2022, 6, 16))

    # w1 ends before: one entry is enough, so 1 of 4 hamlets; w2 needs two, which the first team alone has.
    assert line_of(place.commune, "w1") == (1, 4, 1)
    assert line_of(place.commune, "w2") == (1, 4, 2)
    # The whole campaign and June end after the change: the first team has 3 entries, the second 1.
    assert line_of(place.commune, "whole") == (1, 4, 2)
    assert line_of(place.commune, "2022-06") == (1, 4, 2)
    # Cumulatively w1 is still counted by the old version, w2 over all its days by the new one.
    assert line_of(place.commune, "w1", CUMULATIVE) == (1, 4, 1)
    assert line_of(place.commune, "w2", CUMULATIVE) == (1, 4, 2)


def test_before_the_change_each_period_counts_by_the_old_version(place):
    # w2: both teams have at least one entry.
    assert line_of(place.commune, "w2") == (2, 4, 1)
    assert line_of(place.commune, "whole") == (2, 4, 1)


def test_the_last_day_of_a_period_decides_and_not_the_next(place):
    viewer = place.viewer(place.staff)
    version = add_version(viewer, k=2)

    # w2 lasts to 21/6, so a version from 22/6 on does not touch it; one from 21/6 on does.
    put_in_force(viewer, get_campaign("kh170-2022"), version, date(2022, 6, 22))
    assert line_of(place.commune, "w2")[2] == 1

    third = add_version(viewer, k=3)
    with pytest.raises(RuleBroken, match="later_definition"):
        put_in_force(viewer, get_campaign("kh170-2022"), third, date(2022, 6, 21))
    put_in_force(viewer, get_campaign("kh170-2022"), third, date(2022, 6, 22))
    # In the whole campaign the first team has exactly three entries.
    assert line_of(place.commune, "whole") == (1, 4, 3)
    assert [row.definition_version for row in db.session.scalars(db.select(CampaignDefinition))] == [third]


def test_several_periods_are_each_counted_by_their_version_in_as_many_statements(place):
    viewer = place.viewer(place.staff)
    put_in_force(viewer, get_campaign("kh170-2022"), add_version(viewer, k=2), date(2022, 6, 16))
    campaign = get_campaign("kh170-2022")
    windows = named_windows(campaign)

    with counting_statements() as statements:
        found = list_coverage(campaign, place.commune.id, windows, IN_PERIOD, today=AFTER)

    assert [(one.basis.definition.k, one.headline.numerator) for one in found] == [(1, 1), (2, 1)]
    assert len(statements) <= 8


def test_a_closed_period_keeps_the_version_by_which_it_was_closed(place):
    place.close_commune()
    was = get_campaign("kh170-2022").definition_version
    viewer = place.viewer(place.staff)

    put_in_force(viewer, get_campaign("kh170-2022"), add_version(viewer, k=2), date(2022, 6, 1))

    assert db.session.scalars(db.select(Closing.definition_version)).all() == [was]
    assert line_of(place.commune, "w1") == (0, 4, 2)


def test_a_version_changes_with_the_places_in_the_middle_of_a_period(world, frozen_clock):
    frozen_clock.set(datetime(2022, 9, 2, 3, tzinfo=UTC))
    old = Old(world)
    reorganise(None, change())
    viewer = world.viewer(old.admin)
    # Each of the five old communes has one hamlet, whose team has one approved entry of 16/6.
    version = add_version(viewer, k=2)
    put_in_force(viewer, get_campaign("kh170-2022"), version, DAY)
    merged = new_unit("101")

    # June ends on the day before the change: one entry is enough in all five hamlets of the old province.
    assert line_of(old.province, "2022-06") == (5, 5, 1)
    # The whole campaign is read in the new places and by the new version: no team has two entries, so of the
    # two hamlets that now lie in the new 101 none counts.
    assert line_of(merged, "whole") == (0, 2, 2)
    # Read in the places of today, June still goes by the version of its last day.
    assert line_of(merged, "2022-06", as_of=DAY) == (2, 2, 1)


def test_a_preview_shows_who_would_change_and_keeps_nothing(place):
    campaign = get_campaign("kh170-2022")
    old = campaign.definition_on(date(2022, 6, 21)).as_definition()
    new = read_definition(99, 2, "8.4", {"8.4": "25"})
    w2 = named_windows(campaign)[1]

    preview = compare_definitions(campaign, w2, IN_PERIOD, old, new, AFTER)

    told = [
        (one.level, one.old.numerator, one.new.numerator, one.new.percent, one.new.reached)
        for one in preview.places
    ]
    # Province, district and commune alike: 2 of 4 by one entry, 1 of 4 by two, which reaches 25 %.
    assert told == [(level, 2, 1, "25,0", True) for level in ("province", "district", "commune")]
    assert len(preview.changed) == 3
    assert db.session.query(IndicatorDefinition).count() == 1


def test_lines_about_people_are_compared_without_single_communes(place):
    campaign = get_campaign("kh170-2022")
    old = campaign.definition_on(AFTER).as_definition()

    preview = compare_definitions(
        campaign, named_windows(campaign)[0], IN_PERIOD, old, read_definition(9, 1, "8.3", {}), AFTER
    )

    assert not preview.has_communes
    assert [one.level for one in preview.places] == ["province", "district"]
    # Another line stands for the indicator, so all of them stand otherwise.
    assert len(preview.changed) == 2


def test_a_version_is_written_once_and_approved_once(place):
    viewer = place.viewer(place.staff)
    first = get_last_version()

    version = add_version(viewer, k=3, targets={"8.4": "82.5", "8.5": "1200"})
    approve_definition(viewer, version)

    row = db.session.get(IndicatorDefinition, version)
    assert (version, row.min_activities, row.targets) == (first + 1, 3, {"8.4": "82,5", "8.5": "1200"})
    assert (row.status, row.approved_by_id, row.created_by_id) == ("approved", place.staff.id, place.staff.id)
    with pytest.raises(RuleBroken, match="definition_approved"):
        approve_definition(viewer, version)
    acts = db.session.scalars(db.select(AuditRow.action).order_by(AuditRow.commune_id, AuditRow.seq)).all()
    assert [act for act in acts if "definition" in act] == ["add_definition", "approve_definition"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((0, "8.4", {}), "definition_needs_team"),
        ((None, "8.4", {}), "definition_needs_team"),
        ((1000, "8.4", {}), "definition_needs_team"),
        ((1, "8.9", {}), "unknown_headline"),
        ((1, "8.4", {"8.4": "101"}), "bad_line_target"),
        ((1, "8.4", {"8.5": "1,5"}), "bad_line_target"),
    ],
)
def test_what_no_version_may_be_is_refused(values, code):
    with pytest.raises(RuleBroken, match=code):
        read_definition(2, *values)


def test_only_days_of_the_campaign_and_other_versions_are_put_in_force(place):
    viewer = place.viewer(place.staff)
    version = add_version(viewer, k=2)

    for day in (date(2022, 5, 31), date(2022, 9, 1)):
        with pytest.raises(RuleBroken, match="day_outside_campaign"):
            put_in_force(viewer, get_campaign("kh170-2022"), version, day)
    campaign = get_campaign("kh170-2022")
    with pytest.raises(RuleBroken, match="definition_in_force"):
        put_in_force(viewer, campaign, campaign.definition_version, date(2022, 6, 1))

    assert list_campaigns()[0].definitions == []


def test_a_coordinator_defines_nothing(place):
    viewer = place.viewer(place.coordinator)

    with pytest.raises(NotAllowed):
        add_version(viewer, k=2)
    with pytest.raises(NotAllowed):
        put_in_force(viewer, get_campaign("kh170-2022"), 1, date(2022, 6, 1))


def test_staff_of_another_province_put_nothing_in_force(world, place):
    stranger = world.viewer(world.staff(Role.admin, world.province("Đồng Nai", code="75")))

    with pytest.raises(NotAllowed):
        put_in_force(stranger, get_campaign("kh170-2022"), 1, date(2022, 6, 2))
