"""The rows of the full-text index. On SQLite, where the index is a table beside them, both change together here.

Triggers would do the same, but within a trigger SQLite's index is written out after every single row, which takes four
times as long.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import search, search_words
from objectry.runtime.store import chunks
from objectry.runtime.store.chunks import among
from objectry.runtime.store.inserting import insert_rows

_INDEX = sa.insert(search_words).from_select(
    ["rowid", "words"],
    sa.select(search.c.number, search.c.words).where(
        search.c.number > sa.func.last_insert_rowid() - sa.bindparam("count")
    ),
)


def add(context: Context, entries: Sequence[Mapping[str, object]]) -> None:
    """Add entries: `object`, `field`, `record` and `words`."""
    if not entries:
        return
    if context.connection.dialect.name == "postgresql":  # its index is one of the table itself
        insert_rows(context, search, entries)
        return
    insert_rows(context, search, entries)
    # Nobody else writes meanwhile, so their numbers follow each other.
    context.connection.execute(_INDEX, {"count": len(entries)})


def remove_records(context: Context, records: Sequence[str], field: str | None = None) -> None:
    """Take out all entries of records, or those of one field."""
    meets = among(search.c.record)
    if field is not None:
        meets = sa.and_(meets, search.c.field == field)
    if context.connection.dialect.name == "sqlite":
        chunks.change(context, _forget(meets), records)
    chunks.change(context, sa.delete(search).where(meets), records)


def remove_field(context: Context, object_name: str, field: str) -> None:
    """Take out all entries of a field."""
    meets = sa.and_(search.c.object == object_name, search.c.field == field)
    if context.connection.dialect.name == "sqlite":
        context.connection.execute(_forget(meets))
    context.connection.execute(sa.delete(search).where(meets))


def _forget(meets: sa.ColumnElement[bool]) -> sa.Insert:
    """Tell SQLite's index which words are going: it keeps no copy of them."""
    gone = sa.select(sa.literal("delete"), search.c.number, search.c.words).where(meets)
    return sa.insert(search_words).from_select([search_words.name, "rowid", "words"], gone)
