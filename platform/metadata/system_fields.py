"""The fields that every object has (catalogue 13.0). They are ordinary fields that no pack can define or remove."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages as field_messages
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
from objectry.metadata.field_types.listing import FIELD_TYPES, read_field
from objectry.metadata.field_types.record_key import as_id
from objectry.metadata.object_definitions import ObjectDef


class RecordIdDef(FieldDef):
    """The `id` field."""

    type: Literal["id"] = "id"


class RecordIdType(FieldType[RecordIdDef, str]):
    """A record's ID: a UUIDv7, made by the platform, so that IDs sort by the time of creation (catalogue 13.0)."""

    name = "id"
    title = Label(zh="记录 ID", en="Record ID")
    definition = RecordIdDef
    formula_type = Type.LOOKUP
    widget = "text"
    computed = True
    operators: ClassVar[tuple[Operator, ...]] = (
        Operator("equals", Label(zh="等于", en="is"), "{field} = {value}"),
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "0198a1c4-7d3e-7c11-9a55-0123456789ab",
            "0198a1c4-7d3e-7c11-9a55-0123456789ab",
            "0198a1c4-7d3e-7c11-9a55-0123456789ab",
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (Reject("no id", "lookup_id"),)

    def columns(self, definition: RecordIdDef) -> tuple[ColumnSpec, ...]:
        """One column."""
        return (ColumnSpec("", RecordId()),)

    def json_schema(self, definition: RecordIdDef) -> dict[str, Any]:
        """A UUID."""
        return {"type": "string", "format": "uuid"}

    def from_json(self, raw: object, definition: RecordIdDef) -> str | None:
        """The ID in its usual spelling."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, str) and (found := as_id(raw)):
            return found
        raise ValueRefused(field_messages.LOOKUP_ID)

    def to_json(self, value: str, definition: RecordIdDef) -> object:
        """The ID itself."""
        return value

    def from_text(self, text: str, definition: RecordIdDef, style: TextStyle) -> str | None:
        """The ID in its usual spelling."""
        return self.from_json(text.strip(), definition)

    def to_text(self, value: str, definition: RecordIdDef, style: TextStyle) -> str:
        """The ID itself."""
        return value


RECORD_ID = RecordIdType()
RECORD_TYPES: Mapping[str, FieldType[Any, Any]] = {**FIELD_TYPES, "id": RECORD_ID}
"""All field types, with the one that only the platform uses."""


def _field(name: str, kind: str, zh: str, en: str, **options: object) -> FieldDef:
    automatic = {"history": False, "copied": False, "read_only": True}
    document = {"name": name, "type": kind, "label": {"zh": zh, "en": en}, **automatic, **options}
    return read_field(document)


_LOCK = [
    {"value": "unlocked", "label": {"zh": "未锁定", "en": "Unlocked"}},
    {"value": "locked", "label": {"zh": "已锁定", "en": "Locked"}},
]
_APPROVAL = [
    {"value": "not_submitted", "label": {"zh": "未提交", "en": "Not submitted"}},
    {"value": "in_progress", "label": {"zh": "审批中", "en": "In approval"}},
    {"value": "approved", "label": {"zh": "通过", "en": "Approved"}},
    {"value": "rejected", "label": {"zh": "驳回", "en": "Rejected"}},
    {"value": "withdrawn", "label": {"zh": "已撤回", "en": "Withdrawn"}},
]

ID = RecordIdDef(
    name="id",
    label=Label(zh="记录 ID", en="Record ID"),
    history=False,
    copied=False,
    read_only=True,
)
_OWNED = (
    _field(
        "owner",
        "user",
        "负责人",
        "Owner",
        read_only=False,
        history=True,
        indexed=True,
        required=True,
    ),
    _field("department", "department", "所属部门", "Department", read_only=False, history=True),
)
_ALWAYS_FIRST = (
    _field("created_by", "user", "创建人", "Created by"),
    _field("created_at", "datetime", "创建时间", "Created at"),
    _field("updated_by", "user", "最后修改人", "Last changed by"),
    _field("updated_at", "datetime", "最后修改时间", "Last changed at", indexed=True),
)
_ACTIVITIES = (
    _field("recent_activity_at", "datetime", "最近跟进时间", "Last activity at"),
    _field("recent_activity_by", "user", "最近跟进人", "Last activity by"),
)
_APPROVALS = (
    _field("approval_status", "select", "审批状态", "Approval status", values=_APPROVAL,
           default="not_submitted"),
    _field("applicant", "user", "审批提交人", "Submitted by"),
)  # fmt: skip
_DUPLICATES = (_field("duplicate_flag", "boolean", "疑似重复", "Suspected duplicate"),)
_ALWAYS_LAST = (
    _field("lock_status", "select", "锁定状态", "Lock", values=_LOCK, default="unlocked"),
    _field("tags", "tags", "标签", "Tags", read_only=False, copied=True),
    _field("comment", "textarea", "备注", "Remarks", read_only=False, copied=True, history=True),
    _field("deleted_at", "datetime", "删除时间", "Deleted at"),
    _field("deleted_by", "user", "删除人", "Deleted by"),
    _field("version", "integer", "版本", "Version"),
)

RESERVED = frozenset(
    field.name
    for field in (
        ID, *_OWNED, *_ALWAYS_FIRST, *_ACTIVITIES, *_APPROVALS, *_DUPLICATES, *_ALWAYS_LAST,
    )
) | {"business_type"}  # fmt: skip
"""Names that no pack can give a field. `department` and `owner` are free on objects without an owner."""

FREE_WHEN_UNOWNED = frozenset({"owner", "department"})


def system_fields(definition: ObjectDef) -> tuple[FieldDef, ...]:
    """The system fields of an object, as its features and sharing ask for them."""
    own = has_owner(definition)
    return (
        ID,
        *_business_type(definition),
        *(_OWNED if own else ()),
        *_ALWAYS_FIRST,
        *(_ACTIVITIES if "activities" in definition.features else ()),
        *(_APPROVALS if "approval" in definition.features else ()),
        *(_DUPLICATES if "duplicates" in definition.features else ()),
        *_ALWAYS_LAST,
    )


def has_owner(definition: ObjectDef) -> bool:
    """Tell whether records have an owner of their own: details belong to their master's owner."""
    return definition.owned and definition.sharing != "controlled_by_parent"


def reserved(definition: ObjectDef) -> frozenset[str]:
    """The names that the object's own fields cannot have."""
    return RESERVED if has_owner(definition) else RESERVED - FREE_WHEN_UNOWNED


def _business_type(definition: ObjectDef) -> tuple[FieldDef, ...]:
    """The field that holds the business type, for objects that have several."""
    if not definition.business_types:
        return ()
    values = [
        {"value": kind.name, "label": kind.label.model_dump(), "active": kind.active}
        for kind in definition.business_types
    ]
    return (
        _field("business_type", "select", "业务类型", "Business type",
               values=values, read_only=False, copied=True, history=True),
    )  # fmt: skip
