"""Prove that the audit log is whole."""

import click
from flask.cli import AppGroup

from portal.services.audit import verify_chains

group = AppGroup("audit", help="The audit log.")

FAULTS = {
    "missing": "is missing",
    "changed": "was changed, or a row before it was",
    "added": "was added past the end of the chain",
}


@group.command("verify")
def verify() -> None:
    """Walk all chains; exits 1 and names the first row that does not fit."""
    broken = verify_chains()
    if broken is None:
        click.echo("The audit log is whole.")
        return
    place = f"commune {broken.commune_id}" if broken.commune_id else "the portal itself"
    click.echo(
        f"Audit row {broken.seq} of the chain of {place} {FAULTS[broken.what]}."
        " Compare with a backup before anything else is written.",
        err=True,
    )
    raise SystemExit(1)
