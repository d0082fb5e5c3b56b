"""One line of text."""

from typing import Annotated, Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import Field, model_validator

from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    FieldDef,
    FieldType,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import TEXT_OPERATORS, quoted
from objectry.metadata.field_types.pattern import Pattern, refuse_bad_pattern, refuse_unlike
from objectry.metadata.field_types.reading import folded, single_line
from objectry.metadata.time_zones import time_zones

MAX_LENGTH = 300
"""Characters that a text field can hold (catalogue 5.1, row 1)."""


class TextDef(FieldDef):
    """A field with one line of text."""

    type: Literal["text"] = "text"
    """One line of text."""
    length: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 255
    """The most characters that it takes."""
    min_length: Annotated[int, Field(ge=0, le=MAX_LENGTH)] = 0
    """The fewest characters that it takes."""
    pattern: Pattern | None = None
    """A regular expression (RE2) that the whole text must match."""
    names: Literal["time_zone"] | None = None
    """What the text must be a name of: `time_zone` takes `Asia/Shanghai`."""
    default: str | None = None
    """The text of a new record."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.min_length > self.length:
            params = {
                "low_name": "min_length", "low": self.min_length,
                "high_name": "length", "high": self.length,
            }  # fmt: skip
            raise DefinitionRefused(messages.RANGE_EMPTY, params, ("min_length",))
        refuse_bad_pattern(self.pattern)
        return self


class TextType(FieldType[TextDef, str]):
    """A name, a title, a code: one line of up to 300 characters (catalogue 5.1, row 1).

    Stored as text. Composed (NFC) and trimmed; blank text is no value.
    """

    name = "text"
    title = Label(zh="文本", en="Text")
    definition = TextDef
    formula_type = Type.TEXT
    widget = "text"
    names_records = True
    groupable = True
    plain = True
    operators: ClassVar[tuple[Operator, ...]] = TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("  深圳市华强科技  ", "深圳市华强科技", "深圳市华强科技"),
        Example("P-001", "P-001", "P-001", {"pattern": "P-[0-9]+"}),
        Example('say "hi"; a\\b', 'say "hi"; a\\b', 'say "hi"; a\\b'),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(5, "value_wrong_type"),
        Reject(["a"], "value_wrong_type"),
        Reject("abcdef", "text_too_long", {"length": 5}),
        Reject("ab", "text_too_short", {"min_length": 3}),
        Reject("Q-1", "text_pattern", {"pattern": "P-[0-9]+"}),
        Reject("xP-1", "text_pattern", {"pattern": "P-[0-9]+"}),
        Reject("Mars/Phobos", "time_zone_unknown", {"names": "time_zone"}),
        Reject("localtime", "time_zone_unknown", {"names": "time_zone"}),
        Reject("a\x00b", "text_control"),
        Reject("a\ud800b", "text_control"),
        Reject("two\nlines", "text_line_break"),
    )

    def columns(self, definition: TextDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.String(definition.length)),)

    def json_schema(self, definition: TextDef) -> dict[str, Any]:
        """Text of the right length."""
        schema = {"type": "string", "maxLength": definition.length}
        return {**schema, "minLength": definition.min_length} if definition.min_length else schema

    def from_json(self, raw: object, definition: TextDef) -> str | None:
        """Clean one line of text."""
        if raw is None:
            return None
        text = single_line(raw)
        if not text:
            return None
        length = len(text)
        if length > definition.length:
            params = {"limit": definition.length, "length": length}
            raise ValueRefused(messages.TEXT_TOO_LONG, params)
        if length < definition.min_length:
            params = {"limit": definition.min_length, "length": length}
            raise ValueRefused(messages.TEXT_TOO_SHORT, params)
        refuse_unlike(text, definition.pattern)
        if definition.names == "time_zone" and text not in time_zones():
            raise ValueRefused(messages.TIME_ZONE_UNKNOWN)
        return text

    def from_formula(self, value: object, definition: TextDef) -> str | None:
        """One line, whatever a formula has put together."""
        return self.from_json(folded(value) if isinstance(value, str) else value, definition)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: TextDef
    ) -> sa.ColumnElement[Any]:
        """The same in SQL."""
        length = definition.length
        return sa.func.fx.field_text(value, length, sa.false(), type_=sa.String(length))

    def to_json(self, value: str, definition: TextDef) -> object:
        """The text itself."""
        return value

    def from_text(self, text: str, definition: TextDef, style: TextStyle) -> str | None:
        """Clean one line of text."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: TextDef, style: TextStyle) -> str:
        """The text itself."""
        return value

    def literal(self, value: str, definition: TextDef) -> str:
        """The text in quotes."""
        return quoted(value)

    def search_words(self, value: str, definition: TextDef) -> str:
        """The text itself."""
        return value
