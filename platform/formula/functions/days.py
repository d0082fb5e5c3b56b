"""Functions that make dates and go from one to another."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.faults import no_such_day
from objectry.formula.functions.calendar_steps import (
    add_months,
    month_end,
    months_between,
    towards_zero,
)
from objectry.formula.functions.declare import (
    DATE,
    DATETIME,
    NUMBER,
    OURS,
    THEIRS,
    Unfit,
    function,
)
from objectry.formula.functions.zones import UTC_ZONE, moment_of, on_clock, zone_in_sql
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, Type

_TODAY = "今天的日期，按组织的时区"


def _judge_day(day: Decimal) -> Unfit | None:
    """What refuses the number of a day that no month has; 0 is the end of a month in spreadsheets."""
    if 1 <= day < 32:
        return None
    hint = "EOMONTH(…, …)" if day < 1 else ""
    return Unfit(sayings.NO_SUCH_DAY, {"value": f"{day:f}"}, hint)


def _today_sql(around: Surroundings) -> sa.ColumnElement[date]:
    return sa.literal(around.moment.today, sa.Date())


@function("TODAY", (), Type.DATE, changes=Changes.DAILY, zh=_TODAY, sql=_today_sql,
          examples=(("TODAY()", "2026-11-23"), ("TODAY() + 7", "2026-11-30")), cost=4)  # fmt: skip
def today(around: Surroundings) -> date:
    """Today's date on the calendar of the organisation."""
    return around.moment.today


@function("DATE", (NUMBER, NUMBER, NUMBER), Type.DATE, fails=True, observes=True, cost=5, judges={"day": _judge_day},
          zh="由年、月、日组成的日期；没有这一天时出错，不会顺延到下个月",
          examples=(("DATE(2026, 11, 23)", "2026-11-23"), ("DATE(2024, 2, 29)", "2024-02-29")),
          sql=lambda year, month, day: sa.func.fx.date(year, month, day, type_=sa.Date()))  # fmt: skip
def made_date(year: Decimal, month: Decimal, day: Decimal) -> date:
    """The date of a year, a month and a day. A day that does not exist is an error: it is not carried over."""
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        raise no_such_day() from None


@function("ADDMONTHS", (DATE, NUMBER), Type.DATE, fails=True, observes=True, cost=10,
          zh="若干个月以后的同一天；月末仍是月末：2 月 28 日加一个月是 3 月 31 日",
          examples=(("ADDMONTHS(DATE(2023, 2, 28), 1)", "2023-03-31"),
                    ("ADDMONTHS(DATE(2026, 1, 15), -2)", "2025-11-15")),
          sql=lambda day, months: sa.func.fx.add_months(day, months, sa.true(), type_=sa.Date()))  # fmt: skip
def months_later(day: date, months: Decimal) -> date:
    """The same day so many months later. Ends of months stay ends: one month after February 28 is March 31."""
    return add_months(day, int(months), ends=True)


def _months_later_sql(moment: object, months: object, zone: object) -> sa.ColumnElement[datetime]:
    return sa.func.fx.add_months_to_moment(
        moment, months, sa.true(), zone, type_=sa.DateTime(timezone=True)
    )


@function("ADDMONTHS", (DATETIME, NUMBER), Type.DATETIME, fails=True, observes=True, cost=25, profiles=OURS,
          zh="若干个月以后同一天的同一时刻，按组织的时区；月末仍是月末",
          examples=(("ADDMONTHS(DATETIME(2026, 1, 31, 9, 30, 0), 1)", "2026-02-28T01:30:00.000Z"),
                    ('ADDMONTHS(DATETIMEVALUE("2026-11-30 09:30"), 1)', "2026-12-31T01:30:00.000Z")),
          sql=lambda around, moment, months: _months_later_sql(moment, months, zone_in_sql(around)))  # fmt: skip
def months_later_on_clock(around: Surroundings, moment: datetime, months: Decimal) -> datetime:
    """The same day and time so many months later, on the clocks of the organisation. Ends of months stay ends."""
    zone = around.moment.zone
    clock = on_clock(moment, zone)
    shifted = add_months(clock.date(), int(months), ends=True)
    return moment_of(datetime.combine(shifted, clock.time()), zone)


@function("ADDMONTHS", (DATETIME, NUMBER), Type.DATETIME, fails=True, observes=True, cost=15, profiles=THEIRS,
          zh="若干个月以后同一天的同一时刻，按 UTC；月末仍是月末",
          examples=(('ADDMONTHS(DATETIMEVALUE("2026-01-31 09:30:00"), 1)', "2026-02-28T09:30:00.000Z"),
                    ('ADDMONTHS(DATETIMEVALUE("2026-11-30 09:30:00"), 1)', "2026-12-31T09:30:00.000Z")),
          sql=lambda moment, months: _months_later_sql(
              moment, months, sa.literal(UTC_ZONE.key, sa.Text())))  # fmt: skip
def months_later_in_utc(moment: datetime, months: Decimal) -> datetime:
    """The same day and time so many months later, in UTC. Ends of months stay ends."""
    shifted = add_months(moment.date(), int(months), ends=True)
    return datetime.combine(shifted, moment.timetz())


@function("EOMONTH", (DATE, NUMBER), Type.DATE, fails=True, observes=True, cost=10, profiles=OURS,
          zh="若干个月以后那个月的最后一天；0 是本月，-1 是上个月",
          examples=(("EOMONTH(DATE(2026, 11, 23), 0)", "2026-11-30"),
                    ("EOMONTH(DATE(2024, 1, 31), 1)", "2024-02-29")),
          sql=lambda day, months: sa.func.fx.end_of_month(day, months, type_=sa.Date()))  # fmt: skip
def end_of_month(day: date, months: Decimal) -> date:
    """The last day of the month that is so many months away: 0 is the month of the date, -1 the one before."""
    return month_end(day, int(months))


def _years(birth: date, at: date) -> Decimal:
    start = datetime(birth.year, birth.month, birth.day)
    end = datetime(at.year, at.month, at.day)
    return Decimal(towards_zero(months_between(start, end), 12))


def _years_sql(birth: object, at: object) -> sa.ColumnElement[Decimal]:
    clocks = (sa.cast(day, sa.DateTime()) for day in (birth, at))
    return sa.func.div(sa.func.fx.months_between(*clocks), 12, type_=sa.Numeric())


@function("AGE", (DATE,), Type.NUMBER, changes=Changes.DAILY, cost=15, profiles=OURS,
          zh="从某天到今天满了多少年（周岁）",
          examples=(("AGE(DATE(1990, 11, 23))", "36"), ("AGE(DATE(1990, 11, 24))", "35")),
          sql=lambda around, birth: _years_sql(birth, _today_sql(around)))  # fmt: skip
def age(around: Surroundings, birth: date) -> Decimal:
    """Whole years from a date to today."""
    return _years(birth, around.moment.today)


@function("AGE", (DATE, DATE), Type.NUMBER, cost=10, profiles=OURS,
          zh="从一天到另一天满了多少年（周岁）",
          examples=(("AGE(DATE(2004, 2, 29), DATE(2022, 2, 28))", "17"),
                    ("AGE(DATE(2004, 2, 29), DATE(2022, 3, 1))", "18")),
          sql=lambda birth, at: _years_sql(birth, at))  # fmt: skip
def age_at(birth: date, at: date) -> Decimal:
    """Whole years from one date to another."""
    return _years(birth, at)
