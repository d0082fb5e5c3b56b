"""Links to several records of one object."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    Operator,
    Reject,
    Relation,
    TextStyle,
)
from objectry.metadata.field_types.links import (
    MAX_LINKS,
    OTHER_SAMPLE_ID,
    SAMPLE_ID,
    Link,
    LinkDef,
    ObjectLinkType,
    link_list_from_json,
    link_list_from_text,
)
from objectry.metadata.field_types.operators import LIST_OPERATORS
from objectry.metadata.field_types.record_key import key_schema


class MultiLookupDef(LinkDef):
    """A field that points to several records."""

    type: Literal["multilookup"] = "multilookup"
    """Links to several records."""
    max: Annotated[int, Field(ge=1, le=MAX_LINKS)] = 100
    """The most records."""
    unique: Literal[False] = False
    """Lists of records cannot be unique."""


class MultiLookupType(ObjectLinkType[MultiLookupDef, tuple[Link, ...]]):
    """Participants, affected products: links to several records (catalogue 5.1, row 17).

    Kept in a link table, in the order given, each record once; the other record's deletion takes
    its link away.
    """

    name = "multilookup"
    title = Label(zh="多选关联", en="Multi-lookup")
    definition = MultiLookupDef
    formula_type = Type.MULTIPICKLIST
    widget = "multilookup"
    stored = False
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = LIST_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"to": "product"})
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            f"{SAMPLE_ID}；{OTHER_SAMPLE_ID} | {SAMPLE_ID}",
            [SAMPLE_ID, OTHER_SAMPLE_ID],
            f"{SAMPLE_ID}; {OTHER_SAMPLE_ID}",
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(SAMPLE_ID, "value_wrong_type"),
        Reject([5], "value_wrong_type"),
        Reject(["螺丝"], "lookup_id"),
        Reject([SAMPLE_ID, OTHER_SAMPLE_ID], "list_too_long", {"max": 1}),
    )

    def columns(self, definition: MultiLookupDef) -> tuple[ColumnSpec, ...]:
        """None: the links are in a table of their own."""
        return ()

    def json_schema(self, definition: MultiLookupDef) -> dict[str, Any]:
        """A list of records."""
        return {"type": "array", "items": key_schema(), "maxItems": definition.max}

    def from_json(self, raw: object, definition: MultiLookupDef) -> tuple[Link, ...] | None:
        """Read IDs or keys, each once."""
        return link_list_from_json(raw, definition.max)

    def from_text(
        self, text: str, definition: MultiLookupDef, style: TextStyle
    ) -> tuple[Link, ...] | None:
        """Read IDs, names or keys with semicolons between them."""
        return link_list_from_text(text, definition.max)

    def relation(self, definition: MultiLookupDef) -> Relation:
        """The records that are pointed to."""
        return Relation((definition.to,), "clear", many=True)
