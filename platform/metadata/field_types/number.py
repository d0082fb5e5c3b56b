"""Reading, checking and writing of numbers: exact decimals, never binary floats.

What a number type cannot know by itself (its sign, its symbol) stays with the type; see
`decimal_number`, `currency`, `percent` and `integer`.
"""

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Any, Self

import sqlalchemy as sa
from pydantic import Field, WithJsonSchema, model_validator

from objectry.formula.messages import excerpt
from objectry.metadata.column_types import MAX_DIGITS, DecimalText, ExactDecimal
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    FieldDef,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.reading import half_width, wrong_type

_PLAIN = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_TYPED = re.compile(
    r"[+-]? ?(?:[0-9]{1,40}|[0-9]{1,3}(?:([, '])[0-9]{3}(?:\1[0-9]{3}){0,12})?)(?:\.[0-9]{0,40})?"
    r"|[+-]? ?\.[0-9]{1,40}"
)
_OPTION = r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$"
_SWAP_MARKS = str.maketrans(".,", ",.")
_SIGNS = str.maketrans("−–", "--")


Number = Annotated[
    Decimal,
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": _OPTION}]}),
]
"""A decimal among the options of a field. (pydantic's own pattern is beyond RE2.)"""


class ScaledDef(FieldDef):
    """A field with a decimal number of a fixed scale."""

    precision: Annotated[int, Field(ge=1, le=MAX_DIGITS)] = MAX_DIGITS
    """The most digits, before and after the decimal point together."""
    scale: Annotated[int, Field(ge=0, le=10)] = 2
    """Digits after the decimal point. More are rounded, halves away from zero."""
    min: Number | None = None
    """The smallest value."""
    max: Number | None = None
    """The largest value."""
    default: Number | None = None
    """The value of a new record."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.scale > self.precision:
            params = {"scale": self.scale, "precision": self.precision}
            raise DefinitionRefused(messages.SCALE_ABOVE_PRECISION, params, ("scale",))
        for option in ("min", "max"):
            bound = getattr(self, option)
            if bound is not None and -bound.as_tuple().exponent > self.scale:
                given: Mapping[str, object] = {
                    "option": option, "value": bound, "scale": self.scale,
                }  # fmt: skip
                raise DefinitionRefused(messages.OPTION_TOO_FINE, given, (option,))
            if bound is not None and not -self.limit < bound < self.limit:
                digits = self.precision - self.scale
                given = {"option": option, "value": excerpt(bound), "digits": digits}
                raise DefinitionRefused(messages.OPTION_TOO_LARGE, given, (option,))
        refuse_empty_range(self.min, self.max)
        return self

    @cached_property
    def limit(self) -> Decimal:
        """The first whole number that is too large."""
        return Decimal(10) ** (self.precision - self.scale)

    @cached_property
    def unit(self) -> Decimal:
        """One unit of the last decimal place."""
        return Decimal(1).scaleb(-self.scale)


def refuse_empty_range(low: object, high: object) -> None:
    """Refuse a smallest value above the largest. Raises DefinitionRefused."""
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        params = {"low_name": "min", "low": low, "high_name": "max", "high": high}
        raise DefinitionRefused(messages.RANGE_EMPTY, params, ("min",))


def scaled_column(definition: ScaledDef) -> tuple[ColumnSpec, ...]:
    """The column of an exact decimal."""
    return (ColumnSpec("", ExactDecimal(definition.scale)),)


def scaled_text(definition: ScaledDef) -> DecimalText:
    """The type that reads that column as text."""
    return DecimalText(definition.scale)


def scaled_from_sql(value: sa.ColumnElement[Any], definition: ScaledDef) -> sa.ColumnElement[Any]:
    """What that column takes of a number that is rounded to its places."""
    fitting = sa.func.fx.field_number(value, sa.literal(definition.limit, sa.Numeric()))
    return sa.cast(fitting, ExactDecimal(definition.scale))


def number_from_json(raw: object) -> Decimal | None:
    """A finite decimal from JSON text or a JSON number, not rounded; None for none.

    Raises ValueRefused.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        text = raw.strip()
        if _PLAIN.fullmatch(text):
            return Decimal(text)
        if not text:
            return None
        if text.lstrip("+-").lower() in ("nan", "inf", "infinity"):
            raise ValueRefused(messages.NUMBER_NOT_FINITE)
        raise ValueRefused(messages.NUMBER_INVALID, {"value": excerpt(raw)})
    if isinstance(raw, bool):
        raise wrong_type(raw, "数字", "a number")
    if isinstance(raw, int):
        # Beyond any precision the exact digits do not matter, and making them is slow.
        return Decimal(raw) if -(1 << 128) < raw < 1 << 128 else Decimal(1 << 128)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise ValueRefused(messages.NUMBER_NOT_FINITE)
        return Decimal(repr(raw))
    if isinstance(raw, Decimal) and raw.is_finite():
        return raw
    raise wrong_type(raw, "数字", "a number")


def number_from_text(text: str, style: TextStyle) -> Decimal | None:
    """A decimal as people type it: separators, full-width digits, parentheses for minus.

    Raises ValueRefused.
    """
    if style.decimal_mark == "." and _PLAIN.fullmatch(text):
        return Decimal(text)
    typed = half_width(text).translate(_SIGNS)
    if not typed:
        return None
    if style.decimal_mark == ",":
        typed = typed.translate(_SWAP_MARKS)
    negative = typed.startswith("(") and typed.endswith(")")
    if negative:
        typed = typed[1:-1].strip()
    if not _TYPED.fullmatch(typed) or (negative and typed[:1] in "+-"):
        raise ValueRefused(messages.NUMBER_INVALID, {"value": excerpt(text)})
    number = Decimal(re.sub("[, ']", "", typed))
    return -number if negative else number


def settled(value: Decimal, definition: ScaledDef) -> Decimal:
    """The number rounded to the field's scale, within its limits. Raises ValueRefused."""
    limit = definition.limit
    if -limit < value < limit:
        rounded = value.quantize(definition.unit, ROUND_HALF_UP)
        if -limit < rounded < limit:
            if definition.min is not None and rounded < definition.min:
                raise ValueRefused(messages.NUMBER_BELOW, {"min": definition.min})
            if definition.max is not None and rounded > definition.max:
                raise ValueRefused(messages.NUMBER_ABOVE, {"max": definition.max})
            return rounded or abs(rounded)  # no minus before a zero
    params = {"digits": definition.precision - definition.scale}
    raise ValueRefused(messages.NUMBER_TOO_LARGE, params)


def decimal_schema() -> dict[str, Any]:
    """JSON Schema of a decimal: text without loss, or a JSON number."""
    return {
        "anyOf": [
            {"type": "string", "pattern": r"^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$"},
            {"type": "number"},
        ]
    }


def plain(value: Decimal) -> str:
    """All digits, without an exponent."""
    return format(value, "f")


def trimmed(value: Decimal) -> str:
    """The digits without zeros at the end: `12.50` is `12.5`."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def shown(value: Decimal | int, style: TextStyle, thousands: bool) -> str:
    """The number as people read it."""
    kind = "f" if isinstance(value, Decimal) else "d"
    digits = format(value, f",{kind}" if thousands else kind)
    return digits.translate(_SWAP_MARKS) if style.decimal_mark == "," else digits
