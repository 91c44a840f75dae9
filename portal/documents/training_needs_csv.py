"""What members lack by commune as CSV, with what citizens ask for most."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from flask_babel import gettext as _

from portal.documents.csv_file import csv_file
from portal.domain.campaign_periods import day_range
from portal.domain.periods import Period
from portal.domain.skills import SKILLS
from portal.domain.training_plans import SkillNeed
from portal.labels import label
from portal.queries.need_places import CommunePlace


class Row(Protocol):
    """One commune, as the page shows it."""

    place: CommunePlace
    skills: list[SkillNeed]
    members: int
    asked_most: SkillNeed | None


def training_needs_csv(rows: Iterable[Row], period: Period, today: date) -> str:
    """Write one row a commune, and below what the figures are."""
    lacking = [_("Lack: %(skill)s", skill=label("skill", skill)) for skill in SKILLS]
    asked = [_("Asked for most"), _("Visits"), _("Not alone"), _("Ending stated")]
    heading = [_("District"), _("Commune"), _("Members"), *lacking, *asked]
    table = []
    for row in rows:
        most = row.asked_most
        figures = [None] * 4
        if most:
            figures = [str(label("skill", most.skill)), most.outcome.visits, most.not_alone.numerator]
            figures.append(most.outcome.stated)
        skills = [one.untrained for one in row.skills]
        table.append([row.place.parent_name, row.place.full_name, row.members, *skills, *figures])
    notes = [
        [_("Members"), _("Current members on %(day)s, each once.", day=f"{today:%d/%m/%Y}")],
        [_("Visits"), _("Approved visits of %(days)s.", days=day_range(period))],
    ]
    return csv_file([heading, *table, [], *notes])
