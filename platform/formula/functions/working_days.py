"""WORKDAYS and ADDWORKDAYS: days from Monday to Friday, without holidays and with the weekends that are worked on.

Days are counted from 1 for 0001-01-01, which was a Monday. How many of them until some day are worked on is a closed
formula and two look-ups in sorted lists, so neither function goes through the days one by one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.formula.faults import Failed, Kind, no_such_day
from objectry.formula.functions.declare import DATE, NUMBER, OURS, TEXT, function
from objectry.formula.surroundings import Calendar, Surroundings
from objectry.formula.types import Supply, Type

_LAST = date.max.toordinal()
_NUMBERS = postgresql.ARRAY(sa.Integer())


@dataclass(frozen=True, slots=True)
class _Exceptions:
    """The days on which a calendar differs from Monday to Friday, by their numbers, sorted."""

    off: tuple[int, ...]
    worked: tuple[int, ...]

    def until(self, number: int) -> int:
        """How many days from the first one to this one are worked on."""
        weeks, days = divmod(number, 7)
        usual = weeks * 5 + min(days, 5)
        return usual - bisect_right(self.off, number) + bisect_right(self.worked, number)


@lru_cache(maxsize=256)
def _exceptions(calendar: Calendar) -> _Exceptions:
    return _Exceptions(
        tuple(sorted(day.toordinal() for day in calendar.holidays if day.weekday() < 5)),
        tuple(sorted(day.toordinal() for day in calendar.worked if day.weekday() >= 5)),
    )


def _of(around: Surroundings, name: str) -> _Exceptions:
    """The calendar of that name. An organisation that has none of its own works from Monday to Friday."""
    calendar = around.calendars.get(name) or (None if name else Calendar())
    if calendar is None:
        raise Failed(Kind.UNKNOWN_NAME)
    return _exceptions(calendar)


def _in_sql(
    around: Surroundings, name: Any, form: Callable[[Any, Any], sa.ColumnElement[Any]]
) -> sa.ColumnElement[Any]:
    """A form with the days of the calendar that the formula names; NULL for a name that no calendar has."""

    def with_days(calendar: _Exceptions) -> sa.ColumnElement[Any]:
        return form(
            sa.literal(list(calendar.off), _NUMBERS), sa.literal(list(calendar.worked), _NUMBERS)
        )

    if name is None:
        return with_days(_of(around, ""))
    if not around.calendars:
        return sa.cast(sa.null(), with_days(_of(around, "")).type)
    return sa.case(
        *((name == known, with_days(_of(around, known))) for known in sorted(around.calendars))
    )


def _calendars(first: object, second: object, *calendar: object) -> Supply | None:
    """Whether a calendar is named."""
    return Supply.CALENDARS if calendar else None


def _workdays_sql(
    around: Surroundings, start: Any, end: Any, calendar: Any = None
) -> sa.ColumnElement[Decimal]:
    return _in_sql(around, calendar, lambda off, worked: sa.func.fx.workdays(
        start, end, off, worked, type_=sa.Numeric()))  # fmt: skip


def _add_workdays_sql(
    around: Surroundings, day: Any, n: Any, calendar: Any = None
) -> sa.ColumnElement[date]:
    return _in_sql(around, calendar, lambda off, worked: sa.func.fx.add_workdays(
        day, n, off, worked, type_=sa.Date()))  # fmt: skip


@function("WORKDAYS", (DATE, DATE, TEXT), Type.NUMBER, fails=True, cost=15, profiles=OURS,
          asks=_calendars,
          zh="从第一个日期到第二个日期的工作日数，两天都计算在内；第二个更早时为负数。可以指定工作日历，否则用组织的日历",
          examples=(("WORKDAYS(DATE(2026, 11, 20), DATE(2026, 11, 23))", "2"),
                    ("WORKDAYS(DATE(2026, 11, 23), DATE(2026, 11, 20))", "-2")), sql=_workdays_sql)  # fmt: skip
def workdays(around: Surroundings, start: date, end: date, calendar: str = "") -> Decimal:
    """Working days from the first date to the second one, both of them included; negative when the second one is earlier.
    A working calendar may be named, else it is the one of the organisation."""
    days = _of(around, calendar)
    if end < start:
        return Decimal(days.until(end.toordinal() - 1) - days.until(start.toordinal()))
    return Decimal(days.until(end.toordinal()) - days.until(start.toordinal() - 1))


@function("ADDWORKDAYS", (DATE, NUMBER, TEXT), Type.DATE, fails=True, observes=True, cost=25, profiles=OURS,
          asks=_calendars,
          zh="若干个工作日以后的日期，当天不计；负数往前推。可以指定工作日历，否则用组织的日历",
          examples=(("ADDWORKDAYS(DATE(2026, 11, 20), 1)", "2026-11-23"),
                    ("ADDWORKDAYS(DATE(2026, 11, 23), -6)", "2026-11-13")), sql=_add_workdays_sql)  # fmt: skip
def add_workdays(around: Surroundings, day: date, n: Decimal, calendar: str = "") -> date:
    """The date so many working days later, or earlier for a negative number; the day itself does not count. A working
    calendar may be named, else it is the one of the organisation."""
    days, start, steps = _of(around, calendar), day.toordinal(), int(n)
    if steps == 0:
        return day
    wanted = steps + (days.until(start) if steps > 0 else days.until(start - 1) + 1)
    if not 1 <= wanted <= days.until(_LAST):
        raise no_such_day()
    return date.fromordinal(bisect_left(range(_LAST), wanted, key=days.until))
