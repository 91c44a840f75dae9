"""The sums of a team over all days, so that what waits is counted without reading each month."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

GRAIN = "grain"
MEASURES = (
    "waiting",
    "waiting_visits",
    "returned",
    "approved",
    "visits",
    "households",
    "alone",
    "together",
    "shown",
    "late",
)
ADD_UP = f"""
INSERT INTO tallies (commune_id, grain, skill, starts_on, team_id, {", ".join(MEASURES)})
SELECT commune_id, 'ever', '', '0001-01-01', team_id, {", ".join(f"sum({name})" for name in MEASURES)}
FROM tallies WHERE grain = 'month' AND skill = '' GROUP BY commune_id, team_id
"""


def upgrade() -> None:
    allow("grain IN ('day', 'month', 'ever')")
    op.execute(ADD_UP)


def downgrade() -> None:
    op.execute("DELETE FROM tallies WHERE grain = 'ever'")
    allow("grain IN ('day', 'month')")


def allow(grains: str) -> None:
    with op.batch_alter_table("tallies") as table:
        table.drop_constraint(op.f("ck_tallies_grain"), type_="check")
        table.create_check_constraint(op.f("ck_tallies_grain"), sa.text(grains))
