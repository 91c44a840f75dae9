"""Reorganisations"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_reaches",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reached_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["reached_id"], ["units.id"], name=op.f("fk_unit_reaches_reached_id_units")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_reaches_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "reached_id", name=op.f("pk_unit_reaches")),
    )
    with op.batch_alter_table("unit_reaches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_reaches_reached_id"), ["reached_id"], unique=False)

    op.create_table(
        "reorganisations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_reorganisations_act_id_acts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisations")),
    )


def downgrade() -> None:
    op.drop_table("reorganisations")
    with op.batch_alter_table("unit_reaches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_reaches_reached_id"))

    op.drop_table("unit_reaches")
