"""Statements about many records at once, sent in pieces that every database takes."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from objectry.runtime.context import Context

CHUNK = 5_000
"""Values in one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535."""


def among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of the values that `rows` is given."""
    return column.in_(sa.bindparam("among", expanding=True, type_=column.type))


def rows(
    context: Context,
    statement: sa.Select[Any],
    values: Collection[Any],
    given: Mapping[str, Any] | None = None,
) -> Iterator[Any]:
    """The rows of a statement with an `among` in it, for each of the values once."""
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), CHUNK):
        piece = {**(given or {}), "among": wanted[start : start + CHUNK]}
        yield from context.connection.execute(statement, piece).all()


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
