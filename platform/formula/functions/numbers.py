"""Functions that compare, add up and divide numbers."""

import statistics
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from objectry.formula import sayings
from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.declare import NUMBER, ORDERED, OURS, Nulls, Unfit, function
from objectry.formula.types import Type

NUMERIC = sa.Numeric()
ZERO = Decimal(0)
NOT_A_NUMBER: sa.ColumnElement[Decimal] = sa.literal_column("'NaN'::numeric", NUMERIC)
"""What stands in PostgreSQL for a number that Python refuses to compute."""

# A remainder is exact, but asks for all digits of the quotient on the way.
_ALL_DIGITS = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


_PLACES = 40
"""Decimals that a dividend is given, so that PostgreSQL divides to as many; by itself it stops at sixteen digits."""


def quotient_sql(number: Any, divisor: Any) -> Any:
    """A quotient with 40 decimals, which is quick. It has the digits of Python's where `magnitude.seen_alike` says so."""
    return sa.func.round(number, _PLACES, type_=NUMERIC) / sa.func.nullif(divisor, 0)


def reckoned_sql(left: Any, sign: str, right: Any) -> sa.ColumnElement[Decimal]:
    """Two numbers joined by `+`, `-`, `*` or `/` with all digits that Python gives them; NaN where Python refuses."""
    return sa.func.fx.reckoned(left, sa.literal(sign, sa.Text()), right, type_=NUMERIC)


def remainder(number: Decimal, divisor: Decimal) -> Decimal:
    """What is left of a number after a whole number of divisors; it has the sign of the number."""
    if not divisor:
        raise Failed(Kind.DIVISION)
    return _ALL_DIGITS.remainder(number, divisor) or ZERO


@function(
    "ABS",
    (NUMBER,),
    Type.NUMBER,
    zh="不带符号的数值。",
    examples=(("ABS(-12.5)", "12.5"), ("ABS(3)", "3")),
    inline=True,
    sql=lambda number: sa.func.abs(number, type_=NUMERIC),
)
def absolute(number: Decimal) -> Decimal:
    """The number without its sign."""
    return number.copy_abs()


@function(
    "SIGN",
    (NUMBER,),
    Type.NUMBER,
    zh="正数得 1，零得 0，负数得 -1。",
    examples=(("SIGN(-80)", "-1"), ("SIGN(0)", "0"), ("SIGN(0.5)", "1")),
    observes=True,
    inline=True,
    sql=lambda number: sa.func.sign(number, type_=NUMERIC),
    profiles=OURS,
)
def sign(number: Decimal) -> Decimal:
    """1 for a number above zero, 0 for zero, -1 for a number below it."""
    return number.compare(ZERO)


def judge_divisor(divisor: Decimal) -> Unfit | None:
    """Refuse zero."""
    return None if divisor else Unfit(sayings.CONSTANT_ERROR)


@function(
    "MOD",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="除法的余数，符号与被除数相同。除数不能为零。",
    examples=(("MOD(17, 5)", "2"), ("MOD(-17, 5)", "-2"), ("MOD(7.5, 2)", "1.5")),
    fails=True,
    observes=True,
    sql=lambda number, divisor: sa.func.mod(number, sa.func.nullif(divisor, 0), type_=NUMERIC),
    cost=7,
    judges={"divisor": judge_divisor},
)
def modulo(number: Decimal, divisor: Decimal) -> Decimal:
    """What is left after a division, with the sign of the divided number. The divisor must not be zero."""
    return remainder(number, divisor)


def _extreme_sql(name: str, values: tuple[Any, ...]) -> Any:
    """GREATEST or LEAST, which skip NULL, where no value is NULL."""
    kind = values[0].type
    given = [one.collate("C") for one in values] if isinstance(kind, sa.String) else values
    found = getattr(sa.func, name)(*given, type_=kind)
    return sa.case((sa.and_(*(one.is_not(None) for one in values)), found))


@function(
    "MAX",
    (ORDERED, ORDERED),
    zh="两个数字中较大的，或两个日期、时间中较晚的。任何一个参数为空时结果为空。",
    examples=(("MAX(3, 12)", "12"), ("MAX(-1, -2)", "-1")),
    same=True,
    inline=True,
    sql=lambda first, second: _extreme_sql("greatest", (first, second)),
    cost=2,
)
def larger(first: Any, second: Any) -> Any:
    """The larger of two numbers, or the later of two dates or times. Nothing when either is nothing."""
    return first if first >= second else second


