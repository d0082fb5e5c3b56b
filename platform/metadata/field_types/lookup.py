"""Links to records: to one, to a master, to several, and to one of several objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import Field, model_validator

from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import ApiName, Expression, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    FieldDef,
    FieldType,
    LookupKey,
    Mention,
    Operator,
    Reject,
    Relation,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import (
    CHOICE_OPERATORS,
    EMPTINESS,
    LIST_OPERATORS,
    quoted,
)
from objectry.metadata.field_types.reading import echo, listed, split_list, wrong_type
from objectry.metadata.field_types.record_key import (
    key_from_json,
    key_from_text,
    key_json,
    key_schema,
    key_text,
)

MAX_LINKS = 500
OBJECT_SUFFIX = "__object"
"""The suffix of the column that says which object an `anylookup` points to."""

_SAMPLE_ID = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
_OTHER_ID = "0198a1c4-7d3e-7c11-9a55-ba9876543210"

Link = str | LookupKey
"""A record ID, or the key that names the record until the records layer has looked it up."""


class LookupDef(FieldDef):
    """A field that points to a record."""

    type: Literal["lookup"] = "lookup"
    """A link to a record."""
    to: ApiName
    """The object that the record belongs to."""
    on_delete: Literal["clear", "forbid"] | None = None
    """When the other record is deleted: clear this, or forbid it (as a required field does)."""
    filter: Expression | None = None
    """A formula on the other record: only matching ones are offered."""
    business_types: tuple[ApiName, ...] = ()
    """Business types of the other object: only records of these are offered; all when empty."""
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


class MasterDetailDef(FieldDef):
    """A field that makes records parts of a master record."""

    type: Literal["master_detail"] = "master_detail"
    """The master record that this one is a part of."""
    to: ApiName
    """The object of the master record."""
    required: Literal[True] = True
    """A part always has its master."""
    reparent: bool = False
    """Let people move the record to another master."""
    filter: Expression | None = None
    """A formula on the master record: only matching ones are offered."""
    business_types: tuple[ApiName, ...] = ()
    """Business types of the other object: only records of these are offered; all when empty."""
    related_list: Label | None = None
    """The title of the list of these records on the master's page."""
    unique: bool = False
    """Allow one part for each master only."""


class MultiLookupDef(FieldDef):
    """A field that points to several records."""

    type: Literal["multilookup"] = "multilookup"
    """Links to several records."""
    to: ApiName
    """The object that the records belong to."""
    max: Annotated[int, Field(ge=1, le=MAX_LINKS)] = 100
    """The most records."""
    filter: Expression | None = None
    """A formula on the other records: only matching ones are offered."""
    business_types: tuple[ApiName, ...] = ()
    """Business types of the other object: only records of these are offered; all when empty."""
    unique: Literal[False] = False
    """Lists of records cannot be unique."""


class AnyLookupDef(FieldDef):
    """A field that points to a record of one of several objects."""

    type: Literal["anylookup"] = "anylookup"
    """A link to a record of one of several objects."""
    to: Annotated[tuple[ApiName, ...], Field(min_length=1, max_length=50)]
    """The objects that the record may belong to."""
    on_delete: Literal["clear", "forbid"] | None = None
    """When the other record is deleted: clear this, or forbid it (as a required field does)."""
    unique: Literal[False] = False
    """Links to several objects cannot be unique."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.required and self.on_delete == "clear":
            raise DefinitionRefused(messages.REQUIRED_CLEAR, path=("on_delete",))
        doubled = sorted({name for name in self.to if self.to.count(name) > 1})
        if doubled:
            raise DefinitionRefused(messages.CHOICE_TWICE, {"value": doubled[0]}, ("to",))
        return self


AnyLinkDef = LookupDef | MasterDetailDef | MultiLookupDef
"""The links to records of one object."""


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record of one of several objects."""

    object: str
    id: str


