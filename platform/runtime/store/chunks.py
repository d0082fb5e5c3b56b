"""Statements about many records at once, sent in pieces that every database takes."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared, fetch

CHUNK = 5_000
"""Values that one statement is about: what they take on the way is bounded."""


class Many(TypeDecorator[Collection[Any]]):
    """Values of one type as a single parameter: an array on PostgreSQL, JSON on SQLite.

    A list of parameters would make another statement for each number of values, to be written and prepared anew.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, inner: TypeEngine[Any]) -> None:
        super().__init__()
        self.inner = inner

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the parameter."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(self.inner))
        return dialect.type_descriptor(sa.Text())

    def bind_processor(self, dialect: Dialect) -> Any:
        """What makes the parameter of the values."""
        if dialect.name == "postgresql":
            return super().bind_processor(dialect)
        stored = self.inner.dialect_impl(dialect).bind_processor(dialect)
        if stored is None:
            return lambda values: json.dumps(values, ensure_ascii=False)
        return lambda values: json.dumps([stored(one) for one in values], ensure_ascii=False)


class _Among(sa.sql.expression.FunctionElement[bool]):
    """A column and the parameter with the values that it may have."""

    type = sa.Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:
        """The condition itself: to SQLAlchemy a function is a number on SQLite, to be compared with 1."""
        return self


@compiles(_Among, "sqlite")
def _among_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


def among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of the values that `rows` is given."""
    return _Among(column, sa.bindparam("among", type_=Many(column.type)))


def rows(
    context: Context,
    statement: sa.Select[Any] | Prepared,
    values: Collection[Any],
    given: Mapping[str, Any] | None = None,
) -> Iterator[Any]:
    """The rows of a statement with an `among` in it, for each of the values once. Those of a prepared one are tuples."""
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), CHUNK):
        piece = {**(given or {}), "among": wanted[start : start + CHUNK]}
        yield from fetch(context.connection, statement, piece)


def change(
    context: Context,
    statement: sa.Delete | sa.Insert | sa.Update,
    values: Collection[Any],
    given: Mapping[str, Any] | None = None,
) -> None:
    """Carry out a change with an `among` in it, for each of the values once."""
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), CHUNK):
        piece = {**(given or {}), "among": wanted[start : start + CHUNK]}
        context.connection.execute(statement, piece)
