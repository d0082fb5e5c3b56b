"""Writing records: one statement for many rows, always inside the caller's transaction.

What may be written was decided before. These functions keep tables, link tables and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object, value_columns
from objectry.runtime.access.grants import Access, Deed
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.store import chunks, files
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.inserting import insert_columns
from objectry.runtime.store.predicate import parameters, reach

Values = Mapping[str, Any]
"""Python values by field name; fields without a value are missing or None."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is in the database, with what the user may do to it."""

    id: str
    version: int
    values: Values
    allowed: bool
    """False when the user may read the record but not do what was asked for."""


@dataclass(frozen=True, slots=True)
class Update:
    """New values for one record."""

    id: str
    version: int
    """The version that the record gets."""
    values: Values


def fetch(
    context: Context, access: Access, thing: Object, ids: Sequence[str], deed: Deed,
    deleted: bool | None = False,
) -> dict[str, Stored]:  # fmt: skip
    """The records among `ids` that the user may read, locked against other writers, with all their values.

    Nobody else can change them until the end of the transaction. Records that point to them can be written meanwhile,
    unless they are fetched to be deleted.
    `deleted` says whether they are in the recycle bin; None asks for all of them.
    """
    statement = context.state.memo.get(
        ("fetch", thing, deed, deleted, access.key),
        lambda: Prepared(_fetch(context, access, thing, deed, deleted)),
    )
    columns = context.state.tables.objects[thing.name].c.keys()
    found: dict[str, Stored] = {}
    for *values, allowed in rows(context, statement, sorted(ids), parameters(access)):
        row = dict(zip(columns, values, strict=True))
        found[row["id"]] = Stored(row["id"], row["version"], decode(thing, row), bool(allowed))
    _add_links(context, thing, found)
    return found


def _fetch(
    context: Context, access: Access, thing: Object, deed: Deed, deleted: bool | None
) -> sa.Select[Any]:
    state = context.state
    table = state.tables.objects[thing.name]
    readable = reach(state, table, access.grants(context.catalog, thing, "read"))
    allowed = reach(state, table, access.grants(context.catalog, thing, deed))
    statement = (
        sa.select(*table.c, (sa.true() if allowed is None else allowed).label("is_allowed"))
        .where(among(table.c.id))
        # Deleting excludes those who are about to point to the record; changing it does not.
        .with_for_update(of=table, key_share=deed != "delete")
        .order_by(
            table.c.id
        )  # all lock records in the same order, so that none waits for one who waits for it
    )
    if deleted is not None:
        gone = table.c.deleted_at.is_not(None)
        statement = statement.where(gone if deleted else ~gone)
    return statement if readable is None else statement.where(readable)


def decode(thing: Object, row: Mapping[Any, Any]) -> dict[str, Any]:
    """The values of a row by field name, those of switched-off fields too."""
    values: dict[str, Any] = {}
    for field in thing.kept:
        if len(field.columns) == 1:
            values[field.name] = row[field.columns[0].name]
        elif field.columns:
            stored = [row[column.name] for column in field.columns]
            values[field.name] = field.type.from_columns(stored, field.definition)
        if field.error is not None:
            values[field.error.name] = row[field.error.name]
    return values


def encode(fields: Iterable[Field], values: Values) -> dict[str, Any]:
    """The columns that keep the values of `fields`."""
    row: dict[str, Any] = {}
    for field in fields:
        columns = field.columns
        if not columns:
            continue
        if field.error is not None:
            row[field.error.name] = values.get(field.error.name)
        value = values.get(field.name)
        if len(columns) == 1:
            row[columns[0].name] = value
        elif value is None:
            row.update(dict.fromkeys((column.name for column in columns), None))
        else:
            stored = field.type.to_columns(value, field.definition)
            row.update(zip((column.name for column in field.columns), stored, strict=True))
    return row


def _columns(field: Field, values: Sequence[Any]) -> Iterator[tuple[str, Sequence[object]]]:
    """The columns that keep some values of a field."""
    if len(field.columns) == 1:
        yield field.columns[0].name, values
    elif field.columns:
        nothing, to_columns = (None,) * len(field.columns), field.type.to_columns
        stored = [
            nothing if value is None else to_columns(value, field.definition) for value in values
        ]
        for column, part in zip(field.columns, zip(*stored, strict=True), strict=True):
            yield column.name, part


def insert(context: Context, thing: Object, records: Sequence[Values]) -> None:
    """Add records. Each has at least `id`, `version`, `created_at` and `updated_at`."""
    if not records:
        return
    columns: dict[str, Sequence[object]] = {}
    for field in thing.kept:
        columns.update(_columns(field, [values.get(field.name) for values in records]))
        if field.error is not None:
            columns[field.error.name] = [values.get(field.error.name) for values in records]
    insert_columns(context, context.state.tables.objects[thing.name], columns)
    for field in thing.kept:
        if field.link:
            _write_links(
                context,
                field,
                {values["id"]: values.get(field.name) for values in records},
                new=True,
            )
        if field.type.holds_files:
            held = {values["id"]: values.get(field.name) for values in records}
            files.hold(context, field, held, new=True)


