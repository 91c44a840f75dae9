"""Approvals of many entries, words for returns, and deputies of coordinators."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    op.create_table(
        "bulk_reviews",
        sa.Column("id", key(), nullable=False),
        sa.Column("reviewer_id", key(), nullable=False),
        sa.Column("commune_id", key(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("opened", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        moment("created_at"),
        moment("done_at", nullable=True),
        reference("bulk_reviews", "reviewer_id", "users"),
        reference("bulk_reviews", "commune_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_reviews")),
    )
    op.create_index(op.f("ix_bulk_reviews_reviewer_id"), "bulk_reviews", ["reviewer_id"])
    op.create_table(
        "return_templates",
        sa.Column("id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        moment("created_at"),
        moment("archived_at", nullable=True),
        sa.CheckConstraint(
            "reason IN ('wrong_date', 'wrong_counts', 'wrong_kind_or_skill', 'likely_duplicate',"
            " 'not_team_work', 'missing_detail', 'other')",
            name=op.f("ck_return_templates_reason"),
        ),
        reference("return_templates", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_templates")),
    )
    op.create_index(op.f("ix_return_templates_user_id"), "return_templates", ["user_id"])
    op.create_table(
        "hand_overs",
        sa.Column("id", key(), nullable=False),
        sa.Column("from_user_id", key(), nullable=False),
        sa.Column("to_user_id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        moment("created_at"),
        moment("ended_at", nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_hand_overs_validity")),
        sa.CheckConstraint("from_user_id <> to_user_id", name=op.f("ck_hand_overs_somebody_else")),
        reference("hand_overs", "from_user_id", "users"),
        reference("hand_overs", "to_user_id", "users"),
        reference("hand_overs", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_from_user_id"), "hand_overs", ["from_user_id"])
    op.create_index(op.f("ix_hand_overs_to_user_id"), "hand_overs", ["to_user_id"])
    # Millions of decisions are not copied for a column, so SQLite gets the key together with it.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE reviews ADD COLUMN bulk_id {kind} "
        "CONSTRAINT fk_reviews_bulk_id_bulk_reviews REFERENCES bulk_reviews (id)"
    )


def downgrade() -> None:
    op.drop_column("reviews", "bulk_id")
    op.drop_index(op.f("ix_hand_overs_to_user_id"), table_name="hand_overs")
    op.drop_index(op.f("ix_hand_overs_from_user_id"), table_name="hand_overs")
    op.drop_table("hand_overs")
    op.drop_index(op.f("ix_return_templates_user_id"), table_name="return_templates")
    op.drop_table("return_templates")
    op.drop_index(op.f("ix_bulk_reviews_reviewer_id"), table_name="bulk_reviews")
    op.drop_table("bulk_reviews")
