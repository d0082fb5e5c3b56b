"""Pages of records, single records, names and counts. Results come column by column, as they are shown and exported."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from objectry.formula.types import Changes
from objectry.metadata.catalog import FieldPath, Object, Order
from objectry.metadata.column_types import RecordId
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context, Memo, State
from objectry.runtime.database.prepared import Prepared, fetch
from objectry.runtime.store import bounds, search_index
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.date_parts import grouped_by
from objectry.runtime.store.predicate import parameters
from objectry.runtime.store.query import Leading, Pointing, Query
from objectry.runtime.store.reach import conditions
from objectry.runtime.store.series import Form, Series, Slot, select_fields, series_of
from objectry.runtime.store.source import Source, base_columns, changes
from objectry.runtime.store.surroundings import source_of


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

    def records(self) -> list[dict[str, Any]]:
        """The values of each record, by the names of the fields."""
        return [{one.name: one.values[at] for one in self.series} for at in range(len(self.ids))]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A statement, and where in its rows everything stands."""

    statement: sa.Select[Any] | Prepared
    slots: tuple[Slot, ...]
    id_at: int
    keys_at: tuple[int, ...]


def changing(state: State, query: Query) -> Changes:
    """How often the records of a page, their order or what is shown of them change by themselves."""
    shown = (
        *query.columns,
        *(order.path for order in query.order),
        *((one.field,) for one in query.bounds),
    )
    asked = (one.checked.changes for one in query.filters)
    return max(changes(state, shown), *asked, Changes.NEVER)


def page(context: Context, access: Access, query: Query, form: Form = "values") -> Page:
    """The records that a query asks for, as far as the user may see them, in the form that is wanted."""
    found: list[Any] = []
    prepared: _Reading | None = None
    wanted = query.limit + 1  # one more tells whether there is a next page
    given = _given(context, access, query)
    for index, value in enumerate(query.after or ()):
        given[f"after_{index}"] = value
    for segment in range(_segments(query)):
        prepared = _prepared_page(context, access, query, segment, form)
        given["page_limit"] = wanted - len(found)
        found.extend(fetch(context.connection, prepared.statement, given))
        if len(found) >= wanted:
            break
    if prepared is None:  # nothing can follow the last record
        prepared = _prepared_page(context, access, replace(query, after=None), 0, form)
    more = len(found) > query.limit
    found = found[: query.limit]
    after = tuple(found[-1][at] for at in prepared.keys_at) if more else None
    whole = query.after is None and not more and len(found) <= context.settings.count_bound
    number, bounded = (
        (len(found), False) if whole and query.count != "none" else _count(context, access, query)
    )
    ids = [row[prepared.id_at] for row in found]
    return Page(ids, series_of(context, access, prepared.slots, found), after, number, bounded)


def place(
    context: Context, access: Access, query: Query, record: str
) -> tuple[object, ...] | None:
    """Where a record stands in a list, as `after` of a query has it; None for one that is not in it."""

    def make() -> sa.Select[Any]:
        table = context.state.tables.objects[query.thing.name]
        source = source_of(context, access, query.thing, table)
        keys = [source.columns(term.path)[0] for term in query.order]
        meets = _meets(context, access, source, table, query)
        own = table.c.id == sa.bindparam("record", type_=table.c.id.type)
        labelled = [key.label(f"key_{index}") for index, key in enumerate(keys)]
        return sa.select(*labelled).select_from(source.from_clause).where(own, *meets)

    key = _lasting_key(context, access, query)
    statement = (
        make()
        if key is None
        else context.state.asked.get(("place", *key), lambda: Prepared(make()))
    )
    found = fetch(
        context.connection, statement, {**_given(context, access, query), "record": record}
    )
    return tuple(found[0]) if found else None


def one(
    context: Context, access: Access, thing: Object, record: str, columns: tuple[FieldPath, ...],
    deleted: bool = False, form: Form = "values",
) -> Page:  # fmt: skip
    """One record as a page; the page is empty when there is none or the user may not see it."""

    def make() -> _Reading:
        own_id = context.state.tables.objects[thing.name].c.id
        meant = own_id == sa.bindparam("record", type_=own_id.type)
        return _prepare_meant(context, access, thing, columns, deleted, meant, form)

    key = ("one", columns, deleted, form, access.key)
    prepared = _kept_if_lasting(context, context.state.asked, key, columns, make)
    given = {**parameters(access), "record": record}
    found = fetch(context.connection, prepared.statement, given)
    ids = [row[prepared.id_at] for row in found]
    return Page(ids, series_of(context, access, prepared.slots, found), None, None)


