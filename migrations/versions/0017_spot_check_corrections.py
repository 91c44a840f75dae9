"""Results of spot-checks before they were corrected, and which photos still want a difference hash."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    table = "spot_check_corrections"
    op.create_table(
        table,
        sa.Column("id", key(), nullable=False),
        sa.Column("check_id", key(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", key(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by_id", key(), nullable=False),
        sa.CheckConstraint(
            "result IN ('confirmed', 'partly', 'not_confirmed')", name=op.f(f"ck_{table}_result")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{table}_reason")),
        sa.ForeignKeyConstraint(
            ["check_id"], ["spot_checks.id"], name=op.f(f"fk_{table}_check_id_spot_checks")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f(f"fk_{table}_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["users.id"], name=op.f(f"fk_{table}_corrected_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_spot_check_corrections_check_id", table, ["check_id", "id"])
    op.add_column("photos", sa.Column("is_hash_due", sa.Boolean(), server_default=sa.false(), nullable=False))
    photos = sa.sql.table(
        "photos",
        sa.Column("is_hash_due", sa.Boolean()),
        sa.Column("difference_hash", sa.BigInteger()),
        sa.Column("stored_sha256", sa.Text()),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    )
    shown = (photos.c.stored_sha256.is_not(None), photos.c.removed_at.is_(None))
    due = photos.update().where(photos.c.difference_hash.is_(None), *shown)
    op.execute(due.values(is_hash_due=sa.true()))
    op.create_index(
        "ix_photos_hash_due",
        "photos",
        ["id"],
        sqlite_where=sa.text("is_hash_due = 1"),
        postgresql_where=sa.text("is_hash_due"),
    )


def downgrade() -> None:
    op.drop_index("ix_photos_hash_due", table_name="photos")
    op.drop_column("photos", "is_hash_due")
    op.drop_table("spot_check_corrections")
