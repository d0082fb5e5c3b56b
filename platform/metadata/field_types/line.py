"""Dividers between fields."""

from typing import Any, ClassVar, Literal

from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    FieldType,
    Reject,
    TextStyle,
    ValueRefused,
)


class LineDef(FieldDef):
    """A divider; its label is its title."""

    type: Literal["line"] = "line"
    """A divider."""
    collapsible: bool = False
    """Let people fold away the fields below it."""
    required: Literal[False] = False
    """A divider has no value."""
    unique: Literal[False] = False
    """A divider has no value."""
    indexed: Literal[False] = False
    """A divider has no value."""
    searchable: Literal[False] = False
    """A divider has no value."""


class LineType(FieldType[LineDef, None]):
    """A titled line between fields on a page: no data at all (catalogue 5.1, row 33)."""

    name = "line"
    title = Label(zh="分隔线", en="Divider")
    definition = LineDef
    formula_type = None
    widget = "line"
    stored = False
    computed = True
    sortable = False
    examples: ClassVar[tuple[Example, ...]] = ()
    rejects: ClassVar[tuple[Reject, ...]] = (Reject("x", "value_computed"),)

    def columns(self, definition: LineDef) -> tuple[ColumnSpec, ...]:
        """None."""
        return ()

    def json_schema(self, definition: LineDef) -> dict[str, Any]:
        """Nothing but null."""
        return {"type": "null"}

    def from_json(self, raw: object, definition: LineDef) -> None:
        """Refuse any value."""
        if raw is not None:
            raise ValueRefused(messages.VALUE_COMPUTED)

    def to_json(self, value: None, definition: LineDef) -> object:
        """Nothing."""
        return None

    def from_text(self, text: str, definition: LineDef, style: TextStyle) -> None:
        """Refuse any text."""
        self.from_json(text.strip() or None, definition)

    def to_text(self, value: None, definition: LineDef, style: TextStyle) -> str:
        """Nothing."""
        return ""
