"""Many new rows at once, column by column: SQLAlchemy's own way costs as much as the database itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from objectry.runtime.context import Context
from objectry.runtime.database.prepared import compile_for

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An INSERT as the driver takes it."""

    text: str
    columns: tuple[tuple[str, Convert | None], ...]
    """The columns in the order of their places, with what makes a driver's value of each."""
    named: bool
    """Whether the driver finds values by name instead of by place."""


def insert_rows(context: Context, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows to a table. All have the keys of the first."""
    if rows:
        insert_columns(context, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(
    context: Context, table: sa.Table, columns: Mapping[str, Sequence[object]]
) -> None:
    """Add rows to a table, given as the values of each column in the order of the rows."""
    names = tuple(columns)
    key = ("insert", table.name, names)
    prepared = context.state.memo.get(key, lambda: _prepare(context.connection, table, names))
    converted = [
        columns[name] if convert is None else [convert(value) for value in columns[name]]
        for name, convert in prepared.columns
    ]
    given: list[Any] = list(zip(*converted, strict=True))
    if prepared.named:
        order = [name for name, _ in prepared.columns]
        given = [dict(zip(order, row, strict=True)) for row in given]
    context.connection.exec_driver_sql(prepared.text, given)


def _prepare(connection: sa.Connection, table: sa.Table, names: tuple[str, ...]) -> _Prepared:
    dialect = connection.dialect
    compiled = compile_for(connection, sa.insert(table), column_keys=list(names))
    order = compiled.positiontup or list(names)
    columns = tuple(
        (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order
    )
    return _Prepared(str(compiled), columns, compiled.positiontup is None)
