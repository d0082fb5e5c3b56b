"""Amounts of money."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import StringConstraints
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
from objectry.metadata.field_types.reading import half_width

YUAN_SIGNS = ("人民币", "RMB", "CNY", "元")
"""Other ways to write the yuan sign."""


class CurrencyDef(ScaledDef):
    """A field with an amount of money."""

    type: Literal["currency"] = "currency"
    """An amount of money."""
    symbol: Annotated[str, StringConstraints(pattern=r"^[^0-9\s.,()+'\-]{1,5}$")] = "¥"
    """The currency sign that is shown before the amount."""
    thousands: bool = True
    """Show separators between thousands."""

    @property
    def signs(self) -> tuple[str, ...]:
        """How people write the currency sign, the one that is shown first."""
        symbol = half_width(self.symbol)
        return (symbol, *YUAN_SIGNS) if symbol == "¥" else (symbol,)


class CurrencyType(FieldType[CurrencyDef, Decimal]):
    """A price, a revenue, a claim: an exact amount with its currency sign (catalogue 5.1, row 6).

    Stored as an exact decimal without the sign; at most 18 digits.
    """

    name = "currency"
    title = Label(zh="货币", en="Currency")
    definition = CurrencyDef
    formula_type = Type.NUMBER
    widget = "currency"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = NUMBER_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("￥1,234.5", "1234.50", "¥1,234.50"),
        Example("1234.5元", "1234.50", "¥1,234.50"),
        Example("-¥80", "-80.00", "-¥80.00"),
        Example("(80)", "-80.00", "-¥80.00"),
        Example("US$5", "5", "US$5", {"symbol": "US$", "scale": 0}),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("¥5", "number_invalid"),
        Reject(False, "value_wrong_type"),
        Reject("-1", "number_below", {"min": 0}),
        Reject(10**17, "number_too_large"),
    )

    def columns(self, definition: CurrencyDef) -> tuple[ColumnSpec, ...]:
        """One exact decimal column."""
        return scaled_column(definition)

    def json_schema(self, definition: CurrencyDef) -> dict[str, Any]:
        """Text with digits, or a number."""
        return decimal_schema()

    def from_json(self, raw: object, definition: CurrencyDef) -> Decimal | None:
        """Check and round an amount."""
        number = number_from_json(raw)
        return None if number is None else settled(number, definition)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: CurrencyDef
    ) -> sa.ColumnElement[Any]:
        """The number within the limits of the column."""
        return scaled_from_sql(value, definition)

    def to_json(self, value: Decimal, definition: CurrencyDef) -> object:
        """The digits as text."""
        return plain(value)

    def json_column(self, definition: CurrencyDef) -> TypeEngine[Any]:
        """The text of the column."""
        return scaled_text(definition)

    def from_text(self, text: str, definition: CurrencyDef, style: TextStyle) -> Decimal | None:
        """Read and round a typed amount, with or without its own currency sign."""
        # Another currency's sign is left in place, so that $5 is never taken for ¥5.
        if not text.isascii() or not text.replace(".", "", 1).isdigit():
            symbol, *others = definition.signs
            text = half_width(text).replace(symbol, "", 1)
            for sign in others:
                text = text.removeprefix(sign).removesuffix(sign)
        number = number_from_text(text, style)
        return None if number is None else settled(number, definition)

    def to_text(self, value: Decimal, definition: CurrencyDef, style: TextStyle) -> str:
        """The sign and the amount."""
        amount = definition.symbol + shown(abs(value), style, definition.thousands)
        return f"-{amount}" if value < 0 else amount

    def literal(self, value: Decimal, definition: CurrencyDef) -> str:
        """The digits."""
        return plain(value)

    def scale(self, definition: CurrencyDef) -> int:
        """Digits after the decimal point."""
        return definition.scale
