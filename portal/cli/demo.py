"""Load the synthetic world to try the portal with."""

import time

import click
from flask.cli import AppGroup

from portal.demo.world import PASSWORD, DemoSignIn, load_demo
from portal.domain.errors import RuleBroken
from portal.labels import sentence

group = AppGroup("demo", help="A synthetic world, marked as such on every page.")


@group.command("load")
@click.option("--seed", default=2022, show_default=True, help="The same seed makes the same world.")
@click.option("--teams", default=900, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--entries", default=60_000, show_default=True, type=click.IntRange(0, 10_000_000))
def load(seed: int, teams: int, entries: int) -> None:
    """Fill an empty database with made-up hamlets, teams, people and entries."""
    started = time.monotonic()
    try:
        sign_ins = load_demo(seed=seed, teams=teams, entries=entries)
    except RuleBroken as error:
        click.echo(sentence(error.code, **error.details), err=True)
        raise SystemExit(1) from None
    click.echo(f"Demo world loaded in {time.monotonic() - started:.1f} s.")
    print_sign_ins(sign_ins)


def print_sign_ins(sign_ins: list[DemoSignIn]) -> None:
    """Print who to sign in as."""
    click.echo(f"Demo sign-ins (password of all: {PASSWORD}):")
    for one in sign_ins:
        click.echo(f"  {one.phone}  {one.role:<15} {one.where}")
