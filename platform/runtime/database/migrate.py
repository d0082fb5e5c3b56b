"""Carry out a plan: tables, columns and indexes, in the same transaction as the metadata and their epoch."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations

from objectry.metadata.catalog import Catalog
from objectry.metadata.plan import AddField, AddIndex, AddObject, DropIndex, Plan
from objectry.metadata.problems import MetadataError, Place, Problem
from objectry.runtime import messages
from objectry.runtime.database import system_tables
from objectry.runtime.database.tables import Tables, field_columns, physical_name
from objectry.runtime.ids import new_ids


def install(connection: sa.Connection, operations: Operations, schema: str) -> None:
    """Make the system tables that are missing, and the columns that an older version did not have."""
    system_tables.SYSTEM.create_all(connection)
    for table, column in _missing_columns(connection):
        fresh = sa.Column(
            column.name,
            column.type,
            nullable=column.nullable,
            server_default=column.server_default,
        )
        operations.add_column(table, fresh, schema=schema or None)
    system_tables.create_search(connection)


def outdated(connection: sa.Connection) -> bool:
    """Tell whether an older version of the platform made the system tables."""
    schema = connection.get_execution_options().get("schema_translate_map", {}).get(None)
    found = set(sa.inspect(connection).get_table_names(schema))
    return bool(system_tables.SYSTEM.tables.keys() - found or _missing_columns(connection))


def _missing_columns(connection: sa.Connection) -> list[tuple[str, sa.Column[Any]]]:
    schema = connection.get_execution_options().get("schema_translate_map", {}).get(None)
    inspector = sa.inspect(connection)
    return [
        (table.name, column)
        for table in system_tables.SYSTEM.sorted_tables
        if inspector.has_table(table.name, schema=schema)
        for known in [{one["name"] for one in inspector.get_columns(table.name, schema=schema)}]
        for column in table.c
        if column.name not in known
    ]


def carry_out(
    connection: sa.Connection,
    operations: Operations,
    plan: Plan,
    catalog: Catalog,
    tables: Tables,
    schema: str,
) -> None:
    """Change the tables as the plan says. `tables` are those of `catalog`, the state that is aimed at."""
    _add_objects(
        connection, [a.object for a in plan.actions if isinstance(a, AddObject)], catalog, tables
    )
    for action in plan.actions:
        if isinstance(action, AddField):
            _add_field(connection, operations, catalog, tables, action, schema)
        elif isinstance(action, AddIndex):
            for index in _indexes(tables, action.object, action.field):
                _refuse_doubles(connection, action, index)
                index.create(connection)
        elif isinstance(action, DropIndex):
            prefix = "uq" if action.unique else "ix"
            name = physical_name(f"{prefix}_{action.object}_{action.field}")
            operations.drop_index(name, action.object, schema=schema or None)


def _add_objects(
    connection: sa.Connection, names: Iterable[str], catalog: Catalog, tables: Tables
) -> None:
    made = [tables.objects[name] for name in names]
    links = [
        tables.links[field.link]
        for name in names
        for field in catalog.objects[name].kept
        if field.link
    ]
    # Creating them together lets tables refer to each other: user ↔ department.
    tables.metadata.create_all(connection, tables=[*made, *links], checkfirst=False)


def _add_field(
    connection: sa.Connection,
    operations: Operations,
    catalog: Catalog,
    tables: Tables,
    action: AddField,
    schema: str,
) -> None:
    field = next(f for f in catalog.objects[action.object].kept if f.name == action.field)
    for column in field_columns(field, connection.dialect.name):
        operations.add_column(action.object, column, schema=schema or None)
    for index in _indexes(tables, action.object, action.field):
        index.create(connection)
    if field.link:
        tables.links[field.link].create(connection)


def _refuse_doubles(connection: sa.Connection, action: AddIndex, index: sa.Index) -> None:
    """Raise MetadataError when live records share a value that is to be unique."""
    if not action.unique or index.table is None:
        return
    table = index.table
    column = table.c[action.field]
    doubled = connection.execute(
        sa.select(column)
        .where(column.is_not(None), table.c.deleted_at.is_(None))
        .group_by(column)
        .having(sa.func.count() > 1)
        .limit(1)
    ).scalar()
    if doubled is not None:
        params = {"field": action.field, "value": str(doubled)}
        raise MetadataError([Problem(messages.VALUES_NOT_UNIQUE, Place(action.object), params)])


def _indexes(tables: Tables, object_name: str, field: str) -> list[sa.Index]:
    """The indexes of a field, found by their names."""
    names = {physical_name(f"{prefix}_{object_name}_{field}") for prefix in ("ix", "uq")}
    return [index for index in tables.objects[object_name].indexes if index.name in names]


def record_identities(connection: sa.Connection, catalog: Catalog, now: datetime) -> None:
    """Give everything new its lasting identity. What has gone keeps its row no longer, so a namesake starts afresh."""
    wanted = set(_paths(catalog))
    table = system_tables.identity
    rows = connection.execute(sa.select(table.c.id, table.c.kind, table.c.path)).all()
    known = {(row.kind, row.path): row.id for row in rows}
    gone = [known[key] for key in known.keys() - wanted]
    fresh = sorted(wanted - known.keys())
    if gone:
        connection.execute(sa.delete(table).where(table.c.id.in_(gone)))
    if fresh:
        connection.execute(
            sa.insert(table),
            [
                {"id": uid, "kind": kind, "path": path, "created_at": now}
                for uid, (kind, path) in zip(new_ids(len(fresh), now), fresh, strict=True)
            ],
        )


def _paths(catalog: Catalog) -> Iterable[tuple[str, str]]:
    for thing in catalog.objects.values():
        yield ("object", thing.name)
        for field in thing.kept:
            yield ("field", f"{thing.name}.{field.name}")
            for value in field.type.choices(field.definition):
                yield ("value", f"{thing.name}.{field.name}.{value}")
        for view in thing.list_views:
            yield ("list_view", f"{thing.name}.{view}")
    for kind in ("pack", "value_set", "layout", "profile", "role", "menu"):
        for name in getattr(catalog, f"{kind}s"):
            yield (kind, name)
