"""Create staff accounts."""

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.phones import read_phone
from portal.domain.roles import STAFF_ROLES, Role
from portal.domain.text import has_control_characters
from portal.labels import sentence
from portal.queries.units import find_unit_by_code
from portal.services.staff import create_staff
from portal.web.links import activation_address

group = AppGroup("users", help="Staff accounts.")


@group.command("create")
@click.option("--name", required=True, help="Full name.")
@click.option("--phone", required=True, help="Mobile number, with which the person signs in.")
@click.option("--role", required=True, type=click.Choice([role.value for role in STAFF_ROLES]))
@click.option("--unit", "unit_code", required=True, help="Official code of the place that is in force today.")
def create(name: str, phone: str, role: str, unit_code: str) -> None:
    """Create a staff account and print its one-time activation link."""
    number = read_phone(phone)
    if number is None:
        raise click.BadParameter("give a mobile number such as 0912345678.", param_hint="--phone")
    if not name.strip() or len(name) > 100 or has_control_characters(name):
        raise click.BadParameter("give a full name of at most 100 characters.", param_hint="--name")
    unit = find_unit_by_code(unit_code, clock.today())
    try:
        if unit is None:
            raise RuleBroken("unknown_unit_code", unit_code=unit_code)
        invitation = create_staff(None, name=name, phone=number, role=Role(role), unit=unit).invitation
    except RuleBroken as error:
        click.echo(sentence(error.code, **error.details), err=True)
        raise SystemExit(1) from None
    click.echo(activation_address(invitation.token))
    click.echo(f"Works once, until {invitation.expires_at.astimezone(clock.LOCAL_ZONE):%H:%M %d/%m/%Y}.")