def some(
    context: Context, access: Access, thing: Object, ids: Collection[str],
    columns: tuple[FieldPath, ...], deleted: bool | None = False,
) -> Page:  # fmt: skip
    """Those of some records that the user may see, in no certain order, as one page. `deleted` says whether they are in
    the recycle bin; None asks for all of them."""

    def make() -> _Reading:
        meant = among(context.state.tables.objects[thing.name].c.id)
        return _prepare_meant(context, access, thing, columns, deleted, meant, "values")

    key = ("some", columns, deleted, access.key)
    prepared = _kept_if_lasting(context, context.state.memo, key, columns, make)
    found = list(rows(context, prepared.statement, ids, parameters(access)))
    own = [row[prepared.id_at] for row in found]
    return Page(own, series_of(context, access, prepared.slots, found), None, None)


def _kept_if_lasting(
    context: Context, memo: Memo, key: tuple[object, ...], columns: tuple[FieldPath, ...],
    make: Callable[[], _Reading],
) -> _Reading:  # fmt: skip
    """A reading that is made once, or once a day, unless it shows what changes from moment to moment."""
    serving = context.days(changes(context.state, columns))
    return make() if serving is None else memo.get((*key, serving), make)


# Preparing -----------------------------------------------------------------------------------------------------------


def _prepared_page(
    context: Context, access: Access, query: Query, segment: int, form: Form
) -> _Reading:
    lasting = _lasting_key(context, access, query)
    if lasting is None:
        return _prepare_page(context, access, query, segment, form)
    after = None if query.after is None else tuple(value is None for value in query.after)
    key = ("page", *lasting, query.columns, segment, form, after)
    return context.state.asked.get(
        key, lambda: _kept(_prepare_page(context, access, query, segment, form))
    )


def _lasting_key(context: Context, access: Access, query: Query) -> tuple[object, ...] | None:
    """What statements for a query are kept by; None where they hold for this moment only."""
    serving = context.days(changing(context.state, query))
    return (
        None
        if serving is None
        else (serving, query.order_text, *_asked_key(context, access, query))
    )


def _asked_key(context: Context, access: Access, query: Query) -> tuple[object, ...]:
    """What decides which records a query has, as the key of a statement that is kept."""
    return (
        query.thing.name, tuple(one.text for one in query.filters),
        context.zone if query.filters else None,  # days in a filter are those of the user's zone
        bool(query.words), query.scope, query.pointing and query.pointing.field, query.leading,
        query.among is None, bounds.shape(query.bounds), query.deleted, access.key,
    )  # fmt: skip


def _given(context: Context, access: Access, query: Query) -> dict[str, object]:
    """The bound values that every statement for a query needs."""
    pointing = {"pointed_to": query.pointing.record} if query.pointing else {}
    meant = {} if query.among is None else {"among": list(query.among)}
    phrase = search_index.phrase(context.connection.dialect.name, query.words)
    return {**parameters(access), **pointing, **meant, **phrase, **bounds.values(query.bounds)}


def _meets(
    context: Context, access: Access, source: Source, table: sa.Table, query: Query
) -> list[sa.ColumnElement[bool]]:
    """Everything that a record of a query must meet."""
    thing = query.thing
    meets = list(
        conditions(
            context, access, source, table, thing, query.filters, query.scope, query.deleted
        )
    )
    meets.extend(bounds.kept_within(source, query.bounds))
    if query.pointing:
        meets.append(_points(context.state, table, query.pointing))
    if query.among is not None:
        meets.append(among(table.c.id))
    if query.words:
        meets.append(search_index.holding(context, access, thing, table.c.id, query.words))
    return meets


def _points(state: State, table: sa.Table, pointing: Pointing) -> sa.ColumnElement[bool]:
    """Whether a field points to the record `pointed_to`."""
    meant = sa.bindparam("pointed_to", type_=RecordId)
    if pointing.field.link is None:
        return table.c[pointing.field.columns[0].name] == meant
    link = state.tables.links[pointing.field.link]
    return sa.exists().where(link.c.source == table.c.id, link.c.target == meant)


def _kept(prepared: _Reading) -> _Reading:
    """The same, to be asked many times."""
    assert isinstance(prepared.statement, sa.Select)
    return replace(prepared, statement=Prepared(prepared.statement))


