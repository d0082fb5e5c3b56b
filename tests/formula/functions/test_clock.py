"""Moments and times of day: the present, making them, their parts, and seconds since 1970."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import clock
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import REFUSED
from tests.formula.functions.dates import (
    DAYS,
    MOMENTS,
    NUMBERS,
    TIMES,
    ZONES,
    D,
    agree,
    around,
    check,
    connected,
    utc,
    within,
)

FEW = settings(max_examples=few(25))


@pytest.fixture(scope="module")
def pg(pg_url: str) -> Iterator[sa.Connection]:
    """A connection with the helpers."""
    with connected(pg_url) as connection:
        yield connection


def numbers(*values: int | str) -> tuple[Any, ...]:
    """Numbers of formulas."""
    return tuple(D(value) for value in values)


LATE = time(23, 59, 59, 999_000)
LEAP = numbers(2024, 2, 29, 12, 0, 0)
CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (clock.now, (), utc("2026-11-23 08:00")),
    (within(clock.now, around("UTC", utc("2026-11-23 08:00:01.999999"))), (), utc("2026-11-23 08:00:01.999")),
    (clock.time_now, (), time(16)),
    (within(clock.time_now, around("Asia/Kathmandu")), (), time(13, 45)),
    (within(clock.time_now, around("UTC", utc("2026-11-23 08:00:01.999999"))), (), time(8, 0, 1, 999_000)),
    (clock.time_now_in_utc, (), time(8)),
    (clock.made_time, numbers(13, 5, 9), time(13, 5, 9)),
    (clock.made_time, numbers("13.9", "5.9", "9.9999"), time(13, 5, 9, 999_000)),
    (clock.made_time, numbers(23, 59, "59.9999"), LATE),
    (clock.made_time, numbers("-0.5", "-0.5", "-0.0005"), time()),
    (clock.made_time, numbers(24, 0, 0), REFUSED),
    (clock.made_time, numbers(0, 60, 0), REFUSED),
    (clock.made_time, numbers(0, 0, 60), REFUSED),
    (clock.made_time, numbers(-1, 0, 0), REFUSED),
    (clock.made_time, numbers(0, 0, "-0.001"), REFUSED),
    (clock.made_time, numbers("1E+40", 0, 0), REFUSED),
    (clock.made_time, numbers(0, 0, "1E+40"), REFUSED),
    (clock.made_time, (D(0), None, D(0)), None),
    (clock.made_moment, numbers(2026, 11, 23, 16, 0, 0), utc("2026-11-23 08:00")),
    (clock.made_moment, numbers(2026, 11, 23, 0, 0, "0.25"), utc("2026-11-22 16:00:00.25")),
    (clock.made_moment, numbers(2026, 2, 29, 0, 0, 0), REFUSED),
    (clock.made_moment, numbers(2026, 2, 28, 24, 0, 0), REFUSED),
    (clock.made_moment, numbers(1, 1, 1, 8, 5, 42), REFUSED),  # the offset was 8:05:43
    (clock.made_moment, numbers(1, 1, 1, 8, 5, 43), utc("0001-01-01 00:00")),
    (clock.made_moment, numbers(9_999, 12, 31, 23, 59, 59), utc("9999-12-31 15:59:59")),
    (clock.made_moment, (*numbers(2026, 11, 23, 16, 0), None), None),
    (clock.made_moment_in_zone, (*LEAP, "America/New_York"), utc("2024-02-29 17:00")),
    (clock.made_moment_in_zone, (*LEAP, "Asia/Kathmandu"), utc("2024-02-29 06:15")),
    (clock.made_moment_in_zone, (*LEAP, "UTC"), utc("2024-02-29 12:00")),
    (clock.made_moment_in_zone, (*LEAP, "asia/shanghai"), REFUSED),
    (clock.made_moment_in_zone, (*LEAP, "UTC+8"), REFUSED),
    (clock.made_moment_in_zone, (*LEAP, "Asia"), REFUSED),
    (clock.made_moment_in_zone, (*LEAP, "../etc/passwd"), REFUSED),
    (clock.made_moment_in_zone, (*LEAP, "上海"), REFUSED),
    (clock.made_moment_in_zone, (*numbers(9_999, 12, 31, 23, 0, 0), "America/New_York"), REFUSED),
    (clock.made_moment_in_zone, (*LEAP, None), None),
    *(
        (one, (time(13, 5, 9, 250_000),), D(value))
        for one, value in (
            (clock.hour_of_time, 13), (clock.minute_of_time, 5),
            (clock.second_of_time, 9), (clock.millisecond_of_time, 250),
        )
    ),
    *(
        (one, (LATE,), D(value))
        for one, value in (
            (clock.hour_of_time, 23), (clock.minute_of_time, 59),
            (clock.second_of_time, 59), (clock.millisecond_of_time, 999),
        )
    ),
    *(
        (one, (given_time,), expected)
        for one in (clock.hour_of_time, clock.minute_of_time, clock.second_of_time, clock.millisecond_of_time)
        for given_time, expected in ((time(), D(0)), (None, None))
    ),
    (clock.hour_of_moment, (utc("2026-11-23 17:41:07.25"),), D(1)),
    (clock.minute_of_moment, (utc("2026-11-23 17:41:07.25"),), D(41)),
    (clock.second_of_moment, (utc("2026-11-23 17:41:07.25"),), D(7)),
    (clock.millisecond_of_moment, (utc("2026-11-23 17:41:07.25"),), D(250)),
    (within(clock.minute_of_moment, around("Asia/Kathmandu")), (utc("2026-11-23 17:41:07.25"),), D(26)),
    (clock.second_of_moment, (utc("1890-01-01 00:00:00"),), D(43)),
    *(
        (one, (moment,), expected)
        for one in (clock.hour_of_moment, clock.minute_of_moment, clock.second_of_moment, clock.millisecond_of_moment)
        for moment, expected in ((utc("9999-12-31 16:00"), REFUSED), (None, None))
    ),
    (clock.timestamp_of_day, (date(1970, 1, 1),), D(0)),
    (clock.timestamp_of_day, (date(1969, 12, 31),), D(-86_400)),
    (clock.timestamp_of_day, (date(2026, 11, 23),), D(1_795_392_000)),
    (clock.timestamp_of_day, (date(1, 1, 1),), D(-62_135_596_800)),
    (clock.timestamp_of_day, (date(9_999, 12, 31),), D(253_402_214_400)),
    (clock.timestamp_of_day, (None,), None),
    (clock.timestamp, (utc("1970-01-01 00:00"),), D(0)),
    (clock.timestamp, (utc("2026-11-23 08:00"),), D(1_795_420_800)),
    (clock.timestamp, (utc("2026-11-23 08:00:00.125"),), D("1795420800.125")),
    (clock.timestamp, (utc("1969-12-31 23:59:59.75"),), D("-0.25")),
    (clock.timestamp, (utc("9999-12-31 23:59:59.999"),), D("253402300799.999")),
    (clock.timestamp, (utc("0001-01-01 00:00"),), D(-62_135_596_800)),
    (clock.timestamp, (None,), None),
    (clock.timestamp_of_time, (time(),), D(0)),
    (clock.timestamp_of_time, (time(1),), D(3_600)),
    (clock.timestamp_of_time, (time(0, 1, 1),), D(61)),
    (clock.timestamp_of_time, (time(0, 0, 1, 500_000),), D("1.5")),
    (clock.timestamp_of_time, (LATE,), D("86399.999")),
    (clock.timestamp_of_time, (None,), None),
    (clock.from_timestamp, numbers(0), utc("1970-01-01 00:00")),
    (clock.from_timestamp, numbers(1_795_420_800), utc("2026-11-23 08:00")),
    (clock.from_timestamp, numbers("0.0005"), utc("1970-01-01 00:00:00.001")),
    (clock.from_timestamp, numbers("-0.0004"), utc("1970-01-01 00:00")),
    (clock.from_timestamp, numbers("253402300799.999"), utc("9999-12-31 23:59:59.999")),
    (clock.from_timestamp, numbers("253402300799.9995"), REFUSED),
    (clock.from_timestamp, numbers(-62_135_596_800), utc("0001-01-01 00:00")),
    (clock.from_timestamp, numbers("-62135596800.001"), REFUSED),
    (clock.from_timestamp, numbers("1E+62"), REFUSED),
    (clock.from_timestamp, (None,), None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "expected"), CASES)
def test_clock(
    pg: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: Any
) -> None:
    """Each case by hand, as Python and as PostgreSQL."""
    check(pg, function, arguments, expected)


@pytest.mark.parametrize(
    "name", ["Asia/Tokyo", "UTC", "asia/tokyo", "CST", "UTC+8", "EST5EDT", "localtime"]
)
def test_constant_zone(pg: sa.Connection, name: str) -> None:
    """A zone that is written in the formula is known, or not, before the database is asked."""
    form = clock.made_moment_in_zone.sql
    assert form is not None
    parts = [sa.literal(number, sa.Numeric()) for number in LEAP]
    written = pg.scalar(sa.select(form(*parts, sa.literal(name, sa.Text()))))
    check(pg, clock.made_moment_in_zone, (*LEAP, name), REFUSED if written is None else written)


@FEW
@given(MOMENTS, TIMES, DAYS, NUMBERS, ZONES)
def test_agree(
    pg: sa.Connection, moment: datetime, clock_time: time, day: date, number: Any, zone: str
) -> None:
    """Random values give the same as Python and as PostgreSQL."""
    for one in (
        clock.hour_of_moment,
        clock.minute_of_moment,
        clock.second_of_moment,
        clock.millisecond_of_moment,
    ):
        agree(pg, within(one, around(zone)), moment)
    for one in (
        clock.hour_of_time, clock.minute_of_time, clock.second_of_time, clock.millisecond_of_time, clock.timestamp_of_time,
    ):  # fmt: skip
        agree(pg, one, clock_time)
    agree(pg, clock.timestamp, moment)
    agree(pg, clock.timestamp_of_day, day)
    agree(pg, clock.from_timestamp, number)


@FEW
@given(
    DAYS,
    st.decimals(-1, 25, places=1),
    st.decimals(-1, 61, places=1),
    st.decimals(-1, 61, places=4),
    ZONES,
)
def test_making_agrees(
    pg: sa.Connection, day: date, hour: Any, minute: Any, second: Any, zone: str
) -> None:
    """Random clocks in all zones."""
    agree(pg, clock.made_time, hour, minute, second)
    parts = (*numbers(day.year, day.month, day.day), hour, minute, second)
    agree(pg, within(clock.made_moment, around(zone)), *parts)
    agree(pg, clock.made_moment_in_zone, *parts, zone)
