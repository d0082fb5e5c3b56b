"""Dates, moments and times of day from texts and from each other."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.faults import Failed, Kind
from objectry.formula.functions import parsing_dates as parsing
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import AROUND, REFUSED
from tests.formula.functions.dates import (
    DAYS,
    MOMENTS,
    ZONES,
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


NEW_YORK = around("America/New_York")
DATES: list[tuple[str, Any, Any]] = [
    # text, in our language, in the other profile
    ("2026-11-23", date(2026, 11, 23), date(2026, 11, 23)),
    ("  2026-11-23 ", date(2026, 11, 23), date(2026, 11, 23)),
    ("2026-1-5", date(2026, 1, 5), date(2026, 1, 5)),
    ("2026/01/05", date(2026, 1, 5), REFUSED),
    ("2026年1月5日", date(2026, 1, 5), REFUSED),
    ("2026.1.05", date(2026, 1, 5), REFUSED),
    ("2026.1-5", REFUSED, REFUSED),
    ("2026x1x5", REFUSED, REFUSED),
    ("20260105", REFUSED, REFUSED),
    ("2026年1月5", REFUSED, REFUSED),
    ("2026-1-5日", REFUSED, date(2026, 1, 5)),
    ("2026-1/5", REFUSED, REFUSED),
    ("2026年1-5日", REFUSED, REFUSED),
    ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ("2023-02-29", REFUSED, REFUSED),
    ("2023-02-30", REFUSED, REFUSED),
    ("2023-13-01", REFUSED, REFUSED),
    ("2023-00-01", REFUSED, REFUSED),
    ("0000-01-01", REFUSED, REFUSED),
    ("0001-01-01", date(1, 1, 1), date(1, 1, 1)),
    ("9999-12-31", date(9_999, 12, 31), date(9_999, 12, 31)),
    ("10000-01-01", REFUSED, REFUSED),
    ("26-01-01", REFUSED, REFUSED),
    ("2005-11-15 17:00:00 ", REFUSED, date(2005, 11, 15)),
    ("2005-11-15x", REFUSED, date(2005, 11, 15)),
    ("2005-11-155", REFUSED, REFUSED),
    ("\t2005-11-15", REFUSED, REFUSED),
    ("2005-11-15\n", REFUSED, date(2005, 11, 15)),
    ("２００５-11-15", REFUSED, REFUSED),
    ("٢٠٠٥-11-15", REFUSED, REFUSED),
    ("-2005-11-15", REFUSED, REFUSED),
    ("明天", REFUSED, REFUSED),
    ("📅", REFUSED, REFUSED),
    (" ", REFUSED, REFUSED),
]
MOMENT_TEXTS: list[tuple[str, Any, Any]] = [
    ("2026-11-23 16:00:00", utc("2026-11-23 08:00"), utc("2026-11-23 16:00")),
    ("2026-11-23 16:00", utc("2026-11-23 08:00"), REFUSED),
    ("2026-11-23", utc("2026-11-22 16:00"), REFUSED),
    ("2026/11/23 9:05", utc("2026-11-23 01:05"), REFUSED),
    ("2026.11.23 9:05", utc("2026-11-23 01:05"), REFUSED),
    ("2026年11月23日 9:05", utc("2026-11-23 01:05"), REFUSED),
    ("2026年11月23日9:05:07", utc("2026-11-23 01:05:07"), REFUSED),
    ("2026-11-239:05:07", REFUSED, REFUSED),
    ("2026-11-23T08:00:00Z", utc("2026-11-23 08:00"), REFUSED),
    ("2026-11-23t08:00:00.5z", utc("2026-11-23 08:00:00.5"), REFUSED),
    ("2026-11-23T08:00:00.1239Z", utc("2026-11-23 08:00:00.123"), REFUSED),
    ("2026-11-23T08:00:00.123456789", utc("2026-11-23 00:00:00.123"), REFUSED),
    ("2026-11-23T08:00:00.1234567890", REFUSED, REFUSED),
    ("2026-11-23 08:00:00.5", utc("2026-11-23 00:00:00.5"), utc("2026-11-23 08:00")),
    ("2026-11-23T08:00+08:00", utc("2026-11-23 00:00"), REFUSED),
    ("2026-11-23 08:00:00 +0545", utc("2026-11-23 02:15"), utc("2026-11-23 08:00")),
    ("2026-11-23T08:00-05", utc("2026-11-23 13:00"), REFUSED),
    ("2026-11-23T08:00+24:00", REFUSED, REFUSED),
    ("2026-11-23T08:00+08:60", REFUSED, REFUSED),
    ("2026-11-23Z", REFUSED, REFUSED),
    ("0001-01-01T00:00Z", utc("0001-01-01 00:00"), REFUSED),
    ("0001-01-01T00:00+00:01", REFUSED, REFUSED),
    ("0001-01-01T00:00", REFUSED, REFUSED),
    ("9999-12-31T23:59-00:01", REFUSED, REFUSED),
    ("9999-12-31 23:59:59", utc("9999-12-31 15:59:59"), utc("9999-12-31 23:59:59")),
    ("2026-11-23 24:00:00", REFUSED, REFUSED),
    ("2026-11-23 23:60:00", REFUSED, REFUSED),
    ("2026-11-23 23:59:60", REFUSED, REFUSED),
    ("2026-02-29 10:00:00", REFUSED, REFUSED),
    ("2005-11-15 17:00:00 uhr", REFUSED, utc("2005-11-15 17:00")),
    ("2005-11-15 7:0:0", REFUSED, utc("2005-11-15 07:00")),
    ("2005-11-15 17:00:000", REFUSED, REFUSED),
    ("  2005-11-15   17:00:00  ", utc("2005-11-15 09:00"), utc("2005-11-15 17:00")),
    ("下午", REFUSED, REFUSED),
    ("🕐", REFUSED, REFUSED),
]
TIME_TEXTS: list[tuple[str, Any, Any]] = [
    ("13:05", time(13, 5), REFUSED),
    ("13:05:09", time(13, 5, 9), time(13, 5, 9)),
    ("13:05:09.250", time(13, 5, 9, 250_000), time(13, 5, 9, 250_000)),
    ("13:05:09.5", time(13, 5, 9, 500_000), time(13, 5, 9, 5_000)),
    (" 9:05:09.1234 ", time(9, 5, 9, 123_000), time(9, 5, 9)),
    ("23:59:59.999", time(23, 59, 59, 999_000), time(23, 59, 59, 999_000)),
    ("00:00:00.000", time(), time()),
    ("1:2:3", REFUSED, time(1, 2, 3)),
    ("24:00:00", REFUSED, REFUSED),
    ("12:60:00", REFUSED, REFUSED),
    ("12:00:60", REFUSED, REFUSED),
    ("12:00:00 PM", REFUSED, time(12)),
    ("-1:00:00", REFUSED, REFUSED),
    ("十二点", REFUSED, REFUSED),
    ("🕐", REFUSED, REFUSED),
]
OTHERS: list[tuple[Function, tuple[Any, ...], Any]] = [
    (parsing.date_of_date, (date(2026, 11, 23),), date(2026, 11, 23)),
    (parsing.date_of_date, (None,), None),
    (parsing.date_of_moment, (utc("2026-11-23 15:59:59.999"),), date(2026, 11, 23)),
    (parsing.date_of_moment, (utc("2026-11-23 16:00"),), date(2026, 11, 24)),
    (parsing.date_of_moment, (utc("9999-12-31 16:00"),), REFUSED),
    (within(parsing.date_of_moment, NEW_YORK), (utc("2026-11-23 04:59"),), date(2026, 11, 22)),
    (within(parsing.date_of_moment, NEW_YORK), (utc("0001-01-01 00:00"),), REFUSED),
    (parsing.date_of_moment, (None,), None),
    (
        parsing.date_of_moment_in_zone,
        (utc("2026-11-23 04:59"), "America/New_York"),
        date(2026, 11, 22),
    ),
    (
        parsing.date_of_moment_in_zone,
        (utc("2026-11-23 18:15"), "Asia/Kathmandu"),
        date(2026, 11, 24),
    ),
    (
        parsing.date_of_moment_in_zone,
        (utc("2026-11-23 18:14:59"), "Asia/Kathmandu"),
        date(2026, 11, 23),
    ),
    (parsing.date_of_moment_in_zone, (utc("2026-11-23 18:15"), "Kathmandu"), REFUSED),
    (parsing.date_of_moment_in_zone, (utc("9999-12-31 18:15"), "Asia/Kathmandu"), REFUSED),
    (parsing.date_of_moment_in_zone, (None, "UTC"), None),
    (parsing.date_of_moment_in_zone, (utc("2026-11-23 18:15"), None), None),
    (parsing.moment_of_date, (date(2026, 11, 23),), utc("2026-11-22 16:00")),
    (parsing.moment_of_date, (date(1988, 4, 17),), utc("1988-04-16 16:00")),
    (parsing.moment_of_date, (date(1988, 4, 18),), utc("1988-04-17 15:00")),
    (parsing.moment_of_date, (date(9_999, 12, 31),), utc("9999-12-30 16:00")),
    (parsing.moment_of_date, (date(1, 1, 1),), REFUSED),
    (parsing.moment_of_date, (None,), None),
    (parsing.moment_of_date_in_utc, (date(2026, 11, 23),), utc("2026-11-23 00:00")),
    (parsing.moment_of_date_in_utc, (date(1, 1, 1),), utc("0001-01-01 00:00")),
    (parsing.moment_of_date_in_utc, (date(9_999, 12, 31),), utc("9999-12-31 00:00")),
    (parsing.moment_of_date_in_utc, (None,), None),
    (parsing.moment_of_moment, (utc("2026-11-23 08:00"),), utc("2026-11-23 08:00")),
    (parsing.moment_of_moment, (None,), None),
    (parsing.time_of_moment, (utc("2026-11-23 08:00:01.25"),), time(16, 0, 1, 250_000)),
    (within(parsing.time_of_moment, NEW_YORK), (utc("2026-11-01 05:30"),), time(1, 30)),
    (within(parsing.time_of_moment, NEW_YORK), (utc("2026-11-01 06:30"),), time(1, 30)),
    (parsing.time_of_moment, (utc("9999-12-31 16:00"),), REFUSED),
    (parsing.time_of_moment, (None,), None),
    (parsing.time_of_moment_in_utc, (utc("2026-11-23 08:00:01.25"),), time(8, 0, 1, 250_000)),
    (parsing.time_of_moment_in_utc, (utc("9999-12-31 16:00"),), time(16)),
    (parsing.time_of_moment_in_utc, (None,), None),
    (parsing.date_of_text, (None,), None),
    (parsing.date_of_text_begun, (None,), None),
    (parsing.moment_of_text, (None,), None),
    (parsing.moment_of_text_begun, (None,), None),
    (parsing.time_of_text, (None,), None),
    (parsing.time_of_text_begun, (None,), None),
]


@pytest.mark.parametrize(("text", "ours", "theirs"), DATES)
def test_dates(pg: sa.Connection, text: str, ours: Any, theirs: Any) -> None:
    """DATEVALUE of a text in both profiles."""
    check(pg, parsing.date_of_text, (text,), ours)
    check(pg, parsing.date_of_text_begun, (text,), theirs)


@pytest.mark.parametrize(("text", "ours", "theirs"), MOMENT_TEXTS)
def test_moments(pg: sa.Connection, text: str, ours: Any, theirs: Any) -> None:
    """DATETIMEVALUE of a text in both profiles."""
    check(pg, parsing.moment_of_text, (text,), ours)
    check(pg, parsing.moment_of_text_begun, (text,), theirs)


@pytest.mark.parametrize(("text", "ours", "theirs"), TIME_TEXTS)
def test_times(pg: sa.Connection, text: str, ours: Any, theirs: Any) -> None:
    """TIMEVALUE of a text in both profiles."""
    check(pg, parsing.time_of_text, (text,), ours)
    check(pg, parsing.time_of_text_begun, (text,), theirs)


@pytest.mark.parametrize(("function", "arguments", "expected"), OTHERS)
def test_others(
    pg: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: Any
) -> None:
    """The forms that take no text."""
    check(pg, function, arguments, expected)


def test_why() -> None:
    """A text that is no date is refused for that."""
    for one, text in (
        (parsing.date_of_text, "2023-02-30"),
        (parsing.time_of_text_begun, "25:00:00"),
    ):
        with pytest.raises(Failed) as failed:
            one.code(text)
        assert failed.value.kind is Kind.BAD_DATE_TEXT
    with pytest.raises(Failed) as failed:
        parsing.moment_of_text.code(AROUND, "2023-02-03 04:05:06+99:00")
    assert failed.value.kind is Kind.BAD_DATE_TEXT


def _texts() -> st.SearchStrategy[str]:
    """Texts that are nearly dates and times."""
    pieces = st.sampled_from(
        [
            "2026",
            "1988",
            "0001",
            "9999",
            "-",
            "-",
            "/",
            "年",
            "月",
            "日",
            "11",
            "2",
            "29",
            "31",
            "4",
            " ",
            "T",
            "10",
            ":",
            ":",
            "59",
            "00",
            ".",
            "5",
            "Z",
            "+08:00",
            "-0330",
            "\n",
            "\t",
            "🕐",
        ]  # fmt: skip
    )
    whole = st.builds(
        "{}-{:02}-{}{}{}:{:02}:{}{}".format, st.integers(1, 9_999), st.integers(0, 13), st.integers(1, 32),
        st.sampled_from([" ", "T"]), st.integers(0, 24), st.integers(0, 60), st.sampled_from(["00", "59.5", "60"]),
        st.sampled_from(["", "Z", " +05:45", "-12", "x"]),
    )  # fmt: skip
    return st.one_of(st.lists(pieces, min_size=1, max_size=14).map("".join), whole)


@settings(max_examples=few(100))
@given(_texts(), ZONES)
def test_texts_agree(pg: sa.Connection, text: str, zone: str) -> None:
    """Random texts are read, or refused, by both."""
    for one in (parsing.date_of_text, parsing.date_of_text_begun, parsing.moment_of_text_begun,
                parsing.time_of_text, parsing.time_of_text_begun):  # fmt: skip
        agree(pg, one, text)
    agree(pg, within(parsing.moment_of_text, around(zone)), text)


@FEW
@given(MOMENTS, DAYS, ZONES)
def test_moments_agree(pg: sa.Connection, moment: datetime, day: date, zone: str) -> None:
    """Random moments and days in all zones."""
    here = around(zone)
    agree(pg, within(parsing.date_of_moment, here), moment)
    agree(pg, within(parsing.time_of_moment, here), moment)
    agree(pg, within(parsing.moment_of_date, here), day)
    agree(
        pg,
        within(parsing.moment_of_text, here),
        f"{moment.replace(tzinfo=None).isoformat(' ', 'milliseconds')}",
    )
    agree(pg, within(parsing.moment_of_text, here), moment.isoformat())
    agree(pg, parsing.date_of_moment_in_zone, moment, zone)
    agree(pg, parsing.moment_of_date_in_utc, day)
    agree(pg, parsing.time_of_moment_in_utc, moment)
