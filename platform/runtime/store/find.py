"""Finding records by the value of a field, and single values of records: what saving needs to know, many at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from objectry.formula.sql.conditions import compile_filter
from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.predicate import parameters, reach
from objectry.runtime.store.query import Filter
from objectry.runtime.store.reach import hold
from objectry.runtime.store.surroundings import for_user, source_of

PAGE = 10_000
"""Records whose values are held at once where those of all records are looked at."""


def by_value(
    context: Context, access: Access, thing: Object, field: Field, values: Collection[Any],
    held: bool = False,
) -> dict[Any, list[str]]:  # fmt: skip
    """The live records that the user may read whose `field` has one of `values`: their IDs, oldest first, by value.

    Those that are `held` stay until the end of the transaction.
    """

    def make() -> Prepared:
        table = context.state.tables.objects[thing.name]
        column = table.c[field.columns[0].name]
        statement = sa.select(column, table.c.id).where(
            among(column), table.c.deleted_at.is_(None)
        )
        if held:
            statement = hold(statement, table)
        allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
        meant = statement if allowed is None else statement.where(allowed)
        return Prepared(meant.order_by(table.c.id))

    statement = context.state.memo.get(("by value", thing, field, held, access.key), make)
    found: dict[Any, list[str]] = {}
    for row in rows(context, statement, values, parameters(access)):
        found.setdefault(row[0], []).append(row[1])
    return found


def values_of(context: Context, field: Field, ids: Collection[str]) -> dict[str, Any]:
    """The value of one field of records, by ID, whoever asks: for the platform's own decisions only."""

    def make() -> Prepared:
        table = context.state.tables.objects[field.object]
        column = table.c[field.columns[0].name]
        return Prepared(sa.select(table.c.id, column).where(among(table.c.id)))

    statement = context.state.memo.get(("values", field), make)
    return {row[0]: row[1] for row in rows(context, statement, ids)}


def meeting(
    context: Context, access: Access, thing: Object, wanted: Filter, ids: Sequence[str]
) -> set[str]:
    """Those of `ids` that meet a condition."""

    def make() -> sa.Select[Any]:
        table = context.state.tables.objects[thing.name]
        source = source_of(context, access, thing, table)
        known = for_user(context, access, wanted.checked)
        met = compile_filter(wanted.checked, source, known)
        return sa.select(table.c.id).select_from(source.from_clause).where(among(table.c.id), met)

    serving = context.days(wanted.checked.changes)
    key = ("meeting", thing, wanted.text, context.zone, access.key, serving)
    kept = serving is not None
    statement = context.state.memo.get(key, lambda: Prepared(make())) if kept else make()
    return {row[0] for row in rows(context, statement, ids, parameters(access))}


def some_names(context: Context, access: Access, thing: Object, limit: int) -> list[str]:
    """Names of records that the user may read, for "did you mean"."""
    table = context.state.tables.objects[thing.name]
    column = table.c[thing.name_field.columns[0].name]
    statement = (
        sa.select(column).where(table.c.deleted_at.is_(None), column.is_not(None)).limit(limit)
    )
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        statement = statement.where(allowed)
    return list(context.connection.execute(statement, dict(parameters(access))).scalars())


def pointing_at(
    context: Context, field: Field, targets: Sequence[str], deleted: bool | None = False
) -> dict[str, list[str]]:
    """The records whose `field` points to one of `targets`, by target. `deleted` None asks for all of them."""
    statement = context.state.memo.get(
        ("pointing at", field, deleted), lambda: Prepared(_pointing_at(context, field, deleted))
    )
    found: dict[str, list[str]] = {}
    for row in rows(context, statement, targets):
        found.setdefault(row[0], []).append(row[1])
    return found


