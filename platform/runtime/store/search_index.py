"""The full-text index: one row for each searchable field of a record, kept in the transaction that changes it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import search, search_words
from objectry.runtime.store import search_entries
from objectry.runtime.store.chunks import among
from objectry.runtime.store.predicate import parameters, reach
from objectry.runtime.store.search_text import is_word, search_text

GROUP = 300
"""Objects that one statement looks through: SQLite takes conditions of up to 1,000 terms."""


def put(
    context: Context, thing: Object, records: Mapping[str, Mapping[str, Any]], new: bool
) -> None:
    """Index the searchable values among those given, by record and field. None takes a value out."""
    fields = [field for field in thing.fields.values() if field.definition.searchable]
    if not fields:
        return
    rows = [
        {"object": thing.name, "field": field.name, "record": record, "words": found}
        for record, values in records.items()
        for field in fields
        if field.name in values and (found := words(field, values[field.name]))
    ]
    if not new:
        for field in fields:
            touched = [record for record, values in records.items() if field.name in values]
            search_entries.remove_records(context, touched, field.name)
    search_entries.add(context, rows)


def drop(context: Context, records: Sequence[str]) -> None:
    """Take records out of the index."""
    search_entries.remove_records(context, records)


def words(field: Field, value: Any) -> str:
    """What a record is found by that has this value; empty for nothing."""
    return "" if value is None else search_text(field.type.search_words(value, field.definition))


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a search found."""

    thing: str
    """The name of its object."""
    id: str
    name: Any
    """None where the user may see the record but not the field that names it."""


def matches(
    context: Context, access: Access, wanted: Collection[str], text: str, limit: int
) -> list[Match]:
    """Records in which a readable field holds the words of `text` as a phrase, latest first.

    `wanted` are the names of the objects that are looked through; all are when it is empty.
    """
    tokens = search_text(text).split()
    if not tokens:
        return []
    found: dict[tuple[str, str], tuple[int, Match]] = {}  # a record may match in several fields
    for group in _groups(context, access):
        names = [thing.name for thing in group if thing.name in wanted]
        if names or not wanted:
            for row in _latest(context, access, group, names, tokens, limit):
                found.setdefault((row[1], row[2]), (row[0], Match(row[1], row[2], row[3])))
    latest = sorted(found.values(), key=lambda one: one[0], reverse=True)
    return [match for _, match in latest[:limit]]


def _groups(context: Context, access: Access) -> tuple[tuple[Object, ...], ...]:
    """The objects that the user can search, as many together as one statement can look through."""

    def make() -> tuple[tuple[Object, ...], ...]:
        every = [thing for thing in context.catalog.objects.values() if _fields(access, thing)]
        return tuple(tuple(every[at : at + GROUP]) for at in range(0, len(every), GROUP))

    return context.state.memo.get(("searched", access.key), make)


def _latest(
    context: Context,
    access: Access,
    things: tuple[Object, ...],
    names: Sequence[str],
    tokens: Sequence[str],
    limit: int,
) -> Iterator[Any]:
    """The latest matches of some objects, until they are those of `limit` records or there are no more."""
    records: set[tuple[str, str]] = set()
    before: int | None = None
    while len(records) < limit:
        rows = _page(context, access, things, names, tokens, before, limit)
        records.update((row[1], row[2]) for row in rows)
        yield from rows
        if len(rows) < limit:
            break
        before = rows[-1][0]


def _fields(access: Access, thing: Object) -> list[str]:
    """The fields of an object that the user's searches look into."""
    rights = access.on(thing)
    if "read" not in rights.actions:
        return []
    return [
        field.name
        for field in thing.fields.values()
        if field.definition.searchable and field.name in rights.readable
    ]


def _page(
    context: Context,
    access: Access,
    things: tuple[Object, ...],
    names: Sequence[str],
    tokens: Sequence[str],
    before: int | None,
    limit: int,
) -> Sequence[Any]:
    sqlite = context.connection.dialect.name == "sqlite"

    def make() -> Prepared:
        matching = _fts5() if sqlite else _tsvector()
        if names:
            matching = matching.where(among(search.c.object))
        return Prepared(_visible(context, access, things, matching, before))

    key = ("search", things, access.key, bool(names), before is None)
    statement = context.state.memo.get(key, make)
    given: dict[str, Any] = {
        **parameters(access),
        **phrase(context.connection.dialect.name, tokens),
        "limit": limit,
        "among": names,
    }
    if before is not None:
        given["before"] = before
    return statement.fetch(context.connection, given)


