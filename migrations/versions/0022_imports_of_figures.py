"""Figures of other systems can be imported."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = "'hamlets', 'teams', 'members', 'staff', 'completions'"
NAME = "ck_imports_kind"


def upgrade() -> None:
    _let_kinds_be(f"{BEFORE}, 'figures'")


def downgrade() -> None:
    op.execute("DELETE FROM imports WHERE kind = 'figures'")
    _let_kinds_be(BEFORE)


def _let_kinds_be(kinds: str) -> None:
    # SQLite drops a constraint only by writing the table anew.
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NAME), type_="check")
        batch_op.create_check_constraint(batch_op.f(NAME), f"kind IN ({kinds})")
