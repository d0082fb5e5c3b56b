"""WORKDAYS and ADDWORKDAYS, with the holidays of a calendar and the weekends that are worked on for them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import working_days
from objectry.formula.surroundings import Calendar
from tests.examples import few
from tests.formula.functions.agreement import AROUND, REFUSED, in_python
from tests.formula.functions.dates import DAYS, NUMBERS, D, agree, check, connected, within

# National Day of 2026: October 1 to 7 are off, and the weekends of September 20 and October 10 are worked on.
NATIONAL = Calendar(
    frozenset(date(2026, 10, 1) + timedelta(days) for days in range(7)),
    frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
IDLE = Calendar(frozenset({date(2026, 1, 1)}))
BOTH = replace(AROUND, calendars={"": NATIONAL, "工厂": IDLE})
count_usual, add_usual = (
    within(working_days.workdays, AROUND),
    within(working_days.add_workdays, AROUND),
)
count, add = within(working_days.workdays, BOTH), within(working_days.add_workdays, BOTH)
SEPTEMBER_30, OCTOBER_8 = date(2026, 9, 30), date(2026, 10, 8)
LAST = date(9_999, 12, 31)


@pytest.fixture(scope="module")
def pg(pg_url: str) -> Iterator[sa.Connection]:
    """A connection with the helpers."""
    with connected(pg_url) as connection:
        yield connection


CASES: list[tuple[Any, tuple[Any, ...], Any]] = [
    (count_usual, (date(2026, 11, 23), date(2026, 11, 23)), D(1)),
    (count_usual, (date(2026, 11, 23), date(2026, 11, 27)), D(5)),
    (count_usual, (date(2026, 11, 23), date(2026, 11, 29)), D(5)),
    (count_usual, (date(2026, 11, 28), date(2026, 11, 29)), D(0)),
    (count_usual, (date(2026, 11, 29), date(2026, 11, 28)), D(0)),
    (count_usual, (date(2026, 11, 30), date(2026, 11, 20)), D(-7)),
    (count_usual, (date(1, 1, 1), date(1, 1, 8)), D(6)),
    (count_usual, (date(1, 1, 8), date(1, 1, 1)), D(-6)),
    (count_usual, (LAST, LAST), D(1)),
    (count_usual, (date(1, 1, 1), LAST), D(2_608_615)),
    (count_usual, (LAST, LAST, "工厂"), REFUSED),
    (count_usual, (None, LAST), None),
    (count_usual, (LAST, None), None),
    (count, (date(2026, 9, 20), date(2026, 9, 20)), D(1)),
    (count, (date(2026, 10, 1), date(2026, 10, 7)), D(0)),
    (count, (SEPTEMBER_30, OCTOBER_8), D(2)),
    (count, (OCTOBER_8, SEPTEMBER_30), D(-2)),
    (count, (date(2026, 10, 5), date(2026, 10, 11)), D(3)),
    (count, (SEPTEMBER_30, OCTOBER_8, "工厂"), D(7)),
    (count, (date(2026, 1, 1), date(2026, 1, 2), "工厂"), D(1)),
    (count, (SEPTEMBER_30, OCTOBER_8, "船厂"), REFUSED),
    (count, (SEPTEMBER_30, OCTOBER_8, None), None),
    (add_usual, (date(2026, 11, 20), D(1)), date(2026, 11, 23)),
    (add_usual, (date(2026, 11, 21), D(1)), date(2026, 11, 23)),
    (add_usual, (date(2026, 11, 21), D(0)), date(2026, 11, 21)),
    (add_usual, (date(2026, 11, 21), D("-0.9")), date(2026, 11, 21)),
    (add_usual, (date(2026, 11, 22), D(-1)), date(2026, 11, 20)),
    (add_usual, (date(2026, 11, 23), D("-1.9")), date(2026, 11, 20)),
    (add_usual, (date(2026, 11, 23), D(260)), date(2027, 11, 22)),
    (add_usual, (date(1, 1, 2), D(-1)), date(1, 1, 1)),
    (add_usual, (date(1, 1, 1), D(-1)), REFUSED),
    (add_usual, (date(9_999, 12, 30), D(1)), LAST),
    (add_usual, (LAST, D(1)), REFUSED),
    (add_usual, (date(1, 1, 1), D(2_608_614)), LAST),
    (add_usual, (date(2026, 1, 1), D("1E+40")), REFUSED),
    (add_usual, (date(2026, 1, 1), D(1), "工厂"), REFUSED),
    (add_usual, (None, D(1)), None),
    (add, (SEPTEMBER_30, D(1)), OCTOBER_8),
    (add, (OCTOBER_8, D(-1)), SEPTEMBER_30),
    (add, (date(2026, 10, 9), D(1)), date(2026, 10, 10)),
    (add, (date(2026, 10, 9), D(2)), date(2026, 10, 12)),
    (add, (SEPTEMBER_30, D(1), "工厂"), date(2026, 10, 1)),
    (add, (date(2025, 12, 31), D(1), "工厂"), date(2026, 1, 2)),
    (add, (SEPTEMBER_30, D(1), "船厂"), REFUSED),
    (add, (SEPTEMBER_30, None, "工厂"), None),
]


@pytest.mark.parametrize(("function", "arguments", "expected"), CASES)
def test_working_days(
    pg: sa.Connection, function: Any, arguments: tuple[Any, ...], expected: Any
) -> None:
    """Each case by hand, as Python and as PostgreSQL."""
    check(pg, function, arguments, expected)


NEAR = st.dates(date(2026, 8, 1), date(2026, 12, 31))


@settings(max_examples=few(25))
@given(st.one_of(NEAR, DAYS), st.one_of(NEAR, DAYS), NUMBERS, st.sampled_from(["工厂", "", "?"]))
def test_agree(pg: sa.Connection, day: date, other: date, number: Any, calendar: str) -> None:
    """Random days and numbers give the same as Python and as PostgreSQL."""
    agree(pg, count, day, other)
    agree(pg, count, day, other, calendar)
    agree(pg, add, day, number)
    agree(pg, add, day, number, calendar)


@settings(max_examples=few(25))
@given(NEAR, st.integers(-60, 60))
def test_one_by_one(day: date, steps: int) -> None:
    """The closed formula counts what going through the days one by one counts."""

    def works(one: date) -> bool:
        return one in NATIONAL.worked or (one.weekday() < 5 and one not in NATIONAL.holidays)

    step = timedelta(1 if steps > 0 else -1)
    reached, left = day, abs(steps)
    while left:
        reached += step
        left -= works(reached)
    assert in_python(add, day, D(steps)) == reached
    first, final = min(day, reached), max(day, reached)
    worked = sum(works(first + timedelta(days)) for days in range((final - first).days + 1))
    assert in_python(count, first, final) == worked
