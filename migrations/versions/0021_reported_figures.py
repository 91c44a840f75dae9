"""Figures that other systems report, departments that report them, and targets of all eight indicators."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LEVELS = "level IN ('province', 'department', 'district', 'commune')"
IN_FORCE = sa.text("replaced_at IS NULL")


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def upgrade() -> None:
    op.create_table(
        "departments",
        sa.Column("id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        to("departments", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
        sa.UniqueConstraint("unit_id", "code", name="uq_departments_unit_id_code"),
    )
    _create_figures()
    _create_targets()


def _create_figures() -> None:
    table = "reported_figures"
    op.create_table(
        table,
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("department_id", key(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("published_label", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", key(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by_id", key(), nullable=True),
        sa.CheckConstraint("indicator IN ('1', '2', '3', '4', '5', '6', '7')", name="indicator"),
        sa.CheckConstraint(LEVELS, name="level"),
        sa.CheckConstraint("first_on IS NULL OR first_on <= last_on", name="window"),
        sa.CheckConstraint("numerator IS NULL OR denominator >= numerator", name="counts"),
        to(table, "campaign_id", "campaigns"),
        to(table, "unit_id", "units"),
        to(table, "department_id", "departments"),
        to(table, "recorded_by_id", "users"),
        to(table, "replaced_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_reported_figures"),
    )
    op.create_index(
        "uq_reported_figures_in_force",
        table,
        ["campaign_id", "subject", "indicator", "window"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def _create_targets() -> None:
    table = "campaign_targets"
    op.create_table(
        table,
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("unit_id", key(), nullable=True),
        sa.Column("department_id", key(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", key(), nullable=True),
        sa.CheckConstraint(LEVELS, name="level"),
        to(table, "campaign_id", "campaigns"),
        to(table, "unit_id", "units"),
        to(table, "department_id", "departments"),
        to(table, "set_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_targets"),
        sa.UniqueConstraint(
            "campaign_id", "subject", "code", name="uq_campaign_targets_campaign_id_subject_code"
        ),
    )


def downgrade() -> None:
    for table in ("campaign_targets", "reported_figures", "departments"):
        op.drop_table(table)
