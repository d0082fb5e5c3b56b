"""Several lines of text."""

from typing import Annotated, Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import Field

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
from objectry.metadata.field_types.operators import LONG_TEXT_OPERATORS, quoted
from objectry.metadata.field_types.reading import several_lines

MAX_LENGTH = 10_000


class TextAreaDef(FieldDef):
    """A field with several lines of text."""

    type: Literal["textarea"] = "textarea"
    """Several lines of text."""
    length: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 1_000
    """The most characters that it takes."""
    rows: Annotated[int, Field(ge=2, le=30)] = 4
    """The height of the box, in lines."""
    default: str | None = None
    """The text of a new record."""
    unique: Literal[False] = False
    """Long texts cannot be unique."""
    indexed: Literal[False] = False
    """Long texts have no index: make them searchable instead."""


class TextAreaType(FieldType[TextAreaDef, str]):
    """Remarks, a description: up to 10,000 characters in several lines (catalogue 5.1, row 2).

    Stored as text with `\\n` between lines. Composed (NFC) and trimmed; blank text is no value.
    """

    name = "textarea"
    title = Label(zh="多行文本", en="Long text")
    definition = TextAreaDef
    formula_type = Type.TEXT
    widget = "textarea"
    plain = True
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = LONG_TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("第一行\r\n第二行\t缩进\n", "第一行\n第二行\t缩进", "第一行\n第二行\t缩进"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject({"text": "a"}, "value_wrong_type"),
        Reject("字" * 1_001, "text_too_long"),
        Reject("bell\x07", "text_control"),
        Reject("\udc80 half", "text_control"),
    )

    def columns(self, definition: TextAreaDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.Text()),)

    def json_schema(self, definition: TextAreaDef) -> dict[str, Any]:
        """Text of the right length."""
        return {"type": "string", "maxLength": definition.length}

    def from_json(self, raw: object, definition: TextAreaDef) -> str | None:
        """Clean several lines of text."""
        if raw is None:
            return None
        text = several_lines(raw)
        if len(text) > definition.length:
            params = {"limit": definition.length, "length": len(text)}
            raise ValueRefused(messages.TEXT_TOO_LONG, params)
        return text or None

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: TextAreaDef
    ) -> sa.ColumnElement[Any]:
        """Clean several lines of text."""
        return sa.func.fx.field_text(value, definition.length, sa.true(), type_=sa.Text())

    def to_json(self, value: str, definition: TextAreaDef) -> object:
        """The text itself."""
        return value

    def from_text(self, text: str, definition: TextAreaDef, style: TextStyle) -> str | None:
        """Clean several lines of text."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: TextAreaDef, style: TextStyle) -> str:
        """The text itself."""
        return value

    def literal(self, value: str, definition: TextAreaDef) -> str:
        """The text in quotes."""
        return quoted(value)
