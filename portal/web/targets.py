"""From the address of a page of targets to what it shows, and from its form to the places that are meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.domain.campaign_indicators import FigureLevel
from portal.domain.errors import RuleBroken
from portal.domain.targets import TARGETED
from portal.labels import choices, label
from portal.models import Campaign
from portal.queries.reported_figures import get_targets
from portal.queries.target_places import TargetPlace, list_levels, list_target_places

USUAL_CODE, USUAL_LEVEL = "8.4", FigureLevel.commune


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A place with its own target and the one in force."""

    place: TargetPlace
    own: str | None
    in_force: str | None


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """The targets of one indicator for one level; `of_level` may come from the definition."""

    campaign: Campaign
    code: str
    level: FigureLevel
    day: date
    levels: tuple[FigureLevel, ...]
    of_level: str | None
    is_of_definition: bool
    rows: tuple[TargetRow, ...]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be ticked."""
        return [(row.place.subject, row.place.name) for row in self.rows]

    @property
    def filters(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What else can be shown: indicators, each with its number before its name, and levels."""
        named = [(one, f"{one} {label('line' if '.' in one else 'indicator', one)}") for one in TARGETED]
        return named, choices("figure_level", self.levels)

    @property
    def address(self) -> dict[str, str]:
        """What the address of this page is made of."""
        return {"code": self.campaign.code, "indicator": self.code, "level": self.level}


def read_target_sheet(campaign: Campaign, asked: Mapping[str, str]) -> TargetSheet:
    """Read what an address asks for; nonsense asks for the working teams of communes."""
    day = min(campaign.period.last_day, clock.today())
    levels, code, level = list_levels(campaign, day), asked.get("indicator"), asked.get("level")
    code = code if code in TARGETED else USUAL_CODE
    level = FigureLevel(level) if level in levels else USUAL_LEVEL
    targets = get_targets(campaign.id)
    of_definition = campaign.definition_on(day).as_definition().targets.get(code)
    of_level = targets.of(level).get(code)
    rows = [
        TargetRow(
            place,
            targets.by_subject.get(place.subject, {}).get(code),
            targets.of(level, place.unit_id, place.department_id).get(code) or of_definition,
        )
        for place in list_target_places(campaign, level, day)
    ]
    return TargetSheet(
        campaign, code, level, day, tuple(levels), of_level or of_definition,
        not of_level and bool(of_definition), tuple(rows),
    )  # fmt: skip


def chosen_places(form, sheet: TargetSheet) -> list[TargetPlace] | None:
    """Return the places that are meant; None is all of the level.

    Raises RuleBroken("residents_needed" or "no_small_commune").
    """
    if form.scope.data == "level":
        return None
    if form.scope.data == "chosen":
        return [row.place for row in sheet.rows if row.place.subject in (form.places.data or ())]
    most = form.fewer_than.data
    if most is None:
        raise RuleBroken("residents_needed")
    small = [
        row.place
        for row in sheet.rows
        if row.place.size.residents is not None and row.place.size.residents < most
    ]
    if not small:
        raise RuleBroken("no_small_commune")
    return small
