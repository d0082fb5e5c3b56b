"""Functions on selects, and on fields with several values."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.declare import LIST, OURS, PICKLIST, TEXT, Nulls, function
from objectry.formula.types import Type


@function("ISPICKVAL", (PICKLIST, TEXT), Type.BOOLEAN, nulls=Nulls.TOTAL, zh="单选字段是这个值；空文本表示没有选择",
          examples=(('ISPICKVAL(stage, "won")', "TRUE"), ('ISPICKVAL(stage, "")', "FALSE")),
          sql=lambda value, wanted: sa.func.coalesce(value, "") == sa.func.coalesce(wanted, ""))  # fmt: skip
def is_value(value: str | None, wanted: str | None) -> bool:
    """True when the select has this value. The empty text asks for none."""
    return (value or "") == (wanted or "")


@function("INCLUDES", (LIST, TEXT, TEXT), Type.BOOLEAN, nulls=Nulls.TOTAL, zh="多值字段含有其中一个值",
          examples=(('INCLUDES(tags, "VIP")', "TRUE"), ('INCLUDES(tags, "A", "B")', "FALSE")),
          sql=lambda values, *wanted: values.includes(_texts(wanted), False))  # fmt: skip
def includes(values: tuple[str, ...] | None, wanted: str | None, *more: str | None) -> bool:
    """True when the field with several values holds one of these."""
    return bool(values) and not {wanted, *more}.isdisjoint(values or ())


@function("INCLUDES_ALL", (LIST, TEXT, TEXT), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=OURS, zh="多值字段含有全部这些值",
          examples=(('INCLUDES_ALL(tags, "VIP", "展会")', "TRUE"), ('INCLUDES_ALL(tags, "VIP", "A")', "FALSE")),
          sql=lambda values, *wanted: values.includes(_texts(wanted), True))  # fmt: skip
def includes_all(values: tuple[str, ...] | None, wanted: str | None, *more: str | None) -> bool:
    """True when the field with several values holds all of these."""
    return {wanted, *more} - {None} <= set(values or ())


@function("PICKLISTCOUNT", (LIST,), Type.NUMBER, nulls=Nulls.TOTAL, zh="多值字段中选了几个值",
          examples=(("PICKLISTCOUNT(tags)", "2"),), sql=lambda values: values.count())  # fmt: skip
def count(values: tuple[str, ...] | None) -> Decimal:
    """How many values the field holds."""
    return Decimal(len(values or ()))


def _texts(wanted: Sequence[Any]) -> list[str]:
    """The values that a formula asks for: constants, which the checker has made sure of."""
    return [str(one.value) for one in wanted if isinstance(one, sa.BindParameter)]
