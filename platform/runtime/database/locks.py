"""Locks with a name, held until the end of a transaction. SQLite has one writer at a time and needs none."""

from typing import Any

import sqlalchemy as sa

from objectry.runtime.database.schemas import schema_of


def _statement(lock: str) -> sa.Select[Any]:
    schema = sa.func.coalesce(sa.bindparam("schema", type_=sa.Text), sa.func.current_schema())
    name = schema + sa.bindparam("name", type_=sa.Text)
    return sa.select(getattr(sa.func, lock)(sa.func.hashtextextended(name, 0)))


_ALONE = _statement("pg_advisory_xact_lock")
_TOGETHER = _statement("pg_advisory_xact_lock_shared")


def hold(connection: sa.Connection, name: str) -> None:
    """Wait until nobody else in the organisation holds the name, alone or together with others, and hold it."""
    _hold(connection, _ALONE, name)


def share(connection: sa.Connection, name: str) -> None:
    """Hold a name together with others who share it, when nobody holds it alone."""
    _hold(connection, _TOGETHER, name)


def _hold(connection: sa.Connection, statement: sa.Select[Any], name: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(statement, {"schema": schema_of(connection), "name": f" {name}"})
