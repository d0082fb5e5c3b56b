"""Counts, sums and the like over the records that a user may see, by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.arithmetic import arithmetic
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context, State
from objectry.runtime.database.prepared import Prepared, fetch
from objectry.runtime.store import bounds, search_index
from objectry.runtime.store.date_parts import grouped_by
from objectry.runtime.store.measures import places, result, selected, together
from objectry.runtime.store.predicate import parameters
from objectry.runtime.store.query import Aggregation
from objectry.runtime.store.reach import conditions
from objectry.runtime.store.source import changes, expand, readable_name, target_rows
from objectry.runtime.store.sums import whole
from objectry.runtime.store.surroundings import source_of

OVERFLOW = "integer overflow"
"""What SQLite says of a sum that is too large for the 64 bits in which it adds."""


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
    sums = [_sums(row[2 * size :], count) for row in rows]
    whole = [
        together(measure, [(numbers[at], divisors[at]) for numbers, divisors in sums])
        for at, measure in enumerate(wanted.measures)
    ]
    rounded = [places(context.state, measure) for measure in wanted.measures]
    groups = [
        Summary(row[:size], row[size : 2 * size], tuple(map(result, rounded, *numbers)))
        for row, numbers in zip(rows, sums, strict=True)
    ]
    total = Summary((), (), tuple(result(p, *one) for p, one in zip(rounded, whole, strict=True)))
    return Summaries(
        tuple(groups[: wanted.limit]) if size else (), total, not size or len(rows) <= wanted.limit
    )


def _sums(row: Sequence[Any], count: int) -> tuple[tuple[Any, ...], Sequence[Any]]:
    """The numbers of the measures, and the divisors of means."""
    low, divisors, high = row[:count], row[count : 2 * count], row[2 * count :]
    return tuple(map(whole, low, high)), divisors


def _rows(
    context: Context, access: Access, wanted: Aggregation, halved: bool
) -> list[tuple[Any, ...]]:
    """Group values, their names, the measures, for means the divisors, and the high halves of sums if `halved`.

    One row more than the limit if there is.
    """
    key = _lasting_key(context, access, wanted, halved)
    statement = (
        _statement(context, access, wanted, halved)
        if key is None
        else context.state.asked.get(
            key, lambda: Prepared(_statement(context, access, wanted, halved))
        )
    )
    phrase = search_index.phrase(context.connection.dialect.name, wanted.words)
    given = {
        **parameters(access),
        **phrase,
        **bounds.values(wanted.bounds),
        "most_groups": wanted.limit + 1,
    }
    with arithmetic():  # in which SQLite calls formulas for each record
        found = fetch(context.connection, statement, given)
    return [tuple(row) for row in found]


def _lasting_key(
    context: Context, access: Access, wanted: Aggregation, halved: bool
) -> tuple[object, ...] | None:
    """What statements for an aggregation are kept by; None where they hold for this moment only."""
    formulas = [one.checked for one in wanted.filters]
    formulas += [one.formula.checked for one in wanted.measures if one.formula]
    serving = context.days(max((
        changes(context.state, wanted.asked(context.catalog.objects)), *(one.changes for one in formulas),
    )))  # fmt: skip
    if serving is None:
        return None
    dated = formulas or any(group.part for group in wanted.groups)
    return (
        "aggregate", serving, wanted.thing.name, tuple(one.name for one in wanted.groups),
        tuple(one.name for one in wanted.measures), tuple(one.text for one in wanted.filters),
        context.zone if dated else None,  # days in them are those of the user's zone
        bool(wanted.words), bounds.shape(wanted.bounds), wanted.scope, halved, access.key,
    )  # fmt: skip


def _statement(
    context: Context, access: Access, wanted: Aggregation, halved: bool
) -> sa.Select[Any]:
    state = context.state
    table = state.tables.objects[wanted.thing.name]
    dialect = context.connection.dialect.name
    source = source_of(context, access, wanted.thing, table)
    groups = [grouped_by(context, source, group) for group in wanted.groups]
    measures = [selected(context, access, source, one, halved) for one in wanted.measures]
    # What they ask of other records is joined before the rows are named that all this is made of.
    meets = list(
        conditions(
            context, access, source, table, wanted.thing, wanted.filters, wanted.scope, False
        )
    )
    meets.extend(bounds.kept_within(source, wanted.bounds))
    if wanted.words:
        meets.append(search_index.holding(context, access, wanted.thing, table.c.id, wanted.words))
    summed = (
        sa.select(
            *(column.label(f"g{index}") for index, column in enumerate(groups)),
            *(one.number.label(f"m{index}") for index, one in enumerate(measures)),
            *(one.divisor.label(f"d{index}") for index, one in enumerate(measures)),
            *(one.high.label(f"h{index}") for index, one in enumerate(measures)),
        )
        .select_from(source.from_clause)
        .where(*meets)
    )
    if groups:
        most = sa.bindparam("most_groups", type_=sa.Integer)
        summed = summed.group_by(*groups).limit(most)
    return _named(state, access, wanted, summed, dialect)


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
