"""Spot-checks: draws by lot, and what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "spot_check_draws",
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("period_code", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("basis_sha256", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", key(), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_spot_check_draws_dates")),
        sa.CheckConstraint(
            "share_percent BETWEEN 1 AND 100", name=op.f("ck_spot_check_draws_share_percent")
        ),
        refers("spot_check_draws", "campaign_id", "campaigns"),
        refers("spot_check_draws", "unit_id", "units"),
        refers("spot_check_draws", "drawn_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check_draws")),
        sa.UniqueConstraint(
            "campaign_id", "unit_id", "period_code",
            name=op.f("uq_spot_check_draws_campaign_id_unit_id_period_code"),
        ),
    )  # fmt: skip
    op.create_table(
        "spot_checks",
        sa.Column("id", key(), nullable=False),
        sa.Column("draw_id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("commune_id", key(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("assigned_to_id", key(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", key(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "result IN ('confirmed', 'partly', 'not_confirmed')", name=op.f("ck_spot_checks_result")
        ),
        sa.CheckConstraint("weight >= 1", name=op.f("ck_spot_checks_weight")),
        sa.CheckConstraint(
            "(result IS NULL) = (visited_on IS NULL) AND (result IS NULL) = (decided_at IS NULL)"
            " AND (result IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_spot_checks_decided"),
        ),
        refers("spot_checks", "draw_id", "spot_check_draws"),
        refers("spot_checks", "activity_id", "activities"),
        refers("spot_checks", "commune_id", "units"),
        refers("spot_checks", "assigned_to_id", "users"),
        refers("spot_checks", "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
        sa.UniqueConstraint("draw_id", "activity_id", name=op.f("uq_spot_checks_draw_id_activity_id")),
    )
    op.create_index(op.f("ix_spot_checks_activity_id"), "spot_checks", ["activity_id"])
    op.create_index(op.f("ix_spot_checks_commune_id"), "spot_checks", ["commune_id", "id"])
    op.create_index(op.f("ix_spot_checks_assigned_to_id"), "spot_checks", ["assigned_to_id", "id"])


def downgrade() -> None:
    op.drop_table("spot_checks")
    op.drop_table("spot_check_draws")
