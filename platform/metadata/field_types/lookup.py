"""Links to one record: a look-up, and the link of a part to its master."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import model_validator

from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    Operator,
    Reject,
    Relation,
    TextStyle,
)
from objectry.metadata.field_types.links import SAMPLE_ID, Link, LinkDef, ObjectLinkType
from objectry.metadata.field_types.operators import CHOICE_OPERATORS
from objectry.metadata.field_types.record_key import key_from_json, key_from_text, key_schema

L = TypeVar("L", bound=LinkDef)


class LookupDef(LinkDef):
    """A field that points to a record."""

    type: Literal["lookup"] = "lookup"
    """A link to a record."""
    on_delete: Literal["clear", "forbid"] | None = None
    """When the other record is deleted: clear this, or forbid it (as a required field does)."""
    related_list: Label | None = None
    """The title of the list of these records on the other record's page."""
    inline_create: bool = False
    """Let people create the other record from here."""
    hierarchy: bool = False
    """For a link to the same object: the records form a tree, and circles are refused."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.required and self.on_delete == "clear":
            raise DefinitionRefused(messages.REQUIRED_CLEAR, path=("on_delete",))
        return self


class MasterDetailDef(LinkDef):
    """A field that makes records parts of a master record."""

    type: Literal["master_detail"] = "master_detail"
    """The master record that this one is a part of."""
    required: Literal[True] = True
    """A part always has its master."""
    reparent: bool = False
    """Let people move the record to another master."""
    related_list: Label | None = None
    """The title of the list of these records on the master's page."""
    unique: bool = False
    """Allow one part for each master only."""


class SingleLinkType(ObjectLinkType[L, Link], Generic[L]):
    """The base of the types that point to one record: stored as its ID, named by ID or key in JSON."""

    formula_type = Type.LOOKUP
    widget = "lookup"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS

    def columns(self, definition: L) -> tuple[ColumnSpec, ...]:
        """One column with a record ID."""
        return (ColumnSpec("", RecordId()),)

    def json_schema(self, definition: L) -> dict[str, Any]:
        """An ID, or an object that names the record."""
        return key_schema()

    def from_json(self, raw: object, definition: L) -> Link | None:
        """Read an ID or a key."""
        return key_from_json(raw)

    def from_text(self, text: str, definition: L, style: TextStyle) -> Link | None:
        """Read an ID, or the name or key of the record."""
        return key_from_text(text)


class LookupType(SingleLinkType[LookupDef]):
    """A customer, a product: a link to one record of another object (catalogue 5.1, row 15).

    Stored as the record's ID. JSON names the record by ID or by a unique field; people write its
    name.
    """

    name = "lookup"
    title = Label(zh="关联关系", en="Lookup")
    definition = LookupDef
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"to": "customer"})
    examples: ClassVar[tuple[Example, ...]] = (Example(SAMPLE_ID.upper(), SAMPLE_ID, SAMPLE_ID),)
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(7, "value_wrong_type"),
        Reject("华强科技", "lookup_id"),
        Reject({}, "lookup_key"),
        Reject({"code": "P-001", "name": "x"}, "lookup_key"),
        Reject({"code": ["P-001"]}, "lookup_key"),
        Reject({"code": " "}, "lookup_key"),
        Reject({"code; drop": "x"}, "lookup_key"),
    )

    def relation(self, definition: LookupDef) -> Relation:
        """The record that is pointed to."""
        on_delete = definition.on_delete or ("forbid" if definition.required else "clear")
        return Relation((definition.to,), on_delete)

    def tree(self, definition: LookupDef) -> bool:
        """As the option `hierarchy` says."""
        return definition.hierarchy


class MasterDetailType(SingleLinkType[MasterDetailDef]):
    """The order of an order line: the record is a part of its master (catalogue 5.1, row 16).

    Stored as the master's ID. Parts are seen, owned, deleted and restored with their master.
    """

    name = "master_detail"
    title = Label(zh="主从关系", en="Master-detail")
    definition = MasterDetailDef
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"to": "order"})
    examples: ClassVar[tuple[Example, ...]] = (Example(SAMPLE_ID, SAMPLE_ID, SAMPLE_ID),)
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(True, "value_wrong_type"),
        Reject("DD-0001", "lookup_id"),
    )

    def relation(self, definition: MasterDetailDef) -> Relation:
        """The master that owns the record."""
        return Relation((definition.to,), "cascade", owning=True)

    def fixed(self, definition: MasterDetailDef) -> bool:
        """Unless records may be moved to another master."""
        return not definition.reparent
