"""Pages of records, single records, names and counts. Results come column by column, as they are shown and exported."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.moments import Moment
from objectry.formula.sql import compile_filter
from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.runtime.access.grants import Access, Deed, OwnedBelow, OwnedBySelf
from objectry.runtime.context import Context, State
from objectry.runtime.store import files
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.files import StoredFile
from objectry.runtime.store.predicate import condition, parameters, reach
from objectry.runtime.store.query import Filter, Order, Query, Scope
from objectry.runtime.store.source import Source, expand

Parameters = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one field for all records of a page, in their order."""

    name: str
    """How the field was asked for: `amount`, `customer.industry`."""
    field: Field
    """The field whose values these are: behind a reference, the one that it shows."""
    values: Sequence[Any]
    names: Sequence[Any] | None = None
    """For fields that point to records: their names, None where the user may not read them."""
    files: list[list[StoredFile] | None] | None = None
    """For fields that hold files: the files themselves."""


@dataclass(frozen=True, slots=True)
class Page:
    """Records in columns."""

    ids: list[str]
    series: tuple[Series, ...]
    after: tuple[object, ...] | None
    """Where the next page starts; None when this is the last one."""
    count: int | None
    bounded: bool = False
    """True when there are more than `count`."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the values of one field stand in a row of the database."""

    path_name: str
    field: Field
    start: int
    width: int
    name: int | None
    link: bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    statement: sa.Select[Any]
    slots: tuple[_Slot, ...]
    id_at: int
    keys_at: tuple[int, ...]


def page(context: Context, access: Access, query: Query) -> Page:
    """The records that a query asks for, as far as the user may see them."""
    found: list[sa.Row[Any]] = []
    prepared: _Prepared | None = None
    wanted = query.limit + 1  # one more tells whether there is a next page
    given: dict[str, object] = dict(parameters(access))
    for index, value in enumerate(query.after or ()):
        given[f"after_{index}"] = value
    for segment in range(_segments(query)):
        prepared = _prepared_page(context, access, query, segment)
        given["page_limit"] = wanted - len(found)
        found.extend(context.connection.execute(prepared.statement, given).all())
        if len(found) >= wanted:
            break
    if prepared is None:  # nothing can follow the last record
        prepared = _prepared_page(context, access, replace(query, after=None), 0)
    more = len(found) > query.limit
    found = found[: query.limit]
    after = tuple(found[-1][at] for at in prepared.keys_at) if more else None
    number, bounded = _count(context, access, query)
    ids = [row[prepared.id_at] for row in found]
    return Page(ids, _series(context, access, prepared.slots, found), after, number, bounded)


def one(
    context: Context, access: Access, thing: Object, record: str, columns: tuple[FieldPath, ...],
    deleted: bool = False,
) -> Page:  # fmt: skip
    """One record as a page; the page is empty when there is none or the user may not see it."""
    key = ("one", columns, deleted, access.key)
    prepared = context.state.memo.get(
        key, lambda: _prepare_one(context, access, thing, columns, deleted)
    )
    given = {**parameters(access), "record": record}
    found = context.connection.execute(prepared.statement, given).all()
    ids = [row[prepared.id_at] for row in found]
    return Page(ids, _series(context, access, prepared.slots, found), None, None)


def names(
    context: Context, access: Access, thing: Object, ids: Collection[str]
) -> dict[str, object]:
    """The names of records that the user may read, by ID. Others are missing."""
    rights = access.on(thing)
    if not ids or "read" not in rights.actions or thing.name_field.name not in rights.readable:
        return {}
    statement = _reachable(context, access, thing, "read", thing.name_field)
    return {row[0]: row[1] for row in rows(context, statement, ids, parameters(access))}


def reachable(
    context: Context, access: Access, thing: Object, deed: Deed, ids: Collection[str],
    deleted: bool = False, held: bool = False,
) -> set[str]:  # fmt: skip
    """Those of `ids` that the user may do `deed` to. Those that are `held` stay until the end of the transaction."""
    statement = _reachable(context, access, thing, deed, thing.fields["id"], deleted, held)
    return {row[0] for row in rows(context, statement, ids, parameters(access))}


