"""Counts, sums and the like over the records that a user may see, by group."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.types import Type
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context, State
from objectry.runtime.store.date_parts import date_part
from objectry.runtime.store.predicate import parameters
from objectry.runtime.store.query import Aggregation, Group, Measure
from objectry.runtime.store.read import conditions
from objectry.runtime.store.source import Source, expand, readable_name, target_rows

MEAN_DIGITS = 28
"""Significant digits of a mean."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of an aggregation: group values, names of those that are records, and the measures."""

    groups: tuple[Any, ...]
    names: tuple[Any, ...]
    measures: tuple[Any, ...]


def aggregate(context: Context, access: Access, wanted: Aggregation) -> list[Summary]:
    """The groups in ascending order, one more than the limit if there are more. Without groups, one row."""
    state = context.state
    table = state.tables.objects[wanted.thing.name]
    dialect = context.connection.dialect.name
    source = Source(state, access, wanted.thing, table, dialect)
    groups = [_group(context, source, group) for group in wanted.groups]
    measures = [_measure(source, measure) for measure in wanted.measures]
    divisors = [_divisor(source, measure) for measure in wanted.measures]
    summed = (
        sa.select(
            *(column.label(f"g{index}") for index, column in enumerate(groups)),
            *(column.label(f"m{index}") for index, column in enumerate(measures)),
            *(column.label(f"d{index}") for index, column in enumerate(divisors)),
        )
        .select_from(source.from_clause)
        .where(
            *conditions(
                context, access, source, table, wanted.thing, wanted.filter, wanted.scope, False
            )
        )
    )
    if groups:
        summed = summed.group_by(*groups).limit(wanted.limit + 1)
    rows = context.connection.execute(
        _named(state, access, wanted, summed, dialect), dict(parameters(access))
    ).all()
    size, count = len(groups), len(measures)
    return [
        Summary(
            tuple(row[:size]),
            tuple(row[size : 2 * size]),
            tuple(
                map(
                    _result,
                    wanted.measures,
                    row[2 * size : 2 * size + count],
                    row[2 * size + count :],
                )
            ),
        )
        for row in rows
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
        rows.c[f"{letter}{index}"] for letter in "md" for index in range(len(wanted.measures))
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


def _measure(source: Source, measure: Measure) -> sa.ColumnElement[Any]:
    if measure.path is None:
        return sa.func.count()
    column = source.columns(measure.path)[0]
    if measure.function == "count":
        return sa.func.count(column)
    if measure.function in ("sum", "avg"):
        return _sum(column, source.dialect)
    function = sa.func.min if measure.function == "min" else sa.func.max
    return sa.type_coerce(function(column), column.type)


def _sum(column: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[Any]:
    """The exact sum. PostgreSQL's is a NUMERIC of its own precision, SQLite's a whole number of the smallest unit."""
    if dialect == "postgresql":
        return sa.type_coerce(sa.func.sum(column), sa.Numeric())
    return sa.type_coerce(sa.func.sum(column), column.type)


def _divisor(source: Source, measure: Measure) -> sa.ColumnElement[Any]:
    """For means, how many values were summed: the division is made in decimals, not in the database's floats."""
    if measure.function != "avg" or measure.path is None:
        return sa.null()
    return sa.func.count(source.columns(measure.path)[0])


def _result(measure: Measure, value: Any, divisor: Any) -> Any:
    if measure.function != "avg" or value is None:
        return value
    with localcontext() as numbers:
        numbers.prec = MEAN_DIGITS
        return Decimal(value) / divisor
