"""Tags."""

import difflib
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.column_types import TextList
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
from objectry.metadata.field_types.operators import LIST_OPERATORS, quoted
from objectry.metadata.field_types.reading import (
    as_text,
    listed,
    single_line,
    split_loosely,
    wrong_type,
)

MAX_TAGS = 50
MAX_LENGTH = 50


class TagsDef(FieldDef):
    """A field with tags."""

    type: Literal["tags"] = "tags"
    """Tags."""
    allowed: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH)], ...],
        Field(max_length=500),
    ] = ()
    """The tags to choose from; none means that people make their own."""
    max: Annotated[int, Field(ge=1, le=MAX_TAGS)] = MAX_TAGS
    """The most tags."""
    unique: Literal[False] = False
    """Lists of tags cannot be unique."""


class TagsType(FieldType[TagsDef, tuple[str, ...]]):
    """Free or managed words to find records by (catalogue 5.1, row 34).

    Stored as a list of at most 50 texts of at most 50 characters, each once, in the order given.
    """

    name = "tags"
    title = Label(zh="标签", en="Tags")
    definition = TagsDef
    formula_type = Type.MULTIPICKLIST
    widget = "tags"
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = LIST_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(" 重点客户；VIP，重点客户 ", ["重点客户", "VIP"], "重点客户; VIP"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("VIP", "value_wrong_type"),
        Reject([1], "value_wrong_type"),
        Reject(["a;b"], "tag_separator"),
        Reject(["长" * 51], "text_too_long"),
        Reject(["a", "b", "c"], "list_too_long", {"max": 2}),
        Reject(["VIPP"], "tag_unknown", {"allowed": ["VIP"]}),
        Reject(["a\x00"], "text_control"),
    )

    def columns(self, definition: TagsDef) -> tuple[ColumnSpec, ...]:
        """One column with a list."""
        return (ColumnSpec("", TextList()),)

    def json_schema(self, definition: TagsDef) -> dict[str, Any]:
        """A list of texts."""
        entry: dict[str, Any] = {"type": "string", "maxLength": MAX_LENGTH}
        if definition.allowed:
            entry["enum"] = list(definition.allowed)
        return {"type": "array", "items": entry, "maxItems": definition.max}

    def from_json(self, raw: object, definition: TagsDef) -> tuple[str, ...] | None:
        """Clean tags, each once."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, list | tuple):
            raise wrong_type(raw, "标签的列表", "a list of tags")
        found = dict.fromkeys(
            tag for entry in raw if (tag := _tag(as_text(entry), definition)) is not None
        )
        if len(found) > definition.max:
            params = {"limit": definition.max, "count": len(found)}
            raise ValueRefused(messages.LIST_TOO_LONG, params)
        return tuple(found) or None

    def to_json(self, value: tuple[str, ...], definition: TagsDef) -> object:
        """The tags."""
        return list(value)

    def from_text(
        self, text: str, definition: TagsDef, style: TextStyle
    ) -> tuple[str, ...] | None:
        """Read tags with semicolons or commas between them."""
        # Each text is cleaned once, however often it stands there.
        return self.from_json(list(dict.fromkeys(split_loosely(text))), definition)

    def to_text(self, value: tuple[str, ...], definition: TagsDef, style: TextStyle) -> str:
        """The tags with semicolons between them."""
        return "; ".join(value)

    def literal(self, value: tuple[str, ...], definition: TagsDef) -> str:
        """The tags in quotes, with commas between them."""
        return ", ".join(quoted(tag) for tag in value)

    def choices(self, definition: TagsDef) -> tuple[str, ...]:
        """The tags to choose from, if there is a list of them."""
        return definition.allowed

    def search_words(self, value: tuple[str, ...], definition: TagsDef) -> str:
        """The tags."""
        return " ".join(value)


def _tag(raw: str, definition: TagsDef) -> str | None:
    """A clean tag; None for a blank one. Raises ValueRefused."""
    tag = single_line(raw)
    if not tag:
        return None
    if len(tag) > MAX_LENGTH:
        raise ValueRefused(messages.TEXT_TOO_LONG, {"limit": MAX_LENGTH, "length": len(tag)})
    if split_loosely(tag) != [tag]:
        raise ValueRefused(messages.TAG_SEPARATOR, {"value": excerpt(tag)})
    if definition.allowed and tag not in definition.allowed:
        near = difflib.get_close_matches(tag, definition.allowed, 1, 0.6)
        params = {"value": excerpt(tag), "allowed": listed(definition.allowed)}
        raise ValueRefused(messages.TAG_UNKNOWN, params, near[0] if near else "")
    return tag
