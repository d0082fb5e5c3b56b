"""FORMATDURATION: lengths of time as people write them, `27:46:40`."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.calendar_steps import (
    epoch_sql,
    milliseconds_between,
    milliseconds_between_sql,
)
from objectry.formula.functions.declare import BOOLEAN, DATETIME, NUMBER, TIME, function
from objectry.formula.types import Type


def _written(seconds: int, *, days: bool = False) -> str:
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    sign = "-" if seconds < 0 else ""
    if days:
        return f"{sign}{hours // 24:02}:{hours % 24:02}:{minute:02}:{second:02}"
    return f"{sign}{hours:02}:{minute:02}:{second:02}"


def _written_sql(seconds: Any, days: Any = None) -> sa.ColumnElement[str]:
    with_days = sa.false() if days is None else days
    return sa.func.fx.formatduration(seconds, with_days, type_=sa.Text(collation="C"))


@function("FORMATDURATION", (NUMBER, BOOLEAN), Type.TEXT, observes=True, cost=8,
          zh="把秒数写成“时:分:秒”；第二个参数为真时写成“天:时:分:秒”",
          examples=(("FORMATDURATION(100000)", "27:46:40"), ("FORMATDURATION(100000, TRUE)", "01:03:46:40")),
          sql=_written_sql)  # fmt: skip
def format_seconds(seconds: Decimal, days: bool = False) -> str:
    """A number of seconds as hours, minutes and seconds, HH:MM:SS, or with days before them, DD:HH:MM:SS."""
    return _written(int(seconds), days=days)


@function("FORMATDURATION", (DATETIME, DATETIME), Type.TEXT, cost=8, zh="两个日期时间之间的时长，写成“时:分:秒”",
          examples=(("FORMATDURATION(NOW(), NOW() + 1.5)", "36:00:00"), ("FORMATDURATION(NOW(), seen_at)", "62:30:00")),
          sql=lambda start, end: _written_sql(sa.func.abs(epoch_sql(end) - epoch_sql(start))))  # fmt: skip
def format_between(start: datetime, end: datetime) -> str:
    """How long it is between two dates and times, as hours, minutes and seconds."""
    apart = abs(end - start)
    return _written(apart.days * 86_400 + apart.seconds)


@function("FORMATDURATION", (TIME, TIME), Type.TEXT, cost=8, zh="两个时间之间的时长，写成“时:分:秒”",
          examples=(('FORMATDURATION(TIMEVALUE("09:00:00"), TIMEVALUE("17:30:05"))', "08:30:05"),
                    ('FORMATDURATION(TIMEVALUE("17:30:05"), TIMEVALUE("09:00:00"))', "08:30:05")),
          sql=lambda start, end: _written_sql(
              sa.func.abs(milliseconds_between_sql(end, start)) / 1_000))  # fmt: skip
def format_between_times(start: time, end: time) -> str:
    """How long it is between two times of day, as hours, minutes and seconds."""
    return _written(int(abs(milliseconds_between(end, start))) // 1_000)