def link_list_from_json(raw: object, limit: int) -> tuple[Link, ...] | None:
    """Several records named in JSON, each once. Raises ValueRefused."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, list | tuple):
        raise wrong_type(raw, "记录的列表", "a list of records")
    return _links([key_from_json(entry) for entry in raw], limit)


def link_list_from_text(text: str, limit: int) -> tuple[Link, ...] | None:
    """Several records named in text, with semicolons between them. Raises ValueRefused."""
    return _links([key_from_text(part) for part in split_list(text)], limit)


def _links(found: Sequence[Link | None], limit: int) -> tuple[Link, ...] | None:
    links = tuple(dict.fromkeys(link for link in found if link is not None))
    if len(links) > limit:
        raise ValueRefused(messages.LIST_TOO_LONG, {"limit": limit, "count": len(links)})
    return links or None


def conditions_of(definition: AnyLinkDef) -> tuple[tuple[str, str, str], ...]:
    """The filter and the business types of a link, as formulas on the object that it points to."""
    found = [(definition.filter, "filter")] if definition.filter else []
    if definition.business_types:
        kinds = ", ".join(map(quoted, definition.business_types))
        found.append((f"IN(business_type, {kinds})", "business_types"))
    return tuple((text, definition.to, option) for text, option in found)


def mentions_of(definition: AnyLinkDef) -> tuple[Mention, ...]:
    """The object that a link points to, and its business types."""
    found: list[Mention] = [("object", definition.to, ("to",))]
    for place, kind in enumerate(definition.business_types):
        found.append(("business_type", f"{definition.to}.{kind}", ("business_types", place)))
    return tuple(found)


class LookupType(FieldType[LookupDef, Link]):
    """A customer, a product: a link to one record of another object (catalogue 5.1, row 15).

    Stored as the record's ID. JSON names the record by ID or by a unique field; people write its
    name.
    """

    name = "lookup"
    title = Label(zh="关联关系", en="Lookup")
    definition = LookupDef
    formula_type = Type.LOOKUP
    widget = "lookup"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"to": "customer"})
    examples: ClassVar[tuple[Example, ...]] = (
        Example(_SAMPLE_ID.upper(), _SAMPLE_ID, _SAMPLE_ID),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(7, "value_wrong_type"),
        Reject("华强科技", "lookup_id"),
        Reject({}, "lookup_key"),
        Reject({"code": "P-001", "name": "x"}, "lookup_key"),
        Reject({"code": ["P-001"]}, "lookup_key"),
        Reject({"code": " "}, "lookup_key"),
        Reject({"code; drop": "x"}, "lookup_key"),
    )

    def columns(self, definition: LookupDef) -> tuple[ColumnSpec, ...]:
        """One column with a record ID."""
        return (ColumnSpec("", RecordId()),)

    def json_schema(self, definition: LookupDef) -> dict[str, Any]:
        """An ID, or an object that names the record."""
        return key_schema()

    def from_json(self, raw: object, definition: LookupDef) -> Link | None:
        """Read an ID or a key."""
        return key_from_json(raw)

    def to_json(self, value: Link, definition: LookupDef) -> object:
        """The ID."""
        return key_json(value)

    def from_text(self, text: str, definition: LookupDef, style: TextStyle) -> Link | None:
        """Read an ID, or the name or key of the record."""
        return key_from_text(text)

    def to_text(self, value: Link, definition: LookupDef, style: TextStyle) -> str:
        """The ID; showing the record's name is up to those who may read it."""
        return key_text(value)

    def literal(self, value: Link, definition: LookupDef) -> str:
        """The ID in quotes."""
        return quoted(key_text(value))

    def relation(self, definition: LookupDef) -> Relation:
        """The record that is pointed to."""
        on_delete = definition.on_delete or ("forbid" if definition.required else "clear")
        return Relation((definition.to,), on_delete)

    def mentions(self, definition: LookupDef) -> tuple[Mention, ...]:
        """The other object, and the business types of it that are offered."""
        return mentions_of(definition)

    def conditions(self, definition: LookupDef) -> tuple[tuple[str, str, str], ...]:
        """The filter and the business types."""
        return conditions_of(definition)

    def search_words(self, value: Link, definition: LookupDef) -> str:
        """Nothing: the name belongs to the other record."""
        return ""


