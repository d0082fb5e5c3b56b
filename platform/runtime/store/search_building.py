"""The full-text index as a whole: built when a field becomes searchable, and compared with the records by the doctor."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import search
from objectry.runtime.store import search_entries
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.search_index import words

PAGE = 500
"""Records that are in memory at the same time: their texts may be long."""


def build(context: Context, field: Field) -> None:
    """Put the field's words of all live records into the index, in the place of any that it has."""
    clear(context, field)
    for page in _pages(context, [field]):
        entries = [
            {"object": field.object, "field": field.name, "record": row.id, "words": found}
            for row in page
            if (found := words(field, _value(field, row)))
        ]
        search_entries.add(context, entries)


def clear(context: Context, field: Field) -> None:
    """Take the field out of the index."""
    search_entries.remove_field(context, field.object, field.name)


def differences(context: Context, thing: Object) -> int:
    """How many words of the object's live records the index lacks, has otherwise, or has without a reason."""
    fields = [field for field in thing.kept if field.searched]
    names = [field.name for field in fields]
    own = search.c.object == thing.name
    strange = sa.select(sa.func.count()).where(own, search.c.field.not_in(names))
    count: int = context.connection.execute(strange).scalar_one()
    if not fields:
        return count
    indexed = sa.select(search.c.record, search.c.field, search.c.words).where(
        own, search.c.field.in_(names), among(search.c.record)
    )
    for page in _pages(context, fields):
        due = {
            (row.id, field.name, found)
            for row in page
            for field in fields
            if (found := words(field, _value(field, row)))
        }
        there = [tuple(row) for row in rows(context, indexed, [row.id for row in page])]
        wrong = {entry[:2] for entry in due.symmetric_difference(there)}
        count += len(wrong) + len(there) - len(set(there))
    return count


def _pages(context: Context, fields: Sequence[Field]) -> Iterator[Sequence[Any]]:
    """The columns of some fields of all live records, one page after the other."""
    table = context.state.tables.objects[fields[0].object]
    columns = [table.c[column.name] for field in fields for column in field.columns]
    statement = (
        sa.select(table.c.id, *columns)
        .where(table.c.deleted_at.is_(None))
        .order_by(table.c.id)
        .limit(PAGE)
    )
    page = context.connection.execute(statement).all()
    while page:
        yield page
        page = context.connection.execute(statement.where(table.c.id > page[-1].id)).all()


def _value(field: Field, row: Any) -> Any:
    stored = [row._mapping[column.name] for column in field.columns]
    return field.type.from_columns(stored, field.definition)
