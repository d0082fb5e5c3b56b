"""What names in metadata can stand for, with their words in Chinese and English: kinds, and what is inside an object."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata.kinds.listing import KINDS

THINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "field": ("字段", "field"),
        "business_type": ("业务类型", "business type"),
        **{name: (kind.title.zh, kind.title.en.lower()) for name, kind in KINDS.items()},
    }
)
"""Each thing in Chinese and English."""