class MasterDetailType(FieldType[MasterDetailDef, Link]):
    """The order of an order line: the record is a part of its master (catalogue 5.1, row 16).

    Stored as the master's ID. Parts are seen, owned, deleted and restored with their master.
    """

    name = "master_detail"
    title = Label(zh="主从关系", en="Master-detail")
    definition = MasterDetailDef
    formula_type = Type.LOOKUP
    widget = "lookup"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"to": "order"})
    examples: ClassVar[tuple[Example, ...]] = (Example(_SAMPLE_ID, _SAMPLE_ID, _SAMPLE_ID),)
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(True, "value_wrong_type"),
        Reject("DD-0001", "lookup_id"),
    )

    def columns(self, definition: MasterDetailDef) -> tuple[ColumnSpec, ...]:
        """One column with a record ID."""
        return (ColumnSpec("", RecordId()),)

    def json_schema(self, definition: MasterDetailDef) -> dict[str, Any]:
        """An ID, or an object that names the record."""
        return key_schema()

    def from_json(self, raw: object, definition: MasterDetailDef) -> Link | None:
        """Read an ID or a key."""
        return key_from_json(raw)

    def to_json(self, value: Link, definition: MasterDetailDef) -> object:
        """The ID."""
        return key_json(value)

    def from_text(self, text: str, definition: MasterDetailDef, style: TextStyle) -> Link | None:
        """Read an ID, or the name or key of the record."""
        return key_from_text(text)

    def to_text(self, value: Link, definition: MasterDetailDef, style: TextStyle) -> str:
        """The ID; showing the record's name is up to those who may read it."""
        return key_text(value)

    def literal(self, value: Link, definition: MasterDetailDef) -> str:
        """The ID in quotes."""
        return quoted(key_text(value))

    def relation(self, definition: MasterDetailDef) -> Relation:
        """The master that owns the record."""
        return Relation((definition.to,), "cascade", owning=True)

    def mentions(self, definition: MasterDetailDef) -> tuple[Mention, ...]:
        """The other object, and the business types of it that are offered."""
        return mentions_of(definition)

    def conditions(self, definition: MasterDetailDef) -> tuple[tuple[str, str, str], ...]:
        """The filter and the business types."""
        return conditions_of(definition)

    def search_words(self, value: Link, definition: MasterDetailDef) -> str:
        """Nothing: the name belongs to the master."""
        return ""


class MultiLookupType(FieldType[MultiLookupDef, tuple[Link, ...]]):
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
            f"{_SAMPLE_ID}；{_OTHER_ID} | {_SAMPLE_ID}",
            [_SAMPLE_ID, _OTHER_ID],
            f"{_SAMPLE_ID}; {_OTHER_ID}",
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(_SAMPLE_ID, "value_wrong_type"),
        Reject([5], "value_wrong_type"),
        Reject(["螺丝"], "lookup_id"),
        Reject([_SAMPLE_ID, _OTHER_ID], "list_too_long", {"max": 1}),
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

    def to_json(self, value: tuple[Link, ...], definition: MultiLookupDef) -> object:
        """The IDs."""
        return [key_json(link) for link in value]

    def from_text(
        self, text: str, definition: MultiLookupDef, style: TextStyle
    ) -> tuple[Link, ...] | None:
        """Read IDs, names or keys with semicolons between them."""
        return link_list_from_text(text, definition.max)

    def to_text(
        self, value: tuple[Link, ...], definition: MultiLookupDef, style: TextStyle
    ) -> str:
        """The IDs with semicolons between them."""
        return "; ".join(key_text(link) for link in value)

    def literal(self, value: tuple[Link, ...], definition: MultiLookupDef) -> str:
        """The IDs in quotes, with commas between them."""
        return ", ".join(quoted(key_text(link)) for link in value)

    def relation(self, definition: MultiLookupDef) -> Relation:
        """The records that are pointed to."""
        return Relation((definition.to,), "clear", many=True)

    def mentions(self, definition: MultiLookupDef) -> tuple[Mention, ...]:
        """The other object, and the business types of it that are offered."""
        return mentions_of(definition)

    def conditions(self, definition: MultiLookupDef) -> tuple[tuple[str, str, str], ...]:
        """The filter and the business types."""
        return conditions_of(definition)

    def search_words(self, value: tuple[Link, ...], definition: MultiLookupDef) -> str:
        """Nothing: the names belong to the other records."""
        return ""


