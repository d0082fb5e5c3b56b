"""Functions that ask whether there is a value."""

from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.declare import ANY, LIST, PLACE, TEXT, THEIRS, Nulls, function
from objectry.formula.functions.operators import PLAIN, TEXTUAL
from objectry.formula.types import Type


def _nowhere(place: tuple[Any, Any]) -> sa.ColumnElement[bool]:
    """Without one of its numbers it is no place."""
    latitude, longitude = place
    return sa.or_(latitude.is_(None), longitude.is_(None))


@function("ISBLANK", (PLAIN,), Type.BOOLEAN, nulls=Nulls.TOTAL, inline=True, zh="没有值时为真",
          examples=(("ISBLANK(amount)", "FALSE"),), sql=lambda value: value.is_(None))  # fmt: skip
def is_missing(value: Any) -> bool:
    """True when there is no value."""
    return value is None


@function("ISBLANK", (TEXTUAL,), Type.BOOLEAN, nulls=Nulls.TOTAL, inline=True, zh="没有值时为真；空文本就是没有值",
          examples=(('ISBLANK("")', "TRUE"), ("ISBLANK(name)", "FALSE")),
          sql=lambda value: sa.func.coalesce(value, "") == "")  # fmt: skip
def is_blank(value: str | None) -> bool:
    """True when there is no text. The empty text is none."""
    return not value


@function("ISBLANK", (PLACE,), Type.BOOLEAN, nulls=Nulls.TOTAL, inline=True, zh="没有值时为真",
          examples=(("ISBLANK(GEOLOCATION(31, 121))", "FALSE"),), sql=_nowhere)  # fmt: skip
def is_nowhere(value: Any) -> bool:
    """True when there is no place."""
    return value is None


@function("ISBLANK", (LIST,), Type.BOOLEAN, nulls=Nulls.TOTAL, inline=True, zh="没有选择任何值时为真",
          examples=(("ISBLANK(tags)", "FALSE"),), sql=lambda values: values.blank())  # fmt: skip
def is_empty(values: tuple[str, ...] | None) -> bool:
    """True when no value is chosen."""
    return not values


@function("ISNULL", (ANY - TEXT - LIST - PLACE,), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=THEIRS,
          zh="没有值时为真；对文本总为假", examples=(("ISNULL(amount)", "FALSE"),),
          sql=lambda value: value.is_(None))  # fmt: skip
def is_null(value: Any) -> bool:
    """True when there is no value; never for texts. Use ISBLANK."""
    return value is None


@function("ISNULL", (PLACE,), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=THEIRS,
          zh="没有值时为真；对文本总为假", examples=(("ISNULL(GEOLOCATION(90, -180))", "FALSE"),), sql=_nowhere)  # fmt: skip
def is_null_place(value: Any) -> bool:
    """True when there is no value; never for texts. Use ISBLANK."""
    return value is None


@function("ISNULL", (TEXT,), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=THEIRS,
          zh="没有值时为真；对文本总为假", examples=(("ISNULL(name)", "FALSE"),),
          sql=lambda value: sa.false())  # fmt: skip
def is_null_text(value: str | None) -> bool:
    """True when there is no value; never for texts. Use ISBLANK."""
    return False


@function("ISNULL", (LIST,), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=THEIRS,
          zh="没有选择任何值时为真", examples=(("ISNULL(tags)", "FALSE"),), sql=lambda values: values.blank())  # fmt: skip
def is_null_list(values: tuple[str, ...] | None) -> bool:
    """True when no value is chosen."""
    return not values
