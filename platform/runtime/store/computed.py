"""Values that the platform computes and keeps: what they are, which of them a change reaches, and numbers over records.

All of this is the platform's own work: what is computed does not depend on who has caused it, so no access is asked for.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from objectry.formula.checking.checker import Checked
from objectry.formula.sql.conditions import compile_filter
from objectry.metadata.catalog import Field, FieldPath, path_name, value_columns
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.source import Source
from objectry.runtime.store.sums import halves, whole
from objectry.runtime.store.surroundings import for_everybody, source_of

SYSTEM = Access.system(reasons.FORMULA)
FIRST_ID = "00000000-0000-0000-0000-000000000000"
"""Smaller than every ID."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A computed value as it is kept: nothing and a code where it could not be computed."""

    value: Any
    error: str | None = None


def hold(
    context: Context, fields: Sequence[Field], ids: Collection[str]
) -> dict[str, tuple[Kept, ...]]:
    """The present values of computed fields of an object, in the recycle bin too, locked against others who would compute
    them.

    Whoever comes later sees everything that was committed before, so that the last one to compute a value is right.
    """
    return _present(context, fields, ids, held=True)


def present(
    context: Context, fields: Sequence[Field], ids: Collection[str]
) -> dict[str, tuple[Kept, ...]]:
    """The same values, to be looked at only."""
    return _present(context, fields, ids, held=False)


def _present(
    context: Context, fields: Sequence[Field], ids: Collection[str], held: bool
) -> dict[str, tuple[Kept, ...]]:
    def make() -> Prepared:
        table = context.state.tables.objects[fields[0].object]
        columns = [table.c[one.name] for field in fields for one in value_columns(field)]
        statement = sa.select(table.c.id, *columns).where(among(table.c.id)).order_by(table.c.id)
        return Prepared(statement.with_for_update(of=table, key_share=True) if held else statement)

    statement = context.state.memo.get(("present computed", held, *fields), make)
    return {
        record: tuple(Kept(*pair) for pair in zip(values[::2], values[1::2], strict=True))
        for record, *values in rows(context, statement, sorted(ids))
    }


def put(context: Context, fields: Sequence[Field], values: Mapping[str, Sequence[Kept]]) -> None:
    """Keep values. Neither versions nor histories tell of it: nobody has changed the records."""
    if not values:
        return

    def make() -> sa.Update:
        table = context.state.tables.objects[fields[0].object]
        columns = [table.c[one.name] for field in fields for one in value_columns(field)]
        new = {
            one.name: sa.bindparam(f"new_{at}", type_=one.type) for at, one in enumerate(columns)
        }
        own_id = table.c.id == sa.bindparam("of_record", type_=table.c.id.type)
        return sa.update(table).where(own_id).values(new)

    statement = context.state.memo.get(("put computed", *fields), make)
    context.connection.execute(
        statement, [{"of_record": record, **_new(kept)} for record, kept in values.items()]
    )


def _new(values: Sequence[Kept]) -> dict[str, Any]:
    flat = [part for one in values for part in (one.value, one.error)]
    return {f"new_{at}": part for at, part in enumerate(flat)}


def hold_far(context: Context, ways: Collection[FieldPath], starts: Mapping[Field, Collection[str]]) -> None:  # fmt: skip
    """Lock the records to which look-ups lead, until the end of the transaction; `starts` are those that the first look-up
    of each way points to.

    Somebody who changes one of them meanwhile would not know of a record that is about to point to it. SQLite has one
    writer, and needs no lock.
    """
    if context.connection.dialect.name == "sqlite":
        return
    wanted: dict[FieldPath, set[str]] = {}
    # In one order in every process, so that none waits for one who waits for it.
    for way in sorted(ways, key=lambda one: (len(one), path_name(one))):
        for length in range(1, len(way) + 1):
            part = way[:length]
            if part in wanted:
                continue
            ids = set(starts.get(part[0], ())) if length == 1 else _next(context, part, wanted[part[:-1]])  # fmt: skip
            wanted[part] = ids
            _lock(context, part[-1], ids)


