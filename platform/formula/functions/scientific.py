"""Powers, roots, logarithms and trigonometry.

Apart from whole powers they are computed as doubles, whose shortest digits are the result: so do PostgreSQL and upstream.
"""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

import sqlalchemy as sa

from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.declare import NUMBER, OURS, function
from objectry.formula.functions.numbers import NUMERIC, ZERO
from objectry.formula.types import Type

ONE = Decimal(1)
PI = Decimal(repr(math.pi))

_LARGEST = 1e64
_SMALLEST_POWER = -64
"""The decimal exponent of the smallest power that is kept."""
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=64, rounding=ROUND_HALF_UP, Emin=-6144, Emax=63,
                traps=[DivisionByZero, InvalidOperation, Overflow])  # fmt: skip
"""More digits than are kept: Python's powers may be wrong in the last digit that they are asked for."""
_EIGHTEEN = Context(prec=18, rounding=ROUND_HALF_UP, Emin=-6144, Emax=63,
                    traps=[DivisionByZero, InvalidOperation, Overflow])  # fmt: skip


def _number(value: float) -> Decimal:
    return Decimal(repr(value)) or ZERO


def _finite(compute: Callable[[Decimal], float], number: Decimal) -> Decimal:
    """The result of a function that has none for some numbers."""
    try:
        return _number(compute(number))
    except ValueError:
        raise Failed(Kind.NOT_FINITE) from None


def _power_of_zero(exponent: Decimal) -> Decimal:
    if exponent < ZERO:
        raise Failed(Kind.DIVISION)
    return ZERO


def _whole(base: Decimal, exponent: Decimal, context: Context | None) -> Decimal:
    """A whole power, with the digits of a context, or of the one that is set."""
    if not exponent:
        return ONE
    if not base:
        return _power_of_zero(exponent)
    found = _WIDE.power(base, exponent)
    found = +found if context is None else context.plus(found)
    # Powers that are too large overflow by themselves, whatever the exponent, in some microseconds.
    if found.adjusted() < _SMALLEST_POWER:
        raise Failed(Kind.OUT_OF_RANGE)
    return found


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """The operator `^`: whole exponents exactly, others as doubles. Results beyond 1e64 and 1e-64 are refused."""
    if exponent == exponent.to_integral_value():
        return _whole(base, exponent, None)
    if not base:
        return _power_of_zero(exponent)
    if base < ZERO:
        raise Failed(Kind.NOT_FINITE)
    try:
        found = math.pow(base, exponent)
    except (OverflowError, ValueError):
        raise Failed(Kind.OUT_OF_RANGE) from None
    if not 1 / _LARGEST <= found < _LARGEST:
        raise Failed(Kind.OUT_OF_RANGE)
    return _number(found)


def whole_power(base: Decimal, exponent: Decimal) -> Decimal:
    """The operator `^` of upstream: whole exponents only, 18 digits."""
    if exponent != exponent.to_integral_value():
        raise Failed(Kind.NOT_FINITE)
    return _whole(base, exponent, _EIGHTEEN)


def power_sql(base: Any, exponent: Any) -> Any:
    """The PostgreSQL form of `power`."""
    return sa.func.fx.power(base, exponent, type_=NUMERIC)


def whole_power_sql(base: Any, exponent: Any) -> Any:
    """The PostgreSQL form of `whole_power`."""
    return sa.func.fx.whole_power(base, exponent, 18, type_=NUMERIC)


@function(
    "POWER",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="乘方，与运算符 ^ 相同。负数只能有整数次方。",
    examples=(("POWER(1.05, 2)", "1.1025"), ("POWER(2, -1)", "0.5"), ("POWER(16, 0.5)", "4")),
    fails=True,
    exact=False,
    zeroes="base",
    sql=power_sql,
    cost=15,
    profiles=OURS,
)
def power_of(base: Decimal, exponent: Decimal) -> Decimal:
    """The base to the power of the exponent, as the operator ^. Numbers below zero have whole powers only."""
    return power(base, exponent)


@function(
    "SQRT",
    (NUMBER,),
    Type.NUMBER,
    zh="平方根。负数没有平方根。",
    examples=(("SQRT(16)", "4"), ("SQRT(2)", "1.4142135623730951")),
    fails=True,
    exact=False,
    sql=lambda number: sa.func.fx.sqrt(number, type_=NUMERIC),
    cost=30,
)
def square_root(number: Decimal) -> Decimal:
    """The square root. Numbers below zero have none."""
    return _finite(math.sqrt, number)


@function(
    "EXP",
    (NUMBER,),
    Type.NUMBER,
    zh="e 的乘方。",
    examples=(("EXP(0)", "1"), ("EXP(1)", "2.718281828459045")),
    fails=True,
    exact=False,
    sql=lambda number: sa.func.fx.exp(number, type_=NUMERIC),
    cost=30,
)
def exponential(number: Decimal) -> Decimal:
    """The number e to this power."""
    try:
        found = math.exp(number)
    except OverflowError:
        raise Failed(Kind.OUT_OF_RANGE) from None
    if found >= _LARGEST:
        raise Failed(Kind.OUT_OF_RANGE)
    return _number(found)


@function(
    "LN",
    (NUMBER,),
    Type.NUMBER,
    zh="自然对数。只有正数才有对数。",
    examples=(("LN(1)", "0"), ("LN(10)", "2.302585092994046")),
    fails=True,
    exact=False,
    sql=lambda number: sa.func.fx.ln(number, type_=NUMERIC),
    cost=30,
)
def natural_logarithm(number: Decimal) -> Decimal:
    """The natural logarithm. Only numbers above zero have one."""
    return _finite(math.log, number)


