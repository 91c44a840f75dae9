"""The same cast in the portal: rows for its places and people, and each act as the right service does it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal import clock
from portal.domain.activity_content import ActivityContent, ContentInvalid
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, Campaign, HandOver, Membership, Setting, Team, Unit
from portal.models.settings import LOOK_SECRET
from portal.queries.activities import get_visible_activity
from portal.queries.bulk_reviews import get_own_bulk
from portal.queries.campaigns import get_campaign
from portal.queries.hand_overs import get_own_hand_over
from portal.queries.second_looks import get_visible_look
from portal.queries.viewers import get_viewer
from portal.services.activities import correct_activity, submit_activity, withdraw_activity
from portal.services.bulk_reviews import approve_bulk, begin_bulk, open_drawn
from portal.services.closings import close_period, reopen_period
from portal.services.hand_overs import end_hand_over, hand_over
from portal.services.memberships import add_member, end_membership
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.second_looks import forget_secret, look_again
from portal.services.team_decisions import Decision
from portal.services.team_statuses import set_status
from portal.transaction import transaction
from tests.factories import World
from tests.stateful.cast import PROVINCE, SECRET, Cast

CAMPAIGN = "kh170-2022"


def outcome_of(act: Callable[[], object]) -> object:
    """Do something and return "done", the code of the rule that forbids it, or what is wrong by field."""
    try:
        act()
    except RuleBroken as error:
        return error.code
    except ContentInvalid as error:
        return error.errors
    except NotAllowed:
        return "not_allowed"
    except Missing:
        return "missing"
    return "done"


class Stage:
    """The portal with the cast in it; rows are named by the cast's words, and loaded anew for each act."""

    def __init__(self, cast: Cast) -> None:
        world = World()
        forget_secret()
        with transaction():
            db.session.add(Setting(key=LOOK_SECRET, value=SECRET.hex()))
            self._add_places(world, cast)
            self._add_people(world, cast)
        self.who = {user_id: name for name, user_id in self.users.items()}
        self.where = {unit_id: name for name, unit_id in self.units.items()}
        self.unit_paths = {
            name: db.session.get_one(Unit, unit_id).path for name, unit_id in self.units.items()
        }
        self.papers = 0

    def _add_places(self, world: World, cast: Cast) -> None:
        province = world.province()
        district = world.district(province)
        self.units, self.teams, self.codes = {PROVINCE: province.id}, {}, {}
        for name, facts in cast.communes.items():
            commune = world.commune(
                district, f"Xã {name}", confirmed=facts["hamlets"] is not None,
                households=facts["households"], population=facts["residents"],
            )  # fmt: skip
            served = set().union(*(team.hamlets for team in cast.teams.values() if team.commune == name))
            # A hamlet that no team serves makes the last one up.
            listed = [*sorted(served), f"{name}-x"]
            hamlets = {hamlet: world.hamlet(commune, hamlet) for hamlet in listed}
            self.units[name] = commune.id
            for key, team in cast.teams.items():
                if team.commune == name:
                    here = [hamlets[hamlet] for hamlet in sorted(team.hamlets)]
                    row = world.team(commune, here, name=f"Tổ {key}", founded_on=team.founded, leader=False)
                    self.teams[key], self.codes[key] = row.id, row.code
        world.campaign(province, code=CAMPAIGN, k=cast.k)

    def _add_people(self, world: World, cast: Cast) -> None:
        people = {name: world.user(name) for name in cast.people}
        self.users = {name: user.id for name, user in people.items()}
        units = {name: db.session.get_one(Unit, unit_id) for name, unit_id in self.units.items()}
        for seat in cast.seats:
            team = db.session.get_one(Team, self.teams[seat.team])
            world.member(team, people[seat.who], role=seat.role, since=seat.since)
        for name, commune in cast.coordinators.items():
            world.grant(people[name], Role.coordinator, units[commune])
        for name in cast.staff:
            world.grant(people[name], Role.province_staff, units[PROVINCE])
        for name in cast.trained:
            world.training(people[name])

    def viewer(self, who: str):
        """Return a person as the services see them today."""
        return get_viewer(self.users[who], today=clock.today())

    def unit(self, place: str) -> Unit:
        """Load a commune or the province."""
        return db.session.get_one(Unit, self.units[place])

    def team(self, name: str) -> Team:
        """Load a team with its commune."""
        wanted = db.select(Team).filter_by(id=self.teams[name]).options(joinedload(Team.commune))
        return db.session.scalars(wanted).one()

    @property
    def campaign(self) -> Campaign:
        """Load the campaign with its definition."""
        return get_campaign(CAMPAIGN)

    def content(self, stated: dict) -> ActivityContent:
        """Return what is stated as the portal keeps it."""
        return ActivityContent(
            team=self.codes[stated["team"]],
            occurred_on=stated["day"],
            kind="assistance",
            skills=stated["skills"],
            visits=stated["visits"],
            households=stated["households"],
            on_behalf_of=stated["for_whom"] and self.users[stated["for_whom"]],
        )

    def _load(self, who: str, key: int):
        viewer = self.viewer(who)
        activity = get_visible_activity(viewer, UUID(int=key))
        if activity is None:
            raise Missing
        return viewer, activity

    def row_of(self, key: int) -> int:
        """Return the id of an entry's row."""
        return db.session.scalars(db.select(Activity.id).filter_by(uuid=UUID(int=key))).one()

    def submit(self, who: str, key: int, stated: dict) -> None:
        """Send an entry as a phone does."""
        submit_activity(self.viewer(who), UUID(int=key), self.content(stated))

    def correct(self, who: str, key: int, stated: dict, version: int) -> None:
        """Correct an entry as its page does."""
        correct_activity(*self._load(who, key), self.content(stated), version=version)

    def withdraw(self, who: str, key: int, version: int) -> None:
        """Take an entry back."""
        withdraw_activity(*self._load(who, key), version=version)

    def decide(self, who, key, act, version, reason="", note="", why="") -> None:
        """Approve, return or reopen an entry."""
        seen, late = self._load(who, key), {"version": version, "correction": why}
        if act == "approve":
            approve_activity(*seen, **late)
        else:
            decide = {"return": return_activity, "reopen": reopen_activity}[act]
            decide(*seen, reason, note, **late)

    def close(self, who: str, place: str, first: date, end: date, note: str = "") -> None:
        """Close a period."""
        named = NamedPeriod("w", "window", Period(first, end))
        close_period(self.viewer(who), self.campaign, self.unit(place), named, note)

    def reopen_period(self, who: str, place: str, first: date, end: date) -> None:
        """Reopen a period."""
        reopen_period(self.viewer(who), self.campaign, self.unit(place), Period(first, end), "Sót một tổ")

    def begin_bulk(self, who: str, versions: dict[int, int]) -> None:
        """Choose entries, each in the version seen."""
        begin_bulk(self.viewer(who), {UUID(int=key): version for key, version in versions.items()})

    def open_drawn(self, who: str, bulk_id: int, key: int) -> None:
        """Open an entry on the way to approving many."""
        viewer, activity = self._load(who, key)
        open_drawn(viewer, bulk_id, activity)

    def approve_bulk(self, who: str, bulk_id: int) -> None:
        """Approve what was chosen."""
        viewer = self.viewer(who)
        if get_own_bulk(viewer, bulk_id) is None:
            raise Missing
        approve_bulk(viewer, bulk_id)

    def hand_over(self, who: str, commune: str, deputy: str, first: date, last: date) -> None:
        """Leave a commune's decisions to another coordinator."""
        hand_over(self.viewer(who), self.unit(commune), self.users[deputy], first, last)

    def end_hand_over(self, who: str, number: int) -> None:
        """End the hand-over with this number, from 0."""
        ids = db.session.scalars(db.select(HandOver.id).order_by(HandOver.id)).all()
        viewer = self.viewer(who)
        handed = get_own_hand_over(viewer, ids[number])
        if handed is None:
            raise Missing
        end_hand_over(viewer, handed)

    def end_seat(self, who: str, team: str, person: str, on: date) -> None:
        """End a person's latest seat in a team."""
        mine = db.select(Membership.id).filter_by(team_id=self.teams[team], user_id=self.users[person])
        seat_id = db.session.scalars(mine.order_by(Membership.id.desc())).first()
        end_membership(self.viewer(who), self.team(team), seat_id, on)

    def add_seat(self, who: str, team: str, person: str, role: str, since: date) -> None:
        """Seat a person again."""
        row, about = self.team(team), {"role": role, "affiliation": "teacher"}
        add_member(self.viewer(who), row, self.users[person], since=since, **about)

    def set_status(self, who: str, team: str, status: str, on: date) -> None:
        """Stop or start a team by a decision of that day."""
        self.papers += 1
        paper = Decision(f"{self.papers}/QĐ-UBND", on)
        row = self.team(team)
        set_status(self.viewer(who), row, status, starts_on=on, decision=paper)

    def look_again(self, who: str, look_id: int, outcome: str, note: str) -> None:
        """Look at a drawn approval once more."""
        viewer = self.viewer(who)
        look = get_visible_look(viewer, look_id)
        if look is None:
            raise Missing
        look_again(viewer, look, outcome, note)
