"""Figures of indicators 1 to 7 from a spreadsheet: read, refused by cell, repeated, undone as one act."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import select

from portal.documents.import_sheets import import_template
from portal.domain.errors import NotAllowed
from portal.domain.imports import ImportKind
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ReportedFigure
from portal.services.campaigns import create_campaign
from portal.services.imports import undo_import
from portal.services.reported_figures import record_figures
from tests.figures import PRESS, department, in_force, stated
from tests.import_files import apply, codes_of, everything, import_rows, upload
from tests.queries_counted import counting_statements

DAYS = {"first_on": "01/06/2022", "last_on": "15/06/2022", "published_label": "01 - 15/6/2022"}
ROW = DAYS | {"indicator": "1", "level": "Cấp huyện", "percent": "82,66", "source": PRESS}
LEFT = ("imports", "audit_rows", "audit_heads", "throttles", "acts", "act_rows")
WINDOW = "2022-06-01/2022-06-15"


@pytest.fixture
def province(world):
    return world.province()


@pytest.fixture
def campaign(world, province):
    return world.campaign(province)


@pytest.fixture
def staff(world, province):
    return world.viewer(world.staff(Role.province_staff, province))


def test_figures_of_levels_places_and_departments_are_recorded(world, province, campaign, staff):
    district = world.district(province, code="688")
    commune = world.commune(district, code="25399")
    office = department(province)
    rows = [
        ROW,
        ROW | {"unit_code": "688", "percent": "", "numerator": "1545", "denominator": "1.562"},
        ROW | {"level": "xã", "unit_code": "25399", "indicator": "Chỉ tiêu 7", "percent": "50 %"},
        ROW | {"level": "Sở, ban, ngành", "unit_code": "stttt", "first_on": "", "percent": "0,5%"},
    ]

    imported = upload(staff, "figures", province, rows)
    assert (imported.state, in_force(campaign)) == ("ready", [])
    apply(staff, imported)

    assert in_force(campaign) == [
        (f"commune/{commune.id}", "7", WINDOW, "50"),
        (f"department/{province.id}/{office.id}", "1", "/2022-06-15", "0.5"),
        (f"district/{province.id}", "1", WINDOW, "82.66"),
        # 1545/1562 = 98,91...
        (f"district/{district.id}", "1", WINDOW, "98.9"),
    ]
    one = db.session.scalar(select(ReportedFigure).where(ReportedFigure.percent == "82.66"))
    assert (one.published_label, one.source, one.recorded_by_id) == ("01 - 15/6/2022", PRESS, staff.id)


def test_the_same_file_again_changes_nothing(province, campaign, staff):
    import_rows(staff, "figures", province, [ROW])
    before = everything(but=LEFT)

    again = upload(staff, "figures", province, [ROW])

    assert again.outcome["counts"] == {"create": 0, "change": 0, "same": 1}
    assert everything(but=LEFT) == before


def test_a_corrected_file_replaces_and_undoing_it_brings_everything_back(province, campaign, staff):
    record_figures(staff, campaign, [stated(province, "82,66", level="district", source=PRESS)])
    before = everything(but=LEFT)

    imported = import_rows(staff, "figures", province, [ROW | {"percent": "82,70"}, ROW | {"indicator": "2"}])

    assert imported.outcome["counts"] == {"create": 1, "change": 1, "same": 0}
    assert [row[3] for row in in_force(campaign)] == ["82.70", "82.66"]
    undo_import(staff, imported.id)
    assert everything(but=LEFT) == before


def test_what_was_corrected_since_is_not_undone(province, campaign, staff, frozen_clock):
    imported = import_rows(staff, "figures", province, [ROW])
    frozen_clock.tick(hours=1)
    record_figures(staff, campaign, [stated(province, "83", level="district")])

    with pytest.raises(Exception, match="act_changed_since"):
        undo_import(staff, imported.id)

    assert [row[3] for row in in_force(campaign)] == ["83"]


def test_an_empty_cell_erases_nothing_but_other_counts_do_not_stay(province, campaign, staff):
    counted = ROW | {"percent": "50", "numerator": "1", "denominator": "2"}
    import_rows(staff, "figures", province, [counted])

    same = upload(staff, "figures", province, [ROW | {"percent": "50", "published_label": ""}])
    assert same.outcome["counts"]["same"] == 1
    import_rows(staff, "figures", province, [ROW | {"percent": "51"}])

    current = db.session.scalar(select(ReportedFigure).where(ReportedFigure.replaced_at.is_(None)))
    assert (current.percent, current.numerator, current.denominator) == ("51", None, None)


@pytest.mark.parametrize(
    ("wrong", "key", "code"),
    [
        ({"indicator": "8"}, "indicator", "unknown_choice"),
        ({"level": "Thôn"}, "level", "unknown_choice"),
        ({"unit_code": "999"}, "unit_code", "no_place_with_code"),
        ({"level": "Sở", "unit_code": "X"}, "unit_code", "no_department_with_code"),
        ({"level": "Sở", "unit_code": "CU"}, "unit_code", "department_ended"),
        ({"campaign": "kh162"}, "campaign", "no_campaign_with_code"),
        ({"first_on": "16/06/2022"}, "first_on", "window_reversed"),
        ({"last_on": "17/06/2022"}, "last_on", "window_in_future"),
        ({"percent": "101"}, "percent", "bad_percent"),
        ({"percent": ""}, "percent", "figure_empty"),
        ({"percent": "0.945"}, "percent", "percent_below_one"),
        ({"numerator": "khoảng 3", "denominator": "4"}, "numerator", "count_estimated"),
        ({"numerator": "3"}, "numerator", "counts_incomplete"),
        ({"numerator": "5", "denominator": "4"}, "numerator", "counts_impossible"),
        ({"numerator": "3", "denominator": "4"}, "percent", "counts_disagree"),
        ({"source": ""}, "source", "required"),
    ],
)
def test_every_problem_names_its_cell_and_nothing_is_recorded(province, campaign, staff, wrong, key, code):
    department(province, "CU", "Sở cũ", ended_on=date(2022, 6, 1))

    imported = upload(staff, "figures", province, [ROW | {"indicator": "3"}, ROW | wrong])

    assert codes_of(imported) == [(3, key, code)]
    assert in_force(campaign) == []


def test_rows_that_repeat_are_noted_and_those_that_contradict_are_refused(province, campaign, staff):
    repeated = upload(staff, "figures", province, [ROW, ROW])
    assert (repeated.state, repeated.outcome["note_count"]) == ("ready", 1)

    contradicting = upload(staff, "figures", province, [ROW, ROW | {"percent": "82,7"}])

    assert codes_of(contradicting) == [(3, "percent", "rows_contradict")]


def test_codes_are_those_of_the_campaign_and_rows_may_name_it(world, province, campaign, staff, frozen_clock):
    autumn = Period(date(2022, 10, 1), date(2022, 11, 1))
    later = create_campaign(
        code="kh9-2022", name="Mùa thu", name_en="Autumn", unit_id=province.id, period=autumn
    )
    frozen_clock.tick(days=120)

    import_rows(staff, "figures", province, [ROW, ROW | {"campaign": "KH170-2022", "percent": "90"}])

    # The latest campaign that has begun is meant where none is named.
    assert [row[3] for row in in_force(later)] == ["82.66"]
    assert [row[3] for row in in_force(campaign)] == ["90"]


def test_only_the_province_imports_figures(world, province, campaign):
    commune = world.commune(world.district(province))
    coordinator = world.viewer(world.coordinator(commune))

    with pytest.raises(NotAllowed):
        upload(coordinator, "figures", commune, [ROW])


def test_however_many_rows_a_file_has_it_is_planned_with_as_many_statements(world, province, campaign, staff):
    district = world.district(province)
    codes = [f"253{number:02}" for number in range(20)]
    for code in codes:
        world.commune(district, f"Xã {code}", code=code)
    rows = [ROW | {"level": "Xã", "unit_code": code} for code in codes]
    upload(staff, "figures", province, rows[:1])
    with counting_statements() as few:
        upload(staff, "figures", province, rows[:2])

    with counting_statements() as many:
        imported = upload(staff, "figures", province, rows)

    assert len(many) == len(few)
    apply(staff, imported)
    assert len(in_force(campaign)) == 20


def test_the_template_is_taken_as_it_is_once_its_example_is_replaced(app, world, province, campaign, staff):
    world.district(province, code="688")
    with app.test_request_context("/?lang=vi"):
        book = openpyxl.load_workbook(io.BytesIO(import_template(ImportKind.figures)))
    sheet = book.worksheets[0]
    headings = [str(cell.value or "").removesuffix(" *") for cell in sheet[3]]
    typed = {"Mã chiến dịch": None, "Đến hết ngày": datetime(2022, 6, 15), "Tỷ lệ (%)": 83.5}
    for number, heading in enumerate(headings, start=1):
        if heading in typed:
            sheet.cell(4, number).value = typed[heading]
    for cell in sheet[4]:
        if "ví dụ" in str(cell.value).lower():
            cell.value = None
    content = io.BytesIO()
    book.save(content)

    imported = upload(staff, "figures", province, content.getvalue())

    assert imported.state == "ready", imported.outcome
    apply(staff, imported)
    assert [row[1:] for row in in_force(campaign)] == [("1", WINDOW, "83.5")]
