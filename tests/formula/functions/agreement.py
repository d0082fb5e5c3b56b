"""Runs one function as Python code and as PostgreSQL: both must answer what the case says."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.arithmetic import arithmetic
from objectry.formula.checking.typed import Constant
from objectry.formula.faults import Failed, LimitReached
from objectry.formula.functions.declare import NUMBER, Function, InSql, Nulls, Types
from objectry.formula.moments import Moment
from objectry.formula.sql import postgresql
from objectry.formula.sql.helper_texts import helper_texts
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type

AROUND = Surroundings(Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai")))
REFUSED = "refused"
"""Stands for the answer of a function that refuses its arguments."""


def install_helpers(connection: sa.Connection) -> None:
    """Make the helper functions in the database of a test."""
    for text in helper_texts():
        connection.exec_driver_sql(text)


def in_python(function: Function, *arguments: Any) -> Any:
    """What the code answers, with the rules on nothing that go for every function."""
    if function.nulls is Nulls.STRICT and any(one is None for one in arguments):
        return None
    given = (AROUND, *arguments) if function.surrounded else arguments
    with arithmetic():
        try:
            found = function.code(*given)
        except (Failed, LimitReached, ArithmeticError, OverflowError):
            return REFUSED
    return None if found == "" else found


def in_sql(function: Function, *arguments: Any) -> InSql | None:
    """The SQL form for these arguments, of which the last one may choose it as if it were written out; None for none."""
    return postgresql.in_sql(function, [Constant(one, Type.NULL) for one in arguments])


def in_postgresql(connection: sa.Connection, function: Function, *arguments: Any) -> Any:
    """What the SQL form answers for the same arguments, sent as parameters as fields would be."""
    nodes = [Constant(one, Type.NULL) for one in arguments]
    found = postgresql.in_sql(function, nodes)
    assert found is not None
    elements = [
        sa.cast(sa.null(), sa.Numeric()) if one is None and kind == NUMBER else _element(one)
        for one, kind in zip(arguments, _kinds(function, arguments), strict=True)
    ]
    given = (AROUND, *elements) if function.surrounded else tuple(elements)
    value = found.form(*given)
    refused = postgresql.guard_of(function, found, given, value, nodes)
    row = connection.execute(sa.select(value, sa.false() if refused is None else refused)).one()
    if row[1] is True:
        return REFUSED
    return None if row[0] == "" else row[0]


def _kinds(function: Function, arguments: Sequence[Any]) -> list[Types]:
    return [function.parameter(at).types for at in range(len(arguments))]


def _element(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_element(one) for one in value)
    kinds: Iterator[Any] = iter(
        (
            (bool, sa.Boolean()),
            (Decimal, sa.Numeric()),
            (str, sa.Text(collation="C")),
            (datetime, sa.DateTime(timezone=True)),
            (date, sa.Date()),
            (time, sa.Time()),
        )
    )
    kind = next((made for python, made in kinds if isinstance(value, python)), sa.Text())
    return sa.cast(sa.literal(value, kind), kind)
