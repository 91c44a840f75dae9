"""What a search finds among the places, teams and people within the viewer's scope, the best hits first.

Each group is one statement with a limit, whatever was asked. Every word must begin a word of the name, in any
order; the type of a place and the name of the place above it may lend words, too.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.domain.search_words import Question, Word
from portal.domain.text import fold
from portal.domain.units import UNIT_TYPES, UnitLevel
from portal.extensions import db
from portal.models import Membership, Team, TeamFormerName, Unit, UnitVersion, User
from portal.policy import allows
from portal.queries.dated import in_force
from portal.queries.hamlets import team_status
from portal.queries.scope import visible_teams

MOST_HITS = 10
# People sit in several teams and places have had several names, so more rows are read than are shown.
_MOST_ROWS = 4 * MOST_HITS


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that was found; `last_day` is the last day of a former name, whose present one is `now`."""

    id: int
    level: str
    full_name: str
    parent_name: str | None
    last_day: date | None
    now: str | None

    @property
    def with_parent(self) -> str:
        """Name the place with the one above it, since names repeat: "Xã Lộc Thành – huyện Lộc Ninh"."""
        above = self.parent_name or ""
        return f"{self.full_name} – {above[:1].lower()}{above[1:]}" if above else self.full_name


@dataclass(frozen=True, slots=True)
class TeamHit:
    """A team that was found, perhaps under the name it had until the day before `ends_on`."""

    id: int
    code: str
    name: str
    status: str
    commune_name: str | None
    former_name: str | None


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person who was found, with a team to which they belong; `phone` only where the viewer may see it."""

    name: str
    phone: str | None
    role: str
    team_id: int
    team_name: str
    commune_name: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `has_more` when there are others that did not fit."""

    hits: list
    has_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a search found."""

    places: Group
    hamlets: Group
    teams: Group
    people: Group

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found at all."""
        return not (self.places.hits or self.hamlets.hits or self.teams.hits or self.people.hits)


@dataclass(frozen=True, slots=True)
class _Commune:
    """A commune as policy asks about it."""

    commune_path: str


def search(viewer: Viewer, question: Question, on: date) -> Found:
    """Find places by present and former names, teams by name and code, people by name or phone."""
    return Found(
        places=_places(viewer, question, on, hamlets=False),
        hamlets=_places(viewer, question, on, hamlets=True),
        teams=_teams(viewer, question, on),
        people=_people(viewer, question, on),
    )


def _places(viewer: Viewer, question: Question, on: date, *, hamlets: bool) -> Group:
    version, above, now = UnitVersion, aliased(UnitVersion), aliased(UnitVersion)
    in_own = [_begins(version.name_fold, word.folded) for word in question.words]
    everywhere = [
        or_(own, version.type.in_(_types(word)), _begins(above.name_fold, word.folded))
        for own, word in zip(in_own, question.words, strict=True)
    ]
    of_level = Unit.level == UnitLevel.hamlet if hamlets else Unit.level != UnitLevel.hamlet
    statement = (
        select(
            version.unit_id,
            Unit.level,
            version.full_name,
            above.full_name.label("parent_name"),
            version.valid_to,
            now.full_name.label("now"),
        )
        .join(Unit, Unit.id == version.unit_id)
        .outerjoin(above, and_(above.unit_id == version.parent_id, _holds_with(above, version)))
        .outerjoin(now, and_(now.unit_id == version.unit_id, _valid(now, on)))
        .where(of_level, _visible_places(viewer), version.valid_from <= on, or_(*in_own), *everywhere)
        .order_by(
            _accents(version.name, question).desc(),
            _whole(version.name_fold, question).desc(),
            _count(in_own).desc(),
            version.valid_to.is_not(None),
            version.name_sort,
            version.unit_id,
            version.valid_from.desc(),
        )
    )
    return _group(statement, lambda row: _place_hit(row, on), lambda hit: (hit.id, hit.full_name))


def _place_hit(row, on: date) -> PlaceHit:
    is_former = row.valid_to is not None and row.valid_to <= on and row.full_name != row.now
    last_day = row.valid_to - timedelta(days=1) if is_former else None
    return PlaceHit(row.unit_id, row.level, row.full_name, row.parent_name, last_day, row.now)


def _visible_places(viewer: Viewer) -> ColumnElement[bool]:
    """Return the rule of queries.units.get_visible_unit as a condition."""
    areas = {grant.unit_path for grant in viewer.grants} | {seat.commune_path for seat in viewer.seats}
    around = {int(part) for area in areas for part in area.strip("/").split("/")}
    inside = [Unit.path.startswith(area, autoescape=True) for area in areas if area]
    return or_(Unit.id.in_(around), *inside)


