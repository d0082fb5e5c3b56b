"""Conversions that formulas do not name: the checker puts them in where a value has to become another one."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

import sqlalchemy as sa

from objectry.formula.functions.declare import DATE, DATETIME, NUMBER, TEXT, function
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type

OBSERVED_PLACES = 18
"""Decimals to which numbers are rounded whose further digits depend on how they were computed."""
_OBSERVED = Decimal(1).scaleb(-OBSERVED_PLACES)
ZERO = Decimal(0)
WIDE = Context(prec=200, rounding=ROUND_HALF_UP)
"""Room to round the largest number to any decimals that it may have."""
quantized = WIDE.quantize
"""The same as a function: it is called for nearly every number that a formula gives."""


@function(
    "observed",
    (NUMBER,),
    Type.NUMBER,
    inline=True,
    sql=lambda number: sa.func.round(number, OBSERVED_PLACES),
)
def observed(number: Decimal) -> Decimal:
    """An inexact number as everybody sees it."""
    return quantized(number, _OBSERVED)


@function(
    "zeroed",
    (NUMBER,),
    Type.NUMBER,
    inline=True,
    exact=False,
    sql=lambda number: sa.func.fx.zeroed(number, type_=sa.Numeric()),
)
def zeroed(number: Decimal) -> Decimal:
    """An inexact number by which something is divided: zero where everybody sees zero."""
    return number if quantized(number, _OBSERVED) else ZERO


@function("rounded", (NUMBER, NUMBER), Type.NUMBER, inline=True,
          sql=lambda number, quantum: sa.func.round(number, sa.func.scale(quantum)))  # fmt: skip
def rounded(number: Decimal, quantum: Decimal) -> Decimal:
    """A number to as many decimals as `quantum` has, a half away from zero. What becomes zero has no sign."""
    return quantized(number, quantum) or ZERO


@function("day_start", (DATE,), Type.DATETIME,
          sql=lambda around, day: sa.func.timezone(
              str(around.moment.zone), sa.cast(day, sa.DateTime()), type_=sa.DateTime(timezone=True)))  # fmt: skip
def day_start(around: Surroundings, day: date) -> datetime:
    """The moment at which a day begins."""
    return around.moment.start_of(day)


@function("day_of", (DATETIME,), Type.DATE,
          sql=lambda around, moment: sa.cast(sa.func.timezone(str(around.moment.zone), moment), sa.Date()))  # fmt: skip
def day_of(around: Surroundings, moment: datetime) -> date:
    """The day at a moment."""
    return around.moment.day_of(moment)


@function(
    "filled",
    (TEXT,),
    Type.TEXT,
    inline=True,
    blank=True,
    sql=lambda text: sa.func.nullif(text, ""),
)
def filled(text: str) -> str | None:
    """A text, or nothing for the empty one."""
    return text or None