def _next(context: Context, way: FieldPath, holders: Collection[str]) -> set[str]:
    """The records that the last look-up of a way points to."""
    holder, pointed = _ends(context, way[-1])
    statement = sa.select(pointed).where(among(holder), pointed.is_not(None)).distinct()
    return {row[0] for row in rows(context, statement, sorted(holders))}


def _ends(context: Context, field: Field) -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Where the IDs of the records stand that have a look-up, and of those that it points to. One to several objects has
    the IDs of all of them: no record has the ID of another one."""
    if field.link is not None:
        link = context.state.tables.links[field.link]
        return link.c.source, link.c.target
    table = context.state.tables.objects[field.object]
    return table.c.id, table.c[field.columns[0].name]


def _lock(context: Context, field: Field, ids: Collection[str]) -> None:
    assert field.target is not None
    table = context.state.tables.objects[field.target]
    statement = sa.select(table.c.id).where(among(table.c.id)).order_by(table.c.id)
    for _ in rows(context, statement.with_for_update(of=table, key_share=True), sorted(ids)):
        pass


def pointed_to(context: Context, field: Field, ids: Collection[str]) -> set[str]:
    """The records that a look-up of some records points to, of whatever object."""
    return _next(context, (field,), ids)


def reaching(
    context: Context, way: FieldPath, ids: Collection[str], after: str | None, limit: int
) -> list[str]:
    """Records, in the recycle bin too, that lead to one of `ids` by some look-ups, behind `after`, by ID."""

    def make() -> Prepared:
        return Prepared(_reaching(context, way))

    statement = context.state.memo.get(("reaching", way), make)
    given = {"after": after or FIRST_ID, "most": limit}
    return sorted({row[0] for row in rows(context, statement, sorted(ids), given)})[:limit]


def all_of(context: Context, object_name: str, after: str | None, limit: int) -> list[str]:
    """Records of an object, in the recycle bin too, behind `after`, by ID."""
    table = context.state.tables.objects[object_name]
    statement = sa.select(table.c.id).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return list(context.connection.execute(statement).scalars())


def some_of(context: Context, object_name: str, limit: int) -> list[str]:
    """Any records of an object, in the recycle bin too, others each time; all where they are no more than `limit`. They
    follow each other from some place on, so that no others are read."""
    table = context.state.tables.objects[object_name]
    order = table.c.id
    first, last = (
        context.connection.execute(sa.select(order).order_by(by).limit(1)).scalar()
        for by in (order, order.desc())
    )
    if first is None or last is None:
        return []
    start = str(UUID(int=secrets.SystemRandom().randint(UUID(first).int, UUID(last).int)))
    found = all_of(context, object_name, start, limit)
    before = sa.select(order).where(order <= start).order_by(order).limit(limit - len(found))
    return [*found, *context.connection.execute(before).scalars()]


def count(context: Context, object_name: str) -> int:
    """How many records an object has, in the recycle bin too."""
    table = context.state.tables.objects[object_name]
    return int(
        context.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    )


def _reaching(context: Context, way: FieldPath) -> sa.Select[Any]:
    first = context.state.tables.objects[way[0].object]
    at: sa.FromClause = first
    clause: sa.FromClause = first
    for before, step in zip(way, way[1:], strict=False):
        following = context.state.tables.objects[step.object].alias()
        clause = clause.join(following, following.c.id == at.c[before.columns[0].name])
        at = following
    return (
        sa.select(first.c.id)
        .select_from(clause)
        .where(among(at.c[way[-1].columns[0].name]))
        .where(first.c.id > sa.bindparam("after", type_=first.c.id.type))
        .order_by(first.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


# Numbers over records ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """What is computed over the live records that point to a record."""

    through: Field
    operation: str
    measured: Field | None
    condition: Checked | None


@dataclass(frozen=True, slots=True)
class Sum:
    """What there is over the records of one parent."""

    count: int
    """How many records, or values, or different values there are."""
    value: Any = None
    """The sum, or the smallest or largest value; for `any` and `all` whether it is so."""


def totals(
    context: Context, wanted: Sequence[Total], parents: Collection[str]
) -> dict[str, tuple[Sum, ...]]:
    """Several numbers, all through the same look-up, of those of some parents that any record points to."""

    def make() -> Prepared:
        return Prepared(_totals(context, wanted))

    statement = context.state.memo.get(("totals", *wanted), make)
    return {
        row[0]: tuple(_sums(wanted, row[1:])) for row in rows(context, statement, sorted(parents))
    }


def _totals(context: Context, wanted: Sequence[Total]) -> sa.Select[Any]:
    through = wanted[0].through
    table = context.state.tables.objects[through.object]
    source = source_of(context, SYSTEM, context.catalog.objects[through.object], table)
    holder, parent = _ends(context, through)
    clause = source.from_clause
    if holder.table is not table:
        clause = clause.join(holder.table, holder == table.c.id)
    columns = [
        column
        for one in wanted
        for column in _numbers(
            one, table, _condition(context, source, one), context.connection.dialect.name
        )
    ]
    return (
        sa.select(parent, *columns)
        .select_from(clause)
        .where(table.c.deleted_at.is_(None), among(parent))
        .group_by(parent)
    )


def _condition(context: Context, source: Source, total: Total) -> sa.ColumnElement[bool] | None:
    if total.condition is None:
        return None
    known = for_everybody(context, SYSTEM, total.condition)
    return compile_filter(total.condition, source, known)


def _numbers(
    total: Total, table: sa.Table, condition: sa.ColumnElement[bool] | None, dialect: str
) -> Iterator[sa.ColumnElement[Any]]:
    """The count, and what else the operation needs beside it: `WIDTHS` columns."""

    def of_admitted(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return value if condition is None else sa.case((condition, value))

    one = sa.literal_column("1", sa.Integer())
    if total.measured is None:
        yield sa.func.count(of_admitted(one))
        return
    column = of_admitted(table.c[total.measured.columns[0].name])
    match total.operation:
        case "count_distinct":
            yield sa.func.count(column.distinct())
        case "any" | "all":
            yield sa.func.count(of_admitted(one))
            yield sa.func.count(sa.case((column.is_(sa.true()), one)))
        case "min" | "max":
            bound = sa.func.min(column) if total.operation == "min" else sa.func.max(column)
            yield sa.func.count(column)
            yield sa.type_coerce(bound, total.measured.columns[0].type)
        case _:
            yield sa.func.count(column)
            if dialect == "postgresql":
                yield sa.type_coerce(sa.func.sum(column), sa.Numeric())
                yield sa.null()
            else:
                yield from halves(column)


WIDTHS: Mapping[str, int] = MappingProxyType(
    {"count": 1, "count_distinct": 1, "any": 2, "all": 2, "min": 2, "max": 2, "sum": 3, "avg": 3}
)
"""How many columns each operation asks for."""


def _sums(wanted: Sequence[Total], row: Sequence[Any]) -> Iterator[Sum]:
    at = 0
    for total in wanted:
        width = WIDTHS[total.operation]
        yield _sum(total, row[at : at + width])
        at += width


def _sum(total: Total, found: Sequence[Any]) -> Sum:
    match total.operation, found:
        case (("count" | "count_distinct"), (count,)):
            return Sum(count)
        case "any", (count, on):
            return Sum(count, on > 0)
        case "all", (count, on):
            return Sum(count, on == count)
        case (("min" | "max"), (count, bound)):
            return Sum(count, bound)
    count, low, high = found
    return Sum(count, Decimal(whole(low, high)) if count else None)
