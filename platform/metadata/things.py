"""What names in metadata can stand for, with their words."""

from collections.abc import Mapping
from types import MappingProxyType

THINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pack": ("包", "pack"),
        "object": ("对象", "object"),
        "field": ("字段", "field"),
        "business_type": ("业务类型", "business type"),
        "list_view": ("列表视图", "list view"),
        "layout": ("页面布局", "layout"),
        "value_set": ("选项集", "value set"),
        "profile": ("职能", "profile"),
        "role": ("角色", "role"),
        "menu": ("菜单", "menu"),
    }
)
"""Each thing in Chinese and English."""
