"""Bring the database to where the portal can be served: migrated, with places and something to try."""

import click
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.demo import print_sign_ins
from portal.demo.world import list_demo_sign_ins, load_demo
from portal.extensions import db
from portal.queries.health import head_revision
from portal.queries.teams import has_any_team
from portal.services.campaigns import ensure_campaign_2022
from portal.services.movements import ensure_movement_2022
from portal.services.units import load_shipped_places


@click.command("prepare")
@click.option("--demo/--no-demo", default=True, help="Fill an empty database with the demo world.")
def prepare(demo: bool) -> None:
    """Migrate, load places, campaign and movement of 2022, and the demo world into an empty database."""
    if not _is_migrated():
        click.echo("Preparing the database …")
        upgrade()
    load_shipped_places()
    ensure_campaign_2022()
    ensure_movement_2022()
    if demo and not has_any_team():
        click.echo("Loading the demo world; this takes about half a minute …")
        load_demo()
    sign_ins = list_demo_sign_ins()
    if sign_ins:
        print_sign_ins(sign_ins)


def _is_migrated() -> bool:
    try:
        return db.session.scalar(text("SELECT version_num FROM alembic_version")) == head_revision()
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()
