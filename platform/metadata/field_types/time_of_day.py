"""Times of day."""

import datetime
from typing import Any, ClassVar, Literal

import sqlalchemy as sa

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
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
from objectry.metadata.field_types.date_format import clock_text, written_time
from objectry.metadata.field_types.operators import EMPTINESS
from objectry.metadata.field_types.reading import as_text, half_width


class TimeDef(FieldDef):
    """A field with a time of day."""

    type: Literal["time"] = "time"
    """A time of day."""
    default: str | None = None
    """The time of a new record."""


class TimeType(FieldType[TimeDef, datetime.time]):
    """Opening hours, a reminder: a time without a zone (catalogue 5.1, row 10).

    Stored as a time, to the second.
    """

    name = "time"
    title = Label(zh="时间", en="Time")
    definition = TimeDef
    formula_type = Type.TIME
    widget = "time"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = EMPTINESS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("9:30", "09:30:00", "09:30"),
        Example("２３：５９：５９", "23:59:59", "23:59:59"),
        Example("8时05分", "08:05:00", "08:05"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(930, "value_wrong_type"),
        Reject("24:00", "time_invalid"),
        Reject("9:60", "time_invalid"),
        Reject("0930", "time_invalid"),
        Reject("09:30+08:00", "time_invalid"),
    )

    def columns(self, definition: TimeDef) -> tuple[ColumnSpec, ...]:
        """One time column."""
        return (ColumnSpec("", sa.Time()),)

    def json_schema(self, definition: TimeDef) -> dict[str, Any]:
        """Hours, minutes and seconds."""
        return {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"}

    def from_json(self, raw: object, definition: TimeDef) -> datetime.time | None:
        """Check a time of day."""
        if raw is None:
            return None
        text = as_text(raw).strip()
        if not text:
            return None
        found = written_time(text)
        if found is None:
            raise ValueRefused(messages.TIME_INVALID, {"value": excerpt(text)})
        return found.replace(microsecond=0)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: TimeDef
    ) -> sa.ColumnElement[Any]:
        """The time to the second."""
        return sa.cast(sa.func.date_trunc("second", value), sa.Time())

    def to_json(self, value: datetime.time, definition: TimeDef) -> object:
        """Hours, minutes and seconds."""
        return value.isoformat("seconds")

    def from_text(self, text: str, definition: TimeDef, style: TextStyle) -> datetime.time | None:
        """Read a typed time of day."""
        return self.from_json(half_width(text), definition)

    def to_text(self, value: datetime.time, definition: TimeDef, style: TextStyle) -> str:
        """Hours and minutes, and seconds where there are any."""
        return clock_text(value)
