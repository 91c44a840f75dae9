"""How visits ended as CSV: by month with a total, then by skill, then what the figures are."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.documents.csv_file import Cell, csv_file
from portal.domain.campaign_periods import day_range
from portal.domain.outcomes import ENDINGS, Outcome
from portal.labels import label
from portal.queries.outcomes import PlaceOutcome


def outcome_csv(place: str, found: PlaceOutcome) -> str:
    """Write the figures of a place."""
    endings = [str(label("visit_ending", ending)) for ending in ENDINGS]
    shares = [_("%(ending)s, %% of all visits", ending=words) for words in endings]
    columns = [_("Visits"), *endings, *shares, _("Alone, percent of those stated")]
    months = [[day_range(one.part.period), *_figures(one.outcome)] for one in found.months]
    skills = [[str(label("skill", skill)), *_figures(one)] for skill, one in found.by_skill.items()]
    total = [_("TOTAL"), *_figures(found.total)]
    by_month = [[_("Month"), *columns], *months, total]
    return csv_file([*by_month, [], [_("Skill"), *columns], *skills, [], *_notes(place, found)])


def _figures(one: Outcome) -> list[Cell]:
    shares = [one.share(ending).percent for ending in ENDINGS]
    percents = [percent.text if percent else None for percent in (*shares, one.habit.percent)]
    return [one.visits, *(one.count(ending) for ending in ENDINGS), *percents]


def _notes(place: str, found: PlaceOutcome) -> Iterator[list[Cell]]:
    yield [_("Place"), place]
    yield [_("Days"), day_range(found.period)]
    yield ["", _("Approved visits only.")]
    yield ["", skills_words()]
    yield [_("Visits waiting, not counted"), found.waiting]
    yield [_("Data as of"), f"{found.as_of.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"]


def skills_words() -> str:
    """Say why skills do not add up."""
    return _(
        "An entry may teach several skills: its visits and how they ended stand under each of them, so the"
        " lines of the skills do not add up to all visits."
    )
