"""Closed periods, the figures published then, and the ledger of corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    create_closings()
    op.create_table(
        "published_values",
        sa.Column("closing_id", key(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("unknown_units", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        moment("counted_at"),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["closings.id"], name=op.f("fk_published_values_closing_id_closings")
        ),
        sa.PrimaryKeyConstraint("closing_id", "line", "part", name=op.f("pk_published_values")),
    )
    create_ledger()


def create_closings() -> None:
    op.create_table(
        "closings",
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        moment("closed_at"),
        sa.Column("closed_by_id", key(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("open_points", sa.JSON(), nullable=False),
        moment("reopened_at", nullable=True),
        sa.Column("reopened_by_id", key(), nullable=True),
        sa.Column("reopen_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_closings_dates")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_closings_revision")),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by_id IS NULL)", name=op.f("ck_closings_reopened")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_closings_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_closings_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["definition_version"],
            ["indicator_definitions.version"],
            name=op.f("fk_closings_definition_version_indicator_definitions"),
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_closings_closed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"], ["users.id"], name=op.f("fk_closings_reopened_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint(
            "campaign_id",
            "unit_id",
            "starts_on",
            "ends_on",
            "revision",
            name=op.f("uq_closings_campaign_id_unit_id_starts_on_ends_on_revision"),
        ),
    )
    op.create_index(
        "uq_closings_in_force",
        "closings",
        ["unit_id", "starts_on", "ends_on", "campaign_id"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )


def create_ledger() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("id", key(), nullable=False),
        sa.Column("closing_id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("corrected_by_id", key(), nullable=False),
        moment("corrected_at"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.CheckConstraint("cause IN ('approve', 'return', 'reopen')", name=op.f("ck_ledger_entries_cause")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_ledger_entries_reason")),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["closings.id"], name=op.f("fk_ledger_entries_closing_id_closings")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_ledger_entries_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["users.id"], name=op.f("fk_ledger_entries_corrected_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
    )
    op.create_index(op.f("ix_ledger_entries_closing_id"), "ledger_entries", ["closing_id"])


def downgrade() -> None:
    op.drop_table("ledger_entries")
    op.drop_table("published_values")
    op.drop_table("closings")