def count_at(
    context: Context, access: Access, field: Field, targets: Sequence[str], deleted: bool | None
) -> dict[str, int]:  # fmt: skip
    """How many records that the user may read point to each of `targets` by `field`; those that none points to are missing.

    `deleted` None counts those in the recycle bin too.
    """

    def make() -> sa.Select[Any]:
        owner = context.state.tables.objects[field.object]
        thing = context.catalog.objects[field.object]
        link = context.state.tables.links[field.link] if field.link else None
        column = owner.c[field.columns[0].name] if link is None else link.c.target
        statement = sa.select(column, sa.func.count()).where(among(column)).group_by(column)
        if link is not None:
            statement = statement.join(owner, owner.c.id == link.c.source)
        allowed = reach(context.state, owner, access.grants(context.catalog, thing, "read"))
        if allowed is not None:
            statement = statement.where(allowed)
        return statement if deleted is None else statement.where(_at_rest(owner, deleted))

    statement = context.state.memo.get(("count at", field, deleted, access.key), make)
    return {row[0]: row[1] for row in rows(context, statement, targets, parameters(access))}


def count_lacking(context: Context, access: Access, thing: Object, field: Field | None) -> int:
    """How many live records that the user may read have no value in a field; all of them in one that is still to come.

    None have, for all he is told, where he may not read the field.
    """
    table = context.state.tables.objects[thing.name]
    statement = sa.select(sa.func.count()).where(table.c.deleted_at.is_(None))
    if field is not None:
        if access.rights is not None and field.name not in access.on(thing).readable:
            return 0
        if field.link:
            link = context.state.tables.links[field.link]
            statement = statement.where(~sa.exists().where(link.c.source == table.c.id))
        statement = statement.where(*(table.c[one.name].is_(None) for one in field.columns))
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        statement = statement.where(allowed)
    count: int = context.connection.execute(statement, dict(parameters(access))).scalar_one()
    return count


def stored_values(
    context: Context, access: Access, thing: Object, field: Field
) -> Iterator[Sequence[Any]]:
    """What the columns of a field hold in each live record that has a value in it and that the user may read.

    None do, for all he is told, where he may not read the field.
    """
    if access.rights is not None and field.name not in access.on(thing).readable:
        return
    table = context.state.tables.objects[thing.name]
    columns = [table.c[one.name] for one in field.columns]
    statement = sa.select(*columns).where(table.c.deleted_at.is_(None), columns[0].is_not(None))
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        statement = statement.where(allowed)
    in_pages = {"yield_per": PAGE}
    yield from context.connection.execute(
        statement, dict(parameters(access)), execution_options=in_pages
    )


def doubled(context: Context, access: Access, thing: Object, field: Field) -> tuple[int, Any]:
    """How many values of a field several live records share that the user may read, and one of these values."""
    table = context.state.tables.objects[thing.name]
    column = table.c[field.columns[0].name]
    shared = (
        sa.select(column)
        .where(column.is_not(None), table.c.deleted_at.is_(None))
        .group_by(column)
        .having(sa.func.count() > 1)
    )
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        shared = shared.where(allowed)
    given = dict(parameters(access))
    counted = sa.select(sa.func.count()).select_from(shared.subquery())
    one = context.connection.execute(shared.limit(1), given).scalar()
    count = 0 if one is None else context.connection.execute(counted, given).scalar_one()
    return count, one


def _at_rest(table: sa.Table, deleted: bool) -> sa.ColumnElement[bool]:
    return table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)


def _pointing_at(context: Context, field: Field, deleted: bool | None) -> sa.Select[Any]:
    owner = context.state.tables.objects[field.object]
    if field.link:
        link = context.state.tables.links[field.link]
        statement = (
            sa.select(link.c.target, link.c.source)
            .join(owner, owner.c.id == link.c.source)
            .where(among(link.c.target))
        )
    else:
        column = owner.c[field.columns[0].name]
        statement = sa.select(column, owner.c.id).where(among(column))
    if deleted is None:
        return statement
    return statement.where(_at_rest(owner, deleted))


def deleted_with(context: Context, field: Field, masters: Mapping[str, Any]) -> list[str]:
    """Details in the recycle bin that went there in the same moment as their masters, given as ID and moment."""
    table = context.state.tables.objects[field.object]
    column = table.c[field.columns[0].name]
    statement = sa.select(table.c.id, column, table.c.deleted_at).where(
        among(column), table.c.deleted_at.is_not(None)
    )
    return [row[0] for row in rows(context, statement, masters) if row[2] == masters[row[1]]]
