"""What all fields have in common whose values the platform computes: nobody writes them."""

from typing import Any, ClassVar, Generic, Literal, TypeVar

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

C = TypeVar("C", bound=FieldDef)


class ComputedDef(FieldDef):
    """A field with a value of its own that the platform computes and keeps."""

    required: Literal[False] = False
    """Nobody gives the value."""
    unique: Literal[False] = False
    """Nobody could mend what is not unique."""
    searchable: Literal[False] = False
    """The search box finds what people have written."""
    read_only: Literal[False] = False
    """No computed field takes a value."""
    copied: Literal[False] = False
    """A copy computes its own value."""
    history: Literal[False] = False
    """The history tells what people have changed."""


class ComputedType(FieldType[C, object], Generic[C]):
    """A type of fields that are only read. What is computed is a value of another type, which answers for forms, filters,
    texts and the API in its place; this one only refuses to be written.
    """

    formula_type = None
    widget = "output"
    stored = False
    computed = True
    examples: ClassVar[tuple[Example, ...]] = ()
    rejects: ClassVar[tuple[Reject, ...]] = (Reject("x", "value_computed"),)

    def columns(self, definition: C) -> tuple[ColumnSpec, ...]:
        """None of its own."""
        return ()

    def json_schema(self, definition: C) -> dict[str, Any]:
        """Any value, only read."""
        return {"readOnly": True}

    def from_json(self, raw: object, definition: C) -> object | None:
        """Refuse any value."""
        if raw is None:
            return None
        raise ValueRefused(messages.VALUE_COMPUTED)

    def to_json(self, value: object, definition: C) -> object:
        """The value itself."""
        return value

    def from_text(self, text: str, definition: C, style: TextStyle) -> object | None:
        """Refuse any text."""
        return self.from_json(text.strip() or None, definition)

    def to_text(self, value: object, definition: C, style: TextStyle) -> str:
        """The value as Python writes it."""
        return str(value)
