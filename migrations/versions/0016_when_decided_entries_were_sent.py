"""What was decided on: when the entry had been sent, and why closed figures are corrected by many."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# An entry knows when it was sent last and when it first arrived. So the sending of an old decision is known
# when nobody sent the entry again since, or when nobody had returned it before.
FILL = """
    UPDATE reviews SET submitted_at = (
        SELECT CASE WHEN reviews.decided_at >= sent.submitted_at THEN sent.submitted_at
                    ELSE sent.received_at END
        FROM activities sent WHERE sent.id = reviews.activity_id)
    WHERE decided_at >= (SELECT sent.submitted_at FROM activities sent WHERE sent.id = reviews.activity_id)
       OR NOT EXISTS (
        SELECT 1 FROM reviews earlier
        WHERE earlier.activity_id = reviews.activity_id AND earlier.outcome = 'return'
          AND earlier.id < reviews.id)
"""


def upgrade() -> None:
    op.add_column("reviews", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FILL)
    op.add_column("bulk_reviews", sa.Column("correction", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("bulk_reviews", "correction")
    op.drop_column("reviews", "submitted_at")
