"""To whom the reports of a place are addressed, above their text."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_settings", sa.Column("addressees", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("report_settings") as table:
        table.drop_column("addressees")
