"""Two teams of a commune with their people and hamlets, as the tests of their life need them at hand."""

from datetime import date

from sqlalchemy import select

from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import Membership, Team, TeamDecision
from portal.services.team_decisions import Decision

TODAY = date(2022, 6, 16)
APRIL, MAY, JUNE = date(2022, 4, 1), date(2022, 5, 10), date(2022, 6, 1)
PAPER = Decision("30/QĐ-UBND", JUNE, "Nguyễn Văn Chủ")


class TwoTeams:
    """Team A serves hamlet 1, team B hamlets 2 and 3; one person sits in both."""

    def __init__(self, world) -> None:
        self.world = world
        self.commune = world.commune(name="Tân Tiến", code="25345")
        self.hamlets = [world.hamlet(self.commune, name) for name in ("1", "2", "3")]
        self.team = world.team(self.commune, self.hamlets[:1], name="Tổ thôn 1", leader=False)
        self.leader = world.member(self.team, world.user("An"), role=TeamRole.leader)
        self.member = world.member(self.team, world.user("Bình"))
        self.other = world.team(self.commune, self.hamlets[1:], name="Tổ thôn 2", leader=False)
        self.other_leader = world.member(self.other, world.user("Cúc"), role=TeamRole.leader)
        self.other_deputy = world.member(self.other, world.user("Dung"), role=TeamRole.deputy)
        self.both = world.member(self.other, self.member)
        self.coordinator = world.coordinator(self.commune)

    @property
    def actor(self):
        """The commune's coordinator as the services see them."""
        return self.world.viewer(self.coordinator)

    def seat_of(self, team: Team, person) -> int:
        """Return the id of a person's latest seat in a team."""
        seats = select(Membership.id).filter_by(team_id=team.id, user_id=person.id)
        return db.session.scalars(seats.order_by(Membership.id.desc())).first()

    def roles(self, team: Team, **changed) -> dict[int, TeamRole | None]:
        """Return the roles of the open seats by id, some of them changed by the name of the person."""
        rows = db.session.scalars(select(Membership).filter_by(team_id=team.id, ends_on=None)).all()
        people = {getattr(self, name).id: role for name, role in changed.items()}
        return {seat.id: people.get(seat.user_id, TeamRole(seat.role)) for seat in rows}


def seats_of(team: Team) -> list[tuple]:
    """Return (person, role, first day, end) of all seats of a team, in the order in which they began."""
    rows = db.session.scalars(
        select(Membership)
        .filter_by(team_id=team.id)
        .order_by(Membership.starts_on, Membership.id)
        .execution_options(populate_existing=True)
    )
    return [(seat.user_id, seat.role, seat.starts_on, seat.ends_on) for seat in rows]


def decisions_of(team: Team) -> list[tuple[str, str]]:
    """Return kind and number of a team's decisions."""
    rows = db.session.execute(
        select(TeamDecision.kind, TeamDecision.number).filter_by(team_id=team.id).order_by(TeamDecision.id)
    )
    return [tuple(row) for row in rows]
