"""The column types that every table shares."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Integer, String, Text, TextClause, TypeDecorator, text

# SQLite counts up by itself only in a column declared INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator):
    """A moment: aware UTC in Python, timestamptz on PostgreSQL, naive UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment must carry its time zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CodeList(TypeDecorator):
    """A short tuple of register codes, kept as ",payment,safety," so that one code can be looked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, _dialect) -> str | None:
        return None if value is None else f",{','.join(value)},"

    def process_result_value(self, value: str | None, _dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(code for code in value.split(",") if code)


class ByteOrdered(TypeDecorator):
    """ASCII text compared byte by byte on every database: folded names, sort keys, paths, codes."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect):
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(self.impl.length, collation=collation))


def only_where(condition: str, *, on_sqlite: str | None = None) -> dict[str, TextClause]:
    """Return what makes an index hold only some rows.

    A statement finds it by asking in the same words, and SQLAlchemy asks for a boolean on SQLite as "… = 1".
    """
    return {"postgresql_where": text(condition), "sqlite_where": text(on_sqlite or condition)}
