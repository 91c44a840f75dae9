"""Prepared reports, what stands around them, those prepared on a day, and columns for another system."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS = "kind IN ('interim', 'final', 'weekly', 'monthly', 'quarterly')"


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "report_settings",
        sa.Column("unit_id", key(), autoincrement=False, nullable=False),
        *words("superior_body", "issuing_body", "symbol", "place_name", "authority", "authority_body"),
        *words("signer_title", "signer_name"),
        sa.Column("recipients", sa.JSON(), nullable=False),
        to("report_settings", "unit_id", "units"),
        sa.PrimaryKeyConstraint("unit_id", name="pk_report_settings"),
    )
    _create_scheduled()
    _create_reports()
    op.create_table(
        "gris_columns",
        sa.Column("id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *words("heading", "code", "part", "level"),
        to("gris_columns", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name="pk_gris_columns"),
        sa.UniqueConstraint("unit_id", "position", name="uq_gris_columns_unit_id_position"),
    )


def _create_scheduled() -> None:
    table = "scheduled_reports"
    op.create_table(
        table,
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        *words("kind", "period_code", "repeated"),
        sa.Column("due_on", sa.Date(), nullable=False),
        moment("created_at"),
        sa.Column("created_by_id", key(), nullable=False),
        moment("ended_at", nullable=True),
        sa.CheckConstraint(KINDS, name="kind"),
        sa.CheckConstraint("repeated IN ('once', 'weekly', 'monthly')", name="repeated"),
        to(table, "campaign_id", "campaigns"),
        to(table, "unit_id", "units"),
        to(table, "created_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled_reports"),
    )
    op.create_index("ix_scheduled_reports_due_on", table, ["due_on"])


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        *words("kind", "period_code"),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("paper", sa.JSON(), nullable=False),
        moment("prepared_at"),
        sa.Column("prepared_by_id", key(), nullable=True),
        sa.Column("scheduled_id", key(), nullable=True),
        moment("seen_at", nullable=True),
        sa.CheckConstraint(KINDS, name="kind"),
        to("reports", "campaign_id", "campaigns"),
        to("reports", "unit_id", "units"),
        to("reports", "prepared_by_id", "users"),
        to("reports", "scheduled_id", "scheduled_reports"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_unit_id", "reports", ["unit_id", "id"])


def downgrade() -> None:
    for table in ("gris_columns", "reports", "scheduled_reports", "report_settings"):
        op.drop_table(table)
