"""Staff accounts: create them, give and end roles, make links, close and open accounts, list everybody."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import NoReturn

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain.errors import Missing, RuleBroken
from portal.domain.phones import read_phone
from portal.domain.roles import STAFF_ROLES, Role
from portal.domain.text import has_control_characters
from portal.labels import sentence
from portal.models import User
from portal.queries.reach import count_reach
from portal.queries.units import UnitOnDate, find_unit_by_code
from portal.queries.users import AccountLine, HeldRole, find_user_by_phone, list_roles, list_staff
from portal.services import roles, staff
from portal.services.activations import Invitation
from portal.web.links import activation_address

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
ROLE = click.Choice([role.value for role in STAFF_ROLES])

Command = Callable[..., None]

group = AppGroup("users", help="Staff accounts and their roles at places.")


def read_number(_context, _option, text: str) -> str:
    """Read the number of an option in any usual spelling."""
    number = read_phone(text)
    if number is None:
        raise click.BadParameter("give a mobile number such as 0912345678.")
    return number


with_phone = click.option(
    "--phone", required=True, callback=read_number, help="Mobile number, with which the person signs in."
)
with_role = click.option("--role", required=True, type=ROLE, help="The staff role.")
with_unit = click.option(
    "--unit", "unit_code", required=True, help="Official code of the place that is in force today."
)
with_first_day = click.option("--from", "first_day", type=DAY, help="First day; today if not given.")
with_last_day = click.option("--until", "last_day", type=DAY, help="Last day of the role.")


def with_days(command: Command) -> Command:
    """Add the options for the days of a role."""
    return with_first_day(with_last_day(command))


@group.command("create")
@click.option("--name", required=True, help="Full name.")
@with_phone
@with_role
@with_unit
@with_days
def create(
    name: str, phone: str, role: str, unit_code: str, first_day: datetime | None, last_day: datetime | None
) -> None:
    """Create a staff account with a role and print its one-time activation link."""
    if not name.strip() or len(name) > 100 or has_control_characters(name):
        raise click.BadParameter("give a full name of at most 100 characters.", param_hint="--name")
    with refusals_said():
        unit, days = _find_unit(unit_code), _read_days(first_day, last_day)
        created = staff.create_staff(None, name=name, phone=phone, role=Role(role), unit=unit, **days)
    _print_link(created.invitation)


@group.command("grant")
@with_phone
@with_role
@with_unit
@with_days
def grant(
    phone: str, role: str, unit_code: str, first_day: datetime | None, last_day: datetime | None
) -> None:
    """Give a role to somebody who has an account; print a link if they become staff by it."""
    with refusals_said():
        user, unit, days = _find_user(phone), _find_unit(unit_code), _read_days(first_day, last_day)
        invitation = roles.grant_role(None, user.id, Role(role), unit, **days)
    reach = count_reach(unit.path, clock.today())
    click.echo(
        f"{user.name} is {role} of {unit_code}: communes {reach.communes}, teams {reach.teams}, "
        f"people {reach.people}."
    )
    if invitation is not None:
        _print_link(invitation)


@group.command("end-role")
@with_phone
@with_role
@with_unit
@with_last_day
def end_role(phone: str, role: str, unit_code: str, last_day: datetime | None) -> None:
    """End a role from today on, or after the last day that is given."""
    with refusals_said():
        user, unit = _find_user(phone), _find_unit(unit_code)
        held = _find_role(user, role, unit)
        if last_day is None:
            roles.end_role(None, user.id, held.grant_id)
        else:
            roles.change_role_end(None, user.id, held.grant_id, last_day.date() + timedelta(days=1))
    when = f"after {last_day:%d/%m/%Y}" if last_day else "from today on"
    click.echo(f"{user.name} is no longer {role} of {unit_code} {when}.")


@group.command("link")
@with_phone
def link(phone: str) -> None:
    """Make a new one-time link; earlier links of the person die."""
    with refusals_said():
        invitation = staff.reissue_link(None, _find_user(phone).id)
    _print_link(invitation)


@group.command("disable")
@with_phone
def disable(phone: str) -> None:
    """Close an account: its sessions and links end."""
    with refusals_said():
        user = _find_user(phone)
        staff.disable_account(None, user.id)
    click.echo(f"The account of {user.name} is disabled.")


@group.command("enable")
@with_phone
def enable(phone: str) -> None:
    """Open an account that is disabled or rests because it was not used."""
    with refusals_said():
        user = _find_user(phone)
        staff.enable_account(None, user.id)
    click.echo(f"The account of {user.name} is enabled.")


@group.command("list")
@click.option("--unit", "unit_code", metavar="CODE", help="Only roles at this place and in what lies in it.")
@click.option("--role", type=ROLE, help="Only this role.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(unit_code: str | None, role: str | None, as_json: bool) -> None:
    """List everybody with a staff role now or later: a line for each role."""
    with refusals_said():
        path = _find_unit(unit_code).path if unit_code else None
    lines = list_staff(clock.today(), clock.now(), role=role, path=path)
    told = [_describe(line, held) for line in lines for held in line.roles]
    if as_json:
        click.echo(json.dumps({"users": told}, ensure_ascii=False, indent=1))
        return
    for one in told:
        click.echo("\t".join(value or "-" for value in one.values()))


@contextmanager
def refusals_said() -> Iterator[None]:
    """Say in one line what is wrong, and exit with 1."""
    try:
        yield
    except RuleBroken as error:
        _give_up(sentence(error.code, **error.details))
    except Missing:
        _give_up("Somebody else changed this meanwhile. Look at `users list` and try again.")


def _give_up(text: str) -> NoReturn:
    click.echo(text, err=True)
    raise SystemExit(1)


def _find_user(phone: str) -> User:
    user = find_user_by_phone(phone)
    if user is None:
        raise RuleBroken("unknown_phone")
    return user


def _find_unit(code: str) -> UnitOnDate:
    unit = find_unit_by_code(code, clock.today())
    if unit is None:
        raise RuleBroken("unknown_unit_code", unit_code=code)
    return unit


def _find_role(user: User, role: str, unit: UnitOnDate) -> HeldRole:
    for held in list_roles([user.id], clock.today()).get(user.id, ()):
        if (held.role, held.unit_id) == (role, unit.id):
            return held
    raise RuleBroken("role_not_held")


def _read_days(first_day: datetime | None, last_day: datetime | None) -> dict[str, date | None]:
    return {
        "starts_on": first_day.date() if first_day else None,
        "ends_on": last_day.date() + timedelta(days=1) if last_day else None,
    }


def _print_link(invitation: Invitation) -> None:
    click.echo(activation_address(invitation.token))
    click.echo(f"Works once, until {invitation.expires_at.astimezone(clock.LOCAL_ZONE):%H:%M %d/%m/%Y}.")


def _describe(line: AccountLine, held: HeldRole) -> dict[str, str | None]:
    return {
        "phone": line.phone,
        "name": line.name,
        "role": held.role,
        "unit_code": held.unit_code,
        "unit": held.unit_name,
        "from": held.starts_on.isoformat(),
        "until": held.last_day.isoformat() if held.last_day else None,
        "account": line.state.code,
    }
