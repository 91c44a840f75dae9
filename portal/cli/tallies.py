"""Compare the tallies with the entries, or recompute them."""

import click
from flask.cli import AppGroup

from portal.services.tallies import KEY_COLUMNS, Difference, list_differences, rebuild

SHOWN = 10

group = AppGroup("tallies", help="The sums that coverage and the indicator read.")


@group.command("verify")
def verify() -> None:
    """Recompute every tally from the entries; exits 1 on any difference and prints the first ten."""
    differences = list_differences()
    if not differences:
        click.echo("The tallies equal the entries.")
        return
    for difference in differences[:SHOWN]:
        click.echo(_in_words(difference), err=True)
    click.echo(f"{len(differences)} tallies differ; `flask tallies rebuild` recomputes them.", err=True)
    raise SystemExit(1)


@group.command("rebuild")
def rebuild_all() -> None:
    """Recompute all tallies from the entries."""
    click.echo(f"{rebuild()} tallies written.")


def _in_words(difference: Difference) -> str:
    key = ", ".join(f"{name} {part}" for name, part in zip(KEY_COLUMNS, difference.key, strict=True))
    measures = (
        f"{name} {difference.stored[name]} instead of {right}"
        for name, right in difference.recomputed.items()
        if difference.stored[name] != right
    )
    return f"{key}: {', '.join(measures)}"
