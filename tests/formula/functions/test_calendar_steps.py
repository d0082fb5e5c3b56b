"""The steps that the operators on dates, moments and times of day take."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings

from objectry.formula.functions import calendar_steps as steps
from objectry.formula.functions.declare import (
    DATE,
    DATETIME,
    NUMBER,
    TIME,
    Function,
    Types,
    function,
)
from objectry.formula.types import Type
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_postgresql, in_python
from tests.formula.functions.dates import (
    DAYS,
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


def operator(
    code: Callable[..., Any],
    form: Callable[..., Any],
    takes: tuple[Types, Types],
    returns: Type,
    *,
    fails: bool = True,
) -> Function:
    """A step as the operator that it is for."""
    return function("+", takes, returns, fails=fails, sql=form)(code)


add_days = operator(steps.add_days, steps.add_days_sql, (DATE, NUMBER), Type.DATE)
add_moment = operator(
    steps.add_days_to_moment, steps.add_days_to_moment_sql, (DATETIME, NUMBER), Type.DATETIME
)
add_time = operator(steps.add_to_time, steps.add_to_time_sql, (TIME, NUMBER), Type.TIME)
apart = operator(
    steps.days_between, steps.days_between_sql, (DATE, DATE), Type.NUMBER, fails=False
)
apart_moments = operator(
    steps.days_between_moments,
    steps.days_between_moments_sql,
    (DATETIME, DATETIME),
    Type.NUMBER,
    fails=False,
)
apart_times = operator(
    steps.milliseconds_between,
    steps.milliseconds_between_sql,
    (TIME, TIME),
    Type.NUMBER,
    fails=False,
)

CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (add_days, (date(2026, 2, 28), D(1)), date(2026, 3, 1)),
    (add_days, (date(2026, 2, 28), D("1.9")), date(2026, 3, 1)),
    (add_days, (date(2026, 2, 28), D("-1.9")), date(2026, 2, 27)),
    (add_days, (date(1, 1, 1), D(3_652_058)), date(9_999, 12, 31)),
    (add_days, (date(1, 1, 1), D(3_652_059)), REFUSED),
    (add_days, (date(1, 1, 1), D(-1)), REFUSED),
    (add_days, (date(1, 1, 1), D("-0.9")), date(1, 1, 1)),
    (add_days, (date(2026, 2, 28), D("1E+60")), REFUSED),
    (add_days, (None, D(1)), None),
    (add_moment, (utc("2026-11-23 08:00"), D("0.5")), utc("2026-11-23 20:00")),
    (add_moment, (utc("2026-11-23 08:00:00.25"), D(-1)), utc("2026-11-22 08:00:00.25")),
    (add_moment, (utc("2026-11-23 08:00"), D("0.00001")), utc("2026-11-23 08:00:01")),
    (add_moment, (utc("2026-11-23 08:00"), D("0.000005")), utc("2026-11-23 08:00")),
    (add_moment, (utc("2026-11-23 08:00"), D(1) / D(3)), utc("2026-11-23 16:00")),
    (add_moment, (utc("9999-12-31 23:59:59"), D("0.00001")), REFUSED),
    (add_moment, (utc("0001-01-01 00:00"), D("-0.00001")), REFUSED),
    (add_moment, (utc("0001-01-01 00:00"), D("-1E+60")), REFUSED),
    (add_moment, (utc("0001-01-01 00:00"), None), None),
    (add_time, (time(13), D(1_500)), time(13, 0, 1, 500_000)),
    (add_time, (time(23, 59, 59, 999_000), D(1)), time()),
    (add_time, (time(1), D(86_400_000 * 3 + 1)), time(1, 0, 0, 1_000)),
    (add_time, (time(1), D(-3_600_000)), time()),
    (add_time, (time(1), D("-3600000.9")), time()),
    (add_time, (time(1), D(-3_600_001)), REFUSED),
    (add_time, (time(), D("1E+30")), time(1, 46, 40)),
    (add_time, (None, D(1)), None),
    (apart, (date(2026, 3, 1), date(2026, 2, 28)), D(1)),
    (apart, (date(2026, 2, 28), date(2026, 3, 1)), D(-1)),
    (apart, (date(2024, 3, 1), date(2024, 2, 28)), D(2)),
    (apart, (date(9_999, 12, 31), date(1, 1, 1)), D(3_652_058)),
    (apart, (date(2026, 3, 1), date(2026, 3, 1)), D(0)),
    (apart, (date(2026, 3, 1), None), None),
    (apart_moments, (utc("2026-11-24 20:00"), utc("2026-11-23 08:00")), D("1.5")),
    (apart_moments, (utc("2026-11-23 08:00"), utc("2026-11-24 20:00")), D("-1.5")),
    (apart_moments, (utc("2026-11-23 08:00"), utc("2026-11-23 08:00")), D(0)),
    (apart_moments, (utc("2026-11-23 08:00:00.864"), utc("2026-11-23 08:00")), D("0.00001")),
    (apart_moments, (utc("9999-12-31"), utc("0001-01-01")), D(3_652_058)),
    (apart_moments, (None, utc("2026-11-23 08:00")), None),
    (apart_times, (time(13), time(12, 59, 59, 999_000)), D(1)),
    (apart_times, (time(12), time(13)), D(-3_600_000)),
    (apart_times, (time(23, 59, 59, 999_000), time()), D(86_399_999)),
    (apart_times, (time(), time()), D(0)),
    (apart_times, (time(12, 0, 0, 1_000), time(12)), D(1)),
    (apart_times, (time(12), None), None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "expected"), CASES)
def test_steps(
    pg: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: Any
) -> None:
    """Each case by hand, as Python and as PostgreSQL."""
    check(pg, function, arguments, expected)


@settings(max_examples=few(25))
@given(DAYS, DAYS, MOMENTS, MOMENTS, TIMES, TIMES, NUMBERS)
def test_agree(
    pg: sa.Connection,
    day: date,
    other: date,
    moment: datetime,
    later: datetime,
    clock: time,
    noon: time,
    number: Decimal,
) -> None:
    """Random values give the same as Python and as PostgreSQL."""
    agree(pg, add_days, day, number)
    agree(pg, add_moment, moment, number)
    agree(pg, add_time, clock, number)
    agree(pg, apart, day, other)
    agree(pg, apart_times, clock, noon)
    # The quotient has other last digits; both are rounded to 18 places where they are observed.
    digits = D(1).scaleb(-18)
    found = (
        in_python(apart_moments, later, moment),
        in_postgresql(pg, apart_moments, later, moment),
    )
    assert found[0].quantize(digits) == found[1].quantize(digits)
