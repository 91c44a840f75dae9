"""The condition that a column is one of many ids, in the form that each database is quickest with."""

from collections.abc import Collection

from sqlalchemy import ARRAY, BigInteger, Boolean, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement):
    """A column, the ids as an array, and the condition in the words of every database."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against=None):
        """Stand as it is: SQLite would compare a function with 1, and find no index for that."""
        return self


def among(column: ColumnElement[int], ids: Collection[int] | str) -> _Among:
    """Return the condition that the column is one of the ids, which may be named as a parameter to be given.

    `column.in_` makes a parameter of each id, and PostgreSQL's driver takes a statement of so many apart anew
    each time: for a province's communes that costs more than to run it. So there they are a single value.
    """
    named, values, is_unique = (ids, None, False) if isinstance(ids, str) else (None, list(ids), True)
    array = bindparam(named, values, type_=ARRAY(BigInteger), unique=is_unique, required=values is None)
    return _Among(column, array, column.in_(values if named is None else bindparam(named, expanding=True)))


@compiles(_Among)
def _in_list(element: _Among, compiler, **kw) -> str:
    _column, _array, listed = element.clauses
    return compiler.process(listed, **kw)


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler, **kw) -> str:
    column, array, _listed = element.clauses
    return f"{compiler.process(column, **kw)} = ANY ({compiler.process(array, **kw)})"
