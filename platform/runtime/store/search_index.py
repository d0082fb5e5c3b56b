"""The full-text index: one row for each searchable field of a record, kept in the transaction that changes it."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import search
from objectry.runtime.store.read import CHUNK, reachable
from objectry.runtime.store.search_text import is_word, search_text

WINDOW = 200
"""Matches that are looked at together."""
SCANNED = 4_000
"""Matches that a search looks at before it gives up finding records that the user may see."""


def put(
    context: Context, thing: Object, records: Mapping[str, Mapping[str, Any]], new: bool
) -> None:
    """Index the searchable values among those given, by record and field. None takes a value out."""
    fields = [field for field in thing.fields.values() if field.definition.searchable]
    if not fields:
        return
    rows = [
        {"object": thing.name, "field": field.name, "record": record, "words": words}
        for record, values in records.items()
        for field in fields
        if field.name in values and (words := _words(field, values[field.name]))
    ]
    if not new:
        for field in fields:
            touched = [record for record, values in records.items() if field.name in values]
            _delete(context, touched, field.name)
    if rows:
        context.connection.execute(sa.insert(search), rows)


def drop(context: Context, records: Sequence[str]) -> None:
    """Take records out of the index."""
    _delete(context, records, None)


def _words(field: Field, value: Any) -> str:
    return "" if value is None else search_text(field.type.search_words(value, field.definition))


def _delete(context: Context, records: Sequence[str], field: str | None) -> None:
    statement = sa.delete(search).where(search.c.record.in_(sa.bindparam("ids", expanding=True)))
    if field is not None:
        statement = statement.where(search.c.field == field)
    for start in range(0, len(records), CHUNK):
        context.connection.execute(statement, {"ids": list(records[start : start + CHUNK])})


def matches(
    context: Context, access: Access, things: Sequence[Object], text: str, limit: int
) -> list[tuple[str, str]]:
    """Records, as object and ID, in which a readable field holds the words of `text` as a phrase; latest first."""
    tokens = search_text(text).split()
    if not tokens:
        return []
    by_name = {thing.name: thing for thing in things if "read" in access.on(thing).actions}
    found: list[tuple[str, str]] = []
    before: int | None = None
    scanned = 0
    while len(found) < limit and scanned < SCANNED:
        rows = _window(context, tokens, sorted(by_name), before)
        for record in _visible(context, access, by_name, rows):
            if record not in found:
                found.append(record)
        if len(rows) < WINDOW:
            break
        before, scanned = rows[-1].number, scanned + len(rows)
    return found[:limit]


def _window(
    context: Context, tokens: Sequence[str], objects: Sequence[str], before: int | None
) -> Sequence[Any]:
    statement: sa.Select[Any] = sa.select(
        search.c.number, search.c.object, search.c.field, search.c.record
    )
    if context.connection.dialect.name == "sqlite":
        # The tokens hold letters and digits only, so the quotes cannot be left.
        index = sa.table(
            "sys_search_words", sa.column("rowid", sa.Integer), sa.column("sys_search_words")
        )
        phrase = '"' + " ".join(tokens) + '"' + (" *" if is_word(tokens[-1]) else "")
        statement = (
            statement.select_from(index)
            .join(search, search.c.number == index.c.rowid)
            .where(index.c.sys_search_words.op("MATCH")(phrase))
            .order_by(index.c.rowid.desc())
        )
        place: sa.ColumnElement[Any] = index.c.rowid
    else:
        last = tokens[-1] + (":*" if is_word(tokens[-1]) else "")
        phrase = " <-> ".join([*tokens[:-1], last])
        vector = sa.func.to_tsvector(sa.literal_column("'simple'"), search.c.words)
        query = sa.func.to_tsquery(sa.literal_column("'simple'"), phrase)
        statement = statement.where(vector.op("@@")(query)).order_by(search.c.number.desc())
        place = search.c.number
    statement = statement.where(search.c.object.in_(objects))
    if before is not None:
        statement = statement.where(place < before)
    return context.connection.execute(statement.limit(WINDOW)).all()


def _visible(
    context: Context, access: Access, things: Mapping[str, Object], rows: Sequence[Any]
) -> list[tuple[str, str]]:
    """The records of matches that the user may see, found in fields that the user may read."""
    asked: dict[str, list[str]] = {}
    for row in rows:
        if row.field in access.on(things[row.object]).readable:
            asked.setdefault(row.object, []).append(row.record)
    seen = {
        (name, record)
        for name, ids in asked.items()
        for record in reachable(context, access, things[name], "read", ids)
    }
    return [
        (row.object, row.record)
        for row in rows
        if (row.object, row.record) in seen and row.field in access.on(things[row.object]).readable
    ]
