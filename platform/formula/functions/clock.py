"""Functions on moments and times of day."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.faults import no_such_day, no_such_time
from objectry.formula.functions.calendar_steps import (
    EPOCH,
    WHOLE,
    add_milliseconds,
    epoch_sql,
    milliseconds_of,
    milliseconds_sql,
)
from objectry.formula.functions.declare import (
    DATE,
    DATETIME,
    NUMBER,
    OURS,
    TEXT,
    THEIRS,
    TIME,
    function,
)
from objectry.formula.functions.zones import (
    known_zone,
    local_in_sql,
    moment_in_sql,
    moment_of,
    on_clock,
    zone_in_sql,
    zone_of,
)
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, Type

_THOUSAND = Decimal(1_000)
_MICROSECONDS = Decimal(1_000_000)
_DAY_SECONDS = 86_400


def _to_milliseconds(moment: datetime) -> datetime:
    """Moments are kept with milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


# The present ------------------------------------------------------------------------------------


@function("NOW", (), Type.DATETIME, changes=Changes.ALWAYS, cost=3, zh="现在的日期和时间",
          examples=(("NOW()", "2026-11-23T08:00:00.000Z"), ("NOW() + 1", "2026-11-24T08:00:00.000Z")),
          sql=lambda around: sa.literal(
              _to_milliseconds(around.moment.now), sa.DateTime(timezone=True)))  # fmt: skip
def now(around: Surroundings) -> datetime:
    """The present date and time."""
    return _to_milliseconds(around.moment.now)


def _time_now(around: Surroundings) -> time:
    return _to_milliseconds(on_clock(around.moment.now, around.moment.zone)).time()


@function("TIMENOW", (), Type.TIME, changes=Changes.ALWAYS, cost=8, profiles=OURS, zh="现在的时间，按组织的时区",
          examples=(("TIMENOW()", "16:00:00.000"), ("HOUR(TIMENOW())", "16")),
          sql=lambda around: sa.literal(_time_now(around), sa.Time()))  # fmt: skip
def time_now(around: Surroundings) -> time:
    """The present time of day on the clocks of the organisation."""
    return _time_now(around)


@function("TIMENOW", (), Type.TIME, changes=Changes.ALWAYS, cost=3, profiles=THEIRS, zh="现在的时间，按 UTC",
          examples=(("TIMENOW()", "08:00:00.000"), ("HOUR(TIMENOW())", "8")),
          sql=lambda around: sa.literal(
              _to_milliseconds(around.moment.now).time(), sa.Time()))  # fmt: skip
def time_now_in_utc(around: Surroundings) -> time:
    """The present time of day in UTC."""
    return _to_milliseconds(around.moment.now).time()


# Making -----------------------------------------------------------------------------------------


def _made_time(hour: Decimal, minute: Decimal, second: Decimal) -> time:
    seconds, milliseconds = divmod(int(second * _THOUSAND), 1_000)
    try:
        return time(int(hour), int(minute), seconds, milliseconds * 1_000)
    except (ValueError, OverflowError):
        raise no_such_time() from None


def _made_clock(
    year: Decimal, month: Decimal, day: Decimal, hour: Decimal, minute: Decimal, second: Decimal
) -> datetime:
    clock = _made_time(hour, minute, second)
    try:
        return datetime.combine(datetime(int(year), int(month), int(day)), clock)
    except (ValueError, OverflowError):
        raise no_such_day() from None


def _made_time_sql(hour: Any, minute: Any, second: Any) -> sa.ColumnElement[time]:
    return sa.func.fx.time(hour, minute, second, type_=sa.Time())


def _made_moment_sql(parts: tuple[Any, ...], zone: Any) -> sa.ColumnElement[datetime]:
    day = sa.func.fx.date(*parts[:3], type_=sa.Date())
    clock = day.op("+", return_type=sa.DateTime())(_made_time_sql(*parts[3:]))
    return moment_in_sql(clock, zone)


@function("TIME", (NUMBER, NUMBER, NUMBER), Type.TIME, fails=True, observes=True, cost=8, profiles=OURS,
          zh="由时、分、秒组成的时间；秒可以带毫秒",
          examples=(("TIME(13, 5, 0)", "13:05:00.000"), ("TIME(0, 0, 1.25)", "00:00:01.250")),
          sql=_made_time_sql)  # fmt: skip
def made_time(hour: Decimal, minute: Decimal, second: Decimal) -> time:
    """The time of day of an hour, a minute and a second, which may have milliseconds."""
    return _made_time(hour, minute, second)


