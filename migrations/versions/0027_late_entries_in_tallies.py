"""How many approved entries of a team's day and month were logged late."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# The entries are read once, and only tallies with late entries are written.
OF_DAYS = """
UPDATE tallies SET late = found.late
FROM (
    SELECT commune_id, team_id, occurred_on, count(*) AS late FROM activities
    WHERE status = 'approved' AND is_late GROUP BY commune_id, team_id, occurred_on
) AS found
WHERE tallies.commune_id = found.commune_id AND tallies.grain = 'day' AND tallies.skill = ''
    AND tallies.starts_on = found.occurred_on AND tallies.team_id = found.team_id
"""
OF_MONTHS = """
UPDATE tallies SET late = found.late
FROM (
    SELECT commune_id, team_id, {first_day} AS first_day, sum(late) AS late FROM tallies
    WHERE grain = 'day' AND skill = '' AND late > 0 GROUP BY commune_id, team_id, {first_day}
) AS found
WHERE tallies.commune_id = found.commune_id AND tallies.grain = 'month' AND tallies.skill = ''
    AND tallies.starts_on = found.first_day AND tallies.team_id = found.team_id
"""
FIRST_DAY = {
    "sqlite": "date(starts_on, 'start of month')",
    "postgresql": "CAST(date_trunc('month', starts_on) AS DATE)",
}


def upgrade() -> None:
    op.add_column("tallies", sa.Column("late", sa.Integer(), server_default="0", nullable=False))
    op.execute(OF_DAYS)
    op.execute(OF_MONTHS.format(first_day=FIRST_DAY[op.get_bind().dialect.name]))


def downgrade() -> None:
    op.drop_column("tallies", "late")
