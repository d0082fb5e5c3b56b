"""Whole numbers."""

from typing import Annotated, Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import Field, model_validator

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    FieldType,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.number import (
    number_from_json,
    number_from_text,
    refuse_empty_range,
    shown,
)
from objectry.metadata.field_types.operators import NUMBER_OPERATORS
from objectry.metadata.field_types.reading import wrong_type

MAX_INTEGER = 10**15
"""The largest whole number: below 2^53, so that JavaScript reads it exactly."""

WholeNumber = Annotated[int, Field(ge=-MAX_INTEGER, le=MAX_INTEGER)]


class IntegerDef(FieldDef):
    """A field with a whole number."""

    type: Literal["integer"] = "integer"
    """A whole number."""
    min: WholeNumber | None = None
    """The smallest value."""
    max: WholeNumber | None = None
    """The largest value."""
    thousands: bool = False
    """Show separators between thousands."""
    default: WholeNumber | None = None
    """The value of a new record."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        refuse_empty_range(self.min, self.max)
        return self


class IntegerType(FieldType[IntegerDef, int]):
    """A number of employees, a year: a whole number within ±10^15 (catalogue 5.1, row 4)."""

    name = "integer"
    title = Label(zh="整数", en="Integer")
    definition = IntegerDef
    formula_type = Type.NUMBER
    whole = True
    widget = "number"
    groupable = True
    plain = True
    operators: ClassVar[tuple[Operator, ...]] = NUMBER_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("2026", 2026, "2026"),
        Example("１，２３４", 1234, "1,234", {"thousands": True}),
        Example("-5.0", -5, "-5"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(1.5, "integer_expected"),
        Reject("5", "value_wrong_type"),
        Reject(True, "value_wrong_type"),
        Reject(float("nan"), "number_not_finite"),
        Reject(10**15 + 1, "number_too_large"),
        Reject(10**5_000, "number_too_large"),
        Reject(1e300, "number_too_large"),
        Reject(-1, "number_below", {"min": 0}),
        Reject(11, "number_above", {"max": 10}),
    )

    def columns(self, definition: IntegerDef) -> tuple[ColumnSpec, ...]:
        """One column of 64-bit whole numbers."""
        return (ColumnSpec("", sa.BigInteger()),)

    def json_schema(self, definition: IntegerDef) -> dict[str, Any]:
        """A whole number within the limits."""
        low = -MAX_INTEGER if definition.min is None else definition.min
        high = MAX_INTEGER if definition.max is None else definition.max
        return {"type": "integer", "minimum": low, "maximum": high}

    def from_json(self, raw: object, definition: IntegerDef) -> int | None:
        """Check a whole number."""
        if type(raw) is int:
            return _settled(raw, definition)
        if isinstance(raw, str):
            if not raw.strip():
                return None
            raise wrong_type(raw, "整数", "a whole number")
        number = number_from_json(raw)
        if number is None:
            return None
        if not -MAX_INTEGER <= number <= MAX_INTEGER:
            raise ValueRefused(messages.NUMBER_TOO_LARGE, {"digits": 15})
        if number % 1:
            raise ValueRefused(messages.INTEGER_EXPECTED, {"value": excerpt(raw)})
        return _settled(int(number), definition)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: IntegerDef
    ) -> sa.ColumnElement[Any]:
        """The number within the limits."""
        too_large = sa.literal(MAX_INTEGER + 1, sa.Numeric())
        return sa.cast(sa.func.fx.field_number(value, too_large), sa.BigInteger())

    def to_json(self, value: int, definition: IntegerDef) -> object:
        """The number itself."""
        return value

    def from_text(self, text: str, definition: IntegerDef, style: TextStyle) -> int | None:
        """Read a typed whole number."""
        if text.isdigit() and text.isascii() and len(text) <= 16:
            return _settled(int(text), definition)
        number = number_from_text(text, style)
        if number is None:
            return None
        if not -MAX_INTEGER <= number <= MAX_INTEGER:
            raise ValueRefused(messages.NUMBER_TOO_LARGE, {"digits": 15})
        if number % 1:
            raise ValueRefused(messages.INTEGER_EXPECTED, {"value": excerpt(text)})
        return _settled(int(number), definition)

    def to_text(self, value: int, definition: IntegerDef, style: TextStyle) -> str:
        """The digits, with separators if the field has them."""
        return shown(value, style, definition.thousands)

    def literal(self, value: int, definition: IntegerDef) -> str:
        """The digits."""
        return str(value)


def _settled(value: int, definition: IntegerDef) -> int:
    """The number, within the limits. Raises ValueRefused."""
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise ValueRefused(messages.NUMBER_TOO_LARGE, {"digits": 15})
    if definition.min is not None and value < definition.min:
        raise ValueRefused(messages.NUMBER_BELOW, {"min": definition.min})
    if definition.max is not None and value > definition.max:
        raise ValueRefused(messages.NUMBER_ABOVE, {"max": definition.max})
    return value
