"""The operators on numbers, texts and truth values, and the comparisons."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import Grouping

from objectry.formula.functions.declare import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    OURS,
    TEXT,
    THEIRS,
    TIME,
    Nulls,
    Types,
    function,
)
from objectry.formula.functions.numbers import judge_divisor, modulo, quotient_sql, remainder
from objectry.formula.functions.scientific import power, power_sql, whole_power, whole_power_sql
from objectry.formula.types import Type

TEXTUAL: Types = frozenset({Type.TEXT, Type.PICKLIST, Type.LOOKUP})
"""Types that are compared as texts: a select by its value, a look-up by the ID of its record."""
TURNED: Mapping[str, str] = MappingProxyType(
    {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
)
"""Comparisons that say the same with their sides changed."""
PLAIN: Types = NUMBER | DATE | DATETIME | TIME | BOOLEAN
"""Types whose comparison with nothing is nothing."""
COMPARED: Types = NUMBER | TEXT | DATE | DATETIME | TIME
"""Types that have an order. Texts are ordered by code point."""


# Numbers ----------------------------------------------------------------------------------------


@function("+", (NUMBER, NUMBER), Type.NUMBER, inline=True, zh="两数之和",
          examples=(("1.5 + 2", "3.5"),), sql=lambda left, right: left + right)  # fmt: skip
def add(left: Decimal, right: Decimal) -> Decimal:
    """The sum of two numbers."""
    return left + right


@function("-", (NUMBER, NUMBER), Type.NUMBER, inline=True, zh="两数之差",
          examples=(("5 - 7", "-2"),), sql=lambda left, right: left - right)  # fmt: skip
def subtract(left: Decimal, right: Decimal) -> Decimal:
    """The difference of two numbers."""
    return left - right


@function("*", (NUMBER, NUMBER), Type.NUMBER, inline=True, zh="两数之积",
          examples=(("3 * 0.5", "1.5"),), sql=lambda left, right: left * right)  # fmt: skip
def multiply(left: Decimal, right: Decimal) -> Decimal:
    """The product of two numbers."""
    return left * right


@function("/", (NUMBER, NUMBER), Type.NUMBER, inline=True, fails=True, exact=False, zh="两数之商，除数不能为零",
          examples=(("7 / 2", "3.5"), ("6 / 11 * 11", "6")),
          judges={"right": judge_divisor},
          zeroes="right", sql=quotient_sql, guard=lambda left, right: right == 0)  # fmt: skip
def divide(left: Decimal, right: Decimal) -> Decimal:
    """The quotient of two numbers; the second one cannot be zero."""
    return left / right


@function("%", (NUMBER, NUMBER), Type.NUMBER, fails=True, observes=True, cost=7, profiles=OURS,
          zh="除法的余数，符号与被除数相同；除数不能为零", examples=(("7 % 2", "1"), ("-7 % 2", "-1")),
          judges={"divisor": judge_divisor}, sql=modulo.sql)  # fmt: skip
def left_over(number: Decimal, divisor: Decimal) -> Decimal:
    """What is left after a division, with the sign of the divided number. The divisor must not be zero."""
    return remainder(number, divisor)


@function("^", (NUMBER, NUMBER), Type.NUMBER, fails=True, exact=False, zeroes="base", cost=5, profiles=OURS,
          zh="乘方，先于乘除", examples=(("2 ^ 10", "1024"), ("2 * 3 ^ 2", "18")), sql=power_sql)  # fmt: skip
def raised(base: Decimal, exponent: Decimal) -> Decimal:
    """The left number to the power of the right one; it binds tighter than `*`."""
    return power(base, exponent)


@function("^", (NUMBER, NUMBER), Type.NUMBER, fails=True, exact=False, cost=5, profiles=THEIRS, zh="乘方，后于乘除",
          examples=(("2 ^ 10", "1024"), ("2 * 3 ^ 2", "36")), sql=whole_power_sql)  # fmt: skip
def raised_to_whole(base: Decimal, exponent: Decimal) -> Decimal:
    """The left number to the power of the right one, a whole number; it binds looser than `*`."""
    return whole_power(base, exponent)


@function("-", (NUMBER,), Type.NUMBER, inline=True, zh="相反数", examples=(("-(2 + 3)", "-5"),),
          sql=lambda number: -number)  # fmt: skip
def negate(number: Decimal) -> Decimal:
    """The number with the other sign."""
    return -number


@function("+", (NUMBER,), Type.NUMBER, inline=True, zh="数字本身", examples=(("+5", "5"),),
          sql=lambda number: number)  # fmt: skip
def plus(number: Decimal) -> Decimal:
    """The number itself."""
    return number


# Texts ------------------------------------------------------------------------------------------


@function("+", (TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, zh="连接两段文本，空值不计",
          examples=(('"上海" + "分公司"', "上海分公司"),),
          sql=lambda left, right: sa.func.concat(left, right))  # fmt: skip
def join(left: str | None, right: str | None) -> str | None:
    """Two texts behind each other. Nothing adds nothing."""
    return (left or "") + (right or "")


@function("&", (TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, profiles=THEIRS, zh="连接两段文本，空值不计",
          examples=(('"上海" & "分公司"', "上海分公司"),),
          sql=lambda left, right: sa.func.concat(left, right))  # fmt: skip
def join_texts(left: str | None, right: str | None) -> str | None:
    """Two texts behind each other. Nothing adds nothing."""
    return (left or "") + (right or "")


@function("&", (TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, profiles=OURS, zh="连接两个值的文本，空值不计",
          examples=(('"第" & 3 & "季度"', "第3季度"),),
          sql=lambda left, right: sa.func.concat(left, right))  # fmt: skip
def join_any(left: str | None, right: str | None) -> str | None:
    """Two values behind each other, written as TEXT writes them. Nothing adds nothing."""
    return (left or "") + (right or "")


# Truth values -----------------------------------------------------------------------------------


# In brackets: PostgreSQL reads `NOT a IS NULL` as `NOT (a IS NULL)`, and SQLAlchemy does not know.
@function("!", (BOOLEAN,), Type.BOOLEAN, inline=True, zh="非：真变假，假变真",
          examples=(("!TRUE", "FALSE"),), sql=lambda value: Grouping(sa.not_(value)))  # fmt: skip
def negated(value: bool) -> bool:
    """True becomes false, and false becomes true."""
    return not value


# Comparisons ------------------------------------------------------------------------------------


@function("=", (PLAIN, PLAIN), Type.BOOLEAN, same=True, observes=True, inline=True, zh="两边相等",
          examples=(("1 = 1.0", "TRUE"), ("0.1 + 0.2 = 0.3", "TRUE")),
          sql=lambda left, right: left == right)  # fmt: skip
def equal(left: Any, right: Any) -> bool:
    """Both sides are equal."""
    return left == right  # type: ignore[no-any-return]


@function("<>", (PLAIN, PLAIN), Type.BOOLEAN, same=True, observes=True, inline=True, zh="两边不相等",
          examples=(("1 <> 2", "TRUE"),), sql=lambda left, right: left != right)  # fmt: skip
def unequal(left: Any, right: Any) -> bool:
    """Both sides are not equal."""
    return left != right  # type: ignore[no-any-return]


@function("=", (TEXTUAL, TEXTUAL), Type.BOOLEAN, nulls=Nulls.TOTAL, inline=True, profiles=OURS,
          zh="两段文本相等；空文本等于空值", examples=(('"a" = "A"', "FALSE"), ('NULL = ""', "TRUE")),
          sql=lambda left, right: sa.func.coalesce(left, "") == sa.func.coalesce(right, ""))  # fmt: skip
def equal_texts(left: str | None, right: str | None) -> bool:
    """Both texts are equal. The empty text is nothing."""
    return left == right


@function("<>", (TEXTUAL, TEXTUAL), Type.BOOLEAN, nulls=Nulls.TOTAL, inline=True, profiles=OURS,
          zh="两段文本不相等；空文本等于空值", examples=(('"a" <> "A"', "TRUE"),),
          sql=lambda left, right: sa.func.coalesce(left, "") != sa.func.coalesce(right, ""))  # fmt: skip
def unequal_texts(left: str | None, right: str | None) -> bool:
    """The texts differ. The empty text is nothing."""
    return left != right


@function("=", (TEXTUAL, TEXTUAL), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=THEIRS, zh="两段文本相等；空文本等于空值",
          examples=(('"a" = "A"', "FALSE"),),
          sql=lambda left, right: sa.func.coalesce(left, "") == sa.func.coalesce(right, ""))  # fmt: skip
def equal_or_empty(left: str | None, right: str | None) -> bool:
    """Both texts are equal. The empty text is nothing."""
    return (left or "") == (right or "")


@function("<>", (TEXTUAL, TEXTUAL), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=THEIRS, zh="两段文本不相等；空文本等于空值",
          examples=(('"a" <> "A"', "TRUE"),),
          sql=lambda left, right: sa.func.coalesce(left, "") != sa.func.coalesce(right, ""))  # fmt: skip
def unequal_or_empty(left: str | None, right: str | None) -> bool:
    """The texts differ. The empty text is nothing."""
    return (left or "") != (right or "")


@function("<", (COMPARED, COMPARED), Type.BOOLEAN, same=True, observes=True, inline=True, zh="左边小于右边",
          examples=(("1 < 2", "TRUE"), ('"B" < "a"', "TRUE")), sql=lambda left, right: left < right)  # fmt: skip
def less(left: Any, right: Any) -> bool:
    """The left side is smaller, or earlier."""
    return left < right  # type: ignore[no-any-return]


@function("<=", (COMPARED, COMPARED), Type.BOOLEAN, same=True, observes=True, inline=True, zh="左边不大于右边",
          examples=(("2 <= 2", "TRUE"),), sql=lambda left, right: left <= right)  # fmt: skip
def at_most(left: Any, right: Any) -> bool:
    """The left side is smaller or the same."""
    return left <= right  # type: ignore[no-any-return]


@function(">", (COMPARED, COMPARED), Type.BOOLEAN, same=True, observes=True, inline=True, zh="左边大于右边",
          examples=(("3 > 2", "TRUE"),), sql=lambda left, right: left > right)  # fmt: skip
def greater(left: Any, right: Any) -> bool:
    """The left side is larger, or later."""
    return left > right  # type: ignore[no-any-return]


@function(">=", (COMPARED, COMPARED), Type.BOOLEAN, same=True, observes=True, inline=True, zh="左边不小于右边",
          examples=(("2 >= 3", "FALSE"),), sql=lambda left, right: left >= right)  # fmt: skip
def at_least(left: Any, right: Any) -> bool:
    """The left side is larger or the same."""
    return left >= right  # type: ignore[no-any-return]
