"""The record, the user and the moment that the examples of the formula reference stand on, and their tests run with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from objectry.formula.moments import Moment
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo, Type

AROUND = Surroundings(
    Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai")),
    roles=frozenset({"salesperson"}),
    permissions=frozenset({"order.export", "metadata"}),
    old={"stage": "open"},
)
"""The moment, the rights of the user, and the record before the change."""
FIELDS: Mapping[str, FieldInfo] = MappingProxyType({
    one.name: one
    for one in (
        FieldInfo("id", "ID", "ID", Type.LOOKUP),
        FieldInfo("name", "名称", "Name", Type.TEXT),
        FieldInfo(
            "stage",
            "阶段",
            "Stage",
            Type.PICKLIST,
            choices=("open", "won", "lost"),
            choice_labels=(("进行中", "Open"), ("赢单", "Won"), ("丢单", "Lost")),
        ),
        FieldInfo("amount", "金额", "Amount", Type.NUMBER, scale=2),
        FieldInfo("close_date", "结单日期", "Close date", Type.DATE),
        FieldInfo("seen_at", "跟进时间", "Seen at", Type.DATETIME),
        FieldInfo("urgent", "紧急", "Urgent", Type.BOOLEAN),
        FieldInfo("tags", "标签", "Tags", Type.MULTIPICKLIST),
    )
})  # fmt: skip
"""The fields of the record."""
ROW: Mapping[str, Any] = MappingProxyType({
    "id": "0190a5c0-0000-7000-8000-000000000001", "name": "华强科技", "stage": "won",
    "amount": Decimal("1200.50"), "close_date": date(2026, 11, 30),
    "seen_at": datetime(2026, 11, 20, 17, 30, tzinfo=UTC), "urgent": True, "tags": ("VIP", "展会"),
})  # fmt: skip
"""The record."""