@function(
    "LOG",
    (NUMBER,),
    Type.NUMBER,
    zh="以 10 为底的对数。只有正数才有对数。",
    examples=(("LOG(1000)", "3"), ("LOG(2)", "0.3010299956639812")),
    fails=True,
    exact=False,
    sql=lambda number: sa.func.fx.log(number, type_=NUMERIC),
    cost=30,
)
def decimal_logarithm(number: Decimal) -> Decimal:
    """The logarithm to base 10. Only numbers above zero have one."""
    return _finite(math.log10, number)


@function(
    "LOGN",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="以任意正数（1 除外）为底的对数。",
    examples=(("LOGN(8, 2)", "3"), ("LOGN(0.2, 5)", "-1")),
    fails=True,
    exact=False,
    sql=lambda number, base: sa.func.fx.logn(number, base, type_=NUMERIC),
    cost=60,
    profiles=OURS,
)
def logarithm(number: Decimal, base: Decimal) -> Decimal:
    """The logarithm to any base above zero other than 1."""
    if number <= ZERO or base <= ZERO or base == ONE:
        raise Failed(Kind.NOT_FINITE)
    try:
        found = math.log(number) / math.log(base)
    except (ValueError, ZeroDivisionError):
        # As a double, the number is zero or the base is 1.
        raise Failed(Kind.NOT_FINITE) from None
    # A double has one digit that is not sure: LOGN(1000, 10) would be 2.9999999999999996.
    return _FIFTEEN.create_decimal(repr(found)) or ZERO


@function(
    "PI",
    (),
    Type.NUMBER,
    zh="圆周率。",
    examples=(("PI()", "3.141592653589793"), ("PI() * 2", "6.283185307179586")),
    inline=True,
    sql=lambda: sa.literal(PI, NUMERIC),
)
def pi() -> Decimal:
    """The circumference of a circle in diameters."""
    return PI


@function(
    "SIN",
    (NUMBER,),
    Type.NUMBER,
    zh="弧度的正弦。",
    examples=(("SIN(0)", "0"), ("SIN(PI() / 2)", "1")),
    exact=False,
    sql=lambda number: sa.func.fx.sin(number, type_=NUMERIC),
    cost=30,
)
def sine(number: Decimal) -> Decimal:
    """The sine of an angle in radians."""
    return _number(math.sin(number))


@function(
    "COS",
    (NUMBER,),
    Type.NUMBER,
    zh="弧度的余弦。",
    examples=(("COS(0)", "1"), ("COS(PI())", "-1")),
    exact=False,
    sql=lambda number: sa.func.fx.cos(number, type_=NUMERIC),
    cost=30,
)
def cosine(number: Decimal) -> Decimal:
    """The cosine of an angle in radians."""
    return _number(math.cos(number))


@function(
    "TAN",
    (NUMBER,),
    Type.NUMBER,
    zh="弧度的正切。",
    examples=(("TAN(0)", "0"), ("TAN(1)", "1.5574077246549023")),
    exact=False,
    sql=lambda number: sa.func.fx.tan(number, type_=NUMERIC),
    cost=30,
)
def tangent(number: Decimal) -> Decimal:
    """The tangent of an angle in radians."""
    return _number(math.tan(number))


@function(
    "ASIN",
    (NUMBER,),
    Type.NUMBER,
    zh="反正弦，结果为弧度。数值必须在 -1 到 1 之间。",
    examples=(("ASIN(0)", "0"), ("ASIN(1)", "1.5707963267948966")),
    fails=True,
    exact=False,
    sql=lambda number: sa.func.fx.asin(number, type_=NUMERIC),
    cost=30,
)
def arc_sine(number: Decimal) -> Decimal:
    """The angle in radians that has this sine, which is from -1 to 1."""
    return _finite(math.asin, number)


@function(
    "ACOS",
    (NUMBER,),
    Type.NUMBER,
    zh="反余弦，结果为弧度。数值必须在 -1 到 1 之间。",
    examples=(("ACOS(1)", "0"), ("ACOS(-1)", "3.141592653589793")),
    fails=True,
    exact=False,
    sql=lambda number: sa.func.fx.acos(number, type_=NUMERIC),
    cost=30,
)
def arc_cosine(number: Decimal) -> Decimal:
    """The angle in radians that has this cosine, which is from -1 to 1."""
    return _finite(math.acos, number)


@function(
    "ATAN",
    (NUMBER,),
    Type.NUMBER,
    zh="反正切，结果为弧度。",
    examples=(("ATAN(0)", "0"), ("ATAN(1)", "0.7853981633974483")),
    exact=False,
    sql=lambda number: sa.func.fx.atan(number, type_=NUMERIC),
    cost=30,
)
def arc_tangent(number: Decimal) -> Decimal:
    """The angle in radians that has this tangent."""
    return _number(math.atan(number))


@function(
    "ATAN2",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="从 x 轴到点 (x, y) 的角度，结果为弧度。先写 y，再写 x。",
    examples=(("ATAN2(1, 1)", "0.7853981633974483"), ("ATAN2(0, -1)", "3.141592653589793")),
    exact=False,
    sql=lambda y, x: sa.func.fx.atan2(y, x, type_=NUMERIC),
    cost=30,
)
def angle(y: Decimal, x: Decimal) -> Decimal:
    """The angle in radians from the x axis to the point (x, y). The y comes first."""
    return _number(math.atan2(y, x))
