"""DATEVALUE, DATETIMEVALUE and TIMEVALUE: dates, moments and times from texts and from each other.

Our own language reads a whole text, with blanks around it, in the ways in which people and programs write dates. The
`salesforce` profile reads the beginning of a text in one way. Neither carries over: there is no February 30 and no hour 24.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from objectry.formula.faults import Failed, Kind, no_such_day
from objectry.formula.functions.declare import DATE, DATETIME, OURS, TEXT, THEIRS, function
from objectry.formula.functions.zones import (
    UTC_ZONE,
    known_zone,
    local_in_sql,
    moment_in_sql,
    moment_of,
    on_clock,
    zone_in_sql,
    zone_of,
)
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type

_DAY = "([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})(日?)"
_TIME = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
_OFFSET = "(?:([Zz])|([-+])([0-9]{2}):?([0-9]{2})?)?"
_WHOLE_DAY = re.compile(f" *{_DAY} *")
_WHOLE_TIME = re.compile(f" *{_TIME} *")
_WHOLE_MOMENT = re.compile(f" *{_DAY}(?:(?:[Tt]| +|(?<=日)){_TIME} *{_OFFSET})? *")
_SIGNS = frozenset({("-", "-", ""), ("/", "/", ""), (".", ".", ""), ("年", "月", "日")})
_DAY_BEGUN = re.compile(" *([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_MOMENT_BEGUN = re.compile(
    " *([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}) +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])"
)
_TIME_BEGUN = re.compile(
    r" *([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])(?:\.([0-9]{1,3})(?![0-9]))?"
)


def _read(pattern: re.Pattern[str], text: str) -> tuple[str | None, ...]:
    """The parts of a whole text."""
    if (found := pattern.fullmatch(text)) is None:
        raise Failed(Kind.BAD_DATE_TEXT)
    return found.groups()


def _read_begun(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    """The numbers at the beginning of a text; 0 for one that may be left out."""
    if (found := pattern.match(text)) is None:
        raise Failed(Kind.BAD_DATE_TEXT)
    return tuple(int(part or 0) for part in found.groups())


def _day(parts: tuple[str | None, ...]) -> date:
    year, first, month, second, day, third = parts[:6]
    if (first, second, third) not in _SIGNS:
        raise Failed(Kind.BAD_DATE_TEXT)
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        raise Failed(Kind.BAD_DATE_TEXT) from None


def _time(parts: tuple[str | None, ...]) -> time:
    hour, minute, second, fraction = parts[:4]
    milliseconds = int((fraction or "0")[:3].ljust(3, "0"))
    return _checked_time(int(hour or 0), int(minute or 0), int(second or 0), milliseconds)


def _checked_time(hour: int, minute: int, second: int, milliseconds: int) -> time:
    try:
        return time(hour, minute, second, milliseconds * 1_000)
    except ValueError:
        raise Failed(Kind.BAD_DATE_TEXT) from None


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    if int(hours) > 23 or int(minutes or 0) > 59:
        raise Failed(Kind.BAD_DATE_TEXT)
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -offset if sign == "-" else offset


# Dates ------------------------------------------------------------------------------------------


@function("DATEVALUE", (DATE,), Type.DATE, inline=True, zh="日期本身",
          examples=(("DATEVALUE(DATE(2026, 11, 23))", "2026-11-23"), ("DATEVALUE(close_date)", "2026-11-30")),
          sql=lambda day: day)  # fmt: skip
def date_of_date(day: date) -> date:
    """The date itself."""
    return day


@function("DATEVALUE", (DATETIME,), Type.DATE, fails=True, cost=8, zh="日期时间的日期，按组织的时区",
          examples=(("DATEVALUE(NOW())", "2026-11-23"), ("DATEVALUE(seen_at)", "2026-11-21")),
          sql=lambda around, moment: sa.cast(local_in_sql(moment, zone_in_sql(around)), sa.Date()))  # fmt: skip
def date_of_moment(around: Surroundings, moment: datetime) -> date:
    """The date of a date and time on the calendar of the organisation."""
    return on_clock(moment, around.moment.zone).date()


@function("DATEVALUE", (DATETIME, TEXT), Type.DATE, fails=True, cost=8, profiles=OURS, zh="日期时间的日期，按给出的时区",
          examples=(('DATEVALUE(seen_at, "UTC")', "2026-11-20"), ('DATEVALUE(seen_at, "Asia/Tokyo")', "2026-11-21")),
          sql=lambda moment, zone: sa.cast(local_in_sql(moment, known_zone(zone)), sa.Date()))  # fmt: skip
def date_of_moment_in_zone(moment: datetime, zone: str) -> date:
    """The date of a date and time in a time zone."""
    return on_clock(moment, zone_of(zone)).date()


@function("DATEVALUE", (TEXT,), Type.DATE, fails=True, cost=15, profiles=OURS,
          zh="文本写出的日期，如 2026-11-23、2026/11/23、2026.11.23 或 2026年11月23日",
          examples=(('DATEVALUE("2026.11.23")', "2026-11-23"), ('DATEVALUE("2026年1月5日")', "2026-01-05")),
          sql=lambda text: sa.func.fx.datevalue(text, type_=sa.Date()))  # fmt: skip
def date_of_text(text: str) -> date:
    """The date that a text tells, such as 2026-11-23, 2026/11/23, 2026.11.23 or 2026年11月23日."""
    return _day(_read(_WHOLE_DAY, text))


@function("DATEVALUE", (TEXT,), Type.DATE, fails=True, cost=15, profiles=THEIRS,
          zh="文本开头的日期，如 2026-11-23；后面的内容不计",
          examples=(('DATEVALUE("2026-11-23")', "2026-11-23"), ('DATEVALUE("2005-11-15 17:00:00 ")', "2005-11-15")),
          sql=lambda text: sa.func.fx.datevalue_begun(text, type_=sa.Date()))  # fmt: skip
def date_of_text_begun(text: str) -> date:
    """The date at the beginning of a text, such as 2026-11-23. What follows does not count."""
    year, month, day = _read_begun(_DAY_BEGUN, text)
    try:
        return date(year, month, day)
    except ValueError:
        raise Failed(Kind.BAD_DATE_TEXT) from None


# Moments ----------------------------------------------------------------------------------------


@function("DATETIMEVALUE", (DATE,), Type.DATETIME, fails=True, cost=10, profiles=OURS, zh="某天零点，按组织的时区",
          examples=(("DATETIMEVALUE(DATE(2026, 11, 23))", "2026-11-22T16:00:00.000Z"),
                    ("DATETIMEVALUE(close_date)", "2026-11-29T16:00:00.000Z")),
          sql=lambda around, day: moment_in_sql(sa.cast(day, sa.DateTime()), zone_in_sql(around)))  # fmt: skip
def moment_of_date(around: Surroundings, day: date) -> datetime:
    """The moment at which a day begins for the organisation."""
    return moment_of(datetime.combine(day, time()), around.moment.zone)


@function("DATETIMEVALUE", (DATE,), Type.DATETIME, cost=4, profiles=THEIRS, zh="某天零点（UTC）",
          examples=(("DATETIMEVALUE(DATE(2026, 11, 23))", "2026-11-23T00:00:00.000Z"),
                    ("DATETIMEVALUE(close_date)", "2026-11-30T00:00:00.000Z")),
          sql=lambda day: sa.func.timezone(
              sa.literal(UTC_ZONE.key, sa.Text()), sa.cast(day, sa.DateTime()),
              type_=sa.DateTime(timezone=True)))  # fmt: skip
def moment_of_date_in_utc(day: date) -> datetime:
    """The moment at which a day begins in UTC."""
    return datetime.combine(day, time(), UTC)


@function("DATETIMEVALUE", (DATETIME,), Type.DATETIME, inline=True, zh="日期时间本身",
          examples=(("DATETIMEVALUE(seen_at)", "2026-11-20T17:30:00.000Z"),
                    ("DATETIMEVALUE(NOW())", "2026-11-23T08:00:00.000Z")),
          sql=lambda moment: moment)  # fmt: skip
def moment_of_moment(moment: datetime) -> datetime:
    """The date and time itself."""
    return moment


@function("DATETIMEVALUE", (TEXT,), Type.DATETIME, fails=True, cost=25, profiles=OURS,
          zh="文本写出的日期时间，如 2026-11-23 16:00 或 2026-11-23T08:00:00Z；没有写时区时按组织的时区",
          examples=(('DATETIMEVALUE("2026-11-23 16:00")', "2026-11-23T08:00:00.000Z"),
                    ('DATETIMEVALUE("2026-11-23T08:00:00.5Z")', "2026-11-23T08:00:00.500Z"),
                    ('DATETIMEVALUE("2026年11月23日")', "2026-11-22T16:00:00.000Z")),
          sql=lambda around, text: sa.func.fx.datetimevalue(
              text, zone_in_sql(around), type_=sa.DateTime(timezone=True)))  # fmt: skip
def moment_of_text(around: Surroundings, text: str) -> datetime:
    """The date and time that a text tells, such as 2026-11-23 16:00 or 2026-11-23T08:00:00Z. Without a time zone it is
    on the clocks of the organisation."""
    parts = _read(_WHOLE_MOMENT, text)
    clock = datetime.combine(_day(parts), time() if parts[6] is None else _time(parts[6:]))
    utc, sign, hours, minutes = parts[10:]
    if sign is None or hours is None:
        return moment_of(clock, UTC_ZONE if utc else around.moment.zone)
    try:
        return clock.replace(tzinfo=UTC) - _offset(sign, hours, minutes)
    except OverflowError:
        raise no_such_day() from None


@function("DATETIMEVALUE", (TEXT,), Type.DATETIME, fails=True, cost=20, profiles=THEIRS,
          zh="文本开头的日期时间（UTC），如 2026-11-23 08:00:00；后面的内容不计",
          examples=(('DATETIMEVALUE("2026-11-23 08:00:00")', "2026-11-23T08:00:00.000Z"),
                    ('DATETIMEVALUE("2005-11-15 17:00:00 +0800")', "2005-11-15T17:00:00.000Z")),
          sql=lambda text: sa.func.fx.datetimevalue_begun(text, type_=sa.DateTime(timezone=True)))  # fmt: skip
def moment_of_text_begun(text: str) -> datetime:
    """The date and time, in UTC, at the beginning of a text, such as 2026-11-23 08:00:00. What follows does not count."""
    year, month, day, hour, minute, second = _read_begun(_MOMENT_BEGUN, text)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise Failed(Kind.BAD_DATE_TEXT) from None


# Times of day -----------------------------------------------------------------------------------


@function("TIMEVALUE", (DATETIME,), Type.TIME, fails=True, cost=8, profiles=OURS, zh="日期时间的时间，按组织的时区",
          examples=(("TIMEVALUE(NOW())", "16:00:00.000"), ("TIMEVALUE(seen_at)", "01:30:00.000")),
          sql=lambda around, moment: sa.cast(local_in_sql(moment, zone_in_sql(around)), sa.Time()))  # fmt: skip
def time_of_moment(around: Surroundings, moment: datetime) -> time:
    """The time of day of a date and time on the clocks of the organisation."""
    return on_clock(moment, around.moment.zone).time()


@function("TIMEVALUE", (DATETIME,), Type.TIME, cost=3, profiles=THEIRS, zh="日期时间的时间（UTC）",
          examples=(("TIMEVALUE(NOW())", "08:00:00.000"), ("TIMEVALUE(seen_at)", "17:30:00.000")),
          sql=lambda moment: sa.cast(sa.func.timezone(
              sa.literal(UTC_ZONE.key, sa.Text()), moment, type_=sa.DateTime()), sa.Time()))  # fmt: skip
def time_of_moment_in_utc(moment: datetime) -> time:
    """The time of day of a date and time in UTC."""
    return moment.time()


@function("TIMEVALUE", (TEXT,), Type.TIME, fails=True, cost=15, profiles=OURS,
          zh="文本写出的时间，如 13:05、13:05:30 或 13:05:30.250",
          examples=(('TIMEVALUE("13:05")', "13:05:00.000"), ('TIMEVALUE("9:05:30.25")', "09:05:30.250")),
          sql=lambda text: sa.func.fx.timevalue(text, type_=sa.Time()))  # fmt: skip
def time_of_text(text: str) -> time:
    """The time of day that a text tells, such as 13:05, 13:05:30 or 13:05:30.250."""
    return _time(_read(_WHOLE_TIME, text))


@function("TIMEVALUE", (TEXT,), Type.TIME, fails=True, cost=15, profiles=THEIRS,
          zh="文本开头的时间，如 13:05:30.250；后面的内容不计",
          examples=(('TIMEVALUE("13:05:30.250")', "13:05:30.250"), ('TIMEVALUE("13:05:30 ")', "13:05:30.000")),
          sql=lambda text: sa.func.fx.timevalue_begun(text, type_=sa.Time()))  # fmt: skip
def time_of_text_begun(text: str) -> time:
    """The time of day at the beginning of a text, such as 13:05:30.250. What follows does not count."""
    hour, minute, second, milliseconds = _read_begun(_TIME_BEGUN, text)
    return _checked_time(hour, minute, second, milliseconds)
