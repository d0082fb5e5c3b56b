"""The fields that every object has. They are ordinary fields that no pack can define or remove."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import Help, Label
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
    """A record's ID: a UUIDv7, made by the platform, so that IDs sort by the time of creation."""

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


def _field(name: str, kind: str, label: Label, meaning: Help, **options: object) -> FieldDef:
    automatic = {"history": False, "copied": False, "read_only": True}
    told = {"label": label.model_dump(), "help": meaning.model_dump()}
    return read_field({"name": name, "type": kind, **told, **automatic, **options})


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
    help=Help(zh="由平台生成，永不改变；按它排序即按创建时间排序。",
              en="Made by the platform, never changed; its order is that of creation."),
    history=False,
    copied=False,
    read_only=True,
)  # fmt: skip
_OWNED = (
    _field("owner", "user", Label(zh="负责人", en="Owner"),
           Help(zh="对记录负责的人，新记录归创建人。负责人及其上级角色看得到它；换人需要“转移”权限。",
                en="Who answers for the record; a new one belongs to its maker. He and the roles above his see it. "
                   "To give it to somebody else takes the right to transfer."),
           read_only=False, history=True, indexed=True, required=True),
    _field("department", "department", Label(zh="所属部门", en="Department"),
           Help(zh="没有另外填写时，是负责人的部门。", en="That of the owner, unless another one is given."),
           read_only=False, history=True),
)  # fmt: skip
_ALWAYS_FIRST = (
    _field("created_by", "user", Label(zh="创建人", en="Created by"),
           Help(zh="谁新建了记录；平台自己新建的为空。", en="Who made the record; empty if the platform did.")),
    _field("created_at", "datetime", Label(zh="创建时间", en="Created at"),
           Help(zh="何时新建。", en="When it was made.")),
    _field("updated_by", "user", Label(zh="最后修改人", en="Last changed by"),
           Help(zh="谁最后修改。", en="Who changed it last.")),
    _field("updated_at", "datetime", Label(zh="最后修改时间", en="Last changed at"),
           Help(zh="何时最后修改。", en="When it was changed last."), indexed=True),
)  # fmt: skip
_ACTIVITIES = (
    _field("recent_activity_at", "datetime", Label(zh="最近跟进时间", en="Last activity at"),
           Help(zh="最近一次跟进的时间。", en="When the last activity was.")),
    _field("recent_activity_by", "user", Label(zh="最近跟进人", en="Last activity by"),
           Help(zh="最近一次跟进的人。", en="Whose the last activity was.")),
)  # fmt: skip
_APPROVALS = (
    _field("approval_status", "select", Label(zh="审批状态", en="Approval status"),
           Help(zh="审批进行到哪一步。", en="How far the approval is."),
           values=_APPROVAL, default="not_submitted"),
    _field("applicant", "user", Label(zh="审批提交人", en="Submitted by"),
           Help(zh="谁提交了审批。", en="Who asked for approval.")),
)  # fmt: skip
_DUPLICATES = (
    _field("duplicate_flag", "boolean", Label(zh="疑似重复", en="Suspected duplicate"),
           Help(zh="可能与另一条记录重复。",
                en="There may be the same record twice.")),
)  # fmt: skip
_ALWAYS_LAST = (
    _field("lock_status", "select", Label(zh="锁定状态", en="Lock"),
           Help(zh="记录是否锁定。",
                en="Whether the record is locked."),
           values=_LOCK, default="unlocked"),
    _field("tags", "tags", Label(zh="标签", en="Tags"),
           Help(zh="任意的词，用来查找和分组。", en="Words of any kind, to find and sort records by."),
           read_only=False, copied=True),
    _field("comment", "textarea", Label(zh="备注", en="Remarks"),
           Help(zh="其他字段里放不下的说明。", en="Whatever has no field of its own."),
           read_only=False, copied=True, history=True),
    _field("deleted_at", "datetime", Label(zh="删除时间", en="Deleted at"),
           Help(zh="何时放入回收站；不在回收站时为空。", en="When it went to the recycle bin; empty if it is not there.")),
    _field("deleted_by", "user", Label(zh="删除人", en="Deleted by"),
           Help(zh="谁把它放入回收站。", en="Who moved it to the recycle bin.")),
    _field("version", "integer", Label(zh="版本", en="Version"),
           Help(zh="从 1 开始，每次修改加一；修改时用它确认没有别人先改过。",
                en="Begins with 1, one more with each change; whoever changes a record names it, so that nobody's work "
                   "is overwritten.")),
)  # fmt: skip

RESERVED = frozenset(
    field.name
    for field in (
        ID, *_OWNED, *_ALWAYS_FIRST, *_ACTIVITIES, *_APPROVALS, *_DUPLICATES, *_ALWAYS_LAST,
    )
) | {"business_type"}  # fmt: skip
"""Names that no pack can give a field. `department` and `owner` are free on objects without an owner."""

STAMPED = frozenset({"updated_at", "version"})
"""Fields that every change of a record gives another value."""
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
        _field("business_type", "select", Label(zh="业务类型", en="Business type"),
               Help(zh="记录属于对象的哪一种；决定可选的值和默认值。",
                    en="Which variant of the object it is; decides which values it can take and what it begins with."),
               values=values, read_only=False, copied=True, history=True),
    )  # fmt: skip
