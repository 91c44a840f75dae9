"""Citizens' confirmations: the switch of a campaign, the slips and the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "campaigns", sa.Column("asks_citizens", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "confirmation_slips",
        sa.Column("id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_confirmation_slips_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_slips")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_confirmation_slips_token_hash")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_confirmation_slips_code_hash")),
    )
    op.create_index(op.f("ix_confirmation_slips_activity_id"), "confirmation_slips", ["activity_id"])
    op.create_index("ix_confirmation_slips_expires_at", "confirmation_slips", ["expires_at"])
    op.create_table(
        "confirmations",
        sa.Column("id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("again", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'not_me', 'different')", name=op.f("ck_confirmations_answer")),
        sa.CheckConstraint("ending IN ('alone', 'together', 'shown')", name=op.f("ck_confirmations_ending")),
        sa.CheckConstraint("again IN ('yes', 'with_help', 'no')", name=op.f("ck_confirmations_again")),
        sa.CheckConstraint(
            "answer <> 'not_me' OR (ending IS NULL AND again IS NULL)", name=op.f("ck_confirmations_not_me")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_confirmations_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
    )
    op.create_index(op.f("ix_confirmations_activity_id"), "confirmations", ["activity_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_confirmations_activity_id"), table_name="confirmations")
    op.drop_table("confirmations")
    op.drop_index("ix_confirmation_slips_expires_at", table_name="confirmation_slips")
    op.drop_index(op.f("ix_confirmation_slips_activity_id"), table_name="confirmation_slips")
    op.drop_table("confirmation_slips")
    op.drop_column("campaigns", "asks_citizens")
