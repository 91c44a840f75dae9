"""Run the numbered migrations on the app's own database."""

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


def run() -> None:
    """Migrate over one connection, each migration in its own transaction."""
    with db.engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