@function(
    "MAX",
    (ORDERED, ORDERED),
    zh="最大的数字、最晚的日期或时间。任何一个参数为空时结果为空。",
    examples=(("MAX(3, 12, 7)", "12"), ("MAX(amount, 5000)", "5000"), ("MAX(-1, -2)", "-1")),
    same=True,
    sql=lambda first, *others: _extreme_sql("greatest", (first, *others)),
    cost=7,
)
def maximum(first: Any, *others: Any) -> Any:
    """The largest number, or the latest date or time. Nothing when any of them is nothing."""
    return max(first, *others) if others else first


@function(
    "MIN",
    (ORDERED, ORDERED),
    zh="两个数字中较小的，或两个日期、时间中较早的。任何一个参数为空时结果为空。",
    examples=(("MIN(3, 12)", "3"), ("MIN(-1, -2)", "-2")),
    same=True,
    inline=True,
    sql=lambda first, second: _extreme_sql("least", (first, second)),
    cost=2,
)
def smaller(first: Any, second: Any) -> Any:
    """The smaller of two numbers, or the earlier of two dates or times. Nothing when either is nothing."""
    return first if first <= second else second


@function(
    "MIN",
    (ORDERED, ORDERED),
    zh="最小的数字、最早的日期或时间。任何一个参数为空时结果为空。",
    examples=(("MIN(3, 12, 7)", "3"), ("MIN(amount, 1000)", "1000"), ("MIN(-1, -2)", "-2")),
    same=True,
    sql=lambda first, *others: _extreme_sql("least", (first, *others)),
    cost=7,
)
def minimum(first: Any, *others: Any) -> Any:
    """The smallest number, or the earliest date or time. Nothing when any of them is nothing."""
    return min(first, *others) if others else first


def _all_sql(helper: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The form and the guard of a function of all numbers that are there; its helper gives NaN where Python refuses."""

    def computed(*numbers: Any) -> Any:
        given = sa.cast(
            array(numbers), ARRAY(NUMERIC)
        )  # a call would take no more than a hundred of them
        return getattr(sa.func.fx, helper)(given, type_=NUMERIC)

    def form(*numbers: Any) -> Any:
        return sa.func.nullif(computed(*numbers), NOT_A_NUMBER, type_=NUMERIC)

    return form, lambda *numbers: computed(*numbers) == NOT_A_NUMBER


_sum_sql, _sum_guard = _all_sql("total")
_mean_sql, _mean_guard = _all_sql("mean")


@function(
    "SUM",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="数字之和，空值不计。全部为空时得 0。",
    examples=(("SUM(1, 2, 3.5)", "6.5"), ("SUM(100, NULL)", "100")),
    nulls=Nulls.TOTAL,
    fails=True,
    sql=_sum_sql,
    guard=_sum_guard,
    cost=10,
    profiles=OURS,
)
def total(first: Decimal | None, *others: Decimal | None) -> Decimal:
    """The sum of all numbers that are there; 0 when there is none."""
    return sum((one for one in (first, *others) if one is not None), start=ZERO)


@function(
    "AVERAGE",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="数字的平均值，空值不计。全部为空时结果为空。",
    examples=(("AVERAGE(1, 2, 6)", "3"), ("AVERAGE(10, NULL, 15)", "12.5")),
    nulls=Nulls.TOTAL,
    blank=True,
    fails=True,
    exact=False,
    sql=_mean_sql,
    guard=_mean_guard,
    cost=15,
    profiles=OURS,
)
def average(first: Decimal | None, *others: Decimal | None) -> Decimal | None:
    """The average of all numbers that are there; nothing when there is none."""
    numbers = [one for one in (first, *others) if one is not None]
    return sum(numbers, start=ZERO) / len(numbers) if numbers else None


@function(
    "MEDIAN",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="数字的中位数，空值不计；个数为偶数时取中间两个的平均值。",
    examples=(("MEDIAN(5, 1, 100)", "5"), ("MEDIAN(1, 2, 3, 10)", "2.5")),
    nulls=Nulls.TOTAL,
    blank=True,
    fails=True,
    cost=50,
    profiles=OURS,
)
def median(first: Decimal | None, *others: Decimal | None) -> Decimal | None:
    """The number in the middle of all that are there, or the average of the two in the middle."""
    numbers = [one for one in (first, *others) if one is not None]
    return statistics.median(numbers) if numbers else None
