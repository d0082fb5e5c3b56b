"""Functions that round numbers."""

from collections.abc import Callable, Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
    Overflow,
)
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.declare import NUMBER, OURS, THEIRS, InSql, function
from objectry.formula.functions.numbers import NUMERIC, ZERO, remainder
from objectry.formula.types import Type

ONE = Decimal(1)
TWO = Decimal(2)
HALF = Decimal("0.5")

_MOST_PLACES = 63
"""Places before and after the point that can be rounded to; numbers have no more before it."""
_QUANTA: Mapping[Decimal, Decimal] = MappingProxyType(
    {Decimal(n): Decimal((0, (1,), -n)) for n in range(-_MOST_PLACES, _MOST_PLACES + 1)}
)
"""The unit that stands at each place."""

_THIRTY_THREE = Context(prec=33, rounding=ROUND_HALF_UP, Emax=63, traps=[Overflow])
"""Upstream looks at so many digits where it goes to a whole number, so that (6 / 11) * 11 is 6."""


def _rounded(number: Decimal, digits: Decimal, rounding: str) -> Decimal:
    """A number rounded to decimal places, or with negative digits to tens, hundreds and so on."""
    places = int(digits)
    if places > _MOST_PLACES:
        return number
    if places < -_MOST_PLACES:
        if rounding is ROUND_UP and number:
            raise Failed(Kind.OUT_OF_RANGE)
        return ZERO
    try:
        return number.quantize(_QUANTA[Decimal(places)], rounding) or ZERO
    except InvalidOperation:
        if places < 0:
            raise Failed(Kind.OUT_OF_RANGE) from None
        # More zeros than there is room for: the number has no digit there that could be rounded.
        return number


def _written_places(native: str) -> Callable[[Any], InSql | None]:
    """The same where the places are written out: what PostgreSQL has itself, which is quicker."""

    def chosen(digits: Any) -> InSql | None:
        if not isinstance(digits, Decimal) or not 0 <= digits <= _MOST_PLACES or digits % 1:
            return None
        return InSql(
            lambda number, _: getattr(sa.func, native)(number, int(digits), type_=NUMERIC),
            sure=True,
        )

    return chosen


def _places_sql(helper: str) -> Callable[..., Any]:
    """The PostgreSQL form of a function that rounds to decimal places."""

    def form(number: Any, digits: Any = None) -> Any:
        places = sa.literal(ZERO, NUMERIC) if digits is None else digits
        return getattr(sa.func.fx, helper)(number, places, type_=NUMERIC)

    return form


@function(
    "ROUND",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="四舍五入到指定的小数位数。位数为负时舍入到十位、百位等。",
    examples=(("ROUND(2.345, 2)", "2.35"), ("ROUND(1250, -2)", "1300"), ("ROUND(-2.5)", "-3")),
    fails=True,
    observes=True,
    sql=_places_sql("round"),
    written=_written_places("round"),
    cost=10,
    profiles=OURS,
)
def round_half_up(number: Decimal, digits: Decimal = ZERO) -> Decimal:
    """The number rounded to so many decimal places, halves away from zero.

    Negative digits round to tens, hundreds and so on.
    """
    try:
        return number.quantize(_QUANTA[digits]) or ZERO
    except (KeyError, InvalidOperation):
        # Odd places, or more digits than there is room for: nearly never.
        return _rounded(number, digits, ROUND_HALF_UP)


@function(
    "ROUND",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="四舍五入到指定的小数位数。位数为负时舍入到十位、百位等，数字本身没有那么多位时得 0。",
    examples=(("ROUND(2.345, 2)", "2.35"), ("ROUND(16, -1)", "20"), ("ROUND(6, -1)", "0")),
    fails=True,
    sql=_places_sql("round_own_digits"),
    written=_written_places("round"),
    cost=10,
    profiles=THEIRS,
)
def round_own_digits(number: Decimal, digits: Decimal) -> Decimal:
    """The number rounded to so many decimal places, halves away from zero.

    It is 0 when all digits before its point are cut off.
    """
    if digits <= -1 and number.adjusted() < -int(digits):
        return ZERO
    return _rounded(number, digits, ROUND_HALF_UP)


@function(
    "ROUNDUP",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="向远离零的方向舍入到指定的小数位数。",
    examples=(("ROUNDUP(2.341, 2)", "2.35"), ("ROUNDUP(-2.1)", "-3"), ("ROUNDUP(6, -1)", "10")),
    fails=True,
    observes=True,
    sql=_places_sql("round_up"),
    cost=10,
    profiles=OURS,
)
def round_up(number: Decimal, digits: Decimal = ZERO) -> Decimal:
    """The number rounded away from zero to so many decimal places."""
    return _rounded(number, digits, ROUND_UP)


