"""Links to a record of one of several objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import Field, model_validator

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import ApiName, Label
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
from objectry.metadata.field_types.links import SAMPLE_ID, Link
from objectry.metadata.field_types.operators import EMPTINESS
from objectry.metadata.field_types.reading import listed, wrong_type
from objectry.metadata.field_types.record_key import key_from_json, key_from_text

OBJECT_SUFFIX = "__object"
"""The suffix of the column that says which object an `anylookup` points to."""


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


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record of one of several objects."""

    object: str
    id: str


def reference_id(value: RecordRef | str) -> str:
    """The ID of a record that a field points to, whether to records of one object or of several."""
    return value.id if isinstance(value, RecordRef) else value


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
            f"lead：{SAMPLE_ID}",
            {"object": "lead", "id": SAMPLE_ID},
            f"lead:{SAMPLE_ID}",
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(SAMPLE_ID, "value_wrong_type"),
        Reject({"id": SAMPLE_ID}, "lookup_object"),
        Reject({"object": "order", "id": SAMPLE_ID}, "lookup_object"),
        Reject({"object": ["lead"], "id": SAMPLE_ID}, "lookup_object"),
        Reject({"object": "lead", "id": "x"}, "lookup_id"),
        Reject({"object": "lead"}, "lookup_key"),
    )

    def in_formula(self, value: RecordRef | LookupKey) -> object:
        """The ID of the record."""
        return value.id if isinstance(value, RecordRef) else None

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
        params = {"object": excerpt(named or "?"), "allowed": listed(definition.to)}
        return ValueRefused(messages.LOOKUP_OBJECT, params)


def _referred(named: str, found: Link | None) -> RecordRef | LookupKey | None:
    return RecordRef(named, found) if isinstance(found, str) else found
