"""Build the whole demo world from a seed, and name the people to sign in as."""

import json
import random
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import func, select

from portal import clock
from portal.demo.closings import add_closings
from portal.demo.community_sessions import add_sessions
from portal.demo.desk import Desk, add_desk
from portal.demo.entries import add_doubtful, add_entries, add_examples
from portal.demo.figures import add_figures
from portal.demo.places import DemoCommune, add_hamlets
from portal.demo.teams import DemoTeam, People, add_staff, add_teams
from portal.demo.trainings import add_trainings
from portal.domain.errors import RuleBroken
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Campaign, Setting, Team, Unit, User
from portal.models.settings import DEMO
from portal.services import audit, campaigns, passwords, reviewer_days, tallies, units
from portal.transaction import transactional

PASSWORD = "to so giup ba con"
CAMPAIGN_DAYS = 92
DAYS_GONE = 45
SHARE_IN_RUNNING_CAMPAIGN = 0.12


@dataclass(frozen=True)
class DemoSignIn:
    """A person to try the portal as."""

    role: str
    phone: str
    where: str


def load_demo(*, seed: int = 2022, teams: int = 900, entries: int = 60_000) -> list[DemoSignIn]:
    """Fill an empty database with the demo world and return the sign-ins.

    The same seed on the same day makes the same world. Raises RuleBroken("demo_needs_empty_database").
    """
    units.load_shipped_places()
    password_hash = passwords.hash_password(PASSWORD)
    return _load(random.Random(seed), password_hash, teams=teams, entries=entries)


@transactional
def _load(source: random.Random, password_hash: str, *, teams: int, entries: int) -> list[DemoSignIn]:
    if db.session.scalar(select(func.count()).select_from(Team)):
        raise RuleBroken("demo_needs_empty_database")
    campaign = campaigns.ensure_campaign_2022()
    trial = _running_campaign()
    running = trial.period
    communes = add_hamlets(source, hamlets=teams)
    people = People(source, password_hash)
    admin, province, coordinators = _add_staff(people, communes)
    planned = add_teams(source, people, communes, teams=teams)
    reviewers = dict(zip((commune.id for commune in communes), coordinators, strict=True))
    add_entries(source, planned, reviewers, campaign.period, entries=entries)
    add_entries(source, planned, reviewers, running, entries=round(entries * SHARE_IN_RUNNING_CAMPAIGN))
    shown = _team_to_show(planned)
    add_examples(source, shown, shown.members[-1], reviewers)
    add_doubtful(shown, shown.members[-1], reviewers)
    colleague = reviewers[_other_commune(shown, planned).id]
    desk = Desk(shown, reviewers, colleague, province, running)
    add_desk(source, desk, planned)
    add_trainings(source, planned, shown, campaign.unit_id)
    tallies.rebuild()
    reviewer_days.rebuild()
    add_sessions(source, planned, shown, reviewers)
    add_closings(desk, planned, campaign)
    add_figures(source, trial)
    audit.record(None, "load_demo", "database", teams=len(planned), entries=entries)
    sign_ins = _sign_ins(shown, planned, reviewers, admin, province)
    db.session.add(Setting(key=DEMO, value=json.dumps([asdict(one) for one in sign_ins], ensure_ascii=False)))
    return sign_ins


def list_demo_sign_ins() -> list[DemoSignIn]:
    """Return whom to sign in as, or nothing when this is no demo."""
    kept = db.session.get(Setting, DEMO)
    return [DemoSignIn(**one) for one in json.loads(kept.value)] if kept else []


def _team_to_show(teams: list[DemoTeam]) -> DemoTeam:
    """Choose the team whose people the demo's sign-ins name."""
    fit = (team for team in teams if team.plain and team.hamlets and not team.asleep)
    return next(fit, teams[0])


def _other_commune(team: DemoTeam, teams: list[DemoTeam]) -> DemoCommune:
    """Return the first commune that is not the team's, where there is one."""
    return next((one.commune for one in teams if one.commune is not team.commune), team.commune)


def _running_campaign() -> Campaign:
    """Put a campaign of the same length around today, which everybody may read."""
    starts_on = clock.today() - timedelta(days=DAYS_GONE)
    period = Period(starts_on, starts_on + timedelta(days=CAMPAIGN_DAYS))
    campaign = campaigns.create_campaign(
        code=f"demo-{starts_on:%Y}",
        name=f"Chiến dịch thử nghiệm {CAMPAIGN_DAYS} ngày đêm",
        name_en=f"Trial campaign of {CAMPAIGN_DAYS} days and nights",
        unit_id=_unit_ids(UnitLevel.province)[0],
        period=period,
    )
    campaign.is_public = True
    return campaign


def _unit_ids(level: UnitLevel) -> list[int]:
    return list(db.session.scalars(select(Unit.id).where(Unit.level == level).order_by(Unit.id)))


def _add_staff(people: People, communes: list[DemoCommune]) -> tuple[int, int, list[int]]:
    province = _unit_ids(UnitLevel.province)[0]
    roles = [(Role.admin, province), (Role.province_staff, province)]
    roles += [(Role.coordinator, commune.id) for commune in communes]
    roles += [(Role.coordinator, district) for district in _unit_ids(UnitLevel.district)]
    admin, staff, *coordinators = add_staff(people, roles)
    return admin, staff, coordinators[: len(communes)]


def _sign_ins(
    team: DemoTeam, teams: list[DemoTeam], reviewers: dict[int, int], admin: int, province: int
) -> list[DemoSignIn]:
    """Name a member and the leader of the team, its coordinator, another commune's, and the staff."""
    other = _other_commune(team, teams)
    where = ", ".join([*(hamlet.full_name for hamlet in team.hamlets), team.commune.full_name])
    people = [
        ("member", team.members[-1], where),
        ("leader", team.members[0], where),
        ("coordinator", reviewers[team.commune.id], team.commune.full_name),
        ("coordinator", reviewers[other.id], other.full_name),
        ("province_staff", province, "Tỉnh Bình Phước"),
        ("admin", admin, "Tỉnh Bình Phước"),
    ]
    ids = [user_id for _role, user_id, _where in people]
    phones = dict(db.session.execute(select(User.id, User.phone).where(User.id.in_(ids))).all())
    return [DemoSignIn(role, phones[user_id], place) for role, user_id, place in people]
