"""Functions that make dates, take them apart and go from one to another."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import date_parts as parts
from objectry.formula.functions import days
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import AROUND, REFUSED
from tests.formula.functions.dates import (
    DAYS,
    MOMENTS,
    NUMBERS,
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


CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (days.today, (), date(2026, 11, 23)),
    (days.made_date, (D(2026), D(11), D(23)), date(2026, 11, 23)),
    (days.made_date, (D("2024.9"), D("2.9"), D("29.9")), date(2024, 2, 29)),
    (days.made_date, (D(2023), D(2), D(29)), REFUSED),
    (days.made_date, (D(1900), D(2), D(29)), REFUSED),
    (days.made_date, (D(2000), D(2), D(29)), date(2000, 2, 29)),
    (days.made_date, (D(2026), D(4), D(31)), REFUSED),
    (days.made_date, (D(2026), D(13), D(1)), REFUSED),
    (days.made_date, (D(2026), D("0.9"), D(1)), REFUSED),
    (days.made_date, (D(2026), D(1), D(0)), REFUSED),
    (days.made_date, (D(0), D(1), D(1)), REFUSED),
    (days.made_date, (D(10_000), D(1), D(1)), REFUSED),
    (days.made_date, (D("1E+40"), D(1), D(1)), REFUSED),
    (days.made_date, (D(2026), D("1E+40"), D(-1)), REFUSED),
    (days.made_date, (D(9_999), D(12), D(31)), date(9_999, 12, 31)),
    (days.made_date, (D(1), D(1), D(1)), date(1, 1, 1)),
    (days.made_date, (D(2026), None, D(1)), None),
    (days.months_later, (date(2023, 2, 28), D(1)), date(2023, 3, 31)),
    (days.months_later, (date(2024, 2, 28), D(1)), date(2024, 3, 28)),
    (days.months_later, (date(2024, 2, 29), D(12)), date(2025, 2, 28)),
    (days.months_later, (date(2026, 1, 31), D(1)), date(2026, 2, 28)),
    (days.months_later, (date(2026, 1, 30), D(1)), date(2026, 2, 28)),
    (days.months_later, (date(2026, 4, 30), D(-1)), date(2026, 3, 31)),
    (days.months_later, (date(2026, 1, 15), D("-1.9")), date(2025, 12, 15)),
    (days.months_later, (date(2026, 1, 15), D(0)), date(2026, 1, 15)),
    (days.months_later, (date(9_999, 12, 31), D(1)), REFUSED),
    (days.months_later, (date(9_999, 11, 30), D(1)), date(9_999, 12, 31)),
    (days.months_later, (date(1, 1, 31), D(-1)), REFUSED),
    (days.months_later, (date(1, 2, 28), D(-1)), date(1, 1, 31)),
    (days.months_later, (date(2026, 1, 1), D("1E+50")), REFUSED),
    (days.months_later, (None, D(1)), None),
    (days.months_later_on_clock, (utc("2026-02-28 16:30"), D(1)), utc("2026-03-31 16:30")),
    (days.months_later_on_clock, (utc("2026-02-27 16:30"), D(1)), utc("2026-03-30 16:30")),
    (days.months_later_on_clock, (utc("9999-12-31 16:30"), D(0)), REFUSED),
    (days.months_later_on_clock, (utc("0001-01-01 00:00"), D(0)), utc("0001-01-01 00:00")),
    (days.months_later_on_clock, (None, D(0)), None),
    (days.months_later_on_clock, (utc("2026-02-28 16:30"), None), None),
    (days.months_later_in_utc, (utc("2026-02-28 16:30"), D(1)), utc("2026-03-31 16:30")),
    (days.months_later_in_utc, (utc("2026-02-27 16:30"), D(1)), utc("2026-03-27 16:30")),
    (
        days.months_later_in_utc,
        (utc("2026-01-31 23:59:59.999"), D(1)),
        utc("2026-02-28 23:59:59.999"),
    ),
    (days.months_later_in_utc, (utc("9999-12-31 16:30"), D(0)), utc("9999-12-31 16:30")),
    (days.months_later_in_utc, (utc("9999-12-31 16:30"), D(1)), REFUSED),
    (days.months_later_in_utc, (None, D(1)), None),
    (days.end_of_month, (date(2026, 11, 23), D(0)), date(2026, 11, 30)),
    (days.end_of_month, (date(2024, 1, 31), D(1)), date(2024, 2, 29)),
    (days.end_of_month, (date(2026, 11, 23), D("-1.9")), date(2026, 10, 31)),
    (days.end_of_month, (date(9_999, 12, 1), D(0)), date(9_999, 12, 31)),
    (days.end_of_month, (date(9_999, 12, 1), D(1)), REFUSED),
    (days.end_of_month, (date(1, 1, 1), D(-1)), REFUSED),
    (days.end_of_month, (date(1, 1, 1), None), None),
    (days.age, (date(1990, 11, 23),), D(36)),
    (days.age, (date(1990, 11, 24),), D(35)),
    (days.age, (date(2026, 11, 23),), D(0)),
    (days.age, (date(2027, 11, 22),), D(0)),
    (days.age, (date(2027, 11, 23),), D(-1)),
    (days.age, (date(1, 1, 1),), D(2025)),
    (days.age, (None,), None),
    (days.age_at, (date(2004, 2, 29), date(2022, 2, 28)), D(17)),
    (days.age_at, (date(2004, 2, 29), date(2022, 3, 1)), D(18)),
    (days.age_at, (date(2004, 2, 29), date(2024, 2, 29)), D(20)),
    (days.age_at, (date(2022, 3, 1), date(2004, 2, 29)), D(-18)),
    (days.age_at, (date(1, 1, 1), date(9_999, 12, 31)), D(9_998)),
    (days.age_at, (date(2004, 2, 29), None), None),
]


@pytest.mark.parametrize(("function", "arguments", "expected"), CASES)
def test_days(
    pg: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: Any
) -> None:
    """Each case by hand, as Python and as PostgreSQL."""
    check(pg, function, arguments, expected)


PARTS: list[tuple[Function, Function, tuple[int, ...]]] = [
    (parts.year, parts.year_of_moment, (2026, 2027, 2024, 1, 9_999, 2021)),
    (parts.quarter, parts.quarter_of_moment, (4, 1, 1, 1, 4, 1)),
    (parts.month, parts.month_of_moment, (11, 1, 2, 1, 12, 1)),
    (parts.day_of_month, parts.day_of_month_of_moment, (23, 1, 29, 1, 31, 3)),
    (parts.weekday, parts.weekday_of_moment, (2, 6, 5, 2, 6, 1)),
    (parts.iso_week, parts.iso_week_of_moment, (48, 53, 9, 1, 52, 53)),
    (parts.iso_year, parts.iso_year_of_moment, (2026, 2026, 2024, 1, 9_999, 2020)),
    (parts.number_of_day, parts.number_of_day_of_moment, (327, 1, 60, 1, 365, 3)),
]
TAKEN_APART = (
    date(2026, 11, 23), date(2027, 1, 1), date(2024, 2, 29), date(1, 1, 1), date(9_999, 12, 31), date(2021, 1, 3),
)  # fmt: skip


@pytest.mark.parametrize(("of_date", "of_moment", "expected"), PARTS)
def test_parts(
    pg: sa.Connection, of_date: Function, of_moment: Function, expected: tuple[int, ...]
) -> None:
    """Parts of dates, and of moments whose date in Shanghai it is."""
    for day, part in zip(TAKEN_APART, expected, strict=True):
        check(pg, of_date, (day,), D(part))
        late = AROUND.moment.in_utc(datetime(day.year, day.month, day.day, 23, 59, 59, 999_000))
        check(pg, of_moment, (late,), D(part))
        early = AROUND.moment.in_utc(datetime(day.year, day.month, day.day))
        if day != date(1, 1, 1):
            check(pg, of_moment, (early,), D(part))
    check(pg, of_date, (None,), None)
    check(pg, of_moment, (None,), None)
    check(pg, of_moment, (utc("9999-12-31 16:00"),), REFUSED)
    check(pg, within(of_moment, around("America/New_York")), (utc("0001-01-01 04:00"),), REFUSED)


@FEW
@given(DAYS, NUMBERS, DAYS)
def test_days_agree(pg: sa.Connection, day: date, number: Any, other: date) -> None:
    """Random dates and numbers give the same as Python and as PostgreSQL."""
    agree(pg, days.months_later, day, number)
    agree(pg, days.end_of_month, day, number)
    agree(pg, days.age_at, day, other)
    for one, _, _ in PARTS:
        agree(pg, one, day)


@FEW
@given(MOMENTS, NUMBERS, ZONES)
def test_moments_agree(pg: sa.Connection, moment: datetime, number: Any, zone: str) -> None:
    """Random moments in all zones."""
    agree(pg, within(days.months_later_on_clock, around(zone)), moment, number)
    agree(pg, days.months_later_in_utc, moment, number)
    for _, one, _ in PARTS:
        agree(pg, within(one, around(zone)), moment)


@FEW
@given(
    st.one_of(st.integers(-1, 10_001).map(D), NUMBERS),
    st.one_of(st.decimals(-1, 14, places=1), NUMBERS),
    st.one_of(st.decimals(-1, 33, places=1), NUMBERS),
)
def test_made_dates_agree(pg: sa.Connection, year: Any, month: Any, day: Any) -> None:
    """Random parts make a date, or none, in both."""
    agree(pg, days.made_date, year, month, day)