def _prepare_page(
    context: Context, access: Access, query: Query, segment: int, form: Form
) -> _Reading:
    """The page's records first, with their order and limit; the names that they show are joined to the page alone."""
    state, dialect = context.state, context.connection.dialect.name
    table = state.tables.objects[query.thing.name]
    inner = source_of(context, access, query.thing, table)
    keys = [inner.columns(term.path)[0] for term in query.order]
    meets = _meets(context, access, inner, table, query)
    if query.after is not None:
        meets.append(_after(query.order, keys, query.after, segment))
    needed = {
        "id": None,
        **{name: None for path in query.columns for name in base_columns(state, path)},
    }
    found = sa.select(
        *(table.c[name] for name in needed),
        *(key.label(f"key_{index}") for index, key in enumerate(keys)),
    )
    order = _ordered(query.order, keys, dialect)
    if query.leading:
        found = found.add_columns(_place(context, inner, query.leading, order).label("place"))
    found = found.select_from(inner.from_clause).where(*meets)
    if query.leading:
        ranked = found.subquery()
        found = sa.select(*ranked.c).where(ranked.c.place <= query.leading.most)
        order = _ordered(
            query.order, [ranked.c[f"key_{index}"] for index in range(len(keys))], dialect
        )
    chosen = found.order_by(*order).limit(sa.bindparam("page_limit", type_=sa.Integer)).subquery()
    outer = source_of(context, access, query.thing, chosen)
    columns, slots = select_fields(state, outer, query.columns, form)
    key_columns = [chosen.c[f"key_{index}"] for index in range(len(keys))]
    at = len(columns)
    statement = (
        sa.select(*columns, chosen.c.id.label("record_id"), *key_columns)
        .select_from(outer.from_clause)
        .order_by(*_ordered(query.order, key_columns, dialect))
    )
    return _Reading(statement, slots, at, tuple(range(at + 1, at + 1 + len(keys))))


def _place(
    context: Context, source: Source, leading: Leading, order: Sequence[sa.ColumnElement[Any]]
) -> sa.ColumnElement[int]:
    """Which record of its group one is."""
    group = grouped_by(context, source, leading.group)
    return sa.func.row_number().over(partition_by=group, order_by=order)


def _prepare_meant(
    context: Context, access: Access, thing: Object, columns: tuple[FieldPath, ...], deleted: bool | None,
    meant: sa.ColumnElement[bool], form: Form,
) -> _Reading:  # fmt: skip
    state = context.state
    table = state.tables.objects[thing.name]
    source = source_of(context, access, thing, table)
    meets = list(conditions(context, access, source, table, thing, (), "all", deleted))
    selected, slots = select_fields(state, source, columns, form)
    statement = (
        sa.select(*selected, table.c.id.label("record_id"))
        .select_from(source.from_clause)
        .where(meant, *meets)
    )
    return _Reading(Prepared(statement), slots, len(selected), ())


def _ordered(
    order: Sequence[Order], keys: Sequence[sa.ColumnElement[Any]], dialect: str
) -> list[sa.ColumnElement[Any]]:
    """The ORDER BY terms. Empty values are the smallest on both databases: SQLite does so by itself."""
    terms: list[sa.ColumnElement[Any]] = []
    for term, key in zip(order, keys, strict=True):
        ordered = key.desc() if term.descending else key.asc()
        if dialect == "postgresql" and term.may_be_empty:
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
            if order[index].may_be_empty:
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
    within = changes(context.state, ((one.field,) for one in query.bounds))
    serving = context.days(max((within, *(one.checked.changes for one in query.filters))))
    key = (
        "count",
        serving,
        query.count,
        context.settings.count_bound,
        *_asked_key(context, access, query),
    )
    statement: sa.Select[Any] | Prepared = (
        _prepare_count(context, access, query)
        if serving is None
        else context.state.asked.get(key, lambda: Prepared(_prepare_count(context, access, query)))
    )
    number = int(fetch(context.connection, statement, _given(context, access, query))[0][0])
    if query.count == "exact":
        return number, False
    bound = context.settings.count_bound
    return min(number, bound), number > bound


def _prepare_count(context: Context, access: Access, query: Query) -> sa.Select[Any]:
    table = context.state.tables.objects[query.thing.name]
    source = source_of(context, access, query.thing, table)
    meets = _meets(context, access, source, table, query)
    if query.count == "exact":
        return sa.select(sa.func.count()).select_from(source.from_clause).where(*meets)
    some = (
        sa.select(sa.literal(1).label("one"))
        .select_from(source.from_clause)
        .where(*meets)
        .limit(context.settings.count_bound + 1)
    )
    return sa.select(sa.func.count()).select_from(some.subquery())
