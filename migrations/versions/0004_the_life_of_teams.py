"""The life of teams"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = "'founding', 're_forming', 'change_of_leader', 'suspension', 'resumption', 'dissolution', 'merger'"
FIRST_KINDS = "'founding', 're_forming'"


def upgrade() -> None:
    with op.batch_alter_table("team_decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_id", _key(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_team_decisions_act_id_acts"), "acts", ["act_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_team_decisions_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_team_decisions_kind"), f"kind IN ({KINDS})")

    with op.batch_alter_table("team_status_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision_id", _key(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_team_status_changes_decision_id_team_decisions"),
            "team_decisions",
            ["decision_id"],
            ["id"],
        )

    _create_former_names()
    _create_successions()
    _create_flags()


def downgrade() -> None:
    op.drop_table("team_flags")
    with op.batch_alter_table("team_successions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_successions_to_team_id"))

    op.drop_table("team_successions")
    with op.batch_alter_table("team_former_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_former_names_name_fold"))

    op.drop_table("team_former_names")
    with op.batch_alter_table("team_status_changes", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_team_status_changes_decision_id_team_decisions"), type_="foreignkey"
        )
        batch_op.drop_column("decision_id")

    # The paper is kept, under the only kind that a founded team had then.
    op.execute(f"UPDATE team_decisions SET kind = 're_forming' WHERE kind NOT IN ({FIRST_KINDS})")
    with op.batch_alter_table("team_decisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_team_decisions_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_team_decisions_kind"), f"kind IN ({FIRST_KINDS})")
        batch_op.drop_constraint(batch_op.f("fk_team_decisions_act_id_acts"), type_="foreignkey")
        batch_op.drop_column("act_id")


def _key() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _folded() -> sa.types.TypeEngine:
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _create_former_names() -> None:
    op.create_table(
        "team_former_names",
        sa.Column("id", _key(), nullable=False),
        sa.Column("team_id", _key(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", _folded(), nullable=False),
        sa.Column("name_sort", _folded(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_former_names_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_former_names")),
        sa.UniqueConstraint("team_id", "ends_on", name=op.f("uq_team_former_names_team_id_ends_on")),
    )
    with op.batch_alter_table("team_former_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_former_names_name_fold"), ["name_fold"], unique=False)


def _create_successions() -> None:
    op.create_table(
        "team_successions",
        sa.Column("id", _key(), nullable=False),
        sa.Column("from_team_id", _key(), nullable=False),
        sa.Column("to_team_id", _key(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("decision_id", _key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["team_decisions.id"],
            name=op.f("fk_team_successions_decision_id_team_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["from_team_id"], ["teams.id"], name=op.f("fk_team_successions_from_team_id_teams")
        ),
        sa.ForeignKeyConstraint(
            ["to_team_id"], ["teams.id"], name=op.f("fk_team_successions_to_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_successions")),
        sa.UniqueConstraint(
            "from_team_id",
            "to_team_id",
            "changed_on",
            name=op.f("uq_team_successions_from_team_id_to_team_id_changed_on"),
        ),
    )
    with op.batch_alter_table("team_successions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_successions_to_team_id"), ["to_team_id"], unique=False)


def _create_flags() -> None:
    op.create_table(
        "team_flags",
        sa.Column("id", _key(), nullable=False),
        sa.Column("team_id", _key(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", _key(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_team_flags_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_flags_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_flags")),
        sa.UniqueConstraint(
            "team_id", "reason", "since_on", name=op.f("uq_team_flags_team_id_reason_since_on")
        ),
    )