@function("DATETIME", (NUMBER,) * 6, Type.DATETIME, fails=True, observes=True, cost=20, profiles=OURS,
          zh="由年、月、日、时、分、秒组成的日期时间，按组织的时区",
          examples=(("DATETIME(2026, 11, 23, 16, 0, 0)", "2026-11-23T08:00:00.000Z"),
                    ("DATETIME(2024, 2, 29, 0, 0, 0.5)", "2024-02-28T16:00:00.500Z")),
          sql=lambda around, *parts: _made_moment_sql(parts, zone_in_sql(around)))  # fmt: skip
def made_moment(
    around: Surroundings, year: Decimal, month: Decimal, day: Decimal,
    hour: Decimal, minute: Decimal, second: Decimal,
) -> datetime:  # fmt: skip
    """The date and time of a year, month, day, hour, minute and second on the clocks of the organisation."""
    return moment_of(_made_clock(year, month, day, hour, minute, second), around.moment.zone)


@function("DATETIME", (*(NUMBER,) * 6, TEXT), Type.DATETIME, fails=True, observes=True, cost=20, profiles=OURS,
          zh="由年、月、日、时、分、秒组成的日期时间，按给出的时区",
          examples=(('DATETIME(2026, 11, 23, 3, 0, 0, "America/New_York")', "2026-11-23T08:00:00.000Z"),
                    ('DATETIME(2026, 11, 23, 8, 0, 0, "UTC")', "2026-11-23T08:00:00.000Z")),
          sql=lambda *parts: _made_moment_sql(parts[:6], known_zone(parts[6])))  # fmt: skip
def made_moment_in_zone(
    year: Decimal, month: Decimal, day: Decimal,
    hour: Decimal, minute: Decimal, second: Decimal, zone: str,
) -> datetime:  # fmt: skip
    """The date and time of a year, month, day, hour, minute and second on the clocks of a time zone."""
    return moment_of(_made_clock(year, month, day, hour, minute, second), zone_of(zone))


# Parts ------------------------------------------------------------------------------------------


def _part(milliseconds: int, limit: int) -> Any:
    """A form that counts units of so many milliseconds in a time of day, and begins again at a limit."""

    def form(clock: Any) -> sa.ColumnElement[Decimal]:
        units = sa.func.div(milliseconds_sql(clock), milliseconds, type_=sa.Numeric())
        return sa.func.mod(units, limit, type_=sa.Numeric())

    return form


def _part_on_clock(milliseconds: int, limit: int) -> Any:
    """The same for a moment, whose time of day is the one in the zone."""
    part = _part(milliseconds, limit)
    return lambda around, moment: part(
        sa.cast(local_in_sql(moment, zone_in_sql(around)), sa.Time())
    )


@function("HOUR", (TIME,), Type.NUMBER, inline=True, zh="时间中的小时，0 到 23",
          examples=(('HOUR(TIMEVALUE("13:05:09.250"))', "13"), ('HOUR(TIMEVALUE("00:00:00"))', "0")),
          sql=_part(3_600_000, 24))  # fmt: skip
def hour_of_time(clock: time) -> Decimal:
    """The hour of a time of day, from 0 to 23."""
    return WHOLE[clock.hour]


@function("HOUR", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="日期时间中的小时，按组织的时区", examples=(("HOUR(NOW())", "16"), ("HOUR(NOW() + 0.5)", "4")),
          sql=_part_on_clock(3_600_000, 24))  # fmt: skip
def hour_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The hour of a date and time on the clocks of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).hour]


@function("MINUTE", (TIME,), Type.NUMBER, inline=True, zh="时间中的分钟，0 到 59",
          examples=(('MINUTE(TIMEVALUE("13:05:09.250"))', "5"), ('MINUTE(TIMEVALUE("23:59:59"))', "59")),
          sql=_part(60_000, 60))  # fmt: skip
def minute_of_time(clock: time) -> Decimal:
    """The minute of a time of day, from 0 to 59."""
    return WHOLE[clock.minute]


@function("MINUTE", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="日期时间中的分钟，按组织的时区",
          examples=(("MINUTE(NOW())", "0"), ("MINUTE(DATETIME(2026, 11, 23, 9, 41, 0))", "41")),
          sql=_part_on_clock(60_000, 60))  # fmt: skip
def minute_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The minute of a date and time on the clocks of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).minute]


@function("SECOND", (TIME,), Type.NUMBER, inline=True, zh="时间中的秒，0 到 59",
          examples=(('SECOND(TIMEVALUE("13:05:09.250"))', "9"), ('SECOND(TIMEVALUE("23:59:59"))', "59")),
          sql=_part(1_000, 60))  # fmt: skip
