"""Functions that count in a unit that the formula names: years, quarters, months, weeks, days, hours, minutes, seconds.

Weeks begin on Monday. Units of whole days follow the calendar and the clocks of the organisation, so that a day is from
midnight to midnight also when clocks are changed; hours, minutes and seconds are of equal length.
"""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.faults import Failed, Kind, no_such_day
from objectry.formula.functions.calendar_steps import (
    DAY,
    MILLISECOND,
    add_milliseconds,
    add_months,
    last_day,
    months_between,
    towards_zero,
)
from objectry.formula.functions.declare import (
    DATE,
    DATETIME,
    NUMBER,
    OURS,
    TEXT,
    Judge,
    Unfit,
    function,
)
from objectry.formula.functions.zones import moment_of, on_clock, zone_in_sql
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type

UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "year": ("year", "years", "y", "年"),
        "quarter": ("quarter", "quarters", "q", "季度"),
        "month": ("month", "months", "m", "月", "个月"),
        "week": ("week", "weeks", "w", "周"),
        "day": ("day", "days", "d", "天", "日"),
        "hour": ("hour", "hours", "h", "小时"),
        "minute": ("minute", "minutes", "分钟"),
        "second": ("second", "seconds", "s", "秒"),
    }
)
"""The units with what they may be called, in small letters or capitals. `fx.unit` has the same words."""
_CALLED = {word: unit for unit, words in UNITS.items() for word in words}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_LAST_MILLISECOND = time(23, 59, 59, 999_000)
_MILLISECONDS = {"hour": 3_600_000, "minute": 60_000, "second": 1_000}


def _unit(called: str) -> str:
    """The unit of that name. Only ASCII letters have capitals here, as in PostgreSQL with the order `C`."""
    unit = _CALLED.get(called) or _CALLED.get(called.lower() if called.isascii() else called)
    if unit is None:
        raise Failed(Kind.UNKNOWN_NAME)
    return unit


def _day_unit(called: str) -> str:
    """The same for units that have whole days."""
    unit = _unit(called)
    if unit in _MILLISECONDS:
        raise Failed(Kind.UNKNOWN_NAME)
    return unit


def _judge(units: Sequence[str]) -> Judge:
    """What refuses a unit that is written out and is none of these."""

    def judge(called: str) -> Unfit | None:
        try:
            if _unit(called) in units:
                return None
        except Failed:
            pass
        close = difflib.get_close_matches(called.lower(), units, 1)
        known = ", ".join(units)
        return Unfit(sayings.UNIT_UNKNOWN, {"value": called, "known": known}, "".join(close))

    return judge


_ANY_UNIT = MappingProxyType({"unit": _judge(tuple(UNITS))})
_ANY_DAY_UNIT = MappingProxyType({"unit": _judge((*_MONTHS, *_DAYS))})
_CALLED_ZH = "单位也可以写成 Y、Q、M、W、D、复数或中文（年、季度、月、周、天）"
_CALLED_ZH_CLOCK = (
    "单位也可以写成 Y、Q、M、W、D、H、S、复数或中文（年、季度、月、周、天、小时、分钟、秒）"
)


def _later(day: date, n: Decimal, unit: str) -> date:
    if unit in _MONTHS:
        return add_months(day, int(n) * _MONTHS[unit], ends=False)
    try:
        return day + timedelta(int(n) * _DAYS[unit])
    except OverflowError:
        raise no_such_day() from None


