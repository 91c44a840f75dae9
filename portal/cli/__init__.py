"""Commands, one file a noun."""

from flask import Flask

from portal.cli import audit, demo, indicator, prepare, spot_checks, tallies, units, users, worker


def init_app(app: Flask) -> None:
    """Register the command groups."""
    app.cli.add_command(units.group)
    app.cli.add_command(users.group)
    app.cli.add_command(indicator.group)
    app.cli.add_command(tallies.group)
    app.cli.add_command(spot_checks.group)
    app.cli.add_command(audit.group)
    app.cli.add_command(worker.command)
    app.cli.add_command(demo.group)
    app.cli.add_command(prepare.prepare)
