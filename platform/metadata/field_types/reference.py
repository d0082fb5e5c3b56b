"""Fields of other records, shown here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal

from objectry.metadata.documents import DottedName, Label
from objectry.metadata.field_types.base import FieldDef, Mention
from objectry.metadata.field_types.computed import ComputedType


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


class ReferenceType(ComputedType[ReferenceDef]):
    """The industry of an opportunity's customer: read elsewhere, never written here.

    Catalogue 5.1, row 19. It has no column. The resolver puts the type of the field at the end of
    the path in its place.
    """

    name = "reference"
    title = Label(zh="引用", en="Reference")
    definition = ReferenceDef
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"path": "customer.industry"})

    def mentions(self, definition: ReferenceDef) -> tuple[Mention, ...]:
        """The path."""
        return (("field", definition.path, ("path",)),)

    def shows(self, definition: ReferenceDef) -> str | None:
        """The path."""
        return definition.path
