"""Statements that are sent again and again: written out once, and then handed to the driver as they are.

SQLAlchemy makes an execution context, a result and rows for every statement that it sends, which takes longer than SQLite
needs to find a record (measured in docs/performance.md). What it knows of the dialect and of types is used here too, but
once for each statement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A value that the driver is handed."""

    name: str
    value: Any
    """What it is unless the caller gives another one, in the driver's form."""
    convert: Convert | None
    """What makes the driver's form of the caller's value."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement in the words of one dialect, for one schema."""

    text: str
    parameters: tuple[_Parameter, ...]
    given: tuple[Any, ...]
    """The values as the query had them: formulas that SQLite calls by number live as long as somebody holds them."""
    named: bool
    """Whether the driver finds values by name instead of by place."""


class Prepared:
    """A query that is asked many times, by one organisation."""

    def __init__(self, statement: sa.Select[Any]) -> None:
        self._form: sa.Select[Any] | _Written = statement
        """The query, until it is written: its words take a tenth of the memory, and are all that is needed then."""
        self._types = tuple(one["type"] for one in statement.column_descriptions)
        self._converts: tuple[tuple[int, Convert], ...] | None = None

    def fetch(self, connection: sa.Connection, given: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, as tuples. Raises what SQLAlchemy would raise."""
        form = self._form
        written = form if isinstance(form, _Written) else self._write(form, connection)
        values = [
            (one.value if one.name not in given else
             given[one.name] if one.convert is None else one.convert(given[one.name]))
            for one in written.parameters
        ]  # fmt: skip
        sent: Any = values
        if written.named:
            names = (one.name for one in written.parameters)
            sent = dict(zip(names, values, strict=True))
        error_type = connection.dialect.loaded_dbapi.Error
        cursor = connection.connection.cursor()
        try:
            cursor.execute(written.text, sent)
            found = cursor.fetchall()
            if self._converts is None:
                self._converts = self._converting(connection.dialect, cursor.description)
        except error_type as error:
            raise DBAPIError.instance(
                written.text, sent, error, error_type, dialect=connection.dialect
            ) from error
        finally:
            cursor.close()
        return [self._converted(row) for row in found] if self._converts else found

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, convert in self._converts or ():
            values[at] = convert(values[at])
        return tuple(values)

    def _write(self, statement: sa.Select[Any], connection: sa.Connection) -> _Written:
        compiled = compile_for(connection, statement)
        assert not compiled.escaped_bind_names
        whole = compiled.construct_expanded_state(compiled.construct_params(_check=False))
        parameters: list[_Parameter] = []
        for name in whole.positiontup or whole.parameters:
            convert: Any = whole.processors.get(name)
            if name in compiled.binds:
                kind = compiled.binds[name].type.dialect_impl(connection.dialect)
                convert = kind.bind_processor(connection.dialect)
            value = whole.parameters[name]
            stored = value if convert is None or value is None else convert(value)
            parameters.append(_Parameter(name, stored, convert))
        given = tuple(whole.parameters.values())
        written = _Written(whole.statement, tuple(parameters), given, not compiled.positional)
        self._form = written
        return written

    def _converting(
        self, dialect: sa.Dialect, description: Sequence[Sequence[Any]]
    ) -> tuple[tuple[int, Convert], ...]:
        """What makes Python values of those of the driver, by place."""
        found = (
            (at, kind.dialect_impl(dialect).result_processor(dialect, described[1]))
            for at, (kind, described) in enumerate(zip(self._types, description, strict=True))
        )
        return tuple((at, convert) for at, convert in found if convert is not None)


def compile_for(
    connection: sa.Connection, statement: sa.ClauseElement, **options: Any
) -> SQLCompiler:
    """A statement in the words of the connection's dialect, for the schema that it is pointed at."""
    schemas = connection.get_execution_options().get("schema_translate_map")
    compiled = statement.compile(
        dialect=connection.dialect,
        schema_translate_map=schemas,
        render_schema_translate=schemas is not None,
        **options,
    )
    assert isinstance(compiled, SQLCompiler)
    return compiled


def fetch(
    connection: sa.Connection, statement: sa.Select[Any] | Prepared, given: Mapping[str, Any]
) -> Sequence[Any]:
    """The rows of a query, whether it is kept or asked this once."""
    if isinstance(statement, Prepared):
        return statement.fetch(connection, given)
    return connection.execute(statement, dict(given)).all()
