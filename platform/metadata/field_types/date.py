"""Days, and months, quarters and years as their first day."""

import datetime
import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import model_validator
from sqlalchemy.types import TypeEngine

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.column_types import DayText
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
from objectry.metadata.field_types.date_format import date_format, written
from objectry.metadata.field_types.number import refuse_empty_range
from objectry.metadata.field_types.operators import (
    EQUALS,
    MOMENT_OPERATORS,
    NOT_EQUALS,
    PERIOD_OPERATORS,
)
from objectry.metadata.field_types.reading import as_text, half_width

Step = Literal["day", "month", "quarter", "year"]

TODAY = "today"
_SAMPLES: Mapping[Step, str] = MappingProxyType(
    {"day": "2026-11-23", "month": "2026-11", "quarter": "2026-Q4", "year": "2026"}
)
_COARSE: Mapping[Step, re.Pattern[str]] = MappingProxyType(
    {
        "month": re.compile(r"(?P<year>[0-9]{4})(?:-|/|\.|年) ?(?P<month>[0-9]{1,2})月?"),
        "quarter": re.compile(
            r"(?P<year>[0-9]{4})[-/年 ]*"
            r"(?:[Qq](?P<quarter>[1-4])|第?(?P<season>[1-4一二三四])季度?)"
        ),
        "year": re.compile(r"(?P<year>[0-9]{4})年?"),
    }
)
_SEASONS = "一二三四"
_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateDef(FieldDef):
    """A field with a day."""

    type: Literal["date"] = "date"
    """A day."""
    format: Step = "day"
    """What people choose and read; a month, quarter or year is kept as its first day."""
    min: datetime.date | None = None
    """The earliest day."""
    max: datetime.date | None = None
    """The latest day."""
    default: str | None = None
    """The day of a new record: `today`, or a date."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        refuse_empty_range(self.min, self.max)
        return self

    @cached_property
    def earliest(self) -> datetime.date | None:
        """The first day that can be stored."""
        return None if self.min is None else first_day(self.min, self.format)


def first_day(day: datetime.date, step: Step) -> datetime.date:
    """The first day of the month, quarter or year of a day."""
    if step == "day":
        return day
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1 if step == "quarter" else 1, day=1)


class DateType(FieldType[DateDef, datetime.date]):
    """A closing date, a birthday, a budget quarter: a day without a zone (catalogue 5.1, row 8).

    Stored as a date, years 1 to 9999. JSON is always the ISO date of the (first) day.
    """

    name = "date"
    title = Label(zh="日期", en="Date")
    definition = DateDef
    formula_type = Type.DATE
    widget = "date"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = (
        EQUALS, NOT_EQUALS, *MOMENT_OPERATORS, *PERIOD_OPERATORS,
    )  # fmt: skip
    examples: ClassVar[tuple[Example, ...]] = (
        Example("2026-11-23", "2026-11-23", "2026-11-23"),
        Example("2026/1/3", "2026-01-03", "2026-01-03"),
        Example("2026年11月23日", "2026-11-23", "2026-11-23"),
        Example("２０２６．１１．２３", "2026-11-23", "2026-11-23"),
        Example("2026-11-23 00:00:00", "2026-11-23", "2026-11-23"),
        Example("2026年11月", "2026-11-01", "2026-11", {"format": "month"}),
        Example("2026年第四季度", "2026-10-01", "2026-Q4", {"format": "quarter"}),
        Example("2026-11-23", "2026-10-01", "2026-Q4", {"format": "quarter"}),
        Example("2026", "2026-01-01", "2026", {"format": "year"}),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(20261123, "value_wrong_type"),
        Reject("20261123", "date_invalid"),
        Reject("2026-W48-1", "date_invalid"),
        Reject("2023-02-29", "date_invalid"),
        Reject("23.11.2026", "date_invalid"),
        Reject("today", "date_invalid"),
        Reject("2025-12-31", "date_before", {"min": "2026-01-01"}),
        Reject("2027-01-01", "date_after", {"max": "2026-12-31"}),
    )

    def columns(self, definition: DateDef) -> tuple[ColumnSpec, ...]:
        """One date column."""
        return (ColumnSpec("", sa.Date()),)

    def json_schema(self, definition: DateDef) -> dict[str, Any]:
        """An ISO date."""
        return {"type": "string", "format": "date"}

    def from_json(self, raw: object, definition: DateDef) -> datetime.date | None:
        """Check an ISO date."""
        if raw is None or raw == "":
            return None
        text = as_text(raw)
        # fromisoformat alone would read 20261123 and 2026-W48-1 too.
        if len(text) == 10 and text[4] == "-" and text[7] == "-":
            try:
                return _settled(datetime.date.fromisoformat(text), definition)
            except ValueError:
                pass
        raise _invalid(text, definition, None)

    def to_json(self, value: datetime.date, definition: DateDef) -> object:
        """The ISO date."""
        return value.isoformat()

    def json_column(self, definition: DateDef) -> TypeEngine[Any]:
        """The text of the column."""
        return DayText()

    def from_text(self, text: str, definition: DateDef, style: TextStyle) -> datetime.date | None:
        """Read a typed date, month, quarter or year."""
        typed = half_width(text)
        if not typed:
            return None
        if style.date_format is None and _ISO.fullmatch(typed):
            return self.from_json(typed, definition)
        if definition.format != "day":
            found = _COARSE[definition.format].fullmatch(typed)
            if found is not None:
                return _settled(_coarse(found, text, definition), definition)
        read = written(typed, style.date_format)
        if read is None or (read.time is not None and read.time != datetime.time()):
            raise _invalid(text, definition, style.date_format)
        return _settled(read.day, definition)

    def to_text(self, value: datetime.date, definition: DateDef, style: TextStyle) -> str:
        """The day, month, quarter or year."""
        if definition.format == "day":
            if style.date_format is None:
                return value.isoformat()
            moment = datetime.datetime.combine(value, datetime.time())
            return date_format(style.date_format).template.format(moment)
        if definition.format == "month":
            return f"{value.year:04d}-{value.month:02d}"
        if definition.format == "quarter":
            return f"{value.year:04d}-Q{(value.month + 2) // 3}"
        return f"{value.year:04d}"

    def literal(self, value: datetime.date, definition: DateDef) -> str:
        """The ISO date between number signs."""
        return f"#{value.isoformat()}#"

    def check_default(self, default: object, definition: DateDef) -> None:
        """Check a default that is a date."""
        if default != TODAY:
            super().check_default(default, definition)

    def default(self, definition: DateDef, now: datetime.datetime) -> datetime.date | None:
        """The date that was chosen, or the present day in the user's zone."""
        if definition.default != TODAY:
            return super().default(definition, now)
        return first_day(now.date(), definition.format)


