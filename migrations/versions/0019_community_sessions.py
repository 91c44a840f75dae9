"""Community sessions that teams plan, who is about to log them, and good practices that are copied."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def foreign_key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    _create_practices()
    _create_sessions()
    op.create_table(
        "session_claims",
        sa.Column("id", key(), nullable=False),
        sa.Column("session_id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("entry_uuid", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        foreign_key("session_claims", "session_id", "community_sessions"),
        foreign_key("session_claims", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_claims")),
        sa.UniqueConstraint("entry_uuid", name=op.f("uq_session_claims_entry_uuid")),
        sa.UniqueConstraint("session_id", "user_id", name=op.f("uq_session_claims_session_id_user_id")),
    )
    op.create_table(
        "public_contacts",
        sa.Column("team_id", key(), autoincrement=False, nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        foreign_key("public_contacts", "team_id", "teams"),
        foreign_key("public_contacts", "user_id", "users"),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_public_contacts")),
    )


def _create_practices() -> None:
    statuses = "status IN ('proposed', 'published', 'returned', 'withdrawn')"
    op.create_table(
        "practices",
        sa.Column("id", key(), nullable=False),
        sa.Column("activity_id", key(), nullable=False),
        sa.Column("team_id", key(), nullable=False),
        sa.Column("commune_id", key(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column(
            "words_fold", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("proposed_by_id", key(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", key(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(statuses, name=op.f("ck_practices_status")),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 480", name=op.f("ck_practices_minutes")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_practices_decided")
        ),
        foreign_key("practices", "activity_id", "activities"),
        foreign_key("practices", "team_id", "teams"),
        foreign_key("practices", "commune_id", "units"),
        foreign_key("practices", "proposed_by_id", "users"),
        foreign_key("practices", "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_practices_activity_id")),
    )
    op.create_index("ix_practices_commune_id", "practices", ["commune_id", "status"])
    op.create_index(op.f("ix_practices_team_id"), "practices", ["team_id"])
    op.create_index(op.f("ix_practices_status"), "practices", ["status"])


def _create_sessions() -> None:
    op.create_table(
        "community_sessions",
        sa.Column("id", key(), nullable=False),
        sa.Column("team_id", key(), nullable=False),
        sa.Column("commune_id", key(), nullable=False),
        sa.Column("hamlet_id", key(), nullable=False),
        sa.Column("practice_id", key(), nullable=True),
        sa.Column("series_uuid", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("bring", sa.Text(), nullable=False),
        sa.Column("planned_by_id", key(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_by_id", key(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("activity_id", key(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expected IS NULL OR expected BETWEEN 1 AND 999", name=op.f("ck_community_sessions_expected")
        ),
        sa.CheckConstraint(
            "end_time IS NULL OR end_time > start_time", name=op.f("ck_community_sessions_times")
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name=op.f("ck_community_sessions_cancelled")
        ),
        foreign_key("community_sessions", "team_id", "teams"),
        foreign_key("community_sessions", "commune_id", "units"),
        foreign_key("community_sessions", "hamlet_id", "units"),
        foreign_key("community_sessions", "practice_id", "practices"),
        foreign_key("community_sessions", "planned_by_id", "users"),
        foreign_key("community_sessions", "cancelled_by_id", "users"),
        foreign_key("community_sessions", "activity_id", "activities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_sessions")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_community_sessions_activity_id")),
    )
    for column in ("hamlet_id", "team_id", "commune_id"):
        op.create_index(f"ix_community_sessions_{column}", "community_sessions", [column, "held_on"])
    for column in ("practice_id", "series_uuid"):
        op.create_index(op.f(f"ix_community_sessions_{column}"), "community_sessions", [column])
    standing = sa.text("cancelled_at IS NULL")
    op.create_index(
        "uq_community_sessions_slot",
        "community_sessions",
        ["team_id", "hamlet_id", "held_on", "start_time"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def downgrade() -> None:
    op.drop_table("public_contacts")
    op.drop_table("session_claims")
    op.drop_table("community_sessions")
    op.drop_table("practices")
