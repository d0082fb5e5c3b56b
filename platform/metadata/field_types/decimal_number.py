"""Decimal numbers."""

from decimal import Decimal
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldType,
    Operator,
    Reject,
    TextStyle,
)
from objectry.metadata.field_types.number import (
    ScaledDef,
    decimal_schema,
    number_from_json,
    number_from_text,
    plain,
    scaled_column,
    scaled_from_sql,
    scaled_text,
    settled,
    shown,
)
from objectry.metadata.field_types.operators import NUMBER_OPERATORS


class DecimalDef(ScaledDef):
    """A field with a decimal number."""

    type: Literal["decimal"] = "decimal"
    """A decimal number."""
    thousands: bool = False
    """Show separators between thousands."""


class DecimalType(FieldType[DecimalDef, Decimal]):
    """A weight, a rate, a quantity: an exact decimal of at most 18 digits (catalogue 5.1, row 5).

    Stored as an exact decimal; rounded half-up to the field's scale when it is read. JSON text, so
    that nothing is lost.
    """

    name = "decimal"
    title = Label(zh="实数", en="Decimal")
    definition = DecimalDef
    formula_type = Type.NUMBER
    widget = "number"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = NUMBER_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("1,234.505", "1234.51", "1234.51"),
        Example("（１２．５）", "-12.50", "-12.50"),
        Example("-0.001", "0.00", "0.00"),
        Example("1234567.8", "1234567.8", "1,234,567.8", {"scale": 1, "thousands": True}),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(True, "value_wrong_type"),
        Reject([1], "value_wrong_type"),
        Reject("abc", "number_invalid"),
        Reject("1_000", "number_invalid"),
        Reject("1e3", "number_invalid"),
        Reject("٣", "number_invalid"),
        Reject("NaN", "number_not_finite"),
        Reject(float("inf"), "number_not_finite"),
        Reject(10**5_000, "number_too_large"),
        Reject("9" * 40, "number_too_large"),
        Reject("999.995", "number_too_large", {"precision": 5}),
        Reject("-0.01", "number_below", {"min": 0}),
        Reject("100.01", "number_above", {"max": "100"}),
    )

    def columns(self, definition: DecimalDef) -> tuple[ColumnSpec, ...]:
        """One exact decimal column."""
        return scaled_column(definition)

    def json_schema(self, definition: DecimalDef) -> dict[str, Any]:
        """Text with digits, or a number."""
        return decimal_schema()

    def from_json(self, raw: object, definition: DecimalDef) -> Decimal | None:
        """Check and round a number."""
        number = number_from_json(raw)
        return None if number is None else settled(number, definition)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: DecimalDef
    ) -> sa.ColumnElement[Any]:
        """The number within the limits of the column."""
        return scaled_from_sql(value, definition)

    def to_json(self, value: Decimal, definition: DecimalDef) -> object:
        """The digits as text."""
        return plain(value)

    def json_column(self, definition: DecimalDef) -> TypeEngine[Any]:
        """The text of the column."""
        return scaled_text(definition)

    def from_text(self, text: str, definition: DecimalDef, style: TextStyle) -> Decimal | None:
        """Read and round a typed number."""
        number = number_from_text(text, style)
        return None if number is None else settled(number, definition)

    def to_text(self, value: Decimal, definition: DecimalDef, style: TextStyle) -> str:
        """The digits, with separators if the field has them."""
        return shown(value, style, definition.thousands)

    def literal(self, value: Decimal, definition: DecimalDef) -> str:
        """The digits."""
        return plain(value)

    def scale(self, definition: DecimalDef) -> int:
        """Digits after the decimal point."""
        return definition.scale
