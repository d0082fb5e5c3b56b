"""Carry out a plan: tables, columns and indexes, in the same transaction as the metadata and their epoch."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry.metadata.actions import (
    AddField,
    AddIndex,
    AddObject,
    DropIndex,
    RenameField,
    ReshapeField,
    WidenField,
)
from objectry.metadata.catalog import Catalog, Field, error_name, value_columns
from objectry.metadata.plan import Proposal
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.whereabouts import Whereabouts
from objectry.runtime import messages
from objectry.runtime.database import system_tables
from objectry.runtime.database.formula_helpers import helpers_outdated, install_helpers
from objectry.runtime.database.reshaping import rename, widen
from objectry.runtime.database.schemas import placed, schema_of
from objectry.runtime.database.tables import Tables, build, physical_name
from objectry.runtime.ids import new_ids


def install(connection: sa.Connection) -> None:
    """Make the system tables that are missing, and the columns that an older version did not have."""
    system_tables.SYSTEM.create_all(connection)
    for column in _missing_columns(connection):
        _add_column(connection, column)
    system_tables.create_search(connection)
    install_helpers(connection)


def outdated(connection: sa.Connection) -> bool:
    """Tell whether an older version of the platform made the system tables."""
    schema = schema_of(connection)
    found = set(sa.inspect(connection).get_table_names(schema))
    return bool(
        system_tables.SYSTEM.tables.keys() - found
        or _missing_columns(connection)
        or _triggers(connection)
        or helpers_outdated(connection)
    )


def _triggers(connection: sa.Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    names = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    found = connection.execute(names).scalars()
    return [name for name in found if name in system_tables.SEARCH_TRIGGERS]


def _missing_columns(connection: sa.Connection) -> list[sa.Column[Any]]:
    schema = schema_of(connection)
    inspector = sa.inspect(connection)
    return [
        column
        for table in system_tables.SYSTEM.sorted_tables
        if inspector.has_table(table.name, schema=schema)
        for known in [{one["name"] for one in inspector.get_columns(table.name, schema=schema)}]
        for column in table.c
        if column.name not in known
    ]


def carry_out(connection: sa.Connection, proposal: Proposal) -> Tables:
    """Change the tables as the plan says, and answer them. Raises MetadataError when the data do not allow it."""
    plan, catalog = proposal.plan, proposal.catalog
    tables = build(catalog, connection.dialect.name)
    _add_objects(
        connection, [a.object for a in plan.actions if isinstance(a, AddObject)], catalog, tables
    )
    for action in plan.actions:
        if isinstance(action, AddField):
            _add_field(connection, proposal, tables, action)
        elif isinstance(action, RenameField):
            tables.referred(catalog.objects[action.object])
            rename(connection, tables, _kept(catalog, action.object, action.field), action)
        elif isinstance(action, ReshapeField):
            _reshape(connection, tables, _kept(catalog, action.object, action.field))
        elif isinstance(action, WidenField):
            field = _kept(catalog, action.object, action.field)
            widen(connection, tables, field, action, proposal.places)
        elif isinstance(action, AddIndex):
            for index in _indexes(tables, action.object, action.field):
                index.create(connection)
        elif isinstance(action, DropIndex):
            prefix = "uq" if action.unique else "ix"
            name = physical_name(f"{prefix}_{action.object}_{action.field}")
            connection.exec_driver_sql(f"DROP INDEX {placed(connection, name)}")
    return tables


def _kept(catalog: Catalog, object_name: str, field: str) -> Field:
    return next(one for one in catalog.objects[object_name].kept if one.name == field)


def _add_objects(
    connection: sa.Connection, names: Sequence[str], catalog: Catalog, tables: Tables
) -> None:
    made = [tables.objects[name] for name in names]
    links = [
        tables.links[field.link]
        for name in names
        for field in catalog.objects[name].kept
        if field.link
    ]
    for name in names:
        tables.referred(catalog.objects[name])
    # Creating them together lets tables refer to each other: user ↔ department.
    tables.metadata.create_all(connection, tables=[*made, *links], checkfirst=False)


def _add_field(
    connection: sa.Connection, proposal: Proposal, tables: Tables, action: AddField
) -> None:
    """A new field is empty in the records that there are: nobody has given it a value yet."""
    catalog = proposal.catalog
    field = _kept(catalog, action.object, action.field)
    if field.relation and field.relation.owning:
        _refuse_masterless(connection, tables.objects[action.object], field, proposal.places)
    tables.referred(catalog.objects[action.object])
    for column in value_columns(field):
        _add_column(connection, tables.objects[action.object].c[column.name])
    for index in _indexes(tables, action.object, action.field):
        index.create(connection)
    if field.link:
        tables.links[field.link].create(connection)


def _reshape(connection: sa.Connection, tables: Tables, field: Field) -> None:
    """Give a computed field the columns that its values have now, all of them empty."""
    table = tables.objects[field.object]
    names = connection.dialect.identifier_preparer
    found = {
        one["name"]
        for one in sa.inspect(connection).get_columns(table.name, schema_of(connection))
    }
    for name in (field.name, error_name(field.name)):
        if name in found:
            where = placed(connection, table.name)
            connection.exec_driver_sql(f"ALTER TABLE {where} DROP COLUMN {names.quote(name)}")
    for column in value_columns(field):
        _add_column(connection, table.c[column.name])


def _refuse_masterless(
    connection: sa.Connection, table: sa.Table, field: Field, places: Whereabouts
) -> None:
    """Raise MetadataError when there are records: nobody can tell which masters they belong to."""
    if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
        params = {"object": field.object, "field": field.name}
        place = places.field(field.object, field.name)
        raise MetadataError([Problem(messages.MASTER_FOR_RECORDS, place, params)])


def _add_column(connection: sa.Connection, column: sa.Column[Any]) -> None:
    """Add a column with its foreign key, which SQLite takes together with the column only."""
    names = connection.dialect.identifier_preparer
    parts = [f"ALTER TABLE {placed(connection, column.table.name)} ADD COLUMN"]
    parts.append(str(sa.schema.CreateColumn(column).compile(dialect=connection.dialect)))
    for key in column.foreign_keys:
        assert key.constraint is not None
        parts.append(f"CONSTRAINT {names.format_constraint(key.constraint)} REFERENCES")
        parts.append(f"{placed(connection, key.column.table.name)} ({names.quote('id')})")
    connection.exec_driver_sql(" ".join(parts))


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
        for view in catalog.list_views[thing.name]:
            yield ("list_view", f"{thing.name}.{view}")
    for kind, definitions in catalog.definitions.items():
        for name in definitions:
            yield (kind, name)
