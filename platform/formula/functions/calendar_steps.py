"""Steps on the calendar and on the clock, which operators and functions share, in Python and in PostgreSQL.

The Python functions refuse what lies outside the years 1 to 9999; their PostgreSQL forms give NULL there.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.faults import no_such_day, no_such_time
from objectry.formula.functions.numbers import NUMERIC, reckoned_sql

WHOLE: tuple[Decimal, ...] = tuple(Decimal(number) for number in range(10_000))
"""Numbers that parts of dates can be, made once."""
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
DAY_MILLISECONDS = 86_400_000
_DAY_SECONDS = Decimal(86_400)
DAY_MICROSECONDS = Decimal(86_400_000_000)
MICROSECOND = timedelta(microseconds=1)
_MIDNIGHT = datetime(1970, 1, 1)
_LAST_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_days(day: date, n: Decimal) -> date:
    """So many days later; a fraction of a day does not count."""
    try:
        return day + timedelta(int(n))
    except OverflowError:
        raise no_such_day() from None


def add_days_to_moment(moment: datetime, n: Decimal) -> datetime:
    """So many days later, also fractions of days, rounded to the second."""
    try:
        return moment + timedelta(seconds=int((n * _DAY_SECONDS).to_integral_value()))
    except OverflowError:
        raise no_such_day() from None


def add_milliseconds(moment: datetime, n: Decimal) -> datetime:
    """So many milliseconds later, rounded to whole ones."""
    try:
        return moment + timedelta(milliseconds=int(n.to_integral_value()))
    except OverflowError:
        raise no_such_day() from None


def milliseconds_of(clock: time) -> int:
    """Milliseconds since midnight."""
    return (
        clock.hour * 3_600_000
        + clock.minute * 60_000
        + clock.second * 1_000
        + clock.microsecond // 1_000
    )


def time_from(milliseconds: int) -> time:
    """The time of day so many milliseconds after midnight, of which there are fewer than a day has."""
    return (_MIDNIGHT + timedelta(milliseconds=milliseconds)).time()


def add_to_time(clock: time, milliseconds: Decimal) -> time:
    """So many milliseconds later, past midnight too. There is nothing before the midnight at which the day began."""
    total = milliseconds_of(clock) + int(milliseconds)
    if total < 0:
        raise no_such_time()
    return time_from(total % DAY_MILLISECONDS)


def days_between(later: date, earlier: date) -> Decimal:
    """Days from the second date to the first one."""
    return Decimal((later - earlier).days)


def days_between_moments(later: datetime, earlier: datetime) -> Decimal:
    """Days from the second moment to the first one, with their fraction."""
    return ((later - earlier) // MICROSECOND) / DAY_MICROSECONDS


def milliseconds_between(later: time, earlier: time) -> Decimal:
    """Milliseconds from the second time of day to the first one, negative when that is the earlier one."""
    return Decimal(milliseconds_of(later) - milliseconds_of(earlier))


def last_day(year: int, month: int) -> int:
    """The number of the last day of a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _LAST_DAYS[month]


def add_months(day: date, n: int, *, ends: bool) -> date:
    """The same day of another month, or its last one where it has no such day. With `ends`, a last day stays a last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not 1 <= year <= 9_999:
        raise no_such_day()
    number = day.day
    if number < 28:
        return date(year, month + 1, number)
    last = last_day(year, month + 1)
    if number >= last or (ends and number == last_day(day.year, day.month)):
        return date(year, month + 1, last)
    return date(year, month + 1, number)


def month_end(day: date, n: int) -> date:
    """The last day of another month."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not 1 <= year <= 9_999:
        raise no_such_day()
    return date(year, month + 1, last_day(year, month + 1))


def months_between(start: datetime, end: datetime) -> int:
    """Whole months from one time on the clock to another: one is whole when its day and time are reached again."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if end >= start:
        return months - (_within_month(end) < _within_month(start))
    return months + (_within_month(end) > _within_month(start))


def _within_month(clock: datetime) -> tuple[int, time]:
    return clock.day, clock.time()


def towards_zero(number: int, step: int) -> int:
    """How many whole steps a number has, with its sign."""
    return number // step if number >= 0 else -(-number // step)


def add_days_sql(day: Any, n: Any) -> sa.ColumnElement[date]:
    """`add_days` in PostgreSQL."""
    return sa.func.fx.add_days(day, n, type_=sa.Date())


def add_days_to_moment_sql(moment: Any, n: Any) -> sa.ColumnElement[datetime]:
    """`add_days_to_moment` in PostgreSQL."""
    return sa.func.fx.add_days_to_moment(moment, n, type_=sa.DateTime(timezone=True))


def add_to_time_sql(clock: Any, milliseconds: Any) -> sa.ColumnElement[time]:
    """`add_to_time` in PostgreSQL."""
    return sa.func.fx.add_to_time(clock, milliseconds, type_=sa.Time())


def days_between_sql(later: Any, earlier: Any) -> sa.ColumnElement[Decimal]:
    """`days_between` in PostgreSQL."""
    return sa.cast(
        sa.type_coerce(later, sa.Date()) - sa.type_coerce(earlier, sa.Date()), sa.Numeric()
    )


def days_between_moments_sql(later: Any, earlier: Any) -> sa.ColumnElement[Decimal]:
    """`days_between_moments` in PostgreSQL."""
    return reckoned_sql(
        epoch_sql(later) - epoch_sql(earlier), "/", sa.literal(_DAY_SECONDS, NUMERIC)
    )


def milliseconds_between_sql(later: Any, earlier: Any) -> sa.ColumnElement[Decimal]:
    """`milliseconds_between` in PostgreSQL."""
    return milliseconds_sql(later) - milliseconds_sql(earlier)


def epoch_sql(moment: Any) -> sa.ColumnElement[Decimal]:
    """Seconds from the beginning of 1970 to a moment."""
    return sa.cast(sa.extract("epoch", moment), sa.Numeric())


def milliseconds_sql(clock: Any) -> sa.ColumnElement[Decimal]:
    """Milliseconds since midnight."""
    return sa.func.fx.milliseconds(clock, type_=sa.Numeric())
