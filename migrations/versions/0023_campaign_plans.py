"""Acts behind targets, later definitions of a campaign, movements with milestones and issued plans."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def upgrade() -> None:
    with op.batch_alter_table("campaign_targets") as table:
        table.add_column(sa.Column("act_id", key(), nullable=True))
        table.create_foreign_key("fk_campaign_targets_act_id_acts", "acts", ["act_id"], ["id"])
    with op.batch_alter_table("indicator_definitions") as table:
        table.add_column(sa.Column("created_by_id", key(), nullable=True))
        table.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("approved_by_id", key(), nullable=True))
        for column in ("created_by_id", "approved_by_id"):
            table.create_foreign_key(f"fk_indicator_definitions_{column}_users", "users", [column], ["id"])
    name = "campaign_versions"
    op.create_table(
        name,
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("applies_from", sa.Date(), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", key(), nullable=True),
        to(name, "campaign_id", "campaigns"),
        to(name, "put_by_id", "users"),
        sa.ForeignKeyConstraint(
            ["definition_version"],
            ["indicator_definitions.version"],
            name="fk_campaign_versions_definition_version_indicator_definitions",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "applies_from", name="pk_campaign_versions"),
    )
    _create_movements()


def _create_movements() -> None:
    with op.batch_alter_table("campaigns") as table:
        table.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="campaign"))
        table.create_check_constraint("kind", "kind IN ('campaign', 'movement')")
    name = "campaign_milestones"
    op.create_table(
        name,
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name="dates"),
        to(name, "campaign_id", "campaigns"),
        sa.PrimaryKeyConstraint("campaign_id", "code", name="pk_campaign_milestones"),
    )
    name = "issued_plans"
    op.create_table(
        name,
        sa.Column("id", key(), nullable=False),
        sa.Column("campaign_id", key(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("department_id", key(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", key(), nullable=False),
        sa.CheckConstraint("level IN ('province', 'department', 'district', 'commune')", name="level"),
        sa.CheckConstraint("number <> ''", name="number"),
        to(name, "campaign_id", "campaigns"),
        to(name, "unit_id", "units"),
        to(name, "department_id", "departments"),
        to(name, "recorded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_issued_plans"),
        sa.UniqueConstraint("campaign_id", "subject", name="uq_issued_plans_campaign_id_subject"),
    )


def downgrade() -> None:
    op.drop_table("issued_plans")
    op.drop_table("campaign_milestones")
    with op.batch_alter_table("campaigns") as table:
        table.drop_constraint("kind", type_="check")
        table.drop_column("kind")
    op.drop_table("campaign_versions")
    with op.batch_alter_table("indicator_definitions") as table:
        for column in ("created_by_id", "approved_by_id"):
            table.drop_constraint(f"fk_indicator_definitions_{column}_users", type_="foreignkey")
            table.drop_column(column)
        table.drop_column("approved_at")
    with op.batch_alter_table("campaign_targets") as table:
        table.drop_constraint("fk_campaign_targets_act_id_acts", type_="foreignkey")
        table.drop_column("act_id")
