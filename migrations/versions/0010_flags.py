"""Flags of entries, and difference hashes of photos."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "flags",
        sa.Column("id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("other_id", key(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_flags_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["activities.id"], name=op.f("fk_flags_other_id_activities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("activity_id", "code", name=op.f("uq_flags_activity_id_code")),
    )
    op.create_index(op.f("ix_flags_other_id"), "flags", ["other_id"])
    op.create_table(
        "entry_prints",
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_entry_prints_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("value", "activity_id", name=op.f("pk_entry_prints")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_entry_prints_activity_id"), "entry_prints", ["activity_id"])
    op.add_column("photos", sa.Column("difference_hash", sa.BigInteger(), nullable=True))
    op.add_column("activities", sa.Column("flag_rank", sa.Integer(), server_default="0", nullable=False))
    # What was decided before stays as it was; what waits is checked, as is all that comes.
    op.add_column(
        "activities", sa.Column("is_check_due", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    is_due = sa.sql.table(
        "activities", sa.Column("is_check_due", sa.Boolean()), sa.Column("status", sa.Text())
    )
    op.execute(is_due.update().where(is_due.c.status == "submitted").values(is_check_due=sa.true()))
    _index("ix_activities_check_due", ["team_id", "id"], sqlite="is_check_due = 1", postgresql="is_check_due")
    flagged = "status = 'submitted' AND flag_rank < 0"
    place = ["flag_rank", "submitted_at", "id"]
    _index("ix_activities_flagged", place, sqlite=flagged, postgresql=flagged)
    _index("ix_activities_commune_flagged", ["commune_id", *place], sqlite=flagged, postgresql=flagged)


def _index(name: str, columns: list[str], *, sqlite: str, postgresql: str) -> None:
    conditions = {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}
    op.create_index(name, "activities", columns, **conditions)


def downgrade() -> None:
    for name in ("ix_activities_commune_flagged", "ix_activities_flagged", "ix_activities_check_due"):
        op.drop_index(name, table_name="activities")
    op.drop_column("activities", "is_check_due")
    op.drop_column("activities", "flag_rank")
    op.drop_column("photos", "difference_hash")
    op.drop_index(op.f("ix_entry_prints_activity_id"), table_name="entry_prints")
    op.drop_table("entry_prints")
    op.drop_index(op.f("ix_flags_other_id"), table_name="flags")
    op.drop_table("flags")
