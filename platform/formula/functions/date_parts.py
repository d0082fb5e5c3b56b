"""Functions that take one part out of a date: its year, its week, its day …

In our own language they also take moments, whose date is the one of the organisation's calendar.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.calendar_steps import WHOLE
from objectry.formula.functions.declare import DATE, DATETIME, OURS, function
from objectry.formula.functions.zones import local_in_sql, on_clock, zone_in_sql
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type


def _part(name: str, plus: int = 0) -> Any:
    """A form that extracts a part of a date."""

    def form(day: Any) -> sa.ColumnElement[Decimal]:
        found = sa.cast(sa.extract(name, day), sa.Numeric())
        return found + plus if plus else found

    return form


def _part_on_clock(name: str, plus: int = 0) -> Any:
    """A form that extracts a part of the date that a moment has in the zone."""
    part = _part(name, plus)
    return lambda around, moment: part(local_in_sql(moment, zone_in_sql(around)))


def day_of_year(day: date) -> Decimal:
    """The number of a day in its year, from 1."""
    return WHOLE[day.toordinal() - date(day.year, 1, 1).toordinal() + 1]


@function("YEAR", (DATE,), Type.NUMBER, inline=True, zh="年份",
          examples=(("YEAR(DATE(2026, 11, 23))", "2026"), ("YEAR(DATE(1999, 12, 31))", "1999")),
          sql=_part("year"))  # fmt: skip
def year(day: date) -> Decimal:
    """The year."""
    return WHOLE[day.year]


@function("YEAR", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="年份，按组织的时区",
          examples=(("YEAR(NOW())", "2026"), ("YEAR(DATETIMEVALUE('2025-12-31T16:00Z'))", "2026")),
          sql=_part_on_clock("year"))  # fmt: skip
def year_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The year, on the calendar of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).year]


@function("QUARTER", (DATE,), Type.NUMBER, inline=True, zh="季度，1 到 4",
          examples=(("QUARTER(DATE(2026, 11, 23))", "4"), ("QUARTER(DATE(2026, 3, 31))", "1")),
          sql=_part("quarter"))  # fmt: skip
def quarter(day: date) -> Decimal:
    """The quarter of the year, from 1 to 4."""
    return WHOLE[(day.month + 2) // 3]


@function("QUARTER", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="季度，1 到 4，按组织的时区",
          examples=(("QUARTER(NOW())", "4"), ("QUARTER(DATETIMEVALUE('2026-03-31T16:00Z'))", "2")),
          sql=_part_on_clock("quarter"))  # fmt: skip
def quarter_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The quarter of the year, from 1 to 4, on the calendar of the organisation."""
    return WHOLE[(on_clock(moment, around.moment.zone).month + 2) // 3]


@function("MONTH", (DATE,), Type.NUMBER, inline=True, zh="月份，1 到 12",
          examples=(("MONTH(DATE(2026, 11, 23))", "11"), ("MONTH(DATE(2026, 3, 31))", "3")),
          sql=_part("month"))  # fmt: skip
def month(day: date) -> Decimal:
    """The month, from 1 to 12."""
    return WHOLE[day.month]


@function("MONTH", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="月份，1 到 12，按组织的时区",
          examples=(("MONTH(NOW())", "11"), ("MONTH(DATETIMEVALUE('2026-10-31T16:00Z'))", "11")),
          sql=_part_on_clock("month"))  # fmt: skip
def month_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The month, from 1 to 12, on the calendar of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).month]


@function("DAY", (DATE,), Type.NUMBER, inline=True, zh="一个月中的第几天，1 到 31",
          examples=(("DAY(DATE(2026, 11, 23))", "23"), ("DAY(DATE(2026, 3, 31))", "31")),
          sql=_part("day"))  # fmt: skip
def day_of_month(day: date) -> Decimal:
    """The day of the month, from 1 to 31."""
    return WHOLE[day.day]


@function("DAY", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="一个月中的第几天，1 到 31，按组织的时区",
          examples=(("DAY(NOW())", "23"), ("DAY(DATETIMEVALUE('2026-11-22T16:00Z'))", "23")),
          sql=_part_on_clock("day"))  # fmt: skip
