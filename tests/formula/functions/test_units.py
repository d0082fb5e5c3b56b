"""Functions that count in a unit: DATEADD, DATEDIF, STARTOF and ENDOF."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import units
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import REFUSED
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
WORDS = [word for words in units.UNITS.values() for word in words]
DAY_UNITS = ("year", "quarter", "month", "week", "day")
NEW_YORK = around("America/New_York")
LORD_HOWE = around("Australia/Lord_Howe")


@pytest.fixture(scope="module")
def pg(pg_url: str) -> Iterator[sa.Connection]:
    """A connection with the helpers."""
    with connected(pg_url) as connection:
        yield connection


add_ny = within(units.moment_later, NEW_YORK)
apart_ny = within(units.moments_apart, NEW_YORK)
start_ny = within(units.start_of_moment, NEW_YORK)
end_ny = within(units.end_of_moment, NEW_YORK)

CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (units.date_later, (date(2026, 11, 23), D(2), "week"), date(2026, 12, 7)),
    (units.date_later, (date(2026, 1, 31), D(1), "month"), date(2026, 2, 28)),
    (units.date_later, (date(2026, 2, 28), D(1), "Months"), date(2026, 3, 28)),
    (units.date_later, (date(2024, 2, 29), D("1.9"), "YEAR"), date(2025, 2, 28)),
    (units.date_later, (date(2026, 11, 30), D(1), "季度"), date(2027, 2, 28)),
    (units.date_later, (date(2026, 11, 23), D("-1.9"), "天"), date(2026, 11, 22)),
    (units.date_later, (date(2026, 11, 23), D(1), "hour"), REFUSED),
    (units.date_later, (date(2026, 11, 23), D(1), "fortnight"), REFUSED),
    (units.date_later, (date(2026, 11, 23), D(1), " day"), REFUSED),
    (units.date_later, (date(2026, 11, 23), D(1), "wee\u212a"), REFUSED),
    (units.date_later, (date(9_999, 12, 31), D(1), "day"), REFUSED),
    (units.date_later, (date(9_999, 12, 31), D(1), "year"), REFUSED),
    (units.date_later, (date(2026, 1, 1), D("-1E+40"), "week"), REFUSED),
    (units.date_later, (date(2026, 1, 1), None, "week"), None),
    (units.date_later, (date(2026, 1, 1), D(1), None), None),
    (units.moment_later, (utc("2026-11-23 08:00"), D("1.5"), "hour"), utc("2026-11-23 09:30")),
    (
        units.moment_later,
        (utc("2026-11-23 08:00"), D("0.00001"), "minute"),
        utc("2026-11-23 08:00:00.001"),
    ),
    (
        units.moment_later,
        (utc("2026-11-23 08:00"), D("-0.0005"), "second"),
        utc("2026-11-23 07:59:59.999"),
    ),
    (units.moment_later, (utc("2026-11-23 08:00"), D("1.9"), "day"), utc("2026-11-24 08:00")),
    (units.moment_later, (utc("2026-01-30 16:00"), D(1), "month"), utc("2026-02-27 16:00")),
    (units.moment_later, (utc("9999-12-31 15:00"), D(1), "hour"), utc("9999-12-31 16:00")),
    (units.moment_later, (utc("9999-12-31 23:00"), D(1), "hour"), REFUSED),
    (units.moment_later, (utc("9999-12-31 15:00"), D(1), "day"), REFUSED),
    (units.moment_later, (utc("9999-12-31 16:00"), D(0), "day"), REFUSED),
    (units.moment_later, (utc("2026-11-23 08:00"), D("1E+40"), "second"), REFUSED),
    (units.moment_later, (utc("2026-11-23 08:00"), D(1), "世纪"), REFUSED),
    (units.moment_later, (None, D(1), "day"), None),
    # A day is from noon to noon, also when it has 23 or 25 hours.
    (add_ny, (utc("2026-03-07 17:00"), D(1), "day"), utc("2026-03-08 16:00")),
    (add_ny, (utc("2026-03-07 17:00"), D(24), "hour"), utc("2026-03-08 17:00")),
    (add_ny, (utc("2026-10-31 16:00"), D(1), "day"), utc("2026-11-01 17:00")),
    (add_ny, (utc("2026-03-07 07:30"), D(1), "day"), utc("2026-03-08 07:30")),  # 02:30 is left out
    (add_ny, (utc("2026-10-31 05:30"), D(1), "day"), utc("2026-11-01 05:30")),  # 01:30 comes twice
    (units.dates_apart, (date(2026, 1, 31), date(2026, 3, 30), "month"), D(1)),
    (units.dates_apart, (date(2026, 1, 31), date(2026, 2, 28), "month"), D(0)),
    (units.dates_apart, (date(2026, 3, 30), date(2026, 1, 31), "month"), D(-1)),
    (units.dates_apart, (date(2026, 1, 15), date(2026, 7, 14), "quarter"), D(1)),
    (units.dates_apart, (date(2026, 1, 15), date(2026, 7, 15), "quarter"), D(2)),
    (units.dates_apart, (date(2024, 2, 29), date(2025, 2, 28), "year"), D(0)),
    (units.dates_apart, (date(2024, 2, 29), date(2025, 3, 1), "年"), D(1)),
    (units.dates_apart, (date(2026, 11, 23), date(2026, 11, 17), "week"), D(0)),
    (units.dates_apart, (date(2026, 11, 23), date(2026, 11, 16), "week"), D(-1)),
    (units.dates_apart, (date(1, 1, 1), date(9_999, 12, 31), "d"), D(3_652_058)),
    (units.dates_apart, (date(2026, 1, 1), date(2026, 1, 2), "hour"), REFUSED),
    (units.dates_apart, (date(2026, 1, 1), date(2026, 1, 2), "?"), REFUSED),
    (units.dates_apart, (date(2026, 1, 1), None, "day"), None),
    (units.moments_apart, (utc("2026-11-23 08:00"), utc("2026-11-23 09:59:59.999"), "hour"), D(1)),
    (
        units.moments_apart,
        (utc("2026-11-23 09:59:59.999"), utc("2026-11-23 08:00"), "minute"),
        D(-119),
    ),
    (
        units.moments_apart,
        (utc("2026-11-23 08:00:00.001"), utc("2026-11-23 08:00:01"), "second"),
        D(0),
    ),
    (units.moments_apart, (utc("2026-11-23 08:00"), utc("2026-11-24 07:59"), "day"), D(0)),
    (units.moments_apart, (utc("2026-10-23 08:00"), utc("2026-11-23 08:00"), "month"), D(1)),
    (
        units.moments_apart,
        (utc("2026-10-23 08:00"), utc("2026-11-23 07:59:59.999"), "month"),
        D(0),
    ),
    (units.moments_apart, (utc("2026-10-31 16:30"), utc("2026-11-30 15:30"), "month"), D(0)),
    (units.moments_apart, (utc("2026-10-31 16:30"), utc("2026-11-30 16:30"), "month"), D(1)),
    (units.moments_apart, (utc("2026-10-31 16:30"), utc("9999-12-31 16:30"), "month"), REFUSED),
    (
        units.moments_apart,
        (utc("2026-10-31 16:30"), utc("9999-12-31 16:30"), "second"),
        D(251_608_809_600),
    ),
    (units.moments_apart, (utc("2026-10-31 16:30"), utc("2026-10-31 16:30"), "x"), REFUSED),
    (units.moments_apart, (None, utc("2026-10-31 16:30"), "day"), None),
    (apart_ny, (utc("2026-03-07 17:00"), utc("2026-03-08 16:00"), "day"), D(1)),
    (apart_ny, (utc("2026-03-07 17:00"), utc("2026-03-08 16:00"), "hour"), D(23)),
    (units.start_of, (date(2026, 11, 29), "week"), date(2026, 11, 23)),
    (units.start_of, (date(2026, 11, 23), "week"), date(2026, 11, 23)),
    (units.start_of, (date(2026, 3, 31), "quarter"), date(2026, 1, 1)),
    (units.start_of, (date(2026, 11, 23), "month"), date(2026, 11, 1)),
    (units.start_of, (date(2026, 11, 23), "Y"), date(2026, 1, 1)),
    (units.start_of, (date(2026, 11, 23), "day"), date(2026, 11, 23)),
    (units.start_of, (date(1, 1, 1), "week"), date(1, 1, 1)),
    (units.start_of, (date(1, 1, 1), "minute"), REFUSED),
    (units.start_of, (date(1, 1, 1), "quarters?"), REFUSED),
    (units.start_of, (None, "week"), None),
    (units.start_of_moment, (utc("2026-11-23 08:41:07.5"), "day"), utc("2026-11-22 16:00")),
    (units.start_of_moment, (utc("2026-11-22 17:00"), "week"), utc("2026-11-22 16:00")),
    (units.start_of_moment, (utc("2026-11-22 15:00"), "week"), utc("2026-11-15 16:00")),
    (units.start_of_moment, (utc("2026-12-31 16:00"), "year"), utc("2026-12-31 16:00")),
    (units.start_of_moment, (utc("2026-11-23 08:41:07.5"), "hour"), utc("2026-11-23 08:00")),
    (units.start_of_moment, (utc("2026-11-23 08:41:07.5"), "minute"), utc("2026-11-23 08:41")),
    (units.start_of_moment, (utc("2026-11-23 08:41:07.5"), "second"), utc("2026-11-23 08:41:07")),
    (units.start_of_moment, (utc("0001-01-01 00:00"), "day"), REFUSED),
    (units.start_of_moment, (utc("9999-12-31 16:00"), "second"), REFUSED),
    (units.start_of_moment, (utc("2026-11-23 08:41"), "decade"), REFUSED),
    (units.start_of_moment, (utc("2026-11-23 08:41"), None), None),
    (
        start_ny,
        (utc("2026-11-01 06:30"), "hour"),
        utc("2026-11-01 06:00"),
    ),  # the second 01:30 stays behind the change
    (start_ny, (utc("2026-11-01 06:30"), "day"), utc("2026-11-01 04:00")),
    (end_ny, (utc("2026-11-01 06:30"), "day"), utc("2026-11-02 04:59:59.999")),
    (end_ny, (utc("2026-03-08 12:00"), "day"), utc("2026-03-09 03:59:59.999")),
    (
        within(units.start_of_moment, LORD_HOWE),
        (utc("2026-11-23 08:41"), "hour"),
        utc("2026-11-23 08:00"),
    ),
    (
        within(units.start_of_moment, LORD_HOWE),
        (utc("2026-06-23 08:41"), "hour"),
        utc("2026-06-23 08:30"),
    ),
    (units.end_of, (date(2026, 11, 23), "week"), date(2026, 11, 29)),
    (units.end_of, (date(2024, 2, 1), "month"), date(2024, 2, 29)),
    (units.end_of, (date(2026, 2, 1), "quarter"), date(2026, 3, 31)),
    (units.end_of, (date(2026, 2, 1), "year"), date(2026, 12, 31)),
    (units.end_of, (date(9_999, 12, 31), "year"), date(9_999, 12, 31)),
    (units.end_of, (date(9_999, 12, 31), "day"), date(9_999, 12, 31)),
    (units.end_of, (date(9_999, 12, 31), "week"), REFUSED),
    (units.end_of, (date(2026, 2, 1), "second"), REFUSED),
    (units.end_of, (date(2026, 2, 1), "lustrum"), REFUSED),
    (units.end_of, (None, "day"), None),
    (units.end_of_moment, (utc("2026-11-23 08:41:07.5"), "day"), utc("2026-11-23 15:59:59.999")),
    (units.end_of_moment, (utc("2026-11-23 08:41:07.5"), "month"), utc("2026-11-30 15:59:59.999")),
    (units.end_of_moment, (utc("2026-11-23 08:41:07.5"), "hour"), utc("2026-11-23 08:59:59.999")),
    (
        units.end_of_moment,
        (utc("2026-11-23 08:41:07.5"), "second"),
        utc("2026-11-23 08:41:07.999"),
    ),
    (units.end_of_moment, (utc("9999-12-31 15:00"), "day"), utc("9999-12-31 15:59:59.999")),
    (units.end_of_moment, (utc("9999-12-02 15:00"), "month"), utc("9999-12-31 15:59:59.999")),
    (units.end_of_moment, (utc("9999-12-02 15:00"), "year"), utc("9999-12-31 15:59:59.999")),
    (
        units.end_of_moment,
        (utc("9999-12-31 15:00"), "week"),
        REFUSED,
    ),  # it ends behind the calendar
    (end_ny, (utc("9999-12-02 15:00"), "month"), REFUSED),
    (units.end_of_moment, (utc("9999-12-30 15:00"), "day"), utc("9999-12-30 15:59:59.999")),
    (units.end_of_moment, (utc("2026-11-23 08:41"), "era"), REFUSED),
    (units.end_of_moment, (None, "day"), None),
]


@pytest.mark.parametrize(("function", "arguments", "expected"), CASES)
def test_units(
    pg: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: Any
) -> None:
    """Each case by hand, as Python and as PostgreSQL."""
    check(pg, function, arguments, expected)


@pytest.mark.parametrize("word", [*WORDS, *(word.upper() for word in WORDS)])
def test_words(pg: sa.Connection, word: str) -> None:
    """Both know the same words for units, also in capitals."""
    unit = next(unit for unit, words in units.UNITS.items() if word.lower() in words)
    moment = utc("2026-11-23 08:41:07.5")
    check(
        pg,
        units.moment_later,
        (moment, D(1), word),
        units.moment_later.code(around("Asia/Shanghai"), moment, D(1), unit),
    )


@FEW
@given(DAYS, DAYS, NUMBERS, st.sampled_from([*DAY_UNITS, "hour", "?"]))
def test_dates_agree(pg: sa.Connection, day: date, other: date, number: Any, unit: str) -> None:
    """Random dates give the same as Python and as PostgreSQL."""
    agree(pg, units.date_later, day, number, unit)
    agree(pg, units.dates_apart, day, other, unit)
    agree(pg, units.start_of, day, unit)
    agree(pg, units.end_of, day, unit)


@settings(max_examples=few(60))
@given(MOMENTS, MOMENTS, NUMBERS, st.sampled_from(sorted(units.UNITS)), ZONES)
def test_moments_agree(
    pg: sa.Connection, moment: datetime, other: datetime, number: Any, unit: str, zone: str
) -> None:
    """Random moments in all zones."""
    here = around(zone)
    agree(pg, within(units.moment_later, here), moment, number, unit)
    agree(pg, within(units.moments_apart, here), moment, other, unit)
    agree(pg, within(units.start_of_moment, here), moment, unit)
    agree(pg, within(units.end_of_moment, here), moment, unit)
