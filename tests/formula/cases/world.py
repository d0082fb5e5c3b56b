"""The objects, fields and rows on which the cases stand: deals of customers that belong to people, five steps up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula.types import FieldInfo, Inlined, Supply, Type
from objectry.metadata.column_types import ExactDecimal, RecordId, TextList, UtcDateTime
from objectry.runtime.store import lists

STAGE = ("open", "won", "lost", "on hold")
STAGE_LABELS = (("进行中", "Open"), ("赢单", "Won"), ("丢单", "Lost"), ("暂停", "On hold"))
SHOP_LABELS = (("营业", "In business"), ("关门", "Shut"))


def _computed(
    name: str, kind: Type, text: str, object_name: str = "deal", **more: Any
) -> FieldInfo:
    """A formula field that is not stored."""
    zero = more.pop("zero", False)
    return FieldInfo(name, "", "", kind, formula=Inlined(text, object_name, zero), **more)


def _levels(count: int) -> tuple[FieldInfo, ...]:
    """Formulas that stand on each other: the first one is a constant."""
    first = _computed("level_1", Type.NUMBER, "1")
    return first, *(
        _computed(f"level_{at}", Type.NUMBER, f"level_{at - 1} + 1") for at in range(2, count + 1)
    )


DEAL = (
    FieldInfo("id", "ID", "ID", Type.LOOKUP, uuids=True),
    FieldInfo("name", "名称", "Name", Type.TEXT),
    FieldInfo("note", "说明", "Note", Type.TEXT),
    FieldInfo("code", "编号", "Code", Type.TEXT, nullable=False),
    FieldInfo("stage", "阶段", "Stage", Type.PICKLIST, choices=STAGE, choice_labels=STAGE_LABELS),
    FieldInfo("source", "来源", "Source", Type.PICKLIST),
    FieldInfo("previous", "前一阶段", "Previous", Type.PICKLIST, choices=STAGE, choice_labels=STAGE_LABELS),
    FieldInfo("shop", "门店", "Shop", Type.PICKLIST, choices=("open", "shut"), choice_labels=SHOP_LABELS),
    FieldInfo("stage_kept", "", "", Type.TEXT, choices=STAGE, choice_labels=STAGE_LABELS),
    FieldInfo("mixed", "", "", Type.TEXT, choices=("open", "won", "lost", "on hold", "shut")),
    FieldInfo("amount", "金额", "Amount", Type.NUMBER, scale=2),
    FieldInfo("contract", "合同金额 (元)", "Contract value (CNY)", Type.NUMBER, scale=2),
    FieldInfo("pieces", "数量", "Pieces", Type.NUMBER, whole=True),
    FieldInfo("rate", "赢率", "Win rate", Type.NUMBER, scale=0, percent=True),
    FieldInfo("close_date", "结单日期", "Close date", Type.DATE),
    FieldInfo("start_date", "开始日期", "Start date", Type.DATE),
    FieldInfo("seen_at", "跟进时间", "Seen at", Type.DATETIME),
    FieldInfo("due_at", "到期时间", "Due at", Type.DATETIME),
    FieldInfo("call_time", "电话时间", "Call time", Type.TIME),
    FieldInfo("urgent", "紧急", "Urgent", Type.BOOLEAN),
    FieldInfo("tags", "标签", "Tags", Type.MULTIPICKLIST, single=False, choices=("VIP", "展会", "老客户")),
    FieldInfo("customer", "客户", "Customer", Type.LOOKUP, target="customer", uuids=True),
    FieldInfo("owner", "负责人", "Owner", Type.LOOKUP, target="person", nullable=False),
    FieldInfo("memo_a", "备注", "Memo A", Type.TEXT),
    FieldInfo("memo_b", "备注", "Memo B", Type.TEXT),
    FieldInfo("notes", "附注", "Notes", Type.TEXT),
    FieldInfo("index", "指数", "Index", Type.NUMBER, scale=2),
    _computed("net", Type.NUMBER, "amount * (1 - rate)", scale=2),
    _computed("third", Type.NUMBER, "amount / 3", scale=2),
    _computed("margin", Type.NUMBER, "amount / 4000", scale=1, percent=True),
    _computed("zero_sum", Type.NUMBER, "amount + pieces", scale=2, zero=True),
    _computed("is_big", Type.BOOLEAN, "amount > 1000"),
    _computed("unknown", Type.BOOLEAN, "NOT(amount > 1000)"),
    _computed("greeting", Type.TEXT, '"您好，" & name'),
    _computed("either", Type.TEXT, "IF(urgent, stage, previous)"),
    _computed("late_on", Type.DATE, "close_date + 30"),
    _computed("failing", Type.NUMBER, "1 / (amount - amount)"),
    _computed("loop_a", Type.NUMBER, "loop_b + 1"),
    _computed("loop_b", Type.NUMBER, "loop_a + 1"),
    _computed("loop_self", Type.NUMBER, "loop_self + 1"),
    _computed("broken", Type.NUMBER, "amuont + 1"),
    _computed("on_broken", Type.NUMBER, "broken + 1"),
    _computed("shout", Type.TEXT, "UPPER(code)", nullable=False),
    _computed("owner_city", Type.TEXT, "owner.boss.name & customer.name"),
    *_levels(11),
)  # fmt: skip
CUSTOMER = (
    FieldInfo("name", "客户名称", "Customer name", Type.TEXT, nullable=False),
    FieldInfo("grade", "等级", "Grade", Type.PICKLIST, choices=("A", "B")),
    FieldInfo("revenue", "营收", "Revenue", Type.NUMBER, scale=2),
    FieldInfo("active", "活跃", "Active", Type.BOOLEAN),
    FieldInfo("since", "合作日期", "Since", Type.DATE),
    FieldInfo("parent", "上级客户", "Parent", Type.LOOKUP, target="customer"),
    FieldInfo("owner", "负责人", "Owner", Type.LOOKUP, target="person"),
    _computed("twice", Type.NUMBER, "revenue * 2", "customer", scale=2),
    _computed("is_old", Type.BOOLEAN, "since < DATE(2020, 1, 1)", "customer"),
    _computed("title", Type.TEXT, 'name & " " & TEXT(grade)', "customer"),
    _computed("sibling", Type.NUMBER, "parent.sibling + 1", "customer"),
)  # fmt: skip
PERSON = (
    FieldInfo("name", "姓名", "Name", Type.TEXT, nullable=False),
    FieldInfo("email", "邮箱", "Email", Type.TEXT),
    FieldInfo("limit", "限额", "Limit", Type.NUMBER, scale=2),
    FieldInfo("active", "在职", "Active", Type.BOOLEAN),
    FieldInfo("boss", "上级", "Boss", Type.LOOKUP, target="person"),
)
USER = (*PERSON, FieldInfo("born", "生日", "Born", Type.DATE))
ORG = (
    FieldInfo("name", "名称", "Name", Type.TEXT),
    FieldInfo("timezone", "时区", "Timezone", Type.TEXT),
    FieldInfo("tax", "税率", "Tax", Type.NUMBER, scale=0, percent=True),
)
OBJECTS: Mapping[str, tuple[FieldInfo, ...]] = MappingProxyType(
    {"deal": DEAL, "customer": CUSTOMER, "person": PERSON, "$User": USER, "$Org": ORG}
)
GLOBALS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "$User": {"name": "李雷", "email": "li@example.cn", "limit": Decimal(5000), "active": True,
                  "born": date(1990, 2, 28)},
        "$Org": {"name": "华强集团", "timezone": "Asia/Shanghai", "tax": Decimal(13)},
    }
)  # fmt: skip
ROW: Mapping[str, Any] = MappingProxyType(
    {
        "id": "0190a5c0-0000-7000-8000-000000000009", "name": "华强科技", "note": None, "code": "D-7",
        "stage": "won", "source": "web", "previous": "lost", "shop": "open",
        "stage_kept": "won", "mixed": "shut", "amount": Decimal("1200.50"),
        "contract": Decimal("99.99"), "pieces": 7, "rate": Decimal(25), "close_date": date(2026, 11, 30),
        "start_date": date(2026, 1, 31), "seen_at": datetime(2026, 11, 20, 17, 30, tzinfo=UTC),
        "due_at": datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "call_time": time(13, 5, 9, 250_000), "urgent": True,
        "tags": ("VIP", "展会"), "customer": "0190a5c0-0000-7000-8000-000000000001",
        "owner": "0190a5c0-0000-7000-8000-000000000002", "memo_a": "甲", "memo_b": "乙", "notes": "n", "index": Decimal(3),
        "customer.name": "上海贸易", "customer.grade": "A", "customer.revenue": Decimal("250.00"), "customer.active": True,
        "customer.since": date(2019, 5, 1), "customer.parent": "0190a5c0-0000-7000-8000-000000000003",
        "customer.owner": "0190a5c0-0000-7000-8000-000000000004",
        "customer.owner.email": "han@example.cn", "customer.owner.name": "韩梅梅",
        "customer.parent.name": "上海集团", "customer.parent.revenue": Decimal("900.00"),
        "customer.parent.parent.name": "华东", "customer.parent.parent.parent.name": "中国区",
        "customer.parent.parent.parent.parent.name": "亚太", "customer.parent.parent.parent.parent.owner.name": "顶层",
        "owner.name": "王芳", "owner.limit": Decimal(1000), "owner.active": True, "owner.boss": None,
        "owner.boss.name": "赵总",
        "owner.boss.active": None, "owner.email": "wang@example.cn",
    }
)  # fmt: skip
"""A row by the names that formulas have for its values; cases change some of them."""


@dataclass(frozen=True)
class Names:
    """A scope over the objects above."""

    object: str = "deal"

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """By API name, else by label."""
        known = OBJECTS.get(object_name, ())
        folded = name.casefold()
        return tuple(one for one in known if one.name == folded) or tuple(
            one
            for one in known
            if folded in (one.label_zh.casefold(), one.label_en.casefold()) and folded
        )

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All of them."""
        return OBJECTS.get(object_name, ())

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """All of them but the user and the organisation."""
        return {
            "deal": ("商机", "Deal"),
            "customer": ("客户", "Customer"),
            "person": ("人员", "Person"),
        }

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()


