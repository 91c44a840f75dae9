"""How visits ended by skill, and trainings that were completed online."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = "'hamlets', 'teams', 'members', 'staff'"
BY_DAY = """
UPDATE tallies SET {sums} WHERE grain = 'day' AND skill <> ''
"""
OF_DAY = """
{part} = coalesce((
    SELECT sum(a.{part}) FROM activities a
    WHERE a.team_id = tallies.team_id AND a.occurred_on = tallies.starts_on
        AND a.commune_id = tallies.commune_id AND a.status = 'approved'
        AND replace(a.skills, '_', '-') LIKE '%,' || replace(tallies.skill, '_', '-') || ',%'
), 0)
"""
BY_MONTH = """
UPDATE tallies SET {sums} WHERE grain = 'month' AND skill <> ''
"""
OF_MONTH = """
{part} = coalesce((
    SELECT sum(d.{part}) FROM tallies d
    WHERE d.commune_id = tallies.commune_id AND d.grain = 'day' AND d.skill = tallies.skill
        AND d.team_id = tallies.team_id AND d.starts_on >= tallies.starts_on
        AND substr(CAST(d.starts_on AS TEXT), 1, 7) = substr(CAST(tallies.starts_on AS TEXT), 1, 7)
), 0)
"""
PARTS = ("alone", "together", "shown")


def upgrade():
    with op.batch_alter_table("training_completions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provider", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("certificate", sa.Text(), nullable=True))
    _let_kinds_be(f"{KINDS}, 'completions'")
    for statement, part in ((BY_DAY, OF_DAY), (BY_MONTH, OF_MONTH)):
        op.execute(statement.format(sums=", ".join(part.format(part=name) for name in PARTS)))


def downgrade():
    op.execute(f"UPDATE tallies SET {', '.join(f'{name} = 0' for name in PARTS)} WHERE skill <> ''")
    op.execute("DELETE FROM imports WHERE kind = 'completions'")
    _let_kinds_be(KINDS)
    with op.batch_alter_table("training_completions", schema=None) as batch_op:
        batch_op.drop_column("certificate")
        batch_op.drop_column("provider")


def _let_kinds_be(kinds):
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_imports_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_imports_kind"), f"kind IN ({kinds})")
