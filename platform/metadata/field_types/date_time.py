"""Moments."""

from datetime import UTC, datetime, time
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.column_types import MomentText, UtcDateTime, utc_text
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
from objectry.metadata.field_types.date_format import clock_text, date_format, written
from objectry.metadata.field_types.operators import MOMENT_OPERATORS, PERIOD_OPERATORS
from objectry.metadata.field_types.reading import as_text, half_width

NOW = "now"
JSON_SAMPLE = "2026-11-23T08:30:00Z"
TEXT_SAMPLE = "2026-11-23 16:30"


class DateTimeDef(FieldDef):
    """A field with a moment."""

    type: Literal["datetime"] = "datetime"
    """A moment."""
    default: str | None = None
    """The moment of a new record: `now`, or a date and time with its zone."""


class DateTimeType(FieldType[DateTimeDef, datetime]):
    """A call, a visit, a signature: a moment, kept in UTC and shown in the reader's zone.

    Catalogue 5.1, row 9. Stored in UTC with milliseconds, years 2 to 9998 (the outermost are left
    out so that every zone can show every moment).
    """

    name = "datetime"
    title = Label(zh="日期时间", en="Date and time")
    definition = DateTimeDef
    formula_type = Type.DATETIME
    widget = "datetime"
    operators: ClassVar[tuple[Operator, ...]] = (*MOMENT_OPERATORS, *PERIOD_OPERATORS)
    examples: ClassVar[tuple[Example, ...]] = (
        Example("2026-11-23 16:30", "2026-11-23T08:30:00.000Z", "2026-11-23 16:30"),
        Example("2026/1/3 9:05:07", "2026-01-03T01:05:07.000Z", "2026-01-03 09:05:07"),
        Example("2026年11月23日 16时30分", "2026-11-23T08:30:00.000Z", "2026-11-23 16:30"),
        Example("2026-11-23T08:30:00.250Z", "2026-11-23T08:30:00.250Z", "2026-11-23 16:30:00.250"),
        Example("2026-11-23", "2026-11-22T16:00:00.000Z", "2026-11-23 00:00"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(1795422600, "value_wrong_type"),
        Reject("2026-11-23T08:30:00", "datetime_zone"),
        Reject("2026-11-23", "datetime_zone"),
        Reject("2026-11-23T24:30:00Z", "datetime_invalid"),
        Reject("20261123T083000Z", "datetime_invalid"),
        Reject("0001-01-01T00:00:00Z", "datetime_invalid"),
        Reject("9999-12-31T23:59:59-08:00", "datetime_invalid"),
        Reject("now", "datetime_invalid"),
    )

    def columns(self, definition: DateTimeDef) -> tuple[ColumnSpec, ...]:
        """One column with moments in UTC."""
        return (ColumnSpec("", UtcDateTime()),)

    def json_schema(self, definition: DateTimeDef) -> dict[str, Any]:
        """An ISO date and time with its zone."""
        return {"type": "string", "format": "date-time"}

    def from_json(self, raw: object, definition: DateTimeDef) -> datetime | None:
        """Check an ISO date and time that names its zone."""
        if raw is None or raw == "":
            return None
        text = as_text(raw)
        # fromisoformat alone would read 20261123T083000Z and week dates too.
        if len(text) >= 10 and text[4] == "-" and text[7] == "-" and text[8] != "W":
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                moment = None
            if moment is not None:
                if moment.tzinfo is None:
                    raise ValueRefused(messages.DATETIME_ZONE, {"value": excerpt(text)})
                return _settled(moment, text, JSON_SAMPLE)
        raise _invalid(text, JSON_SAMPLE)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: DateTimeDef
    ) -> sa.ColumnElement[Any]:
        """The moment in milliseconds, but for the ends of the calendar."""
        return sa.func.fx.field_moment(value, type_=UtcDateTime())

    def to_json(self, value: datetime, definition: DateTimeDef) -> object:
        """The moment in UTC with `Z`."""
        return utc_text(value)

    def json_column(self, definition: DateTimeDef) -> TypeEngine[Any]:
        """The text of the column."""
        return MomentText()

    def from_text(self, text: str, definition: DateTimeDef, style: TextStyle) -> datetime | None:
        """Read a typed moment in the reader's zone, unless it names an offset.

        A mere day is its midnight.
        """
        typed = half_width(text)
        if not typed:
            return None
        read = written(typed, style.date_format)
        if read is None:
            raise _invalid(text, style.date_format or TEXT_SAMPLE)
        zone = read.offset or style.zone
        moment = datetime.combine(read.day, read.time or time(), zone)
        return _settled(moment, text, style.date_format or TEXT_SAMPLE)

    def to_display(self, value: datetime, definition: DateTimeDef, style: TextStyle) -> str:
        """To the minute."""
        return self.to_text(value.replace(second=0, microsecond=0), definition, style)

    def to_text(self, value: datetime, definition: DateTimeDef, style: TextStyle) -> str:
        """Date and time in the reader's zone."""
        local = value.astimezone(style.zone)
        if style.date_format is None:
            text = f"{local.year:04d}-{local.month:02d}-{local.day:02d} {clock_text(local)}"
        else:
            explicit = date_format(style.date_format)
            text = explicit.template.format(local)
            if not explicit.timed:
                text = f"{text} {clock_text(local)}"
        # The hour that a clock change repeats is told apart by its offset, the second time round.
        return f"{text}{local.isoformat()[-6:]}" if local.fold else text

    def literal(self, value: datetime, definition: DateTimeDef) -> str:
        """The moment in UTC between number signs."""
        return f"#{utc_text(value)}#"

    def check_default(self, default: object, definition: DateTimeDef) -> None:
        """Check a default that is a moment."""
        if default != NOW:
            super().check_default(default, definition)

    def default(self, definition: DateTimeDef, now: datetime) -> datetime | None:
        """The moment that was chosen, or the present one."""
        if definition.default != NOW:
            return super().default(definition, now)
        return _settled(now, NOW, JSON_SAMPLE)


def _invalid(text: str, sample: str) -> ValueRefused:
    return ValueRefused(messages.DATETIME_INVALID, {"value": excerpt(text), "example": sample})


def _settled(moment: datetime, text: str, sample: str) -> datetime:
    """The moment in UTC, in milliseconds. Raises ValueRefused at the ends of the calendar."""
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        raise _invalid(text, sample) from None
    if not 2 <= utc.year <= 9998:
        raise _invalid(text, sample)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000) if utc.microsecond else utc
