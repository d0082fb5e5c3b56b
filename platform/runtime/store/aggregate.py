"""Counts, sums and the like over the records that a user may see, by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.types import Type
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context, State
from objectry.runtime.store.date_parts import date_part
from objectry.runtime.store.predicate import parameters
from objectry.runtime.store.query import Aggregation, Group, Measure
from objectry.runtime.store.reach import conditions
from objectry.runtime.store.source import Source, expand, readable_name, target_rows
from objectry.runtime.store.surroundings import source_of

DIGITS = 60
"""Significant digits of sums: the databases add numbers of 18 digits without losing any."""
HALF = 10**9
"""Where numbers are cut whose sum is too large for SQLite, which adds in 64 bits."""
OVERFLOW = "integer overflow"
"""What SQLite says then."""
MEAN_PLACES = 4
"""Decimal places that a mean has beyond those of its field; what is left is rounded half up."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of an aggregation: group values, names of those that are records, and the measures."""

    groups: tuple[Any, ...]
    names: tuple[Any, ...]
    measures: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Summaries:
    """An aggregation: its groups in ascending order, and all of them together."""

    groups: tuple[Summary, ...]
    total: Summary
    complete: bool
    """False when there are more groups than the limit."""


def aggregate(context: Context, access: Access, wanted: Aggregation) -> Summaries:
    """The numbers of each group and of the whole. The records are read once: the whole is added up from the groups."""
    try:
        rows = _rows(context, access, wanted, halved=False)
    except sa.exc.OperationalError as error:
        if OVERFLOW not in str(error.orig):
            raise
        rows = _rows(context, access, wanted, halved=True)
    size, count = len(wanted.groups), len(wanted.measures)
    sums = [
        (_numbers(row[2 * size :], count), row[2 * size + count : 2 * (size + count)])
        for row in rows
    ]
    whole = [
        _together(measure, [(numbers[at], divisors[at]) for numbers, divisors in sums])
        for at, measure in enumerate(wanted.measures)
    ]
    places = [_places(context.state, measure) for measure in wanted.measures]
    groups = [
        Summary(row[:size], row[size : 2 * size], tuple(map(_result, places, *numbers)))
        for row, numbers in zip(rows, sums, strict=True)
    ]
    total = Summary((), (), tuple(_result(p, *one) for p, one in zip(places, whole, strict=True)))
    return Summaries(
        tuple(groups[: wanted.limit]) if size else (), total, not size or len(rows) <= wanted.limit
    )


def _numbers(row: Sequence[Any], count: int) -> tuple[Any, ...]:
    """The measures, put together where they were summed in halves."""
    with localcontext() as numbers:
        numbers.prec = DIGITS
        return tuple(
            low if high is None else high * HALF + low
            for low, high in zip(row[:count], row[2 * count :], strict=True)
        )


def _rows(
    context: Context, access: Access, wanted: Aggregation, halved: bool
) -> list[tuple[Any, ...]]:
    """Group values, their names, the measures, for means the divisors, and the high halves of sums if `halved`.

    One row more than the limit if there is.
    """
    state = context.state
    table = state.tables.objects[wanted.thing.name]
    dialect = context.connection.dialect.name
    source = source_of(context, access, wanted.thing, table)
    groups = [_group(context, source, group) for group in wanted.groups]
    measures = [_measure(source, measure, halved) for measure in wanted.measures]
    highs = [_high(source, measure, halved) for measure in wanted.measures]
    divisors = [_divisor(source, measure) for measure in wanted.measures]
    # What they ask of other records is joined before the rows are named that all this is made of.
    meets = list(
        conditions(
            context, access, source, table, wanted.thing, wanted.filters, wanted.scope, False
        )
    )
    summed = (
        sa.select(
            *(column.label(f"g{index}") for index, column in enumerate(groups)),
            *(column.label(f"m{index}") for index, column in enumerate(measures)),
            *(column.label(f"d{index}") for index, column in enumerate(divisors)),
            *(column.label(f"h{index}") for index, column in enumerate(highs)),
        )
        .select_from(source.from_clause)
        .where(*meets)
    )
    if groups:
        summed = summed.group_by(*groups).limit(wanted.limit + 1)
    statement = _named(state, access, wanted, summed, dialect)
    return [
        tuple(row) for row in context.connection.execute(statement, dict(parameters(access))).all()
    ]


