"""Fields of other records, shown here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from objectry.metadata.documents import DottedName, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    FieldType,
    Mention,
    Reject,
    TextStyle,
    ValueRefused,
)


class ReferenceDef(FieldDef):
    """A field that shows a field of another record."""

    type: Literal["reference"] = "reference"
    """A field of another record."""
    path: DottedName
    """The way there: look-ups and, last, the field to show, e.g. `customer.industry`."""
    required: Literal[False] = False
    """The value belongs to the other record."""
    unique: Literal[False] = False
    """The value belongs to the other record."""
    indexed: Literal[False] = False
    """The value belongs to the other record."""
    searchable: Literal[False] = False
    """The value belongs to the other record."""


class ReferenceType(FieldType[ReferenceDef, object]):
    """The industry of an opportunity's customer: read elsewhere, never written here.

    Catalogue 5.1, row 19. It has no column. The resolver puts the type of the field at the end of
    the path in its place, which answers for formulas, filters and texts; this class only refuses
    to be written.
    """

    name = "reference"
    title = Label(zh="引用", en="Reference")
    definition = ReferenceDef
    formula_type = None
    widget = "output"
    stored = False
    computed = True
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"path": "customer.industry"})
    examples: ClassVar[tuple[Example, ...]] = ()
    rejects: ClassVar[tuple[Reject, ...]] = (Reject("x", "value_computed"),)

    def columns(self, definition: ReferenceDef) -> tuple[ColumnSpec, ...]:
        """None."""
        return ()

    def json_schema(self, definition: ReferenceDef) -> dict[str, Any]:
        """Any value, only read."""
        return {"readOnly": True}

    def from_json(self, raw: object, definition: ReferenceDef) -> object | None:
        """Refuse any value."""
        if raw is None:
            return None
        raise ValueRefused(messages.VALUE_COMPUTED)

    def to_json(self, value: object, definition: ReferenceDef) -> object:
        """The value itself."""
        return value

    def from_text(self, text: str, definition: ReferenceDef, style: TextStyle) -> object | None:
        """Refuse any text."""
        return self.from_json(text.strip() or None, definition)

    def to_text(self, value: object, definition: ReferenceDef, style: TextStyle) -> str:
        """The value as Python writes it."""
        return str(value)

    def mentions(self, definition: ReferenceDef) -> tuple[Mention, ...]:
        """The path."""
        return (("field", definition.path, ("path",)),)

    def shows(self, definition: ReferenceDef) -> str | None:
        """The path."""
        return definition.path
