"""Queues on phones, and entries that were brought in from their files."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "queues",
        sa.Column("id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("waiting_count", sa.Integer(), nullable=False),
        sa.Column("oldest_waiting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("photos_waiting", sa.Integer(), nullable=False),
        sa.Column("discarded", sa.JSON(), nullable=False),
        sa.Column("answered", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("unsettled_count", sa.Integer(), nullable=False),
        sa.Column("clock_offset_seconds", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_seq >= 0", name=op.f("ck_queues_last_seq")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_queues_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("user_id", "device", name=op.f("uq_queues_user_id_device")),
    )
    op.create_table(
        "queue_settlements",
        sa.Column("id", key(), nullable=False),
        sa.Column("queue_id", key(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_by_id", key(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('phone_broken', 'phone_lost', 'on_paper', 'deleted_by_mistake', 'other')",
            name=op.f("ck_queue_settlements_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queues.id"], name=op.f("fk_queue_settlements_queue_id_queues")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_queue_settlements_settled_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_settlements")),
    )
    op.create_index(op.f("ix_queue_settlements_queue_id"), "queue_settlements", ["queue_id"])
    # Millions of entries are not copied for a column, so SQLite gets the key together with it.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE activities ADD COLUMN carried_by_id {kind} "
        "CONSTRAINT fk_activities_carried_by_id_users REFERENCES users (id)"
    )


def downgrade() -> None:
    op.drop_column("activities", "carried_by_id")
    op.drop_index(op.f("ix_queue_settlements_queue_id"), table_name="queue_settlements")
    op.drop_table("queue_settlements")
    op.drop_table("queues")