def _whole_units(start: datetime, end: datetime, unit: str) -> Decimal:
    if unit in _MONTHS:
        return Decimal(towards_zero(months_between(start, end), _MONTHS[unit]))
    return Decimal(towards_zero((end - start) // MILLISECOND, _DAYS[unit] * 86_400_000))


def _start(day: date, unit: str) -> date:
    match unit:
        case "week":
            return date.fromordinal(day.toordinal() - day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    return day


def _end(day: date, unit: str) -> date:
    if unit in _MONTHS:
        final = add_months(_start(day, unit), _MONTHS[unit] - 1, ends=False)
        return final.replace(day=last_day(final.year, final.month))
    try:
        return _start(day, unit) + timedelta(_DAYS[unit] - 1)
    except OverflowError:
        raise no_such_day() from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _start_on_clock(around: Surroundings, moment: datetime, unit: str) -> datetime:
    clock = on_clock(moment, around.moment.zone)
    if unit not in _MILLISECONDS:
        return moment_of(_midnight(_start(clock.date(), unit)), around.moment.zone)
    within = timedelta(microseconds=clock.microsecond)
    if unit != "second":
        within += timedelta(seconds=clock.second)
    if unit == "hour":
        within += timedelta(minutes=clock.minute)
    try:
        return moment - within
    except OverflowError:
        raise no_such_day() from None


def _moment_form(name: str) -> Any:
    """The form of a function on moments, whose helper takes the zone as its last argument."""
    helper = getattr(sa.func.fx, name)
    return lambda around, *arguments: helper(
        *arguments, zone_in_sql(around), type_=sa.DateTime(timezone=True)
    )


# DATEADD ----------------------------------------------------------------------------------------


@function("DATEADD", (DATE, NUMBER, TEXT), Type.DATE, fails=True, observes=True, cost=12, profiles=OURS,
          judges=_ANY_DAY_UNIT,
          zh='若干个 year、quarter、month、week 或 day 以后的日期；没有那一天的月份取最后一天。'
             + _CALLED_ZH,
          examples=(('DATEADD(DATE(2026, 11, 23), 2, "week")', "2026-12-07"),
                    ('DATEADD(DATE(2026, 1, 31), 1, "month")', "2026-02-28")),
          sql=lambda day, n, unit: sa.func.fx.dateadd(day, n, unit, type_=sa.Date()))  # fmt: skip
def date_later(day: date, n: Decimal, unit: str) -> date:
    """The date so many units later: "year", "quarter", "month", "week" or "day". A month without that day gives its last
    one. Units may also be named `Y`, `Q`, `M`, `W`, `D`, in the plural or in Chinese."""
    return _later(day, n, _day_unit(unit))


@function("DATEADD", (DATETIME, NUMBER, TEXT), Type.DATETIME, fails=True, observes=True, cost=25, profiles=OURS,
          judges=_ANY_UNIT,
          zh='若干个单位以后的日期时间；除日期的单位外还可以用 hour、minute、second，它们可以带小数。'
             + _CALLED_ZH_CLOCK,
          examples=(('DATEADD(NOW(), 1.5, "hour")', "2026-11-23T09:30:00.000Z"),
                    ('DATEADD(NOW(), -1, "year")', "2025-11-23T08:00:00.000Z")),
          sql=_moment_form("dateadd"))  # fmt: skip
def moment_later(around: Surroundings, moment: datetime, n: Decimal, unit: str) -> datetime:
    """The date and time so many units later. Beside the units of dates there are "hour", "minute" and "second", of which
    there may be fractions. Units may also be named `Y`, `Q`, `M`, `W`, `D`, `H`, `S`, in the plural or in Chinese."""
    known = _unit(unit)
    if known in _MILLISECONDS:
        return add_milliseconds(moment, n * _MILLISECONDS[known])
    clock = on_clock(moment, around.moment.zone)
    day = _later(clock.date(), n, known)
    return moment_of(datetime.combine(day, clock.time()), around.moment.zone)


# DATEDIF ----------------------------------------------------------------------------------------


def _difference_sql(start: Any, end: Any, unit: Any) -> sa.ColumnElement[Decimal]:
    clocks = (sa.cast(day, sa.DateTime()) for day in (start, end))
    return sa.func.fx.datedif(*clocks, unit, type_=sa.Numeric())


@function("DATEDIF", (DATE, DATE, TEXT), Type.NUMBER, fails=True, cost=12, profiles=OURS,
          judges=_ANY_DAY_UNIT,
          zh='从第一个日期到第二个日期满了多少个 year、quarter、month、week 或 day；第二个更早时为负数。'
             + _CALLED_ZH,
          examples=(('DATEDIF(DATE(2026, 1, 31), DATE(2026, 3, 30), "month")', "1"),
                    ('DATEDIF(DATE(2026, 11, 23), DATE(2026, 11, 1), "week")', "-3")),
          sql=_difference_sql)  # fmt: skip
def dates_apart(start: date, end: date, unit: str) -> Decimal:
    """Whole units from the first date to the second one: "year", "quarter", "month", "week" or "day". It is negative when
    the second one is earlier. Units may also be named `Y`, `Q`, `M`, `W`, `D`, in the plural or in Chinese."""
    return _whole_units(_midnight(start), _midnight(end), _day_unit(unit))


@function("DATEDIF", (DATETIME, DATETIME, TEXT), Type.NUMBER, fails=True, cost=25, profiles=OURS,
          judges=_ANY_UNIT,
          zh='从第一个日期时间到第二个满了多少个单位；除日期的单位外还可以用 hour、minute、second。'
             + _CALLED_ZH_CLOCK,
          examples=(('DATEDIF(seen_at, NOW(), "hour")', "62"), ('DATEDIF(NOW(), NOW() + 1.75, "day")', "1")),
          sql=lambda around, start, end, unit: sa.func.fx.datedif(
              start, end, unit, zone_in_sql(around), type_=sa.Numeric()))  # fmt: skip
def moments_apart(around: Surroundings, start: datetime, end: datetime, unit: str) -> Decimal:
    """Whole units from the first date and time to the second one. Beside the units of dates there are "hour", "minute" and
    "second". Units may also be named `Y`, `Q`, `M`, `W`, `D`, `H`, `S`, in the plural or in Chinese."""
    known = _unit(unit)
    if known in _MILLISECONDS:
        return Decimal(towards_zero((end - start) // MILLISECOND, _MILLISECONDS[known]))
    zone = around.moment.zone
    first, second = on_clock(start, zone), on_clock(end, zone)
    return _whole_units(first.replace(tzinfo=None), second.replace(tzinfo=None), known)


# STARTOF and ENDOF ------------------------------------------------------------------------------


@function("STARTOF", (DATE, TEXT), Type.DATE, fails=True, cost=10, profiles=OURS,
          judges=_ANY_DAY_UNIT,
          zh='日期所在的 year、quarter、month 或 week 的第一天；一周从星期一开始。'
             + _CALLED_ZH,
          examples=(('STARTOF(DATE(2026, 11, 29), "week")', "2026-11-23"),
                    ('STARTOF(DATE(2026, 11, 23), "quarter")', "2026-10-01")),
          sql=lambda day, unit: sa.func.fx.startof(day, unit, type_=sa.Date()))  # fmt: skip
def start_of(day: date, unit: str) -> date:
    """The first day of the "year", "quarter", "month" or "week" of a date. Weeks begin on Monday. Units may also be named
    `Y`, `Q`, `M`, `W`, `D`, in the plural or in Chinese."""
    return _start(day, _day_unit(unit))


@function("STARTOF", (DATETIME, TEXT), Type.DATETIME, fails=True, cost=25, profiles=OURS,
          judges=_ANY_UNIT,
          zh='日期时间所在的 year、quarter、month、week、day、hour、minute 或 second 的开始，按组织的时区。'
             + _CALLED_ZH_CLOCK,
          examples=(('STARTOF(NOW(), "day")', "2026-11-22T16:00:00.000Z"),
                    ('STARTOF(seen_at, "hour")', "2026-11-20T17:00:00.000Z")),
          sql=_moment_form("startof"))  # fmt: skip
def start_of_moment(around: Surroundings, moment: datetime, unit: str) -> datetime:
    """The beginning of the "year", "quarter", "month", "week", "day", "hour", "minute" or "second" of a date and time, on
    the clocks of the organisation. Units may also be named `Y`, `Q`, `M`, `W`, `D`, `H`, `S`, in the plural or in
    Chinese."""
    return _start_on_clock(around, moment, _unit(unit))


@function("ENDOF", (DATE, TEXT), Type.DATE, fails=True, cost=10, profiles=OURS,
          judges=_ANY_DAY_UNIT,
          zh='日期所在的 year、quarter、month 或 week 的最后一天；一周到星期日结束。'
             + _CALLED_ZH,
          examples=(('ENDOF(DATE(2026, 11, 23), "week")', "2026-11-29"),
                    ('ENDOF(DATE(2024, 2, 1), "month")', "2024-02-29")),
          sql=lambda day, unit: sa.func.fx.endof(day, unit, type_=sa.Date()))  # fmt: skip
def end_of(day: date, unit: str) -> date:
    """The last day of the "year", "quarter", "month" or "week" of a date. Weeks end on Sunday. Units may also be named `Y`,
    `Q`, `M`, `W`, `D`, in the plural or in Chinese."""
    return _end(day, _day_unit(unit))


@function("ENDOF", (DATETIME, TEXT), Type.DATETIME, fails=True, cost=30, profiles=OURS,
          judges=_ANY_UNIT,
          zh='日期时间所在的 year、quarter、month、week、day、hour、minute 或 second 的最后一毫秒，按组织的时区。'
             + _CALLED_ZH_CLOCK,
          examples=(('ENDOF(NOW(), "day")', "2026-11-23T15:59:59.999Z"),
                    ('ENDOF(seen_at, "minute")', "2026-11-20T17:30:59.999Z")),
          sql=_moment_form("endof"))  # fmt: skip
def end_of_moment(around: Surroundings, moment: datetime, unit: str) -> datetime:
    """The last millisecond of the "year", "quarter", "month", "week", "day", "hour", "minute" or "second" of a date and
    time, on the clocks of the organisation. Units may also be named `Y`, `Q`, `M`, `W`, `D`, `H`, `S`, in the plural or
    in Chinese."""
    known = _unit(unit)
    zone = around.moment.zone
    if known in _MILLISECONDS:
        try:
            length = timedelta(milliseconds=_MILLISECONDS[known] - 1)
            return _start_on_clock(around, moment, known) + length
        except OverflowError:
            raise no_such_day() from None
    final = _end(on_clock(moment, zone).date(), known)
    if final == date.max:
        return moment_of(datetime.combine(final, _LAST_MILLISECOND), zone)
    return moment_of(_midnight(final + DAY), zone) - MILLISECOND