def _invalid(text: str, definition: DateDef, explicit: str | None) -> ValueRefused:
    fits = explicit is not None and definition.format == "day"
    params = {"value": excerpt(text), "example": explicit if fits else _SAMPLES[definition.format]}
    return ValueRefused(messages.DATE_INVALID, params)


def _coarse(found: re.Match[str], text: str, definition: DateDef) -> datetime.date:
    """The first day of a typed month, quarter or year."""
    groups = found.groupdict()
    month = int(groups.get("month") or 1)
    if season := groups.get("quarter") or groups.get("season"):
        number = _SEASONS.index(season) if season in _SEASONS else int(season) - 1
        month = number * 3 + 1
    try:
        return datetime.date(int(groups["year"]), month, 1)
    except ValueError:
        raise _invalid(text, definition, None) from None


def _settled(day: datetime.date, definition: DateDef) -> datetime.date:
    """The day that is kept, within the limits. Raises ValueRefused."""
    kept = day if definition.format == "day" else first_day(day, definition.format)
    if definition.min is not None and kept < (definition.earliest or kept):
        raise ValueRefused(messages.DATE_BEFORE, {"min": definition.min.isoformat()})
    if definition.max is not None and kept > definition.max:
        raise ValueRefused(messages.DATE_AFTER, {"max": definition.max.isoformat()})
    return kept
