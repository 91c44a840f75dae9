"""Results of spot-checks as they stood before they were corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0015"
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


def downgrade() -> None:
    op.drop_table("spot_check_corrections")