def day_of_month_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The day of the month, from 1 to 31, on the calendar of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).day]


@function("WEEKDAY", (DATE,), Type.NUMBER, inline=True, zh="星期几：星期日是 1，星期六是 7",
          examples=(("WEEKDAY(DATE(2026, 11, 23))", "2"), ("WEEKDAY(DATE(2026, 11, 22))", "1")),
          sql=_part("dow", 1))  # fmt: skip
def weekday(day: date) -> Decimal:
    """The day of the week: Sunday is 1, Saturday is 7."""
    return WHOLE[day.isoweekday() % 7 + 1]


@function("WEEKDAY", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="星期几：星期日是 1，星期六是 7，按组织的时区",
          examples=(("WEEKDAY(NOW())", "2"), ("WEEKDAY(DATETIMEVALUE('2026-11-22T16:00Z'))", "2")),
          sql=_part_on_clock("dow", 1))  # fmt: skip
def weekday_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The day of the week: Sunday is 1, Saturday is 7, on the calendar of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).isoweekday() % 7 + 1]


@function("ISOWEEK", (DATE,), Type.NUMBER, inline=True,
          zh="一年中的第几周（ISO 8601）：每周从星期一开始，第一周是 1 月 4 日所在的那一周",
          examples=(("ISOWEEK(DATE(2026, 11, 23))", "48"), ("ISOWEEK(DATE(2027, 1, 1))", "53")),
          sql=_part("week"))  # fmt: skip
def iso_week(day: date) -> Decimal:
    """The week of the year (ISO 8601): weeks begin on Monday, and week 1 is the one with January 4."""
    return WHOLE[day.isocalendar()[1]]


@function("ISOWEEK", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="一年中的第几周（ISO 8601），按组织的时区",
          examples=(("ISOWEEK(NOW())", "48"), ("ISOWEEK(DATETIMEVALUE('2027-01-03T16:00Z'))", "1")),
          sql=_part_on_clock("week"))  # fmt: skip
def iso_week_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The week of the year (ISO 8601), on the calendar of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).isocalendar()[1]]


@function("ISOYEAR", (DATE,), Type.NUMBER, inline=True, zh="周所属的年份（ISO 8601），与 ISOWEEK 一起使用",
          examples=(("ISOYEAR(DATE(2026, 11, 23))", "2026"), ("ISOYEAR(DATE(2027, 1, 1))", "2026")),
          sql=_part("isoyear"))  # fmt: skip
def iso_year(day: date) -> Decimal:
    """The year to which the week belongs (ISO 8601); goes with ISOWEEK."""
    return WHOLE[day.isocalendar()[0]]


@function("ISOYEAR", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="周所属的年份（ISO 8601），按组织的时区",
          examples=(("ISOYEAR(NOW())", "2026"), ("ISOYEAR(DATETIMEVALUE('2027-01-03T16:00Z'))", "2027")),
          sql=_part_on_clock("isoyear"))  # fmt: skip
def iso_year_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The year to which the week belongs (ISO 8601), on the calendar of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).isocalendar()[0]]


@function("DAYOFYEAR", (DATE,), Type.NUMBER, inline=True, zh="一年中的第几天，1 到 366",
          examples=(("DAYOFYEAR(DATE(2026, 11, 23))", "327"), ("DAYOFYEAR(DATE(2024, 12, 31))", "366")),
          sql=_part("doy"))  # fmt: skip
def number_of_day(day: date) -> Decimal:
    """The number of the day in its year, from 1 to 366."""
    return day_of_year(day)


@function("DAYOFYEAR", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="一年中的第几天，1 到 366，按组织的时区",
          examples=(("DAYOFYEAR(NOW())", "327"), ("DAYOFYEAR(DATETIMEVALUE('2025-12-31T16:00Z'))", "1")),
          sql=_part_on_clock("doy"))  # fmt: skip
def number_of_day_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The number of the day in its year, from 1 to 366, on the calendar of the organisation."""
    return day_of_year(on_clock(moment, around.moment.zone))
