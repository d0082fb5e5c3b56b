"""Percentages."""

from decimal import Decimal
from typing import Any, ClassVar, Literal

import sqlalchemy as sa

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
    scaled_column,
    scaled_from_sql,
    settled,
    shown,
    trimmed,
)
from objectry.metadata.field_types.operators import NUMBER_OPERATORS
from objectry.metadata.field_types.reading import half_width


class PercentDef(ScaledDef):
    """A field with a percentage."""

    type: Literal["percent"] = "percent"
    """A percentage."""
    entered_as: Literal["points", "ratio"] = "points"
    """What a typed number without % means: 40 is 40 % as `points`, 0.4 is 40 % as `ratio`."""


class PercentType(FieldType[PercentDef, Decimal]):
    """A win rate, a discount, a share: percentage points, 25 for 25 % (catalogue 5.1, row 7).

    The value, the column, `min`, `max` and JSON all hold points; formulas see the fraction (0.25),
    so whoever binds the column to a formula divides by 100. `literal` writes `25%`, which is 0.25
    in the formula language.
    """

    name = "percent"
    title = Label(zh="百分比", en="Percent")
    definition = PercentDef
    formula_type = Type.NUMBER
    widget = "percent"
    percent = True
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = NUMBER_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("25", "25", "25%"),
        Example("１２．５％", "12.5", "12.5%"),
        Example("0.4", "40", "40%", {"entered_as": "ratio"}),
        Example("40%", "40", "40%", {"entered_as": "ratio"}),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("25%", "number_invalid"),
        Reject({"points": 25}, "value_wrong_type"),
        Reject("101", "number_above", {"min": 0, "max": 100}),
        Reject(-1, "number_below", {"min": 0, "max": 100}),
    )

    def columns(self, definition: PercentDef) -> tuple[ColumnSpec, ...]:
        """One exact decimal column with points."""
        return scaled_column(definition)

    def json_schema(self, definition: PercentDef) -> dict[str, Any]:
        """Text with digits, or a number."""
        return decimal_schema()

    def from_json(self, raw: object, definition: PercentDef) -> Decimal | None:
        """Check and round points."""
        number = number_from_json(raw)
        return None if number is None else settled(number, definition)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: PercentDef
    ) -> sa.ColumnElement[Any]:
        """The number within the limits of the column."""
        return scaled_from_sql(value, definition)

    def to_json(self, value: Decimal, definition: PercentDef) -> object:
        """The points as text."""
        return trimmed(value)

    def from_text(self, text: str, definition: PercentDef, style: TextStyle) -> Decimal | None:
        """Read and round a typed percentage."""
        typed = half_width(text)
        digits = typed.removesuffix("%").rstrip()
        if typed and not digits:
            digits = typed  # a lone % is no number
        number = number_from_text(digits, style)
        if number is None:
            return None
        if definition.entered_as == "ratio" and digits == typed:
            number = number * 100
        return settled(number, definition)

    def to_text(self, value: Decimal, definition: PercentDef, style: TextStyle) -> str:
        """The points and a percent sign."""
        return shown(Decimal(trimmed(value)), style, thousands=False) + "%"

    def literal(self, value: Decimal, definition: PercentDef) -> str:
        """The points and a percent sign, which make a fraction in formulas."""
        return trimmed(value) + "%"

    def scale(self, definition: PercentDef) -> int:
        """Digits after the decimal point, of the points."""
        return definition.scale
