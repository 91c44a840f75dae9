"""Compare the tallies with the entries, or recompute them."""

import click
from flask.cli import AppGroup

from portal.services import reviewer_days, tallies
from portal.services.tallies import Difference

SHOWN = 10

group = AppGroup("tallies", help="The sums that coverage, the indicator and the page of reviewers read.")


@group.command("verify")
def verify() -> None:
    """Recompute all tallies from entries and decisions; exits 1 on a difference and prints the first ten."""
    words = [
        *(_in_words(tallies.KEY_COLUMNS, one) for one in tallies.list_differences()),
        *(_in_words(reviewer_days.DAY_KEY, one) for one in reviewer_days.list_differences()),
    ]
    if not words:
        click.echo("The tallies equal the entries.")
        return
    for line in words[:SHOWN]:
        click.echo(line, err=True)
    click.echo(f"{len(words)} tallies differ; `flask tallies rebuild` recomputes them.", err=True)
    raise SystemExit(1)


@group.command("rebuild")
def rebuild_all() -> None:
    """Recompute all tallies from the entries and decisions."""
    click.echo(f"{tallies.rebuild() + reviewer_days.rebuild()} tallies written.")


def _in_words(columns: tuple[str, ...], difference: Difference) -> str:
    key = ", ".join(f"{name} {part}" for name, part in zip(columns, difference.key, strict=True))
    measures = (
        f"{name} {difference.stored[name]} instead of {right}"
        for name, right in difference.recomputed.items()
        if difference.stored[name] != right
    )
    return f"{key}: {', '.join(measures)}"