def _teams(viewer: Viewer, question: Question, on: date) -> Group:
    former = (
        select(TeamFormerName.name)
        .where(
            TeamFormerName.team_id == Team.id,
            *(_begins(TeamFormerName.name_fold, word.folded) for word in question.words),
        )
        .order_by(TeamFormerName.ends_on.desc())
        .limit(1)
        .correlate(Team)
        .scalar_subquery()
    )
    in_name = and_(*(_begins(Team.name_fold, word.folded) for word in question.words))
    by_code = func.lower(Team.code).startswith(question.folded, autoescape=True)
    commune = aliased(UnitVersion)
    statement = (
        select(
            Team.id,
            Team.code,
            Team.name,
            team_status(on).label("status"),
            commune.full_name.label("commune_name"),
            case((in_name, null()), else_=former).label("former_name"),
        )
        .outerjoin(commune, and_(commune.unit_id == Team.commune_id, _valid(commune, on)))
        .where(visible_teams(viewer), or_(in_name, by_code, former.is_not(None)))
        .order_by(
            by_code.desc(),
            _accents(Team.name, question).desc(),
            in_name.desc(),
            Team.name_sort,
            Team.id,
        )
    )
    return _group(statement, lambda row: TeamHit(*row), lambda hit: hit.id)


def _people(viewer: Viewer, question: Question, on: date) -> Group:
    commune = aliased(UnitVersion)
    own_communes = _communes_whose_phones_are_seen(viewer)
    matches = and_(*(_begins(User.name_fold, word.folded) for word in question.words))
    if question.digits:
        by_phone = and_(
            Team.commune_id.in_(own_communes), User.phone.contains(question.digits, autoescape=True)
        )
        matches = or_(matches, by_phone)
    statement = (
        select(
            User.id,
            User.name,
            User.phone,
            Membership.role,
            Team.id.label("team_id"),
            Team.name.label("team_name"),
            commune.full_name.label("commune_name"),
            Team.commune_id,
        )
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .outerjoin(commune, and_(commune.unit_id == Team.commune_id, _valid(commune, on)))
        .where(visible_teams(viewer), in_force(Membership, on), matches)
        .order_by(_accents(User.name, question).desc(), User.name_sort, User.id, Team.level.desc(), Team.id)
    )

    def hit(row) -> tuple[int, PersonHit]:
        phone = row.phone if row.commune_id in own_communes else None
        return row.id, PersonHit(row.name, phone, row.role, row.team_id, row.team_name, row.commune_name)

    found = _group(statement, hit, lambda pair: pair[0])
    return Group([person for _id, person in found.hits], found.has_more)


def _communes_whose_phones_are_seen(viewer: Viewer) -> set[int]:
    """Ask the policy for each commune that is the viewer's own; of others no phone is ever seen."""
    own = {seat.commune_id: seat.commune_path for seat in viewer.seats}
    own |= {
        grant.unit_id: grant.unit_path for grant in viewer.grants if grant.unit_level == UnitLevel.commune
    }
    return {id_ for id_, path in own.items() if allows(viewer, Action.view_phone, _Commune(path))}


def _group(statement: Select, hit: Callable, identity: Callable) -> Group:
    """Run a statement of bounded length and keep the first row of each thing."""
    rows = db.session.execute(statement.limit(_MOST_ROWS)).all()
    hits: dict[object, object] = {}
    for row in rows:
        found = hit(row)
        hits.setdefault(identity(found), found)
    listed = list(hits.values())
    return Group(listed[:MOST_HITS], len(listed) > MOST_HITS or len(rows) == _MOST_ROWS)


def _begins(column, folded: str) -> ColumnElement[bool]:
    """Return the condition that a word of the folded column begins so."""
    return or_(column.startswith(folded, autoescape=True), column.contains(f" {folded}", autoescape=True))


def _accents(column, question: Question) -> ColumnElement[int]:
    """Count the words that stand in the name with exactly the accents that were typed."""
    return _count([_spelled(column, word) for word in question.words])


def _spelled(column, word: Word) -> ColumnElement[bool]:
    return or_(false(), *(_begins(column, spelling) for spelling in word.spellings))


def _whole(column, question: Question) -> ColumnElement[int]:
    """Put a name that is all that was asked before one that begins so, and that before others."""
    begins = column.startswith(question.folded, autoescape=True)
    return case((column == question.folded, 2), (begins, 1), else_=0)


def _count(conditions: Collection[ColumnElement[bool]]) -> ColumnElement[int]:
    return sum((case((one, 1), else_=0) for one in conditions), cast(literal(0), Integer))


def _types(word: Word) -> Sequence[str]:
    """List the types of place of which a word begins so, such as "xã" for "xa"."""
    return [name for name in UNIT_TYPES if any(part.startswith(word.folded) for part in fold(name).split())]


def _valid(version, on: date) -> ColumnElement[bool]:
    return and_(version.valid_from <= on, or_(version.valid_to.is_(None), version.valid_to > on))


def _holds_with(above, version) -> ColumnElement[bool]:
    """Return the condition that a version of the place above held when the other one last did."""
    ended = or_(version.valid_to.is_(None), above.valid_from < version.valid_to)
    still = or_(
        above.valid_to.is_(None), and_(version.valid_to.is_not(None), above.valid_to >= version.valid_to)
    )
    return and_(ended, still)
