"""Which records a user may do something to, by what is told of them and why: grants, put to the database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.sql.conditions import compile_filter
from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import (
    MINE,
    SUBORDINATES,
    Access,
    Deed,
    Grant,
    through_owner,
)
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.store import opened
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.predicate import condition, parameters, reach
from objectry.runtime.store.query import Filter, Scope
from objectry.runtime.store.source import Source
from objectry.runtime.store.surroundings import for_user

OWNERS: Mapping[Scope, tuple[Grant, ...]] = {
    "mine": (MINE,),
    "subordinates": (SUBORDINATES,),
    "team": (MINE, SUBORDINATES),
}
"""Whose records each scope holds, of those that go by the owner."""
DEEDS: tuple[Deed, ...] = ("read", "edit", "delete")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a user may do with a record that he may read."""

    version: int
    edit: bool
    delete: bool


def openings(
    context: Context, access: Access, thing: Object, ids: Collection[str]
) -> dict[str, Opening]:
    """What the user may do with each of those records that he may read. They are asked for together: a list shows it of
    every row."""

    def make() -> Prepared:
        table = context.state.tables.objects[thing.name]
        readable, editable, deletable = (
            reach(context.state, table, access.grants(context.catalog, thing, deed))
            for deed in DEEDS
        )
        judged = (
            sa.true() if one is None else sa.func.coalesce(one, sa.false())
            for one in (editable, deletable)
        )
        statement = sa.select(table.c.id, table.c.version, *judged).where(
            among(table.c.id), table.c.deleted_at.is_(None)
        )
        return Prepared(statement if readable is None else statement.where(readable))

    statement = context.state.memo.get(("openings", thing, access.key), make)
    found = rows(context, statement, ids, parameters(access))
    return {row[0]: Opening(row[1], bool(row[2]), bool(row[3])) for row in found}


def names(
    context: Context, access: Access, thing: Object, ids: Collection[str]
) -> dict[str, object]:
    """The names of records that the user may read, by ID; None where their names are hidden. Other records are missing."""
    if thing.name_field.name not in access.on(thing).readable:
        return dict.fromkeys(reachable(context, access, thing, "read", ids))
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
) -> Prepared:  # fmt: skip
    """The IDs of those of some records that the user may do `deed` to, with one more column."""

    def make() -> Prepared:
        table = context.state.tables.objects[thing.name]
        at_rest = table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)
        columns: list[sa.ColumnElement[Any]] = [table.c.id, table.c[shown.columns[0].name]]
        statement: sa.Select[Any] = sa.select(*columns).where(among(table.c.id), at_rest)
        if held:
            statement = hold(statement, table).order_by(table.c.id)
        allowed = reach(context.state, table, access.grants(context.catalog, thing, deed))
        return Prepared(statement if allowed is None else statement.where(allowed))

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
    wanted: Sequence[Filter], scope: Scope, deleted: bool | None,
) -> Iterator[sa.ColumnElement[bool]]:  # fmt: skip
    """Everything that a record must meet: alive, reachable, in scope, and as the filter says. `deleted` asks for those in
    the recycle bin instead; None for both."""
    if deleted is not None:
        yield table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)
    allowed = reach(context.state, table, access.grants(context.catalog, thing, "read"))
    if allowed is not None:
        yield allowed
    if scope == "recent":
        yield opened.recently(table, thing.name)
    elif scope != "all":
        owners = through_owner(context.catalog, thing, OWNERS[scope])
        owned = reach(context.state, table, owners)
        assert owned is not None, "what belongs to somebody does not belong to everybody"
        yield owned
    for one in wanted:
        yield compile_filter(one.checked, source, for_user(context, access, one.checked))