def update(context: Context, thing: Object, changes: Sequence[Update]) -> None:
    """Change records. Those that change the same fields go to the database together."""
    fields = {field.name: field for field in thing.kept}
    of_error = {field.error.name: field.name for field in thing.kept if field.error}
    groups: dict[tuple[str, ...], list[Update]] = defaultdict(list)
    for change in changes:
        # A computed value and the reason why there is none are written together.
        written = {of_error.get(name, name) for name in change.values}
        groups[tuple(sorted(written))].append(change)
    for names, group in groups.items():
        stored = [fields[name] for name in names if fields[name].columns]
        statement = _update(context, thing, stored)
        context.connection.execute(statement, [_new_values(stored, change) for change in group])
        for name in names:
            if fields[name].link:
                _write_links(
                    context, fields[name], {c.id: c.values[name] for c in group}, new=False
                )
            if fields[name].type.holds_files:
                files.hold(context, fields[name], {c.id: c.values[name] for c in group}, new=False)


def _update(context: Context, thing: Object, stored: Sequence[Field]) -> sa.Update:
    def make() -> sa.Update:
        table = context.state.tables.objects[thing.name]
        columns = [table.c[column.name] for field in stored for column in value_columns(field)]
        values = {
            column.name: sa.bindparam(f"new_{column.name}", type_=column.type)
            for column in (*columns, table.c.version)
        }
        own_id = table.c.id == sa.bindparam("of_record", type_=table.c.id.type)
        return sa.update(table).where(own_id).values(values)

    return context.state.memo.get(("update", tuple(stored)), make)


def _new_values(stored: Sequence[Field], change: Update) -> dict[str, Any]:
    row = {f"new_{name}": value for name, value in encode(stored, change.values).items()}
    return {**row, "of_record": change.id, "new_version": change.version}


def empty(context: Context, field: Field, ids: Sequence[str]) -> None:
    """Take the value of a field with one column away from records that get another one, or go, in the same moment."""

    def make() -> sa.Update:
        table = context.state.tables.objects[field.object]
        return sa.update(table).where(among(table.c.id)).values({field.columns[0].name: None})

    chunks.change(context, context.state.memo.get(("empty", field), make), ids)


def remove(context: Context, gone: Mapping[Object, Sequence[str]]) -> None:
    """Delete records for good, with their rows in link tables and their hold on files.

    Nothing else may point to them any more.
    """
    names = {thing.name for thing in gone}
    for thing, ids in gone.items():
        if any(field.type.holds_files for field in thing.kept):
            files.release(context, ids)
        for field in thing.kept:
            if field.link:
                link = context.state.tables.links[field.link]
                _delete_in(context, link, link.c.source, ids)
            elif field.target in names:  # they may point to each other, round about even
                empty(context, field, ids)
        for field in context.catalog.referrers[thing.name]:
            if field.link:
                link = context.state.tables.links[field.link]
                _delete_in(context, link, link.c.target, ids)
    for thing, ids in gone.items():
        table = context.state.tables.objects[thing.name]
        _delete_in(context, table, table.c.id, ids)


def _delete_in(
    context: Context, table: sa.Table, column: sa.Column[Any], ids: Sequence[str]
) -> None:
    chunks.change(context, sa.delete(table).where(among(column)), ids)


def _write_links(
    context: Context, field: Field, held: Mapping[str, Sequence[str] | None], new: bool
) -> None:
    assert field.link
    link = context.state.tables.links[field.link]
    if not new:
        _delete_in(context, link, link.c.source, list(held))
    rows = [
        {"source": source, "target": target, "position": position}
        for source, targets in held.items()
        for position, target in enumerate(targets or ())
    ]
    if rows:
        context.connection.execute(sa.insert(link), rows)


def _add_links(context: Context, thing: Object, found: dict[str, Stored]) -> None:
    """Put the values of link tables beside those of the columns."""
    for field in thing.kept:
        if not field.link or not found:
            continue
        link = context.state.tables.links[field.link]
        held: dict[str, list[str]] = defaultdict(list)
        statement = (
            sa.select(link.c.source, link.c.target)
            .where(among(link.c.source))
            .order_by(link.c.position)
        )
        for row in rows(context, statement, found):
            held[row.source].append(row.target)
        for record, stored in found.items():
            values = {**stored.values, field.name: tuple(held.get(record, ())) or None}
            found[record] = Stored(record, stored.version, values, stored.allowed)
