"""Sums of decisions by commune, local day and reviewer, counted from the decisions kept so far."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLE = "reviewer_days"
STEPS = (1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336, 720)
TIMES = (*(f"within_{hours}" for hours in STEPS), "longer")
COUNTS = ("approved", "returned", "reopened", "taken_back", "of_own_team", "bulk_approved", "bulk_opened")
LOCAL_DAY = {
    "sqlite": "date(r.decided_at, '+7 hours')",
    "postgresql": "CAST(r.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE)",
}
EPOCH = {
    "sqlite": "CAST(strftime('%s', {0}) AS BIGINT)",
    "postgresql": "CAST(extract(epoch FROM {0}) AS BIGINT)",
}
FACTS = """
SELECT r.commune_id, {day} AS decided_on, r.reviewer_id,
    CASE WHEN r.outcome = 'approve' THEN 1 ELSE 0 END AS approved,
    CASE WHEN r.outcome = 'return' THEN 1 ELSE 0 END AS returned,
    CASE WHEN r.outcome = 'reopen' THEN 1 ELSE 0 END AS reopened,
    CASE WHEN r.outcome = 'approve' AND EXISTS (
        SELECT 1 FROM reviews l WHERE l.activity_id = r.activity_id AND l.outcome = 'reopen' AND l.id > r.id
    ) THEN 1 ELSE 0 END AS taken_back,
    CASE WHEN r.outcome = 'approve' AND EXISTS (
        SELECT 1 FROM memberships m WHERE m.user_id = r.reviewer_id AND m.team_id = a.team_id
            AND (m.ends_on IS NULL OR m.ends_on > m.starts_on)
    ) THEN 1 ELSE 0 END AS of_own_team,
    CASE WHEN r.bulk_id IS NOT NULL THEN 1 ELSE 0 END AS bulk_approved,
    CASE WHEN CAST(b.opened AS TEXT) LIKE '%"' || CAST(r.activity_id AS TEXT) || '":%' THEN 1 ELSE 0 END
        AS bulk_opened,
    CASE WHEN r.outcome <> 'reopen' AND NOT EXISTS (
        SELECT 1 FROM reviews e
        WHERE e.activity_id = r.activity_id AND e.submitted_at = r.submitted_at AND e.id < r.id
    ) THEN {decided} - {sent} END AS seconds
FROM reviews r JOIN activities a ON a.id = r.activity_id LEFT JOIN bulk_reviews b ON b.id = r.bulk_id
"""


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("commune_id", _key(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reviewer_id", _key(), nullable=False),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in (*COUNTS, *TIMES)),
        sa.ForeignKeyConstraint(["commune_id"], ["units.id"], name="fk_reviewer_days_commune_id_units"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name="fk_reviewer_days_reviewer_id_users"),
        sa.PrimaryKeyConstraint("commune_id", "decided_on", "reviewer_id", name="pk_reviewer_days"),
        sqlite_with_rowid=False,
    )
    dialect = op.get_bind().dialect.name
    epoch = EPOCH[dialect]
    facts = FACTS.format(
        day=LOCAL_DAY[dialect], decided=epoch.format("r.decided_at"), sent=epoch.format("r.submitted_at")
    )
    sums = [*(f"SUM({name})" for name in COUNTS), *map(_times, (0, *STEPS), (*STEPS, None))]
    op.execute(
        f"INSERT INTO {TABLE} (commune_id, decided_on, reviewer_id, {', '.join((*COUNTS, *TIMES))})"
        f" WITH facts AS MATERIALIZED ({facts})"
        f" SELECT commune_id, decided_on, reviewer_id, {', '.join(sums)} FROM facts"
        " GROUP BY commune_id, decided_on, reviewer_id"
    )


def _key():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _times(first: int, last: int | None) -> str:
    above = f"seconds > {first * 3600}" if first else "seconds IS NOT NULL"
    return f"SUM(CASE WHEN {above}{f' AND seconds <= {last * 3600}' if last else ''} THEN 1 ELSE 0 END)"


def downgrade() -> None:
    op.drop_table(TABLE)
