"""The year, quarter, month, week or day of a date, as a text that sorts by time: `2026`, `2026-Q4`, `2026-11`, `2026-W48`.

SQLite knows no time zones: moments are shifted by the offset that the user's zone keeps for good, and those before it, or
where clocks still change, by a function that its connections bring along.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.types import Type
from objectry.runtime.context import Context
from objectry.runtime.store.query import Group
from objectry.runtime.store.source import Source, expand

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""The years in which a zone is asked whether its clocks still change. The rules of its last year hold for ever."""


def grouped_by(context: Context, source: Source, group: Group) -> sa.ColumnElement[Any]:
    """What records are put together by: the value of a field, or the part of its date on the user's calendar."""
    column = source.columns(group.path)[0]
    if group.part is None:
        return column
    timed = expand(context.state, group.path)[-1].info.type is Type.DATETIME
    return date_part(column, group.part, context.zone if timed else None, source.dialect)


def date_part(
    column: sa.ColumnElement[Any], part: str, zone: ZoneInfo | None, dialect: str
) -> sa.ColumnElement[str]:
    """The part of a date, or of a moment on the user's calendar when a zone is given."""
    if dialect == "postgresql":
        local = column if zone is None else sa.func.timezone(str(zone), column)
        pattern = {"year": "YYYY", "quarter": 'YYYY-"Q"Q', "month": "YYYY-MM",
                   "week": 'IYYY-"W"IW', "day": "YYYY-MM-DD"}[part]  # fmt: skip
        return sa.func.to_char(local, sa.literal_column("'" + pattern + "'"), type_=sa.Text)
    text = sa.type_coerce(column, sa.Text())
    day = sa.func.date(text) if zone is None else _local_day(text, zone)
    year, month = sa.func.substr(day, 1, 4), sa.func.substr(day, 1, 7)
    if part == "year":
        return year
    if part == "month":
        return month
    if part == "day":
        return day
    if part == "quarter":
        quarter = (sa.cast(sa.func.substr(day, 6, 2), sa.Integer) + 2) / sa.literal_column("3")
        return year.op("||")(sa.literal_column("'-Q'")).op("||")(sa.cast(quarter, sa.Integer))
    # The ISO week is that of its Thursday, and so is its year.
    thursday = sa.func.date(day, sa.literal_column("'-3 days'"), sa.literal_column("'weekday 4'"))
    number = (sa.cast(sa.func.strftime("%j", thursday), sa.Integer) + 6) / sa.literal_column("7")
    # Joined with ||, as no date has no week: printf would make text of it.
    digits = sa.func.printf("%02d", sa.cast(number, sa.Integer), type_=sa.Text)
    return sa.func.substr(thursday, 1, 4).op("||")(sa.literal_column("'-W'")).op("||")(digits)


def _local_day(text: sa.ColumnElement[Any], zone: ZoneInfo) -> sa.ColumnElement[Any]:
    exact = sa.func.local_day(text, sa.literal(str(zone), sa.Text()))
    settled = _settled(zone)
    if settled is None:
        return exact
    since, seconds = settled
    shifted = sa.func.date(text, sa.literal_column(f"'{seconds:+d} seconds'"))
    return sa.case((text >= since, shifted), else_=exact)


@lru_cache(maxsize=64)
def _settled(zone: ZoneInfo) -> tuple[str, int] | None:
    """Since when the zone has had the offset that it will keep, as SQLite's text, and that offset in seconds.

    None where clocks go on to change. Most rows are younger, and SQLite adds an offset in a third of the time that a
    function takes.
    """
    at = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    offset = _seconds(zone, at)
    while _seconds(zone, at) == offset and at.year >= FIRST_YEAR:
        at -= timedelta(days=7)
    if at.year == LAST_YEAR - 1:
        return None
    since = at + timedelta(days=7)
    return f"{since:%Y-%m-%dT%H:%M:%S}.000Z", offset


def _seconds(zone: ZoneInfo, at: datetime) -> int:
    shift = at.astimezone(zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())
