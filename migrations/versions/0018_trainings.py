"""Trainings: what is planned, who is invited and was there, materials, and which completions come of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BY_HAND = "uq_training_completions_by_hand"
ONCE = "uq_training_completions_user_id_title_completed_on"
# Of completions that the older constraint would take for one, the first stays.
DROP_DOUBLES = """
    DELETE FROM training_completions WHERE EXISTS (
        SELECT 1 FROM training_completions AS other
        WHERE other.user_id = training_completions.user_id AND other.title = training_completions.title
        AND other.completed_on = training_completions.completed_on AND other.id < training_completions.id
    )
"""


def key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def points_at(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    _create_trainings()
    _create_invitations()
    _create_materials()
    # SQLite drops a constraint only by writing the table anew.
    with op.batch_alter_table("training_completions") as table:
        table.drop_constraint(ONCE, type_="unique")
        table.add_column(sa.Column("training_id", key(), nullable=True))
        table.add_column(sa.Column("result", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_training_completions_training_id_trainings"), "trainings", ["training_id"], ["id"]
        )
        table.create_unique_constraint(
            op.f("uq_training_completions_training_id_user_id"), ["training_id", "user_id"]
        )
    op.create_index("ix_training_completions_user_id", "training_completions", ["user_id", "completed_on"])
    by_hand = sa.text("training_id IS NULL")
    op.create_index(
        BY_HAND,
        "training_completions",
        ["user_id", "title", "completed_on"],
        unique=True,
        sqlite_where=by_hand,
        postgresql_where=by_hand,
    )


def _create_trainings() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", key(), nullable=False),
        sa.Column("unit_id", key(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        moment("starts_at"),
        moment("ends_at"),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("online_url", sa.Text(), nullable=False),
        sa.Column("trainer", sa.Text(), nullable=False),
        sa.Column("trainer_id", key(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        moment("created_at"),
        sa.Column("created_by_id", key(), nullable=True),
        moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'completed', 'cancelled')", name=op.f("ck_trainings_status")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_trainings_times")),
        sa.CheckConstraint("seats BETWEEN 1 AND 999", name=op.f("ck_trainings_seats")),
        sa.CheckConstraint("place <> '' OR online_url <> ''", name=op.f("ck_trainings_place")),
        points_at("trainings", "unit_id", "units"),
        points_at("trainings", "trainer_id", "users"),
        points_at("trainings", "created_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
    )
    op.create_index("ix_trainings_unit_id", "trainings", ["unit_id", "starts_at"])
    op.create_index("ix_trainings_starts_at", "trainings", ["starts_at", "id"])
    op.create_index("ix_trainings_trainer_id", "trainings", ["trainer_id"])


def _create_invitations() -> None:
    op.create_table(
        "training_teams",
        sa.Column("training_id", key(), nullable=False),
        sa.Column("team_id", key(), nullable=False),
        points_at("training_teams", "training_id", "trainings"),
        points_at("training_teams", "team_id", "teams"),
        sa.PrimaryKeyConstraint("training_id", "team_id", name=op.f("pk_training_teams")),
    )
    op.create_index("ix_training_teams_team_id", "training_teams", ["team_id"])
    op.create_table(
        "training_invitations",
        sa.Column("id", key(), nullable=False),
        sa.Column("training_id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        moment("invited_at"),
        sa.Column("answer", sa.Text(), nullable=True),
        moment("answered_at", nullable=True),
        sa.Column("attended_by", sa.Text(), nullable=True),
        moment("attended_at", nullable=True),
        sa.Column("recorded_by_id", key(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.CheckConstraint("answer IN ('coming', 'not_coming')", name=op.f("ck_training_invitations_answer")),
        sa.CheckConstraint(
            "attended_by IN ('scan', 'tick', 'sheet')", name=op.f("ck_training_invitations_attended_by")
        ),
        sa.CheckConstraint(
            "result IN ('completed', 'not_completed')", name=op.f("ck_training_invitations_result")
        ),
        sa.CheckConstraint(
            "(attended_by IS NULL) = (attended_at IS NULL)", name=op.f("ck_training_invitations_attended")
        ),
        sa.CheckConstraint(
            "result IS NULL OR attended_by IS NOT NULL",
            name=op.f("ck_training_invitations_result_of_attended"),
        ),
        points_at("training_invitations", "training_id", "trainings"),
        points_at("training_invitations", "user_id", "users"),
        points_at("training_invitations", "recorded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_invitations")),
        sa.UniqueConstraint(
            "training_id", "user_id", name=op.f("uq_training_invitations_training_id_user_id")
        ),
    )
    op.create_index("ix_training_invitations_user_id", "training_invitations", ["user_id"])


def _create_materials() -> None:
    op.create_table(
        "training_materials",
        sa.Column("id", key(), nullable=False),
        sa.Column("training_id", key(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        moment("added_at"),
        sa.Column("added_by_id", key(), nullable=True),
        sa.CheckConstraint(
            "(url = '') = (sha256 IS NOT NULL)", name=op.f("ck_training_materials_link_or_file")
        ),
        sa.CheckConstraint("(sha256 IS NULL) = (size IS NULL)", name=op.f("ck_training_materials_size")),
        points_at("training_materials", "training_id", "trainings"),
        points_at("training_materials", "added_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_materials")),
    )
    op.create_index("ix_training_materials_training_id", "training_materials", ["training_id"])
    op.create_index("ix_training_materials_sha256", "training_materials", ["sha256"])


def downgrade() -> None:
    op.execute(DROP_DOUBLES)
    op.drop_index(BY_HAND, table_name="training_completions")
    op.drop_index("ix_training_completions_user_id", table_name="training_completions")
    with op.batch_alter_table("training_completions") as table:
        table.drop_constraint("uq_training_completions_training_id_user_id", type_="unique")
        table.drop_constraint("fk_training_completions_training_id_trainings", type_="foreignkey")
        table.drop_column("training_id")
        table.drop_column("result")
        table.create_unique_constraint(op.f(ONCE), ["user_id", "title", "completed_on"])
    op.drop_table("training_materials")
    op.drop_table("training_invitations")
    op.drop_table("training_teams")
    op.drop_table("trainings")
