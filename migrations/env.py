"""Run the numbered migrations on the app's own database."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app

from portal.models.columns import ByteOrdered, CodeList, Moment

db = current_app.extensions["migrate"].db


def render_item(kind, item, _autogen_context):
    """Write our column types as what they are in the database, so that no migration needs a model."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, CodeList):
        return "sa.Text()"
    if kind == "type" and isinstance(item, ByteOrdered):
        return 'sa.String().with_variant(sa.String(collation="C"), "postgresql")'
    return False


@contextmanager
def loose_references(connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to; the references are checked before each commit.

    It alters most things of a table by making a new one, and dropping the old one would break them meanwhile.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    # SQLite hears this only outside a transaction, which SQLAlchemy would begin.
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def check_references(*, ctx, step, **_more) -> None:
    """Refuse a migration that leaves a row referring to nothing."""
    if ctx.connection.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise RuntimeError(f"{step}: row {broken[1]} of {broken[0]} refers to no row of {broken[2]}.")


def run() -> None:
    """Migrate over one connection, each migration in its own transaction."""
    engine = db.engine.execution_options(writes=True)
    with engine.connect() as connection, loose_references(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            on_version_apply=check_references,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
