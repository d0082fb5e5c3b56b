"""The full-text index: one row for each searchable field of a record, kept in the transaction that changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import search
from objectry.runtime.store import chunks
from objectry.runtime.store.chunks import among
from objectry.runtime.store.read import visible
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
    statement = sa.delete(search).where(among(search.c.record))
    if field is not None:
        statement = statement.where(search.c.field == field)
    chunks.delete(context, statement, records)


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a search found."""

    thing: str
    """The name of its object."""
    id: str
    name: Any
    """None where the user may see the record but not the field that names it."""


def matches(
    context: Context, access: Access, things: Sequence[Object], text: str, limit: int
) -> list[Match]:
    """Records in which a readable field holds the words of `text` as a phrase, latest first."""
    tokens = search_text(text).split()
    by_name = {thing.name: thing for thing in things if "read" in access.on(thing).actions}
    if not tokens or not by_name:
        return []
    found: dict[tuple[str, str], Match] = {}
    before: int | None = None
    scanned, size = 0, min(2 * limit, WINDOW)  # most users see a good part of what they look for
    while len(found) < limit and scanned < SCANNED:
        rows = _window(context, tokens, tuple(sorted(by_name)), before, size)
        for match in _visible(context, access, by_name, rows):
            found.setdefault((match.thing, match.id), match)
        if len(rows) < size:
            break
        before, scanned, size = rows[-1].number, scanned + len(rows), WINDOW
    return list(found.values())[:limit]


def _window(
    context: Context,
    tokens: Sequence[str],
    objects: tuple[str, ...],
    before: int | None,
    size: int,
) -> Sequence[Any]:
    sqlite = context.connection.dialect.name == "sqlite"
    key = ("search", objects, before is None)
    statement = context.state.memo.get(
        key, lambda: (_fts5 if sqlite else _tsvector)(objects, before is not None)
    )
    given = {"phrase": _fts5_phrase(tokens) if sqlite else _tsquery(tokens), "size": size}
    if before is not None:
        given["before"] = before
    return context.connection.execute(statement, given).all()


def _fts5(objects: tuple[str, ...], goes_on: bool) -> sa.Select[Any]:
    """A window on SQLite, whose index is a table of its own."""
    index = sa.table(
        "sys_search_words", sa.column("rowid", sa.Integer), sa.column("sys_search_words")
    )
    statement = (
        sa.select(*_SHOWN)
        .select_from(index)
        .join(search, search.c.number == index.c.rowid)
        .where(index.c.sys_search_words.op("MATCH")(sa.bindparam("phrase")))
        .order_by(index.c.rowid.desc())
    )
    return _cut(statement, index.c.rowid, objects, goes_on)


def _tsvector(objects: tuple[str, ...], goes_on: bool) -> sa.Select[Any]:
    """A window on PostgreSQL."""
    simple: sa.ColumnElement[str] = sa.literal_column("'simple'")
    vector = sa.func.to_tsvector(simple, search.c.words)
    asked = sa.func.to_tsquery(simple, sa.bindparam("phrase", type_=sa.Text))
    statement = sa.select(*_SHOWN).where(vector.op("@@")(asked)).order_by(search.c.number.desc())
    return _cut(statement, search.c.number, objects, goes_on)


def _cut(
    statement: sa.Select[Any],
    place: sa.ColumnElement[Any],
    objects: tuple[str, ...],
    goes_on: bool,
) -> sa.Select[Any]:
    statement = statement.where(search.c.object.in_(objects))
    if goes_on:
        statement = statement.where(place < sa.bindparam("before", type_=sa.BigInteger))
    return statement.limit(sa.bindparam("size", type_=sa.Integer))


_SHOWN = (search.c.number, search.c.object, search.c.field, search.c.record)


def _fts5_phrase(tokens: Sequence[str]) -> str:
    # The tokens hold letters and digits only, so the quotes cannot be left.
    return '"' + " ".join(tokens) + '"' + (" *" if is_word(tokens[-1]) else "")


def _tsquery(tokens: Sequence[str]) -> str:
    last = tokens[-1] + (":*" if is_word(tokens[-1]) else "")
    return " <-> ".join([*tokens[:-1], last])


def _visible(
    context: Context, access: Access, things: Mapping[str, Object], rows: Sequence[Any]
) -> list[Match]:
    """The records of matches that the user may see, found in fields that the user may read."""
    readable = [row for row in rows if row.field in access.on(things[row.object]).readable]
    asked: dict[str, list[str]] = {}
    for row in readable:
        asked.setdefault(row.object, []).append(row.record)
    seen = {name: visible(context, access, things[name], ids) for name, ids in asked.items()}
    return [
        Match(row.object, row.record, seen[row.object][row.record])
        for row in readable
        if row.record in seen[row.object]
    ]
