"""The year, quarter, month, week or day of a date, as a text that sorts by time: `2026`, `2026-Q4`, `2026-11`, `2026-W48`.

SQLite knows no time zones, so moments are shifted by the offsets that the user's zone had at the time.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""The years in which changes of the clock are looked for."""


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
    shifts = _offsets(zone)
    latest = shifts[-1][1]
    if len(shifts) == 1:
        return sa.func.date(text, sa.literal_column(f"'{latest:+d} minutes'"))
    minutes = sa.case(
        *(
            (text < until, sa.literal_column(f"'{offset:+d} minutes'"))
            for until, offset in shifts[:-1]
        ),
        else_=sa.literal_column(f"'{latest:+d} minutes'"),
    )
    return sa.func.date(text, minutes)


@lru_cache(maxsize=64)
def _offsets(zone: ZoneInfo) -> tuple[tuple[str, int], ...]:
    """The zone's offsets in minutes, each with the moment that ended it, as SQLite's texts."""
    found: list[tuple[str, int]] = []
    at, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    offset = _minutes(zone, at)
    while at < end:
        later = at + timedelta(days=7)
        if _minutes(zone, later) != offset:
            change = _change(zone, at, later)
            found.append((f"{change:%Y-%m-%dT%H:%M:%S}.000Z", offset))
            offset = _minutes(zone, later)
        at = later
    return (*found, ("", offset))


def _minutes(zone: ZoneInfo, at: datetime) -> int:
    shift = at.astimezone(zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds() // 60)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The minute in which the offset changes, found by halving."""
    offset = _minutes(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        if _minutes(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)
