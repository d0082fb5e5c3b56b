"""The types of the formula language, and what it needs to know about the fields that formulas name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Protocol

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The text of a look-up whose field says that it is a UUID."""


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


SEVERAL = frozenset({Type.MULTIPICKLIST, Type.GEOLOCATION})
"""Types of which a value is several ones: no SQL expression is one of them."""


class Changes(IntEnum):
    """How often a value changes by itself."""

    NEVER = 0
    DAILY = 1
    """When another day begins."""
    ALWAYS = 2
    """From one moment, or one user, to the other."""


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
class Inlined:
    """The formula of a field that is not stored: wherever the field is named, its formula stands instead."""

    text: str
    object: str
    """The object whose fields the formula names."""
    zero: bool = False
    """True when empty numbers count as zero in it."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field as formulas see it."""

    name: str
    label_zh: str
    label_en: str
    type: Type
    nullable: bool = True
    target: str | None = None
    """The object that a LOOKUP points to, through which paths may go."""
    names_of: tuple[str, ...] = ()
    """The objects one of whose records an ID belongs to, where `target` does not say it."""
    choices: tuple[str, ...] = ()
    """The values of a PICKLIST or MULTIPICKLIST; empty when any text will do."""
    choice_labels: tuple[tuple[str, str], ...] = ()
    """The labels of the choices, in Chinese and English, in the same order; empty when nobody gave any."""
    scale: int = 0
    """Decimal places of a NUMBER."""
    percent: bool = False
    """True when the stored number is in points: 25 is 0.25 inside a formula."""
    uuids: bool = False
    """True when the text of a LOOKUP, or each one of a MULTIPICKLIST, is a UUID (RFC 9562, lower case): it never equals
    another text."""
    whole: bool = False
    """True when records hold the number as an int."""
    single: bool = True
    """True when the value is one, in one column: it is no list, and has no parts."""
    id: str = ""
    """What stays the same when the field is renamed."""
    changes: Changes = Changes.NEVER
    """How often the value changes by itself, as it is computed whenever it is read."""
    formula: Inlined | None = None
    """The formula that stands for the field; None for a field with a value of its own."""
    elsewhere: bool = False
    """True when the value belongs to another record, and the field only shows it."""
    stamped: bool = False
    """True when every change of the record gives the field another value."""

    @property
    def objects(self) -> tuple[str, ...]:
        """The objects one of whose records the value is; none where that is not known."""
        return self.names_of or ((self.target,) if self.target else ())

    @property
    def kept(self) -> bool:
        """Tell whether the value stands in the record itself, so that it is known what it was before a change."""
        return self.changes is Changes.NEVER and not self.elsewhere


class Supply(Enum):
    """What functions may ask of the place where a formula stands, beside records and users. Not every place has it."""

    COPIES = "copies"
    """Whether a new record is the copy of another one."""
    RATES = "rates"
    """Rates of exchange."""
    CALENDARS = "calendars"
    """Working calendars by name."""


class Scope(Protocol):
    """The names that a formula may use. What is not in the scope does not exist for the formula."""

    @property
    def object(self) -> str:
        """The object whose fields stand without a path."""

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """The fields that a name may mean: the one with that API name, else all with that label. Case does not count.

        `$User` and `$Org` are objects, too.
        """

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All usable fields of an object, for hints."""

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The labels, in Chinese and English, of all objects whose records a formula may look for, by API name."""

    def lacks(self) -> frozenset[Supply]:
        """What nobody supplies to formulas here."""