def second_of_time(clock: time) -> Decimal:
    """The second of a time of day, from 0 to 59."""
    return WHOLE[clock.second]


@function("SECOND", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS, zh="日期时间中的秒，按组织的时区",
          examples=(("SECOND(NOW())", "0"), ("SECOND(DATETIME(2026, 11, 23, 9, 41, 7))", "7")),
          sql=_part_on_clock(1_000, 60))  # fmt: skip
def second_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The second of a date and time on the clocks of the organisation."""
    return WHOLE[on_clock(moment, around.moment.zone).second]


@function("MILLISECOND", (TIME,), Type.NUMBER, inline=True, zh="时间中的毫秒，0 到 999",
          examples=(('MILLISECOND(TIMEVALUE("13:05:09.250"))', "250"), ('MILLISECOND(TIMEVALUE("23:59:59"))', "0")),
          sql=_part(1, 1_000))  # fmt: skip
def millisecond_of_time(clock: time) -> Decimal:
    """The milliseconds of a time of day, from 0 to 999."""
    return WHOLE[clock.microsecond // 1_000]


@function("MILLISECOND", (DATETIME,), Type.NUMBER, fails=True, cost=8, profiles=OURS,
          zh="日期时间中的毫秒，0 到 999",
          examples=(("MILLISECOND(NOW())", "0"), ("MILLISECOND(DATETIME(2026, 11, 23, 9, 41, 7.5))", "500")),
          sql=_part_on_clock(1, 1_000))  # fmt: skip
def millisecond_of_moment(around: Surroundings, moment: datetime) -> Decimal:
    """The milliseconds of a date and time, from 0 to 999."""
    return WHOLE[on_clock(moment, around.moment.zone).microsecond // 1_000]


# Seconds since 1970 -----------------------------------------------------------------------------


@function("UNIXTIMESTAMP", (DATE,), Type.NUMBER, cost=3, profiles=THEIRS, zh="从 1970 年 1 月 1 日（UTC）到某天零点的秒数",
          examples=(("UNIXTIMESTAMP(DATE(2026, 11, 23))", "1795392000"), ("UNIXTIMESTAMP(DATE(1970, 1, 2))", "86400")),
          sql=lambda day: epoch_sql(day))  # fmt: skip
def timestamp_of_day(day: date) -> Decimal:
    """Seconds from the beginning of 1970 to the beginning of a day, both in UTC."""
    return Decimal((day.toordinal() - EPOCH.toordinal()) * _DAY_SECONDS)


@function("UNIXTIMESTAMP", (DATETIME,), Type.NUMBER, cost=3, zh="从 1970 年 1 月 1 日零点（UTC）起的秒数",
          examples=(("UNIXTIMESTAMP(NOW())", "1795420800"), ("UNIXTIMESTAMP(FROMUNIXTIME(1.5))", "1.5")),
          sql=lambda moment: epoch_sql(moment))  # fmt: skip
def timestamp(moment: datetime) -> Decimal:
    """Seconds from the beginning of 1970, in UTC, to a date and time."""
    since = moment - EPOCH
    seconds = Decimal(since.days * _DAY_SECONDS + since.seconds)
    return seconds + since.microseconds / _MICROSECONDS if since.microseconds else seconds


@function("UNIXTIMESTAMP", (TIME,), Type.NUMBER, cost=4, profiles=THEIRS, zh="从零点起的秒数",
          examples=(('UNIXTIMESTAMP(TIMEVALUE("01:00:00.000"))', "3600"),
                    ('UNIXTIMESTAMP(TIMEVALUE("00:00:01.500"))', "1.5")),
          sql=lambda clock: epoch_sql(clock))  # fmt: skip
def timestamp_of_time(clock: time) -> Decimal:
    """Seconds from midnight to a time of day."""
    return milliseconds_of(clock) / _THOUSAND


@function("FROMUNIXTIME", (NUMBER,), Type.DATETIME, fails=True, observes=True, cost=5,
          zh="从 1970 年 1 月 1 日零点（UTC）起若干秒以后的日期时间",
          examples=(("FROMUNIXTIME(1795420800)", "2026-11-23T08:00:00.000Z"),
                    ("FROMUNIXTIME(-0.5)", "1969-12-31T23:59:59.500Z")),
          sql=lambda seconds: sa.func.fx.from_epoch(seconds, type_=sa.DateTime(timezone=True)))  # fmt: skip
def from_timestamp(seconds: Decimal) -> datetime:
    """The date and time so many seconds after the beginning of 1970 in UTC."""
    return add_milliseconds(EPOCH, seconds * _THOUSAND)