@function(
    "ROUNDDOWN",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="向零的方向舍入到指定的小数位数。",
    examples=(("ROUNDDOWN(2.349, 2)", "2.34"), ("ROUNDDOWN(-2.9)", "-2")),
    observes=True,
    sql=_places_sql("round_down"),
    written=_written_places("trunc"),
    cost=10,
    profiles=OURS,
)
def round_down(number: Decimal, digits: Decimal = ZERO) -> Decimal:
    """The number rounded towards zero to so many decimal places."""
    return _rounded(number, digits, ROUND_DOWN)


@function(
    "TRUNC",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="截去指定小数位数之后的数字。",
    examples=(("TRUNC(2.349, 2)", "2.34"), ("TRUNC(-2.9)", "-2"), ("TRUNC(1299, -2)", "1200")),
    observes=True,
    sql=_places_sql("round_down"),
    written=_written_places("trunc"),
    cost=10,
    profiles=OURS,
)
def truncate(number: Decimal, digits: Decimal = ZERO) -> Decimal:
    """The number without its digits behind so many decimal places."""
    return _rounded(number, digits, ROUND_DOWN)


@function(
    "TRUNC",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="截去指定小数位数之后的数字。",
    examples=(("TRUNC(2.349, 2)", "2.34"), ("TRUNC(-2.9)", "-2"), ("TRUNC(1299, -2)", "1200")),
    sql=_places_sql("round_down"),
    written=_written_places("trunc"),
    cost=10,
    profiles=THEIRS,
)
def truncate_upstream(number: Decimal, digits: Decimal = ZERO) -> Decimal:
    """The number without its digits behind so many decimal places."""
    return _rounded(number, digits, ROUND_DOWN)


def _away_sql(number: Any) -> Any:
    """The next whole number away from zero."""
    return sa.func.sign(number, type_=NUMERIC) * sa.func.ceil(sa.func.abs(number), type_=NUMERIC)


def _thirty_three_sql(number: Any) -> Any:
    return sa.func.fx.digits(number, 33, type_=NUMERIC)


@function(
    "CEILING",
    (NUMBER,),
    Type.NUMBER,
    zh="向远离零的方向取整。",
    examples=(("CEILING(2.1)", "3"), ("CEILING(-2.1)", "-3"), ("CEILING((6 / 11) * 11)", "6")),
    observes=True,
    inline=True,
    sql=_away_sql,
    cost=4,
    profiles=OURS,
)
def ceiling(number: Decimal) -> Decimal:
    """The next whole number away from zero."""
    return number.to_integral_value(ROUND_UP) or ZERO


@function(
    "CEILING",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="向远离零的方向取步长的倍数。步长不能为零。",
    examples=(("CEILING(23, 5)", "25"), ("CEILING(-0.31, 0.05)", "-0.35")),
    fails=True,
    observes=True,
    sql=lambda number, step: sa.func.fx.step_up(number, step, type_=NUMERIC),
    cost=15,
    profiles=OURS,
)
def ceiling_of_steps(number: Decimal, step: Decimal) -> Decimal:
    """The next multiple of a step away from zero. The step must not be zero."""
    rest = remainder(number, step)
    return number - rest + abs(step).copy_sign(number) if rest else number


@function(
    "FLOOR",
    (NUMBER,),
    Type.NUMBER,
    zh="向零的方向取整。",
    examples=(("FLOOR(2.9)", "2"), ("FLOOR(-2.9)", "-2"), ("FLOOR((6 / 11) * 11)", "6")),
    observes=True,
    inline=True,
    sql=lambda number: sa.func.trunc(number, type_=NUMERIC),
    cost=4,
    profiles=OURS,
)
def floor(number: Decimal) -> Decimal:
    """The next whole number towards zero."""
    return number.to_integral_value(ROUND_DOWN) or ZERO


@function(
    "FLOOR",
    (NUMBER, NUMBER),
    Type.NUMBER,
    zh="向零的方向取步长的倍数。步长不能为零。",
    examples=(("FLOOR(23, 5)", "20"), ("FLOOR(-0.34, 0.05)", "-0.3")),
    fails=True,
    observes=True,
    sql=lambda number, step: sa.func.fx.step_down(number, step, type_=NUMERIC),
    cost=15,
    profiles=OURS,
)
def floor_of_steps(number: Decimal, step: Decimal) -> Decimal:
    """The next multiple of a step towards zero. The step must not be zero."""
    return number - remainder(number, step) or ZERO


@function(
    "CEILING",
    (NUMBER,),
    Type.NUMBER,
    zh="向远离零的方向取整。",
    examples=(("CEILING(2.1)", "3"), ("CEILING(-2.1)", "-3"), ("CEILING((6 / 11) * 11)", "6")),
    inline=True,
    sql=lambda number: _away_sql(_thirty_three_sql(number)),
    cost=4,
    profiles=THEIRS,
)
def ceiling_upstream(number: Decimal) -> Decimal:
    """The next whole number away from zero."""
    return _THIRTY_THREE.plus(number).to_integral_value(ROUND_UP) or ZERO


