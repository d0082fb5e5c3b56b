"""FORMATDURATION."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import durations
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.dates import (
    MOMENTS,
    NUMBERS,
    TIMES,
    D,
    agree,
    check,
    connected,
    utc,
)


@pytest.fixture(scope="module")
def pg(pg_url: str) -> Iterator[sa.Connection]:
    """A connection with the helpers."""
    with connected(pg_url) as connection:
        yield connection


NOON = utc("2026-11-23 12:00")
CASES: list[tuple[Function, tuple[Any, ...], str | None]] = [
    (durations.format_seconds, (D(0),), "00:00:00"),
    (durations.format_seconds, (D("59.9"),), "00:00:59"),
    (durations.format_seconds, (D(3_661),), "01:01:01"),
    (durations.format_seconds, (D(100_000),), "27:46:40"),
    (durations.format_seconds, (D(360_000),), "100:00:00"),
    (durations.format_seconds, (D("-0.9"),), "00:00:00"),
    (durations.format_seconds, (D(-3_661),), "-01:01:01"),
    (durations.format_seconds, (D(100_000), True), "01:03:46:40"),
    (durations.format_seconds, (D(100_000), False), "27:46:40"),
    (durations.format_seconds, (D(8_640_000), True), "100:00:00:00"),
    (durations.format_seconds, (D(-90_061), True), "-01:01:01:01"),
    (durations.format_seconds, (D("3.6E+30"),), "1000000000000000000000000000:00:00"),
    (durations.format_seconds, (None,), None),
    (durations.format_seconds, (D(1), None), None),
    (durations.format_between, (NOON, NOON), "00:00:00"),
    (durations.format_between, (NOON, utc("2026-11-24 13:00:01")), "25:00:01"),
    (durations.format_between, (utc("2026-11-24 13:00:01"), NOON), "25:00:01"),
    (durations.format_between, (NOON, utc("2026-11-23 12:00:00.999")), "00:00:00"),
    (durations.format_between, (utc("2026-11-23 12:00:01.5"), NOON), "00:00:01"),
    (durations.format_between, (utc("0001-01-01"), utc("9999-12-31 23:59:59")), "87649415:59:59"),
    (durations.format_between, (None, NOON), None),
    (durations.format_between_times, (time(9), time(17, 30, 5)), "08:30:05"),
    (durations.format_between_times, (time(17, 30, 5), time(9)), "08:30:05"),
    (durations.format_between_times, (time(), time(23, 59, 59, 999_000)), "23:59:59"),
    (durations.format_between_times, (time(9), time(9)), "00:00:00"),
    (durations.format_between_times, (time(9, 0, 0, 1_000), time(9)), "00:00:00"),
    (durations.format_between_times, (time(9), None), None),
]


@pytest.mark.parametrize(("function", "arguments", "expected"), CASES)
def test_durations(
    pg: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: str | None
) -> None:
    """Each case by hand, as Python and as PostgreSQL."""
    check(pg, function, arguments, expected)


@settings(max_examples=few(25))
@given(NUMBERS, st.booleans(), MOMENTS, MOMENTS, TIMES, TIMES)
def test_agree(
    pg: sa.Connection,
    number: Any,
    days: bool,
    start: datetime,
    end: datetime,
    early: time,
    late: time,
) -> None:
    """Random lengths give the same as Python and as PostgreSQL."""
    agree(pg, durations.format_seconds, number, days)
    agree(pg, durations.format_between, start, end)
    agree(pg, durations.format_between_times, early, late)