def _reachable(
    context: Context, access: Access, thing: Object, deed: Deed, shown: Field,
    deleted: bool = False, held: bool = False,
) -> sa.Select[Any]:  # fmt: skip
    """The IDs of those of some records that the user may do `deed` to, with one more column."""

    def make() -> sa.Select[Any]:
        table = context.state.tables.objects[thing.name]
        at_rest = table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)
        columns: list[sa.ColumnElement[Any]] = [table.c.id, table.c[shown.columns[0].name]]
        statement: sa.Select[Any] = sa.select(*columns).where(among(table.c.id), at_rest)
        if held:
            statement = hold(statement, table)
        allowed = reach(context.state, table, access.grants(context.catalog, thing, deed))
        return statement if allowed is None else statement.where(allowed)

    key = ("reachable", thing, deed, shown, deleted, held, access.key)
    return context.state.memo.get(key, make)


def hold(statement: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
    """Keep others from deleting the rows until the end of the transaction: they are about to be pointed to.

    On PostgreSQL this is the lock that a foreign key takes, only earlier: before the row is judged to be alive. SQLite
    has one writer.
    """
    return statement.with_for_update(of=table, read=True, key_share=True)


def why(context: Context, access: Access, thing: Object, record: str, deed: Deed) -> list[str]:
    """The reasons, in the user's language, why a record may be read, edited or deleted; none when it may not."""
    grants = access.grants(context.catalog, thing, deed)
    if not grants:
        return []
    table = context.state.tables.objects[thing.name]
    met = [condition(context.state, table, grant.condition) for grant in grants]
    found = context.connection.execute(
        sa.select(*met).where(table.c.id == record), dict(parameters(access))
    ).first()
    if found is None:
        return []
    return [
        grant.reason.text(context.language)
        for grant, holds in zip(grants, found, strict=True)
        if holds
    ]


def conditions(
    context: Context, access: Access, source: Source, table: FromClause, thing: Object,
    wanted: Sequence[Filter], scope: Scope, deleted: bool,
) -> Iterator[sa.ColumnElement[bool]]:  # fmt: skip
    """Everything that a record must meet: alive, reachable, in scope, and as the filter says."""
    yield table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        yield allowed
    if thing.owned and scope != "all":
        mine = condition(context.state, table, OwnedBySelf())
        below = condition(context.state, table, OwnedBelow())
        yield {"mine": mine, "subordinates": below, "team": sa.or_(mine, below)}[scope]
    for one in wanted:
        yield compile_filter(one.checked, source, Moment(context.now, context.zone))


# Preparing -----------------------------------------------------------------------------------------------------------


def _prepared_page(context: Context, access: Access, query: Query, segment: int) -> _Prepared:
    if any(one.timed for one in query.filters):
        return _prepare_page(context, access, query, segment)
    key = (
        "page", query.thing.name, query.columns, tuple(one.text for one in query.filters),
        context.zone if query.filters else None,  # days in a filter are those of the user's zone
        query.order_text, query.scope, query.deleted, access.key, segment,
        None if query.after is None else tuple(value is None for value in query.after),
    )  # fmt: skip
    return context.state.memo.get(key, lambda: _prepare_page(context, access, query, segment))


def _prepare_page(context: Context, access: Access, query: Query, segment: int) -> _Prepared:
    """The page's records first, with their order and limit; the names that they show are joined to the page alone."""
    state, dialect = context.state, context.connection.dialect.name
    table = state.tables.objects[query.thing.name]
    inner = Source(state, access, query.thing, table, dialect)
    keys = [inner.columns(term.path)[0] for term in query.order]
    meets = list(
        conditions(
            context, access, inner, table, query.thing, query.filters, query.scope, query.deleted
        )
    )
    if query.after is not None:
        meets.append(_after(query.order, keys, query.after, segment))
    needed = {"id": None, **{name: None for path in query.columns for name in _base(state, path)}}
    chosen = (
        sa.select(
            *(table.c[name] for name in needed),
            *(key.label(f"key_{index}") for index, key in enumerate(keys)),
        )
        .select_from(inner.from_clause)
        .where(*meets)
        .order_by(*_ordered(query.order, keys, dialect))
        .limit(sa.bindparam("page_limit", type_=sa.Integer))
        .subquery()
    )
    outer = Source(state, access, query.thing, chosen, dialect)
    columns, slots = _slots(state, outer, query.columns)
    key_columns = [chosen.c[f"key_{index}"] for index in range(len(keys))]
    at = len(columns)
    statement = (
        sa.select(*columns, chosen.c.id.label("record_id"), *key_columns)
        .select_from(outer.from_clause)
        .order_by(*_ordered(query.order, key_columns, dialect))
    )
    return _Prepared(statement, slots, at, tuple(range(at + 1, at + 1 + len(keys))))


def _prepare_one(
    context: Context, access: Access, thing: Object, columns: tuple[FieldPath, ...], deleted: bool
) -> _Prepared:
    state = context.state
    table = state.tables.objects[thing.name]
    source = Source(state, access, thing, table, context.connection.dialect.name)
    meets = list(conditions(context, access, source, table, thing, (), "all", deleted))
    selected, slots = _slots(state, source, columns)
    statement = (
        sa.select(*selected, table.c.id.label("record_id"))
        .select_from(source.from_clause)
        .where(table.c.id == sa.bindparam("record", type_=table.c.id.type), *meets)
    )
    return _Prepared(statement, slots, len(selected), ())


def _slots(
    state: State, source: Source, paths: Sequence[FieldPath]
) -> tuple[list[sa.ColumnElement[Any]], tuple[_Slot, ...]]:
    """The columns to select for fields, and where each field finds its own."""
    columns: list[sa.ColumnElement[Any]] = []
    slots: list[_Slot] = []
    for path in paths:
        shown = expand(state, path)
        start = len(columns)
        linked = shown[-1].link is not None
        own = [source.identifier(path)] if linked else source.columns(path)
        columns.extend(column.label(f"c{start + index}") for index, column in enumerate(own))
        name = None if linked else source.name(path)
        if name is not None:
            columns.append(name.label(f"c{len(columns)}"))
        at = len(columns) - 1 if name is not None else None
        slots.append(_Slot(path_name(path), shown[-1], start, len(own), at, linked))
    return columns, tuple(slots)


def _base(state: State, path: FieldPath) -> tuple[str, ...]:
    """The columns of the object itself that a path starts from."""
    return tuple(column.name for column in expand(state, path)[0].columns)


def _ordered(
    order: Sequence[Order], keys: Sequence[sa.ColumnElement[Any]], dialect: str
) -> list[sa.ColumnElement[Any]]:
    """The ORDER BY terms. Empty values are the smallest on both databases: SQLite does so by itself."""
    terms: list[sa.ColumnElement[Any]] = []
    for term, key in zip(order, keys, strict=True):
        ordered = key.desc() if term.descending else key.asc()
        if dialect == "postgresql" and term.path[-1].name != "id":
            ordered = ordered.nulls_last() if term.descending else ordered.nulls_first()
        terms.append(ordered)
    return terms


# Keyset pages --------------------------------------------------------------------------------------------------------


def _segments(query: Query) -> int:
    """How many ranges of the index follow the last record of the page before."""
    return 1 if query.after is None else len(_ranges(query.order, query.after))


def _ranges(order: Sequence[Order], after: Sequence[object]) -> list[tuple[int, str]]:
    """The ranges behind a record, nearest first, as (sort field in which they differ, comparison).

    Each range is one condition that an index can seek to. A single OR over all of them would be scanned.
    """
    ranges: list[tuple[int, str]] = []
    for index in reversed(range(len(order))):
        empty = after[index] is None
        if not order[index].descending:
            ranges.append((index, "filled" if empty else "greater"))
        elif not empty:
            ranges.append((index, "smaller"))
            if order[index].path[-1].name != "id" or len(order[index].path) > 1:
                ranges.append((index, "empty"))
    return ranges


def _after(
    order: Sequence[Order],
    keys: Sequence[sa.ColumnElement[Any]],
    after: Sequence[object],
    segment: int,
) -> sa.ColumnElement[bool]:
    """The condition of one range."""
    differs, comparison = _ranges(order, after)[segment]
    same = [
        key.is_(None) if after[index] is None else key == _bound(index, key)
        for index, key in enumerate(keys[:differs])
    ]
    key = keys[differs]
    match comparison:
        case "greater":
            beyond = key > _bound(differs, key)
        case "smaller":
            beyond = key < _bound(differs, key)
        case "filled":
            beyond = key.is_not(None)
        case _:
            beyond = key.is_(None)
    return sa.and_(*same, beyond)


def _bound(index: int, key: sa.ColumnElement[Any]) -> sa.BindParameter[Any]:
    return sa.bindparam(f"after_{index}", type_=key.type)


# Counting ------------------------------------------------------------------------------------------------------------


def _count(context: Context, access: Access, query: Query) -> tuple[int | None, bool]:
    """The number of all records of the query; (bound, True) when a bounded count stopped."""
    if query.count == "none":
        return None, False
    state = context.state
    table = state.tables.objects[query.thing.name]
    source = Source(state, access, query.thing, table, context.connection.dialect.name)
    meets = list(
        conditions(
            context, access, source, table, query.thing, query.filters, query.scope, query.deleted
        )
    )
    given = dict(parameters(access))
    if query.count == "exact":
        counted = sa.select(sa.func.count()).select_from(source.from_clause).where(*meets)
        return int(context.connection.execute(counted, given).scalar_one()), False
    bound = context.settings.count_bound
    some = (
        sa.select(sa.literal(1).label("one"))
        .select_from(source.from_clause)
        .where(*meets)
        .limit(bound + 1)
    )
    number = int(
        context.connection.execute(
            sa.select(sa.func.count()).select_from(some.subquery()), given
        ).scalar_one()
    )
    return min(number, bound), number > bound


# Decoding ------------------------------------------------------------------------------------------------------------


def _series(
    context: Context,
    access: Access,
    slots: Sequence[_Slot],
    found: Sequence[sa.Row[Any]],
) -> tuple[Series, ...]:
    if not found:
        return tuple(Series(slot.path_name, slot.field, (), ()) for slot in slots)
    columns = list(zip(*found, strict=True))  # by column: what a field needs is found once a page
    return tuple(_one_series(context, access, slot, columns) for slot in slots)


def _one_series(
    context: Context, access: Access, slot: _Slot, columns: Sequence[tuple[Any, ...]]
) -> Series:
    name, field = slot.path_name, slot.field
    values: Sequence[Any] = columns[slot.start]
    if slot.link:
        return _links(context, access, slot, values)
    if slot.width > 1:
        decode, definition = field.type.from_columns, field.definition
        parts = columns[slot.start : slot.start + slot.width]
        values = [decode(stored, definition) for stored in zip(*parts, strict=True)]
    if field.type.holds_files:
        return Series(name, field, values, files=_files(context, values))
    if field.relation is None:
        return Series(name, field, values)
    if slot.width > 1:
        return Series(name, field, values, _mixed_names(context, access, values))
    return Series(
        name, field, values, (None,) * len(values) if slot.name is None else columns[slot.name]
    )


def _links(context: Context, access: Access, slot: _Slot, holders: Sequence[Any]) -> Series:
    """The records that a field with several of them holds, in their order; those out of reach are left out."""
    field = slot.field
    assert field.link and field.relation
    link = context.state.tables.links[field.link]
    asked = [str(holder) for holder in dict.fromkeys(holders) if holder is not None]
    statement = (
        sa.select(link.c.source, link.c.target)
        .where(among(link.c.source))
        .order_by(link.c.source, link.c.position)
    )
    pairs = [(row[0], row[1]) for row in rows(context, statement, asked)]
    thing = context.catalog.objects[field.relation.targets[0]]
    named = names(context, access, thing, [target for _, target in pairs])
    held: dict[object, list[str]] = {}
    for source, target in pairs:
        if target in named:
            held.setdefault(source, []).append(target)
    values: list[object] = [tuple(held.get(holder, ())) or None for holder in holders]
    shown: list[object] = [
        [named[target] for target in value] if isinstance(value, tuple) else None
        for value in values
    ]
    return Series(slot.path_name, field, values, shown)


def _files(context: Context, values: Sequence[Any]) -> list[list[StoredFile] | None]:
    """The files that a field holds, in their order. Whoever may read the field may know them."""
    ids = {record for value in values for record in value or ()}
    known = files.known(context, ids) if ids else {}
    return [
        None if value is None else [known[record] for record in value if record in known]
        for value in values
    ]


def _mixed_names(context: Context, access: Access, values: Sequence[Any]) -> list[object]:
    """Names for a look-up whose records belong to different objects."""
    by_object: dict[str, list[str]] = {}
    for value in values:
        if value is not None:
            by_object.setdefault(value.object, []).append(value.id)
    named = {
        (name, record): text
        for name, ids in by_object.items()
        for record, text in names(context, access, context.catalog.objects[name], ids).items()
    }
    return [None if value is None else named.get((value.object, value.id)) for value in values]
