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


def downgrade() -> None:
    op.drop_table("campaign_versions")
    with op.batch_alter_table("indicator_definitions") as table:
        for column in ("created_by_id", "approved_by_id"):
            table.drop_constraint(f"fk_indicator_definitions_{column}_users", type_="foreignkey")
            table.drop_column(column)
        table.drop_column("approved_at")
    with op.batch_alter_table("campaign_targets") as table:
        table.drop_constraint("fk_campaign_targets_act_id_acts", type_="foreignkey")
        table.drop_column("act_id")
