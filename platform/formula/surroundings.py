"""When, where and for whom a formula is evaluated: everything that it may know beside the values of its record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from objectry.formula.moments import Moment

Row = Mapping[str, object]
"""The values of a record by what the formula calls them; None, or no entry, means nothing."""

NO_VALUES: Row = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked on, beside Monday to Friday."""

    holidays: frozenset[date] = frozenset()
    """Days off that would be working days."""
    worked: frozenset[date] = frozenset()
    """Weekends that are worked on (调休)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a formula may know beside its record. It stays the same for all rows of one evaluation."""

    moment: Moment = field(default_factory=lambda: Moment(datetime.now(UTC), ZoneInfo("UTC")))
    """The present moment, and the calendar on which days begin."""
    language: str = "zh"
    """The language of labels and of written amounts: `zh` or `en`."""
    globals: Mapping[str, Row] = field(default_factory=lambda: MappingProxyType({}))
    """The values of `$User` and `$Org`, by the name with its `$`."""
    old: Row | None = None
    """The record as it was before this change; None for a new one."""
    is_clone: bool = False
    """True while a copy of a record is saved for the first time."""
    roles: frozenset[str] = frozenset()
    """Roles of the user."""
    permissions: frozenset[str] = frozenset()
    """Rights of the user."""
    calendars: Mapping[str, Calendar] = field(default_factory=lambda: MappingProxyType({}))
    """Working calendars by name; the organisation's own one is called by the empty name."""
    rates: Callable[[str, str, date], Decimal | None] = lambda source, target, day: None
    """How many units of the second currency one unit of the first is worth on a day; None when nobody said."""
    find: Callable[[str, str, str, object], object] = lambda target, result, key, value: None
    """The value of field `result` of the one record of `target` whose field `key` is `value`."""
