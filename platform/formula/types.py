"""The types of the formula language, and what it needs to know about the fields that formulas name."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol


class Type(Enum):
    """The type of an expression."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    PICKLIST = "picklist"
    MULTIPICKLIST = "multipicklist"
    LOOKUP = "lookup"
    GEOLOCATION = "geolocation"
    PERIOD = "period"
    """A range of days such as THIS_QUARTER; it can only be compared with."""
    NULL = "null"


TYPE_NAMES: Mapping[Type, tuple[str, str]] = MappingProxyType(
    {
        Type.NUMBER: ("数字", "a number"),
        Type.TEXT: ("文本", "a text"),
        Type.BOOLEAN: ("真假值", "something true or false"),
        Type.DATE: ("日期", "a date"),
        Type.DATETIME: ("日期时间", "a date with a time"),
        Type.TIME: ("时间", "a time"),
        Type.PICKLIST: ("单选", "a select"),
        Type.MULTIPICKLIST: ("多个值", "a list of values"),
        Type.LOOKUP: ("关联关系", "a look-up"),
        Type.GEOLOCATION: ("地理位置", "a place"),
        Type.PERIOD: ("时间范围", "a range of days"),
        Type.NULL: ("空值", "nothing"),
    }
)
"""What people call each type, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field as formulas see it."""

    name: str
    label_zh: str
    label_en: str
    type: Type
    nullable: bool = True
    target: str | None = None
    """The object that a LOOKUP points to."""
    choices: tuple[str, ...] = ()
    """The values of a PICKLIST or MULTIPICKLIST; empty when any text will do."""
    scale: int = 0
    """Decimal places of a NUMBER."""
    percent: bool = False
    """True when the stored number is in points: 25 is 0.25 inside a formula."""


class Scope(Protocol):
    """The names that a formula may use. What is not in the scope does not exist for the formula."""

    @property
    def object(self) -> str:
        """The object whose fields stand without a path."""

    def field(self, object_name: str, name: str) -> FieldInfo | None:
        """The field of an object by its API name or label; None when there is none."""

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All usable fields of an object, for hints."""
