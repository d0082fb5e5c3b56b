"""Columns that get another name or more room, with all that goes by the name of their field."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from objectry.metadata.actions import RenameField, WidenField
from objectry.metadata.catalog import Column, Field, error_name
from objectry.metadata.column_types import MAX_DIGITS, ExactDecimal
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.whereabouts import Whereabouts
from objectry.runtime import messages
from objectry.runtime.database.schemas import placed, schema_of
from objectry.runtime.database.system_tables import (
    audit,
    cleared,
    counter,
    file_use,
    identity,
    search,
    tree,
)
from objectry.runtime.database.tables import Tables, physical_name

PAGE = 1_000
"""Entries of the audit trail that are in memory at the same time."""
IDENTITIES = ("field", "value")
"""The kinds of lasting identities that go by the name of their field."""


def widen(
    connection: sa.Connection,
    tables: Tables,
    field: Field,
    action: WidenField,
    places: Whereabouts,
) -> None:
    """Give stored values more room. SQLite keeps decimals as whole numbers of the smallest unit, which gets smaller.

    Raises MetadataError when a number has too many digits for that.
    """
    table = tables.objects[field.object]
    names = connection.dialect.identifier_preparer
    where = placed(connection, table.name)
    for column in (table.c[one.name] for one in field.columns):
        if isinstance(column.type, ExactDecimal):
            _refuse_too_large(connection, field, column, action.places, places)
        name = names.quote(column.name)
        if connection.dialect.name == "postgresql":
            kind = column.type.compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {where} ALTER COLUMN {name} TYPE {kind}")
        elif isinstance(column.type, ExactDecimal):
            units = sa.type_coerce(column, sa.BigInteger())
            connection.execute(sa.update(table).values({column: units * 10**action.places}))


def _refuse_too_large(
    connection: sa.Connection,
    field: Field,
    column: sa.Column[Any],
    gained: int,
    places: Whereabouts,
) -> None:
    assert isinstance(column.type, ExactDecimal)
    digits = MAX_DIGITS - column.type.scale
    # What is stored has the old scale still: whole numbers of its units on SQLite, the number itself on PostgreSQL.
    on_sqlite = connection.dialect.name == "sqlite"
    stored = sa.type_coerce(column, sa.BigInteger() if on_sqlite else sa.Numeric())
    limit = 10 ** (MAX_DIGITS - gained if on_sqlite else digits)
    count = connection.execute(
        sa.select(sa.func.count()).select_from(column.table).where(sa.func.abs(stored) >= limit)
    ).scalar_one()
    if count:
        params = {"field": field.name, "count": count, "digits": digits}
        place = places.field(field.object, field.name, "scale")
        raise MetadataError([Problem(messages.NUMBERS_TOO_LARGE, place, params)])


def rename(connection: sa.Connection, tables: Tables, field: Field, action: RenameField) -> None:
    """Give the columns, the link table and the platform's own notes of a field its new name. Indexes are made anew."""
    names = connection.dialect.identifier_preparer
    table = tables.objects[field.object]
    for column in _held(connection, table, field, action.before):
        old = names.quote(action.before + column.name.removeprefix(field.name))
        connection.exec_driver_sql(
            f"ALTER TABLE {placed(connection, table.name)}"
            f" RENAME COLUMN {old} TO {names.quote(column.name)}"
        )
    if connection.dialect.name == "postgresql":
        _rename_keys(connection, table, field)
    if field.link:
        old_name = physical_name(f"{field.object}__{action.before}")
        link = tables.links[field.link]
        link.create(connection)
        former = sa.table(old_name, *(sa.column(column.name, column.type) for column in link.c))
        in_order = [column.name for column in link.c]
        connection.execute(sa.insert(link).from_select(in_order, sa.select(former)))
        connection.exec_driver_sql(f"DROP TABLE {placed(connection, old_name)}")
    _rename_notes(connection, field.object, action.before, field.name)
    _rename_history(connection, field.object, action.before, field.name)


def _held(
    connection: sa.Connection, table: sa.Table, field: Field, before: str
) -> Iterator[Column]:
    """The columns of a field that are there under its former name. A computed field may have had none, or others."""
    if field.computation is None:
        yield from field.columns
        return
    found = {
        one["name"]
        for one in sa.inspect(connection).get_columns(table.name, schema_of(connection))
    }
    for name in (field.name, error_name(field.name)):
        if before + name.removeprefix(field.name) in found:
            yield Column(name, sa.Text())


def _rename_keys(connection: sa.Connection, table: sa.Table, field: Field) -> None:
    """A foreign key is named after its column: another field may get the old name one day, and a key with it."""
    schema = schema_of(connection)
    names = connection.dialect.identifier_preparer
    known = {
        tuple(key["constrained_columns"]): key["name"]
        for key in sa.inspect(connection).get_foreign_keys(table.name, schema)
    }
    for column in field.columns:
        for key in table.c[column.name].foreign_keys:
            assert key.constraint is not None
            old = names.quote(str(known[(column.name,)]))
            new = names.format_constraint(key.constraint)
            connection.exec_driver_sql(
                f"ALTER TABLE {placed(connection, table.name)} RENAME CONSTRAINT {old} TO {new}"
            )


def _rename_notes(connection: sa.Connection, owner: str, before: str, after: str) -> None:
    old, new = f"{owner}.{before}", f"{owner}.{after}"
    for table in (tree, cleared, file_use):
        connection.execute(sa.update(table).where(table.c.field == old).values(field=new))
    connection.execute(
        sa.update(search)
        .where(search.c.object == owner, search.c.field == before)
        .values(field=after)
    )
    # A list view or a layout may have the name of the field.
    named = identity.c.kind.in_(IDENTITIES)
    for column, mark, among in (
        (counter.c.field, ":", sa.true()),
        (identity.c.path, ".", named),
    ):
        begins = sa.or_(column == old, column.startswith(old + mark, autoescape=True))
        rest = sa.func.substr(column, len(old) + 1)
        renamed = sa.update(column.table).where(begins, among).values({column: new + rest})
        connection.execute(renamed)


def _rename_history(connection: sa.Connection, owner: str, before: str, after: str) -> None:
    """Old and new values stay in the history of their field."""
    named = (
        sa.select(audit.c.number, audit.c.changes)
        .where(audit.c.object == owner, audit.c.changes.contains(f'"{before}"', autoescape=True))
        .order_by(audit.c.number)
        .limit(PAGE)
    )
    write = (
        sa.update(audit)
        .where(audit.c.number == sa.bindparam("entry"))
        .values(changes=sa.bindparam("said"))
    )
    page = connection.execute(named).all()
    while page:
        said = [
            {"entry": row.number, "said": _renamed(row.changes, before, after)} for row in page
        ]
        connection.execute(write, said)
        page = connection.execute(named.where(audit.c.number > page[-1].number)).all()


def _renamed(changes: str, before: str, after: str) -> str:
    found = json.loads(changes)
    named = {after if name == before else name: change for name, change in found.items()}
    return json.dumps(named, ensure_ascii=False)