class AnyLookupType(FieldType[AnyLookupDef, RecordRef | LookupKey]):
    """What an activity is about: a record of one of several objects (catalogue 5.1, row 18).

    Stored as two columns: the record's ID, and its object in `__object`. In text: `customer:` and
    the ID or name.
    """

    name = "anylookup"
    title = Label(zh="相关对象", en="Any lookup")
    definition = AnyLookupDef
    formula_type = Type.LOOKUP
    widget = "anylookup"
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = EMPTINESS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"to": ("customer", "lead")})
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            f"lead：{_SAMPLE_ID}",
            {"object": "lead", "id": _SAMPLE_ID},
            f"lead:{_SAMPLE_ID}",
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(_SAMPLE_ID, "value_wrong_type"),
        Reject({"id": _SAMPLE_ID}, "lookup_object"),
        Reject({"object": "order", "id": _SAMPLE_ID}, "lookup_object"),
        Reject({"object": ["lead"], "id": _SAMPLE_ID}, "lookup_object"),
        Reject({"object": "lead", "id": "x"}, "lookup_id"),
        Reject({"object": "lead"}, "lookup_key"),
    )

    def columns(self, definition: AnyLookupDef) -> tuple[ColumnSpec, ...]:
        """A record ID and the name of its object."""
        return (ColumnSpec("", RecordId()), ColumnSpec(OBJECT_SUFFIX, sa.String(48)))

    def json_schema(self, definition: AnyLookupDef) -> dict[str, Any]:
        """An object name with an ID or a key."""
        return {
            "type": "object",
            "properties": {"object": {"enum": list(definition.to)}},
            "required": ["object"],
            "minProperties": 2,
        }

    def from_json(self, raw: object, definition: AnyLookupDef) -> RecordRef | LookupKey | None:
        """Read an object name with an ID or a key."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict):
            raise wrong_type(raw, "对象名和记录 ID", "an object name with a record ID")
        named = raw.get("object")
        if named not in definition.to:
            raise self._refused(named, definition)
        rest = {key: value for key, value in raw.items() if key != "object"}
        return _referred(named, key_from_json(rest, named))

    def to_json(self, value: RecordRef | LookupKey, definition: AnyLookupDef) -> object:
        """The object name with the ID."""
        if isinstance(value, RecordRef):
            return {"object": value.object, "id": value.id}
        return {"object": value.object, value.field or "name": value.value}

    def from_text(
        self, text: str, definition: AnyLookupDef, style: TextStyle
    ) -> RecordRef | LookupKey | None:
        """Read `object:ID` or `object:name`.

        A mere name is for the records layer to look for in all objects.
        """
        typed = text.replace("：", ":").strip()
        if not typed:
            return None
        named, colon, rest = typed.partition(":")
        if colon and named.strip() in definition.to:
            return _referred(named.strip(), key_from_text(rest, named.strip()))
        only = definition.to[0] if len(definition.to) == 1 else ""
        found = key_from_text(text, only)
        if isinstance(found, str) and not only:
            raise self._refused("", definition)  # an ID alone does not tell its object
        return _referred(only, found)

    def to_text(
        self, value: RecordRef | LookupKey, definition: AnyLookupDef, style: TextStyle
    ) -> str:
        """`object:ID`."""
        if isinstance(value, RecordRef):
            return f"{value.object}:{value.id}"
        return f"{value.object}:{value.value}" if value.object else value.value

    def to_columns(
        self, value: RecordRef | LookupKey, definition: AnyLookupDef
    ) -> Sequence[object]:
        """ID and object name."""
        assert isinstance(value, RecordRef), "keys are looked up before they are stored"
        return (value.id, value.object)

    def from_columns(self, stored: Sequence[Any], definition: AnyLookupDef) -> RecordRef | None:
        """The record that both columns name."""
        return RecordRef(stored[1], stored[0]) if stored[0] is not None else None

    def relation(self, definition: AnyLookupDef) -> Relation:
        """The record that is pointed to, of any of the objects."""
        on_delete = definition.on_delete or ("forbid" if definition.required else "clear")
        return Relation(definition.to, on_delete)

    def mentions(self, definition: AnyLookupDef) -> tuple[Mention, ...]:
        """The objects."""
        return tuple(("object", name, ("to", at)) for at, name in enumerate(definition.to))

    def search_words(self, value: RecordRef | LookupKey, definition: AnyLookupDef) -> str:
        """Nothing: the name belongs to the other record."""
        return ""

    def _refused(self, named: object, definition: AnyLookupDef) -> ValueRefused:
        params = {"object": echo(named or "?"), "allowed": listed(definition.to)}
        return ValueRefused(messages.LOOKUP_OBJECT, params)


def _referred(named: str, found: Link | None) -> RecordRef | LookupKey | None:
    return RecordRef(named, found) if isinstance(found, str) else found
