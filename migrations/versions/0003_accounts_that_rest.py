"""Accounts that rest"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.add_column("users", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_users_seen_at"), "users", ["seen_at"], unique=False)
    # SQLite adds a check only together with its column.
    op.execute(
        "ALTER TABLE users ADD COLUMN disabled_reason TEXT "
        "CONSTRAINT ck_users_disabled_reason CHECK (disabled_reason IN ('admin', 'idle'))"
    )
    op.execute("UPDATE users SET disabled_reason = 'admin' WHERE disabled_at IS NOT NULL")
    # Nobody is sent to rest for the time before anybody counted.
    op.execute("UPDATE users SET seen_at = CURRENT_TIMESTAMP WHERE password_hash IS NOT NULL")


def downgrade() -> None:

    op.drop_index(op.f("ix_users_seen_at"), table_name="users")
    op.drop_column("users", "seen_at")
    op.drop_column("users", "disabled_reason")
