"""Photos"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "photos",
        sa.Column("id", key, nullable=False),
        sa.Column("activity_id", key, nullable=False),
        sa.Column("commune_id", key, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stored_sha256", sa.Text(), nullable=True),
        sa.Column("thumbnail_sha256", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", key, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("slot BETWEEN 1 AND 3", name=op.f("ck_photos_slot")),
        sa.CheckConstraint("width > 0 AND height > 0 AND size > 0", name=op.f("ck_photos_measures")),
        sa.CheckConstraint(
            "removed_at IS NOT NULL OR (slot IS NOT NULL AND stored_sha256 IS NOT NULL"
            " AND thumbnail_sha256 IS NOT NULL AND expires_at IS NOT NULL)",
            name=op.f("ck_photos_shown"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_photos_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["units.id"], name=op.f("fk_photos_commune_id_units")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_photos_sent_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("activity_id", "sha256", name=op.f("uq_photos_activity_id_sha256")),
        sa.UniqueConstraint("activity_id", "slot", name=op.f("uq_photos_activity_id_slot")),
    )
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.create_index("ix_photos_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_photos_stored_sha256", ["stored_sha256"], unique=False)
        batch_op.create_index("ix_photos_thumbnail_sha256", ["thumbnail_sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index("ix_photos_thumbnail_sha256")
        batch_op.drop_index("ix_photos_stored_sha256")
        batch_op.drop_index("ix_photos_expires_at")

    op.drop_table("photos")