def _named(
    state: State, access: Access, wanted: Aggregation, summed: sa.Select[Any], dialect: str
) -> sa.Select[Any]:
    """The sums with the names of the records that they are grouped by, joined after grouping."""
    rows = summed.subquery()
    from_clause: FromClause = rows
    names: list[sa.ColumnElement[Any]] = []
    for index, group in enumerate(wanted.groups):
        field = expand(state, group.path)[-1]
        named = readable_name(state, access, field)
        if named is None:
            names.append(sa.null())
            continue
        target, meets = target_rows(state, access, field, rows.c[f"g{index}"])
        from_clause = from_clause.outerjoin(target, meets)
        names.append(target.c[named.columns[0].name])
    groups = [rows.c[f"g{index}"] for index in range(len(wanted.groups))]
    numbers = [
        rows.c[f"{letter}{index}"] for letter in "mdh" for index in range(len(wanted.measures))
    ]
    order = [
        term.asc().nulls_first() if dialect == "postgresql" else term.asc() for term in groups
    ]
    labelled = [name.label(f"n{index}") for index, name in enumerate(names)]
    return sa.select(*groups, *labelled, *numbers).select_from(from_clause).order_by(*order)


def _group(context: Context, source: Source, group: Group) -> sa.ColumnElement[Any]:
    column = source.columns(group.path)[0]
    if group.part is None:
        return column
    timed = expand(context.state, group.path)[-1].info.type is Type.DATETIME
    zone = context.zone if timed else None
    return date_part(column, group.part, zone, source.dialect)


def _measure(source: Source, measure: Measure, halved: bool) -> sa.ColumnElement[Any]:
    if measure.path is None:
        return sa.func.count()
    column = source.columns(measure.path)[0]
    if measure.function == "count":
        return sa.func.count(column)
    if measure.function in ("sum", "avg"):
        if halved:
            return sa.type_coerce(sa.func.sum(_units(column) % HALF), column.type)
        return _sum(column, source.dialect)
    function = sa.func.min if measure.function == "min" else sa.func.max
    return sa.type_coerce(function(column), column.type)


def _sum(column: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[Any]:
    """The exact sum. PostgreSQL's is a NUMERIC of its own precision, SQLite's a whole number of the smallest unit."""
    if dialect == "postgresql":
        return sa.type_coerce(sa.func.sum(column), sa.Numeric())
    return sa.type_coerce(sa.func.sum(column), column.type)


def _high(source: Source, measure: Measure, halved: bool) -> sa.ColumnElement[Any]:
    """The other half of a sum that is made in halves: how often `HALF` is in its numbers."""
    if not halved or measure.path is None or measure.function not in ("sum", "avg"):
        return sa.null()
    column = source.columns(measure.path)[0]
    return sa.type_coerce(sa.func.sum(_units(column) // HALF), column.type)


def _units(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """A number as SQLite keeps it."""
    return sa.type_coerce(column, sa.BigInteger())


def _divisor(source: Source, measure: Measure) -> sa.ColumnElement[Any]:
    """For means, how many values were summed: the division is made in decimals, not in the database's floats."""
    if measure.function != "avg" or measure.path is None:
        return sa.null()
    return sa.func.count(source.columns(measure.path)[0])


def _together(measure: Measure, parts: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The measure, and the divisor of a mean, of several groups together."""
    known = [value for value, _ in parts if value is not None]
    if measure.function == "min":
        return (min(known) if known else None), None
    if measure.function == "max":
        return (max(known) if known else None), None
    with localcontext() as numbers:
        numbers.prec = DIGITS
        if measure.function == "count":
            return sum(known), None
        return (sum(known) if known else None), sum(divisor or 0 for _, divisor in parts)


def _places(state: State, measure: Measure) -> int | None:
    """The decimal places of a mean; None for what is none."""
    if measure.function != "avg" or measure.path is None:
        return None
    field = expand(state, measure.path)[-1]
    return field.type.scale(field.definition) + MEAN_PLACES


def _result(places: int | None, value: Any, divisor: Any) -> Any:
    if places is None or value is None:
        return value
    with localcontext() as numbers:
        numbers.prec = DIGITS
        return (Decimal(value) / divisor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
