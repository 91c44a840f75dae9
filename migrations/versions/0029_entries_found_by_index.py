"""Find difficulties that wait for an answer, and a team's entries that name no hamlet, by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = "activities"
OLD_WHERE = sa.text("difficulty <> ''")
OPEN = {
    "sqlite_where": sa.text("has_open_difficulty = 1"),
    "postgresql_where": sa.text("has_open_difficulty"),
}
NO_HAMLET = sa.text("status = 'approved' AND hamlet_id IS NULL")
MARK = """
UPDATE activities SET has_open_difficulty = true
WHERE difficulty <> '' AND status <> 'withdrawn'
AND NOT EXISTS (SELECT 1 FROM difficulty_answers WHERE difficulty_answers.activity_id = activities.id)
"""


def upgrade() -> None:
    is_open = sa.Column("has_open_difficulty", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column(TABLE, is_open)
    op.execute(MARK)
    op.drop_index("ix_activities_difficulties", TABLE)
    op.create_index(
        "ix_activities_commune_open_difficulties", TABLE, ["commune_id", "submitted_at", "id"], **OPEN
    )
    op.create_index("ix_activities_open_difficulties", TABLE, ["submitted_at", "id"], **OPEN)
    op.create_index(
        "ix_activities_no_hamlet",
        TABLE,
        ["team_id", "occurred_on"],
        sqlite_where=NO_HAMLET,
        postgresql_where=NO_HAMLET,
    )


def downgrade() -> None:
    op.drop_index("ix_activities_no_hamlet", TABLE)
    op.drop_index("ix_activities_open_difficulties", TABLE)
    op.drop_index("ix_activities_commune_open_difficulties", TABLE)
    op.create_index(
        "ix_activities_difficulties",
        TABLE,
        ["commune_id", "submitted_at", "id"],
        sqlite_where=OLD_WHERE,
        postgresql_where=OLD_WHERE,
    )
    op.drop_column(TABLE, "has_open_difficulty")
