"""Load lists of places and show the places in force on a day."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.reorganisations import MAPPING
from portal.domain.rosters import RosterProblem
from portal.domain.units import UnitLevel
from portal.labels import label, sentence
from portal.place_labels import place_name
from portal.queries.hamlet_origins import tell_apart
from portal.queries.reorganisations import Effects
from portal.queries.units import UnitOnDate, find_unit_by_code, list_units
from portal.services.reorganisations import Change, rehearse, reorganise
from portal.services.rosters import (
    SHIPPED_CHANGES,
    read_mapping,
    read_roster,
    shipped_change_files,
    shipped_legal_basis,
)
from portal.services.units import load_roster

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])

group = AppGroup("units", help="Places: provinces, districts, communes, hamlets.")


@group.command("load")
@click.argument("roster", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--valid-from", required=True, type=DAY, help="The day from which the list is in force.")
@click.option("--legal-basis", default="", help="The resolution behind what is new or changed.")
def load(roster: Path, valid_from: datetime, legal_basis: str) -> None:
    """Load a list of places from a CSV file: all of it, or nothing."""
    with refusing(roster):
        loaded = load_roster(None, read_roster(roster), valid_from.date(), legal_basis)
    click.echo(f"{loaded.created} new, {loaded.changed} changed, {loaded.unchanged} as before.")


@group.command("reorganise")
@click.argument("mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The list of places that is in force from that day on; for a shipped day, the shipped one.",
)
@click.option("--on", "day", required=True, type=DAY, help="The first day of the new places.")
@click.option("--legal-basis", help="The resolution behind it; for a shipped day, the known one.")
@click.option("--dry-run", is_flag=True, help="Tell what would happen, and change nothing.")
def reorganise_(
    mapping: Path, roster: Path | None, day: datetime, legal_basis: str | None, dry_run: bool
) -> None:
    """End old places and let new ones follow, by a map from old codes to new ones."""
    on = day.date()
    if on in SHIPPED_CHANGES:
        roster = roster or shipped_change_files(on)[0]
        legal_basis = legal_basis or shipped_legal_basis(on)
    if roster is None or legal_basis is None:
        raise click.UsageError(f"Nothing is shipped for {on}: give --roster and --legal-basis.")
    with refusing(roster, mapping):
        change = Change(read_roster(roster), read_mapping(mapping), on, legal_basis)
        effects = rehearse(None, change) if dry_run else reorganise(None, change)[1]
    print_effects(effects)
    if dry_run:
        click.echo("Nothing was changed.")


@contextmanager
def refusing(roster: Path, mapping: Path | None = None) -> Iterator[None]:
    """Turn a refusal into its lines on standard error and exit code 1."""
    try:
        yield
    except RuleBroken as error:
        for problem in error.details.get("problems", ()):
            about = mapping if mapping and problem.file == MAPPING else roster
            click.echo(_line_of(about, problem), err=True)
        click.echo(sentence(error.code, **error.details), err=True)
        raise SystemExit(1) from None


def print_effects(effects: Effects) -> None:
    """Print the counts, the new communes with their parts, and the difference of rights."""
    for name, count in effects.counts.items():
        click.echo(f"{count:>8}  {label('reorganisation_count', name)}")
    for commune in effects.communes:
        click.echo(f"{commune.full_name} <- {', '.join(commune.parts)}")
    for line in effects.rights:
        for sign, places in (("+", line.gained), ("-", line.lost)):
            for place in places:
                click.echo(f"{sign} {line.name} ({label('role', line.role)}, {line.place}): {place}")


@group.command("list")
@click.option("--as-of", type=DAY, help="The day; today if not given.")
@click.option("--level", type=click.Choice(list(UnitLevel)), help="Only this level.")
@click.option("--under", metavar="CODE", help="Only this place and what lies in it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_of: datetime | None, level: str | None, under: str | None, as_json: bool) -> None:
    """List the places in force on a day, by name."""
    day = as_of.date() if as_of else clock.today()
    units = tell_apart(list_units(day, UnitLevel(level) if level else None, _path_of(under, day)), day)
    if as_json:
        told = {"as_of": str(day), "units": [unit.as_json() for unit in units]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for unit in units:
        click.echo(f"{unit.code or '-'}\t{unit.level}\t{place_name(unit.full_name, unit.origin)}")


def _path_of(code: str | None, day: date) -> str | None:
    if code is None:
        return None
    unit: UnitOnDate | None = find_unit_by_code(code, day)
    if unit is None:
        click.echo(f"No place had the code {code} on {day}.", err=True)
        raise SystemExit(1)
    return unit.path


def _line_of(roster: Path, problem: RosterProblem) -> str:
    """Say where and what, in the form that editors can jump to: file:line: column: what to do."""
    where = [f"{roster}:{problem.line}" if problem.line else str(roster), problem.column]
    value = f" ({problem.value!r})" if problem.value else ""
    return f"{': '.join(filter(None, where))}: {label('roster_problem', problem.code)}{value}"
