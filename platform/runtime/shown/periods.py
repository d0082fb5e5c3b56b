"""The periods that a calendar shows: a month, a week or a day, as its address names them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_day_names

from objectry.formula.messages import Language, excerpt
from objectry.runtime.api.preferences import WeekStart
from objectry.runtime.errors import Invalid
from objectry.runtime.shown import messages

Span = Literal["month", "week", "day"]
SPANS: tuple[Span, ...] = ("month", "week", "day")
WEEK = 7
WEEKDAYS: Mapping[WeekStart, int] = MappingProxyType({"monday": 0, "saturday": 5, "sunday": 6})
"""The days with which weeks begin, as `date.weekday` counts."""
EARLIEST, LATEST = 1900, 2199
"""The years that calendars show."""
_FORMS = re.compile(
    r"(?P<year>\d{4})-(?:W(?P<week>\d{2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a week or a day."""

    span: Span
    begin: date
    """Its first day."""
    starts: WeekStart
    """The day with which weeks begin."""

    @property
    def end(self) -> date:
        """The first day behind it."""
        if self.span == "month":
            return (self.begin + timedelta(days=31)).replace(day=1)
        return self.begin + timedelta(days=WEEK if self.span == "week" else 1)

    @property
    def first(self) -> date:
        """The first day that is shown: months are shown in whole weeks."""
        return _week(self.begin, self.starts) if self.span == "month" else self.begin

    @property
    def behind(self) -> date:
        """The first day behind those that are shown."""
        if self.span != "month":
            return self.end
        return _week(self.end - timedelta(days=1), self.starts) + timedelta(days=WEEK)

    @property
    def days(self) -> Iterator[date]:
        """All days that are shown."""
        for number in range((self.behind - self.first).days):
            yield self.first + timedelta(days=number)

    @property
    def name(self) -> str:
        """As addresses name it: `2026-12`, `2026-W49`, `2026-12-03`. A week has the number that ISO 8601 gives its Monday,
        whatever day it begins with, so that an address means nearly the same to everybody."""
        if self.span == "month":
            return f"{self.begin:%Y-%m}"
        if self.span == "week":
            year, week, _ = (self.begin + _until_monday(self.starts)).isocalendar()
            return f"{year:04d}-W{week:02d}"
        return self.begin.isoformat()

    @property
    def before(self) -> "Period":
        """The one before."""
        return period_of(self.span, self.begin - timedelta(days=1), self.starts)

    @property
    def after(self) -> "Period":
        """The one behind."""
        return period_of(self.span, self.end, self.starts)

    def holds(self, day: date) -> bool:
        """Tell whether a day belongs to it."""
        return self.begin <= day < self.end

    def title(self, language: Language) -> str:
        """As people call it: `December 2026`."""
        locale = Locale(language)
        if self.span == "month":
            return format_skeleton("yMMMM", self.begin, locale=locale)
        if self.span == "week":
            last = self.end - timedelta(days=1)
            return format_interval(self.begin, last, "yMMMd", locale=locale)
        return format_date(self.begin, "full", locale=locale)


def _week(day: date, starts: WeekStart) -> date:
    """The first day of the week in which a day lies."""
    return day - timedelta(days=(day.weekday() - WEEKDAYS[starts]) % WEEK)


def _until_monday(starts: WeekStart) -> timedelta:
    """From the first day of a week to its Monday."""
    return timedelta(days=-WEEKDAYS[starts] % WEEK)


def period_of(span: Span, day: date, starts: WeekStart) -> Period:
    """The period in which a day lies."""
    begin = (
        day.replace(day=1) if span == "month" else _week(day, starts) if span == "week" else day
    )  # fmt: skip
    return Period(span, begin, starts)


def period_named(text: str, today: date, starts: WeekStart) -> Period:
    """The period that an address names; the present month where it names none. Raises Invalid."""
    if not text:
        return period_of("month", today, starts)
    parts = _FORMS.fullmatch(text)
    year = int(parts["year"]) if parts else 0
    if parts is None or not EARLIEST <= year <= LATEST:
        raise Invalid(messages.PERIOD_WRONG, {"period": excerpt(text)})
    try:
        if parts["week"]:
            monday = date.fromisocalendar(year, int(parts["week"]), 1)
            return Period("week", monday - _until_monday(starts), starts)
        day = date(year, int(parts["month"]), int(parts["day"] or 1))
    except ValueError:
        raise Invalid(messages.PERIOD_WRONG, {"period": excerpt(text)}) from None
    return Period("day" if parts["day"] else "month", day, starts)


def weekdays(language: Language, starts: WeekStart) -> tuple[tuple[str, str], ...]:
    """The days of a week, in short and in full, from its first one on."""
    locale = Locale(language)
    short, full = (get_day_names(width, locale=locale) for width in ("abbreviated", "wide"))
    days = ((WEEKDAYS[starts] + number) % WEEK for number in range(WEEK))
    return tuple((short[at], full[at]) for at in days)
