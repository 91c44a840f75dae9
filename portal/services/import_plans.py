"""Making the plan of an import from its rows and the register as it is now, and writing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.actions import Action
from portal.domain.completion_columns import SKILL_WORDS
from portal.domain.completion_imports import plan_completions
from portal.domain.figure_imports import plan_figures
from portal.domain.hamlet_imports import plan_hamlets
from portal.domain.imports import ImportKind, Plan, RowRefused
from portal.domain.member_imports import plan_members
from portal.domain.place_book import CommuneFinder, KnownPlace, PlaceBook
from portal.domain.roles import Viewer
from portal.domain.sheet_rows import SheetRow
from portal.domain.staff_imports import plan_staff
from portal.domain.team_imports import plan_teams
from portal.domain.units import UnitLevel, path_covers
from portal.models import Unit
from portal.policy import allows, require
from portal.queries.completion_imports import load_completion_register
from portal.queries.figure_imports import load_figure_register
from portal.queries.hamlet_imports import load_hamlet_register
from portal.queries.import_places import list_known_places
from portal.queries.member_imports import load_member_register
from portal.queries.staff_imports import load_staff_register
from portal.queries.team_imports import load_team_register
from portal.services.completion_imports import write_completions
from portal.services.figure_imports import write_figures
from portal.services.hamlet_imports import write_hamlets
from portal.services.member_imports import write_members
from portal.services.staff_imports import write_staff
from portal.services.team_imports import write_teams


@dataclass(frozen=True)
class Area:
    """The places that rows may name, and the communes among them that the import may change."""

    on: date
    book: PlaceBook
    finder: CommuneFinder
    communes: dict[int, KnownPlace]
    actor: Viewer


def require_import(actor: Viewer, kind: str, unit: Unit) -> None:
    """Raise NotAllowed unless the actor may import this kind for the place.

    Staff is for administrators, and figures of indicators 1 to 7 are for the province.
    """
    require(actor, Action.import_register, unit)
    if kind == ImportKind.staff:
        require(actor, Action.manage_accounts)
    if kind == ImportKind.figures:
        require(actor, Action.record_figures, unit)


def open_area(actor: Viewer, unit: Unit, on: date) -> Area:
    """Read the places as they are on a day."""
    places = list_known_places(on)
    communes = {
        place.id: place
        for place in places
        if place.level == UnitLevel.commune
        and path_covers(unit.path, place.path)
        and allows(actor, Action.import_register, place)
    }
    book = PlaceBook(places)
    finder = CommuneFinder(book, lambda place: place.id in communes, communes.get(unit.id))
    return Area(on, book, finder, communes, actor)


def make_plan(kind: str, rows: Sequence[SheetRow], area: Area) -> Plan:
    """Compare the rows of a file with the register; statements are bounded, however many rows there are."""
    match kind:
        case ImportKind.hamlets:
            register = load_hamlet_register({place.id for place in _named_communes(rows, area)})
            return plan_hamlets(rows, register, area.finder, area.on)
        case ImportKind.teams:
            register = load_team_register(_named_communes(rows, area), area.on)
            return plan_teams(rows, register, area.finder, area.on)
        case ImportKind.members:
            communes = _named_communes(rows, area)
            register = load_member_register(communes, _phones(rows), near_ids=area.communes)
            return plan_members(rows, register, area.finder, area.on)
        case ImportKind.completions:
            register = load_completion_register(rows, area.communes.values(), _phones(rows))
            return plan_completions(rows, register, SKILL_WORDS, area.on)
        case ImportKind.figures:
            return plan_figures(rows, load_figure_register(rows, area.actor, area.on), area.on)
        case ImportKind.staff:
            return plan_staff(rows, load_staff_register(_phones(rows), area.on), area.book)
    raise ValueError(kind)


def write_plan(actor: Viewer, kind: str, plan: Plan, confirmed: Collection[int]) -> None:
    """Write all that a plan wishes within the open unit of work; `confirmed` are lists to confirm."""
    match kind:
        case ImportKind.hamlets:
            write_hamlets(plan.wishes, confirmed, actor)
        case ImportKind.teams:
            write_teams(actor, plan.wishes)
        case ImportKind.members:
            write_members(plan.wishes)
        case ImportKind.completions:
            write_completions(actor, plan.wishes)
        case ImportKind.figures:
            write_figures(actor, plan.wishes)
        case ImportKind.staff:
            write_staff(plan.wishes)


def _named_communes(rows: Sequence[SheetRow], area: Area) -> Collection[KnownPlace]:
    """Return the communes that the rows name; a row that names a team by its code may mean any."""
    found = {}
    for row in rows:
        if row.values.get("team_code"):
            return area.communes.values()
        try:
            place = area.finder.find(row)
        except RowRefused:
            continue
        found[place.id] = place
    return found.values()


def _phones(rows: Sequence[SheetRow]) -> set[str]:
    return {row.values["phone"] for row in rows if row.values["phone"]}
