"""The figures of the world that visits every page, and what is sent to their pages."""

import unicodedata

from portal.extensions import db
from portal.models import Department, ReportedFigure, Unit
from portal.queries.campaigns import get_campaign
from portal.services.departments import add_department
from portal.services.reported_figures import record_figures
from tests.figures import stated

LONG_SOURCE = (
    unicodedata.normalize("NFD", "Báo cáo của Sở Thông tin và Truyền thông về kết quả chiến dịch. ") * 3
)


def build_figures(world, place, staff) -> None:
    """Record a series that falls, one figure of the commune that is corrected, and one of a department."""
    viewer, campaign = world.viewer(staff), get_campaign("kh170-2022")
    province = db.session.get_one(Unit, campaign.unit_id)
    if db.session.scalar(db.select(Department.id)) is None:
        office = add_department(viewer, campaign, "stttt", unicodedata.normalize("NFD", "Sở Thông tin"))
        rows = [
            stated(province, "94,5", source=LONG_SOURCE),
            stated(province, "90", first_on=stated(province).last_on, published_label=""),
            stated(province, "", level="district", numerator=1545, denominator=1562),
            stated(province, "50", level="department", department_id=office.id, indicator="7"),
        ]
        record_figures(viewer, campaign, rows)
    for percent in ("70", "71,25"):
        record_figures(viewer, campaign, [stated(place.commune, percent)])


def some_figure(cast) -> ReportedFigure:
    """Return the latest figure of the own commune, in force or taken back."""
    of_place = db.select(ReportedFigure).filter_by(unit_id=cast.own.commune.id)
    return db.session.scalars(of_place.order_by(ReportedFigure.id.desc())).first()


def some_department(_cast) -> int:
    """Return the id of the department."""
    return db.session.scalar(db.select(Department.id).order_by(Department.id))


def figure_form(cast) -> dict[str, object]:
    """Return a figure of the own commune, seen and confirmed."""
    typed = {"indicator": "3", "subject": f"commune/{cast.own.commune.id}", "percent": "83,5"}
    days = {"first_on": "01/06/2022", "last_on": "15/06/2022", "published_label": "01 - 15/6"}
    return typed | days | {"source": LONG_SOURCE, "confirmed": "1"}


def department_form(_cast) -> dict[str, object]:
    """Return a department that is not on the list yet."""
    many = db.session.scalar(db.select(db.func.count(Department.id)))
    return {"code": f"so-{many}", "name": unicodedata.normalize("NFD", "Sở Nội vụ")}


FIGURE_FORMS = {
    "figures.new": figure_form,
    "figures.take_back": lambda cast: {},
    "departments.index": department_form,
    "departments.edit": lambda cast: {"name": "Sở Khoa học và Công nghệ", "ended_on": "01/06/2022"},
}
FIGURE_THINGS = {
    "figure_id": lambda cast: some_figure(cast).id,
    "department_id": some_department,
}
