"""What was done about places that need help, second looks at approvals, and answers to difficulties."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0009"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", key(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("team_id", key(), nullable=True),
        sa.Column("hamlet_id", key(), nullable=True),
        sa.Column("commune_id", key(), nullable=False),
        sa.Column("noted_by_id", key(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(team_id IS NULL) <> (hamlet_id IS NULL)", name=op.f("ck_follow_ups_about")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_follow_ups_team_id_teams")),
        sa.ForeignKeyConstraint(["hamlet_id"], ["units.id"], name=op.f("fk_follow_ups_hamlet_id_units")),
        sa.ForeignKeyConstraint(["commune_id"], ["units.id"], name=op.f("fk_follow_ups_commune_id_units")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["users.id"], name=op.f("fk_follow_ups_noted_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index("ix_follow_ups_team_id", "follow_ups", ["team_id", "need"])
    op.create_index("ix_follow_ups_hamlet_id", "follow_ups", ["hamlet_id", "need"])
    op.create_index("ix_follow_ups_commune_id", "follow_ups", ["commune_id", "need", "noted_at"])
    # Whether a hamlet was ever reached is one look into this, however many entries there are.
    approved = sa.text("status = 'approved'")
    op.create_index(
        "ix_activities_hamlet_id",
        "activities",
        ["hamlet_id", "occurred_on"],
        sqlite_where=approved,
        postgresql_where=approved,
    )


def downgrade() -> None:
    op.drop_index("ix_activities_hamlet_id", table_name="activities")
    op.drop_table("follow_ups")
