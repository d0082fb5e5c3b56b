"""Names that formula tests use: deals of customers, with a field of every type that conditions know."""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.formula.types import FieldInfo, Supply, Type

DEAL = (
    FieldInfo("name", "名称", "Name", Type.TEXT),
    FieldInfo("stage", "阶段", "Stage", Type.PICKLIST, choices=("open", "won", "lost")),
    FieldInfo("amount", "金额", "Amount", Type.NUMBER, scale=2),
    FieldInfo("rate", "赢率", "Win rate", Type.NUMBER, scale=0, percent=True),
    FieldInfo("close_date", "结单日期", "Close date", Type.DATE),
    FieldInfo("seen_at", "跟进时间", "Seen at", Type.DATETIME),
    FieldInfo("urgent", "紧急", "Urgent", Type.BOOLEAN),
    FieldInfo("tags", "标签", "Tags", Type.MULTIPICKLIST),
    FieldInfo("customer", "客户", "Customer", Type.LOOKUP, target="customer"),
)
CUSTOMER = (
    FieldInfo("name", "客户名称", "Customer name", Type.TEXT),
    FieldInfo("parent", "上级客户", "Parent", Type.LOOKUP, target="customer"),
)
OBJECTS: Mapping[str, tuple[FieldInfo, ...]] = {"deal": DEAL, "customer": CUSTOMER}


@dataclass(frozen=True)
class Names:
    """A scope over the objects above."""

    object: str = "deal"

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """By API name, else by label."""
        known = OBJECTS.get(object_name, ())
        folded = name.casefold()
        return tuple(one for one in known if one.name == folded) or tuple(
            one for one in known if folded in (one.label_zh, one.label_en.casefold())
        )

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All of them."""
        return OBJECTS.get(object_name, ())

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The objects, without labels."""
        return dict.fromkeys(OBJECTS, ("", ""))

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()
