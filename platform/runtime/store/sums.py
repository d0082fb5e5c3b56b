"""Sums and means over numbers of a field, exact on both databases."""

from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from objectry.formula.arithmetic import EXACT
from objectry.formula.functions.conversions import WIDE, quantized

Element = sa.ColumnElement[Any]
HALF = 10**9
"""Where numbers are cut whose sum may be too large for SQLite, which adds in 64 bits."""


def halves(column: Element) -> tuple[Element, Element]:
    """The sum of a column of SQLite in halves: of what is left of each number, and how often HALF is in them."""
    units = sa.type_coerce(column, sa.BigInteger())
    low, high = sa.func.sum(units % HALF), sa.func.sum(units // HALF)
    return sa.type_coerce(low, column.type), sa.type_coerce(high, column.type)


def whole(low: Any, high: Any) -> Any:
    """A sum, put together where it was made in halves."""
    if high is None:
        return low
    with localcontext(EXACT):
        return high * HALF + low


def mean(total: Any, count: int, places: int) -> Decimal:
    """The mean of so many numbers with so many decimal places. The database does not make it: it would divide in floats."""
    return quantized(WIDE.divide(Decimal(total), count), Decimal(1).scaleb(-places))
