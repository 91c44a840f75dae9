"""A print of an issued plan: a PDF that the evidence store keeps under its SHA-256."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLE = "issued_plans"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("sha256", sa.Text(), nullable=True))
        table.add_column(sa.Column("size", sa.Integer(), nullable=True))
        table.create_check_constraint("size", "(sha256 IS NULL) = (size IS NULL)")
        table.create_index("ix_issued_plans_sha256", ["sha256"])


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_index("ix_issued_plans_sha256")
        table.drop_constraint("size", type_="check")
        table.drop_column("size")
        table.drop_column("sha256")
