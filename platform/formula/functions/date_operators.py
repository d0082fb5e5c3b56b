"""Plus and minus with dates, moments and times of day."""

from datetime import date, datetime, time
from decimal import Decimal

from objectry.formula.functions.calendar_steps import (
    DAY_MICROSECONDS,
    MICROSECOND,
    add_days,
    add_days_sql,
    add_days_to_moment,
    add_days_to_moment_sql,
    add_to_time,
    add_to_time_sql,
    days_between_moments_sql,
    days_between_sql,
    milliseconds_between,
    milliseconds_between_sql,
)
from objectry.formula.functions.declare import DATE, DATETIME, NUMBER, TIME, function
from objectry.formula.types import Type


@function("+", (DATE, NUMBER), Type.DATE, fails=True, observes=True, zh="若干天之后；不足一天的部分不计",
          examples=(("#2026-11-23# + 10", "2026-12-03"), ("#2026-11-23# + 1.9", "2026-11-24")),
          sql=add_days_sql)  # fmt: skip
def later_day(day: date, days: Decimal) -> date:
    """So many days later; a fraction of a day does not count."""
    return add_days(day, days)


@function("+", (NUMBER, DATE), Type.DATE, fails=True, observes=True, zh="若干天之后；不足一天的部分不计",
          examples=(("10 + #2026-11-23#", "2026-12-03"),), sql=lambda days, day: add_days_sql(day, days))  # fmt: skip
def days_before_day(days: Decimal, day: date) -> date:
    """So many days later; a fraction of a day does not count."""
    return add_days(day, days)


@function("-", (DATE, NUMBER), Type.DATE, fails=True, observes=True, zh="若干天之前；不足一天的部分不计",
          examples=(("#2026-11-23# - 23", "2026-10-31"),), sql=lambda day, days: add_days_sql(day, -days))  # fmt: skip
def earlier_day(day: date, days: Decimal) -> date:
    """So many days earlier; a fraction of a day does not count."""
    return add_days(day, -days)


@function("-", (DATE, DATE), Type.NUMBER, inline=True, zh="两个日期相差的天数",
          examples=(("#2026-12-01# - #2026-11-23#", "8"),), sql=days_between_sql)  # fmt: skip
def day_difference(later: date, earlier: date) -> Decimal:
    """The days from the right date to the left one."""
    return Decimal((later - earlier).days)


@function("+", (DATETIME, NUMBER), Type.DATETIME, fails=True, observes=True, zh="若干天之后，可以带小数，精确到秒",
          examples=(("#2026-11-23 08:00Z# + 0.5", "2026-11-23T20:00:00.000Z"),), sql=add_days_to_moment_sql)  # fmt: skip
def later_moment(moment: datetime, days: Decimal) -> datetime:
    """So many days later, with their fraction, to the second."""
    return add_days_to_moment(moment, days)


@function("+", (NUMBER, DATETIME), Type.DATETIME, fails=True, observes=True, zh="若干天之后，可以带小数，精确到秒",
          examples=(("1 + #2026-11-23 08:00Z#", "2026-11-24T08:00:00.000Z"),),
          sql=lambda days, moment: add_days_to_moment_sql(moment, days))  # fmt: skip
def days_before_moment(days: Decimal, moment: datetime) -> datetime:
    """So many days later, with their fraction, to the second."""
    return add_days_to_moment(moment, days)


@function("-", (DATETIME, NUMBER), Type.DATETIME, fails=True, observes=True, zh="若干天之前，可以带小数，精确到秒",
          examples=(("#2026-11-23 08:00Z# - 1", "2026-11-22T08:00:00.000Z"),),
          sql=lambda moment, days: add_days_to_moment_sql(moment, -days))  # fmt: skip
def earlier_moment(moment: datetime, days: Decimal) -> datetime:
    """So many days earlier, with their fraction, to the second."""
    return add_days_to_moment(moment, -days)


@function("-", (DATETIME, DATETIME), Type.NUMBER, exact=False, inline=True, zh="两个日期时间相差的天数，带小数",
          examples=(("#2026-11-24 20:00Z# - #2026-11-23 08:00Z#", "1.5"),), sql=days_between_moments_sql)  # fmt: skip
def moment_difference(later: datetime, earlier: datetime) -> Decimal:
    """The days from the right moment to the left one, with their fraction."""
    return ((later - earlier) // MICROSECOND) / DAY_MICROSECONDS


@function("+", (TIME, NUMBER), Type.TIME, fails=True, observes=True, zh="若干毫秒之后，过了午夜就从零点重新开始",
          examples=(('TIMEVALUE("23:59:59") + 1000', "00:00:00.000"),), sql=add_to_time_sql)  # fmt: skip
def later_time(clock: time, milliseconds: Decimal) -> time:
    """So many milliseconds later; after midnight it begins anew."""
    return add_to_time(clock, milliseconds)


@function("-", (TIME, NUMBER), Type.TIME, fails=True, observes=True, zh="若干毫秒之前，不能早于零点",
          examples=(('TIMEVALUE("12:00:00") - 60000', "11:59:00.000"),),
          sql=lambda clock, milliseconds: add_to_time_sql(clock, -milliseconds))  # fmt: skip
def earlier_time(clock: time, milliseconds: Decimal) -> time:
    """So many milliseconds earlier; nothing is earlier than midnight."""
    return add_to_time(clock, -milliseconds)


@function("-", (TIME, TIME), Type.NUMBER, zh="两个时间相差的毫秒数",
          examples=(('TIMEVALUE("12:00:01") - TIMEVALUE("12:00:00")', "1000"),), sql=milliseconds_between_sql)  # fmt: skip
def time_difference(later: time, earlier: time) -> Decimal:
    """The milliseconds from the right time to the left one."""
    return milliseconds_between(later, earlier)