@function(
    "FLOOR",
    (NUMBER,),
    Type.NUMBER,
    zh="向零的方向取整。",
    examples=(("FLOOR(2.9)", "2"), ("FLOOR(-2.9)", "-2"), ("FLOOR((6 / 11) * 11)", "6")),
    inline=True,
    sql=lambda number: sa.func.trunc(_thirty_three_sql(number), type_=NUMERIC),
    cost=4,
    profiles=THEIRS,
)
def floor_upstream(number: Decimal) -> Decimal:
    """The next whole number towards zero."""
    return _THIRTY_THREE.plus(number).to_integral_value(ROUND_DOWN) or ZERO


@function(
    "MCEILING",
    (NUMBER,),
    Type.NUMBER,
    zh="不小于该数的最小整数。",
    examples=(("MCEILING(2.1)", "3"), ("MCEILING(-2.1)", "-2")),
    observes=True,
    inline=True,
    sql=lambda number: sa.func.ceil(number, type_=NUMERIC),
    cost=4,
    profiles=OURS,
)
def ceiling_of_line(number: Decimal) -> Decimal:
    """The smallest whole number that is not below the number."""
    return number.to_integral_value(ROUND_CEILING) or ZERO


@function(
    "MFLOOR",
    (NUMBER,),
    Type.NUMBER,
    zh="不大于该数的最大整数。",
    examples=(("MFLOOR(2.9)", "2"), ("MFLOOR(-2.1)", "-3")),
    observes=True,
    inline=True,
    sql=lambda number: sa.func.floor(number, type_=NUMERIC),
    cost=4,
    profiles=OURS,
)
def floor_of_line(number: Decimal) -> Decimal:
    """The largest whole number that is not above the number."""
    return number.to_integral_value(ROUND_FLOOR) or ZERO


@function(
    "MCEILING",
    (NUMBER,),
    Type.NUMBER,
    zh="不小于该数的最小整数。",
    examples=(("MCEILING(2.1)", "3"), ("MCEILING(-2.1)", "-2")),
    inline=True,
    sql=lambda number: sa.func.ceil(_thirty_three_sql(number), type_=NUMERIC),
    cost=4,
    profiles=THEIRS,
)
def ceiling_of_line_upstream(number: Decimal) -> Decimal:
    """The smallest whole number that is not below the number."""
    return _THIRTY_THREE.plus(number).to_integral_value(ROUND_CEILING) or ZERO


@function(
    "MFLOOR",
    (NUMBER,),
    Type.NUMBER,
    zh="不大于该数的最大整数。",
    examples=(("MFLOOR(2.9)", "2"), ("MFLOOR(-2.1)", "-3")),
    inline=True,
    sql=lambda number: sa.func.floor(_thirty_three_sql(number), type_=NUMERIC),
    cost=4,
    profiles=THEIRS,
)
def floor_of_line_upstream(number: Decimal) -> Decimal:
    """The largest whole number that is not above the number."""
    return _THIRTY_THREE.plus(number).to_integral_value(ROUND_FLOOR) or ZERO


@function(
    "INT",
    (NUMBER,),
    Type.NUMBER,
    zh="向下取整：不大于该数的最大整数。",
    examples=(("INT(2.9)", "2"), ("INT(-2.1)", "-3")),
    observes=True,
    inline=True,
    sql=lambda number: sa.func.floor(number, type_=NUMERIC),
    cost=4,
    profiles=OURS,
)
def whole(number: Decimal) -> Decimal:
    """The largest whole number that is not above the number."""
    return number.to_integral_value(ROUND_FLOOR) or ZERO


@function(
    "EVEN",
    (NUMBER,),
    Type.NUMBER,
    zh="向远离零的方向取最近的偶数。",
    examples=(("EVEN(3)", "4"), ("EVEN(-1)", "-2"), ("EVEN(2)", "2")),
    observes=True,
    inline=True,
    sql=lambda number: _away_sql(number * sa.literal(HALF, NUMERIC)) * 2,
    cost=4,
    profiles=OURS,
)
def even(number: Decimal) -> Decimal:
    """The next even number away from zero."""
    return (number * HALF).to_integral_value(ROUND_UP) * TWO or ZERO


def _odd_sql(number: Any) -> Any:
    halves = (sa.func.abs(number, type_=NUMERIC) - 1) * sa.literal(HALF, NUMERIC)
    size = sa.func.ceil(halves, type_=NUMERIC) * 2 + 1
    return sa.case((number < 0, -size), else_=size)


@function(
    "ODD",
    (NUMBER,),
    Type.NUMBER,
    zh="向远离零的方向取最近的奇数。",
    examples=(("ODD(1.5)", "3"), ("ODD(-2)", "-3"), ("ODD(0)", "1")),
    observes=True,
    sql=_odd_sql,
    cost=10,
    profiles=OURS,
)
def odd(number: Decimal) -> Decimal:
    """The next odd number away from zero."""
    size = ((abs(number) - ONE) * HALF).to_integral_value(ROUND_CEILING) * TWO + ONE
    return -size if number < ZERO else size
