"""Finding records by the value of a field, and single values of records: what saving needs to know, many at a time."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from objectry.formula.moments import Moment
from objectry.formula.sql import compile_filter
from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.store.predicate import parameters, reach
from objectry.runtime.store.query import Filter
from objectry.runtime.store.read import CHUNK
from objectry.runtime.store.source import Source


def by_value(
    context: Context, access: Access, thing: Object, field: Field, values: Collection[Any]
) -> dict[Any, list[str]]:
    """The live records that the user may read whose `field` has one of `values`: their IDs, oldest first, by value."""
    table = context.state.tables.objects[thing.name]
    column = table.c[field.columns[0].name]
    statement = (
        sa.select(column, table.c.id)
        .where(column.in_(sa.bindparam("wanted", expanding=True, type_=column.type)))
        .where(table.c.deleted_at.is_(None))
        .order_by(table.c.id)
    )
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        statement = statement.where(allowed)
    found: dict[Any, list[str]] = {}
    asked = list(values)
    for start in range(0, len(asked), CHUNK):
        given = {**parameters(access), "wanted": asked[start : start + CHUNK]}
        for row in context.connection.execute(statement, given):
            found.setdefault(row[0], []).append(row[1])
    return found


def values_of(context: Context, field: Field, ids: Collection[str]) -> dict[str, Any]:
    """The value of one field of records, by ID, whoever asks: for the platform's own decisions only."""
    table = context.state.tables.objects[field.object]
    statement = sa.select(table.c.id, table.c[field.columns[0].name]).where(
        table.c.id.in_(sa.bindparam("ids", expanding=True))
    )
    found: dict[str, Any] = {}
    asked = list(ids)
    for start in range(0, len(asked), CHUNK):
        rows = context.connection.execute(statement, {"ids": asked[start : start + CHUNK]})
        found.update({row[0]: row[1] for row in rows})
    return found


def meeting(
    context: Context, access: Access, thing: Object, wanted: Filter, ids: Sequence[str]
) -> set[str]:
    """Those of `ids` that meet a condition."""
    table = context.state.tables.objects[thing.name]
    source = Source(context.state, access, thing, table, context.connection.dialect.name)
    met = compile_filter(wanted.checked, source, Moment(context.now, context.zone))
    statement = (
        sa.select(table.c.id)
        .select_from(source.from_clause)
        .where(table.c.id.in_(sa.bindparam("ids", expanding=True)), met)
    )
    found: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        given = {**parameters(access), "ids": list(ids[start : start + CHUNK])}
        found.update(context.connection.execute(statement, given).scalars())
    return found


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
    if field.link:
        link = context.state.tables.links[field.link]
        owner = context.state.tables.objects[field.object]
        statement = (
            sa.select(link.c.target, link.c.source)
            .join(owner, owner.c.id == link.c.source)
            .where(link.c.target.in_(sa.bindparam("ids", expanding=True)))
        )
    else:
        owner = context.state.tables.objects[field.object]
        column = owner.c[field.columns[0].name]
        statement = sa.select(column, owner.c.id).where(
            column.in_(sa.bindparam("ids", expanding=True, type_=column.type))
        )
    if deleted is not None:
        at_rest = owner.c.deleted_at.is_not(None) if deleted else owner.c.deleted_at.is_(None)
        statement = statement.where(at_rest)
    found: dict[str, list[str]] = {}
    for start in range(0, len(targets), CHUNK):
        rows = context.connection.execute(statement, {"ids": list(targets[start : start + CHUNK])})
        for row in rows:
            found.setdefault(row[0], []).append(row[1])
    return found


def deleted_with(context: Context, field: Field, masters: Mapping[str, Any]) -> list[str]:
    """Details in the recycle bin that went there in the same moment as their masters, given as ID and moment."""
    table = context.state.tables.objects[field.object]
    column = table.c[field.columns[0].name]
    statement = sa.select(table.c.id, column, table.c.deleted_at).where(
        column.in_(sa.bindparam("ids", expanding=True, type_=column.type)),
        table.c.deleted_at.is_not(None),
    )
    found: list[str] = []
    ids = list(masters)
    for start in range(0, len(ids), CHUNK):
        for row in context.connection.execute(statement, {"ids": ids[start : start + CHUNK]}):
            if row[2] == masters[row[1]]:
                found.append(row[0])
    return found
