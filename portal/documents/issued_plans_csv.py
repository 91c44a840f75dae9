"""The plans issued for a movement as CSV."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from portal.documents.csv_file import csv_file
from portal.domain.movements import LevelIssued
from portal.labels import label
from portal.queries.issued_plans import PlanPlace


def issued_plans_csv(
    places: Iterable[PlanPlace], levels: Iterable[LevelIssued], day: date, today: date
) -> str:
    """Write one row a place or department, and below how many of each level have issued one."""
    heading = [
        _("Level"), _("District"), _("Place"), _("Number of the plan"), _("Issued on"), _("Recorded by"),
    ]  # fmt: skip
    rows = [
        [
            str(label("figure_level", one.level)),
            one.place.within,
            one.place.name,
            one.plan.number if one.plan else None,
            f"{one.plan.issued_on:%d/%m/%Y}" if one.plan else None,
            one.recorded_by,
        ]
        for one in places
    ]
    totals = [
        [
            str(label("figure_level", one.level)),
            one.issued.numerator,
            one.issued.denominator,
            one.issued.percent.text if one.issued.percent else None,
        ]
        for one in levels
    ]
    counted = [_("Level"), _("Issued"), _("Out of"), _("Percent")]
    notes = [[_("Places as of"), f"{day:%d/%m/%Y}"], [_("Data as of"), f"{today:%d/%m/%Y}"]]
    return csv_file([heading, *rows, [], counted, *totals, [], *notes])
