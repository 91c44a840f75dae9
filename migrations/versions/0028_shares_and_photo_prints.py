"""The share of entries that spot-checks of a campaign take, and prints of photos spread over the picture."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "campaigns"
BOUNDS = "spot_check_percent BETWEEN 1 AND 100"
FIRST_PHOTO_PRINT = 2 << 60
AT_ONCE = 10_000
PRINTS = sa.sql.table(
    "entry_prints",
    sa.Column("value", sa.BigInteger()),
    sa.Column("activity_id", sa.BigInteger()),
    sa.Column("photo", sa.BigInteger()),
)
PHOTOS = sa.sql.table(
    "photos",
    sa.Column("activity_id", sa.BigInteger()),
    sa.Column("difference_hash", sa.BigInteger()),
    sa.Column("removed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("spot_check_percent", sa.Integer(), nullable=False, server_default="5"))
        table.create_check_constraint("spot_check_percent", BOUNDS)
    op.add_column("entry_prints", sa.Column("photo", sa.BigInteger(), nullable=True))
    make_prints_anew(spread_parts)


def downgrade() -> None:
    make_prints_anew(rows_of_bits)
    op.drop_column("entry_prints", "photo")
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint("spot_check_percent", type_="check")
        table.drop_column("spot_check_percent")


def spread_parts(photo: int) -> list[int]:
    bits = photo & ((1 << 64) - 1)
    parts = [0, 0, 0, 0]
    for place in range(64):
        band = (place // 8 + place) % 4
        parts[band] = parts[band] << 1 | bits >> place & 1
    return [band << 16 | part for band, part in enumerate(parts)]


def rows_of_bits(photo: int) -> list[int]:
    bits = photo & ((1 << 64) - 1)
    return [band << 16 | bits >> 16 * band & 0xFFFF for band in range(4)]


def make_prints_anew(marks_of) -> None:
    """Give the entries that have prints of photos those of other parts."""
    connection = op.get_bind()
    is_of_photo = PRINTS.c.value >= FIRST_PHOTO_PRINT
    shown = sa.select(PHOTOS.c.activity_id, PHOTOS.c.difference_hash).where(
        PHOTOS.c.difference_hash.is_not(None),
        PHOTOS.c.removed_at.is_(None),
        PHOTOS.c.activity_id.in_(sa.select(PRINTS.c.activity_id).where(is_of_photo)),
    )
    found: dict[tuple[int, int], set[int]] = {}
    for activity_id, photo in connection.execute(shown):
        for mark in marks_of(photo):
            found.setdefault((FIRST_PHOTO_PRINT | mark, activity_id), set()).add(photo)
    op.execute(PRINTS.delete().where(is_of_photo))
    rows = [{"value": value, "activity_id": activity_id} for value, activity_id in sorted(found)]
    if marks_of is spread_parts:
        for row in rows:
            photos = found[row["value"], row["activity_id"]]
            row["photo"] = min(photos) if len(photos) == 1 else None
    for first in range(0, len(rows), AT_ONCE):
        connection.execute(PRINTS.insert(), rows[first : first + AT_ONCE])
