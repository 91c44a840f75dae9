"""Acts behind targets, later definitions of a campaign, movements with milestones and issued plans."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
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


def downgrade() -> None:
    with op.batch_alter_table("campaign_targets") as table:
        table.drop_constraint("fk_campaign_targets_act_id_acts", type_="foreignkey")
        table.drop_column("act_id")
