"""Counters for auto numbers that count or look otherwise than before: they go on behind the numbers that there are.

Records in the recycle bin count too: they may come back.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.metadata.field_types.base import NumberForm
from objectry.runtime.context import Context
from objectry.runtime.store import counters

MOST_DIGITS = 15
"""Digits of a counter that somebody may have reached. Longer ones are no numbers of ours."""


def continue_numbers(context: Context, field: Field, day: date) -> None:
    """Let each counter of a field go on behind the largest number that looks like those of its period."""
    table = context.state.tables.objects[field.object]
    column = table.c[field.columns[0].name]
    forms = field.type.number_forms(field.definition, day)
    dialect = context.connection.dialect.name
    largest = [sa.func.max(_counter(column, form, dialect)) for form in forms]
    found = context.connection.execute(sa.select(*largest).select_from(table)).one()
    for form, last in zip(forms, found, strict=True):
        if last is not None and last >= form.start:
            counters.advance(context, field, form.series, form.period, last)


def _counter(
    column: sa.ColumnElement[Any], form: NumberForm, dialect: str
) -> sa.ColumnElement[int | None]:
    """The counter of a number of the form; null for any other text."""
    first, last = _width(form.before), _width(form.behind)
    size = sa.func.length(column) - (first + last)
    middle = sa.func.substr(column, first + 1, size)
    tail = sa.func.length(column) - last
    looks = [
        *_looks(column, sa.literal(0), form.before, dialect),
        *_looks(column, tail, form.behind, dialect),
        _digits(middle, dialect),
    ]
    # In steps, as a database may look at conditions in any order, and a length below nothing is an error.
    whole = sa.case((sa.and_(*looks), sa.cast(middle, sa.BigInteger)))
    return sa.case((size.between(1, MOST_DIGITS), whole))


def _looks(
    column: sa.ColumnElement[Any],
    begin: sa.ColumnElement[int],
    parts: Sequence[str | int],
    dialect: str,
) -> Iterator[sa.ColumnElement[bool]]:
    """Conditions for the parts that stand one behind the other."""
    for part in parts:
        width = _width([part])
        piece = sa.func.substr(column, begin + 1, width)
        yield piece == part if isinstance(part, str) else _digits(piece, dialect)
        begin = begin + width


def _width(parts: Sequence[str | int]) -> int:
    return sum(part if isinstance(part, int) else len(part) for part in parts)


def _digits(text: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[bool]:
    """Tell whether a text has digits only."""
    if dialect == "postgresql":
        return text.regexp_match("^[0-9]+$")
    return sa.not_(text.bool_op("GLOB")("*[^0-9]*"))
