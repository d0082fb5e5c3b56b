"""Functions on truth values that compute all of their arguments. AND, OR and the like are special forms."""

from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.declare import BOOLEAN, OURS, Nulls, function
from objectry.formula.types import Type


def _odd(first: Any, *more: Any) -> sa.ColumnElement[bool]:
    """Whether an odd number of conditions is true."""
    found: sa.ColumnElement[bool] = sa.func.coalesce(first, sa.false())
    for one in more:
        found = found != sa.func.coalesce(one, sa.false())
    return found


@function("XOR", (BOOLEAN, BOOLEAN), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=OURS,
          zh="成立的条件个数为奇数；两个条件时就是恰好一个成立；空值算假",
          examples=(("XOR(TRUE, FALSE)", "TRUE"), ("XOR(urgent, amount > 0)", "FALSE"), ("XOR(TRUE, TRUE, TRUE)", "TRUE")),
          sql=_odd)  # fmt: skip
def xor(first: bool | None, *more: bool | None) -> bool:
    """True when an odd number of conditions holds: of two, exactly one. Nothing counts as false."""
    return sum(one is True for one in (first, *more)) % 2 == 1