def _found(key: str) -> FieldInfo:
    """The field at the end of a path."""
    at: str | None = "deal"
    for name in key.split("."):
        assert at is not None
        info = next(one for one in OBJECTS[at] if one.name == name)
        at = info.target
    return info


def _column(key: str) -> sa.Column[Any]:
    info = _found(key)
    kinds: Mapping[Type, Any] = {
        Type.TEXT: sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
        Type.PICKLIST: sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
        Type.NUMBER: sa.BigInteger() if info.whole else ExactDecimal(info.scale),
        Type.BOOLEAN: sa.Boolean(),
        Type.DATE: sa.Date(),
        Type.DATETIME: UtcDateTime(),
        Type.TIME: sa.Time(),
        Type.MULTIPICKLIST: TextList(),
        Type.LOOKUP: RecordId(),
    }
    return sa.Column(key.replace(".", "_"), kinds[info.type])


TABLE = sa.Table("cases", sa.MetaData(), *(_column(key) for key in ROW))


@dataclass(frozen=True)
class Stored:
    """The columns of the table; what look-ups lead to stands in columns of its own."""

    dialect: str

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column of a field."""
        return TABLE.c["_".join(one.name for one in path)]

    def place(
        self, path: tuple[FieldInfo, ...]
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """There are no places."""
        raise NotImplementedError

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> sa.ColumnElement[bool]:
        """Membership in a text list."""
        return lists.contains(self.column(path), values, every, self.dialect)

    def count(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[int]:
        """The length of a text list."""
        return lists.count(self.column(path), self.dialect)

    def blank(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[bool]:
        """Whether there is no value."""
        return self.column(path).is_(None)
