"""Map points and outlines"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "unit_points",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_unit_points_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_unit_points_longitude")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_points_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_points")),
    )
    op.create_table(
        "outline_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_outline_files_validity")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["users.id"], name=op.f("fk_outline_files_uploaded_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline_files")),
        sa.UniqueConstraint(
            "sha256", "valid_from", "attribution", name=op.f("uq_outline_files_sha256_valid_from_attribution")
        ),
    )
    op.create_table(
        "unit_outlines",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["outline_files.id"], name=op.f("fk_unit_outlines_file_id_outline_files")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_outlines_unit_id_units")),
        sa.PrimaryKeyConstraint("file_id", "unit_id", name=op.f("pk_unit_outlines")),
    )
    op.create_index(op.f("ix_unit_outlines_unit_id"), "unit_outlines", ["unit_id"])


def downgrade() -> None:

    op.drop_index(op.f("ix_unit_outlines_unit_id"), table_name="unit_outlines")
    op.drop_table("unit_outlines")
    op.drop_table("outline_files")
    op.drop_table("unit_points")