def phrase(dialect: str, tokens: Sequence[str]) -> Mapping[str, str]:
    """The parameter by which a statement looks for words; none for none."""
    if not tokens:
        return {}
    return {"phrase": _fts5_phrase(tokens) if dialect == "sqlite" else _tsquery(tokens)}


def searchable(access: Access, thing: Object) -> bool:
    """Tell whether the user can look for records of an object by words."""
    return bool(_fields(access, thing))


def holding(
    context: Context, access: Access, thing: Object, record: sa.ColumnElement[str], words: Sequence[str]
) -> sa.ColumnElement[bool]:  # fmt: skip
    """Whether a readable field of a record holds the words of `phrase`, for lists that are searched."""
    assert words, "nobody looks for nothing"
    matching = _fts5() if context.connection.dialect.name == "sqlite" else _tsvector()
    found = (
        matching.with_only_columns(search.c.record)
        .order_by(None)
        .where(search.c.object == thing.name, search.c.field.in_(_fields(access, thing)))
    )
    return record.in_(found)


def _visible(
    context: Context,
    access: Access,
    things: Sequence[Object],
    matching: sa.Select[Any],
    before: int | None,
) -> sa.Select[Any]:
    """Of the matches those in readable fields of records that the user may read, with their names.

    The database stops at the limit.
    """
    branches = []
    names: list[tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]] = []
    for thing in things:
        rows = context.state.tables.objects[thing.name].alias()
        allowed = reach(context.state, rows, access.grants(context.catalog, thing, "read"))
        meets = [rows.c.id == search.c.record, rows.c.deleted_at.is_(None)]
        fields = sa.or_(*(search.c.field == name for name in _fields(access, thing)))
        seen = sa.exists().where(*meets, *([] if allowed is None else [allowed]))
        of_thing = search.c.object == thing.name
        branches.append(sa.and_(of_thing, fields, seen))
        if thing.name_field.name in access.on(thing).readable:
            named = sa.select(rows.c[thing.name_field.columns[0].name])
            shown = named.where(rows.c.id == search.c.record).scalar_subquery()
            names.append((of_thing, sa.cast(shown, sa.Text)))
    name: sa.ColumnElement[Any] = sa.case(*names) if names else sa.null()
    statement = matching.add_columns(name.label("name")).where(sa.or_(*branches))
    if before is not None:
        place = sa.bindparam("before", type_=sa.BigInteger)
        statement = statement.where(matching.selected_columns[0] < place)
    return statement.limit(sa.bindparam("limit", type_=sa.Integer))


def _fts5() -> sa.Select[Any]:
    """The matches on SQLite, whose index is a table of its own."""
    index = search_words
    return (
        sa.select(index.c.rowid.label("number"), search.c.object, search.c.record)
        .select_from(index)
        .join(search, search.c.number == index.c.rowid)
        .where(index.c.sys_search_words.op("MATCH")(sa.bindparam("phrase")))
        .order_by(index.c.rowid.desc())
    )


def _tsvector() -> sa.Select[Any]:
    """The matches on PostgreSQL."""
    simple: sa.ColumnElement[str] = sa.literal_column("'simple'")
    vector = sa.func.to_tsvector(simple, search.c.words)
    asked = sa.func.to_tsquery(simple, sa.bindparam("phrase", type_=sa.Text))
    return (
        sa.select(search.c.number, search.c.object, search.c.record)
        .where(vector.op("@@")(asked))
        .order_by(search.c.number.desc())
    )


def _fts5_phrase(tokens: Sequence[str]) -> str:
    # The tokens hold letters and digits only, so the quotes cannot be left.
    return '"' + " ".join(tokens) + '"' + (" *" if is_word(tokens[-1]) else "")


def _tsquery(tokens: Sequence[str]) -> str:
    last = tokens[-1] + (":*" if is_word(tokens[-1]) else "")
    return " <-> ".join([*tokens[:-1], last])
