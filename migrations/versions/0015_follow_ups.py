"""What was done about places that need help, second looks at approvals, and answers to difficulties."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
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
    difficult = sa.text("difficulty <> ''")
    op.create_index(
        "ix_activities_difficulties",
        "activities",
        ["commune_id", "submitted_at", "id"],
        sqlite_where=difficult,
        postgresql_where=difficult,
    )
    op.create_index("ix_reviews_reviewer_id", "reviews", ["reviewer_id", "decided_at"])
    op.create_index("ix_audit_rows_thing", "audit_rows", ["thing", "id"])
    _create_second_looks()
    _create_difficulty_answers()


def _create_second_looks() -> None:
    op.create_table(
        "second_looks",
        sa.Column("id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("review_id", key(), nullable=False),
        sa.Column("commune_id", key(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_by_id", key(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('agrees', 'disagrees')", name=op.f("ck_second_looks_outcome")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (looked_at IS NULL) AND (outcome IS NULL) = (looked_by_id IS NULL)",
            name=op.f("ck_second_looks_looked"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_second_looks_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_second_looks_review_id_reviews")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["units.id"], name=op.f("fk_second_looks_commune_id_units")),
        sa.ForeignKeyConstraint(
            ["looked_by_id"], ["users.id"], name=op.f("fk_second_looks_looked_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_looks")),
        sa.UniqueConstraint("review_id", name=op.f("uq_second_looks_review_id")),
    )
    op.create_index("ix_second_looks_activity_id", "second_looks", ["activity_id"])
    op.create_index("ix_second_looks_commune_id", "second_looks", ["commune_id", "drawn_at"])


def _create_difficulty_answers() -> None:
    op.create_table(
        "difficulty_answers",
        sa.Column("id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("answered_by_id", key(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_difficulty_answers_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_difficulty_answers_answered_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difficulty_answers")),
    )
    op.create_index("ix_difficulty_answers_activity_id", "difficulty_answers", ["activity_id"])
    op.create_index(
        "ix_difficulty_answers_answered_by_id", "difficulty_answers", ["answered_by_id", "answered_at"]
    )


def downgrade() -> None:
    op.drop_table("difficulty_answers")
    op.drop_table("second_looks")
    op.drop_index("ix_audit_rows_thing", table_name="audit_rows")
    op.drop_index("ix_reviews_reviewer_id", table_name="reviews")
    op.drop_index("ix_activities_difficulties", table_name="activities")
    op.drop_index("ix_activities_hamlet_id", table_name="activities")
    op.drop_table("follow_ups")
