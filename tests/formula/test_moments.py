"""Relative dates mean these days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from objectry.formula.moments import COUNTED, FIXED, Days, Moment, days_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), SHANGHAI)


@pytest.mark.parametrize(
    ("name", "count", "first", "end"),
    [
        ("TODAY", 0, "2026-11-23", "2026-11-24"),
        ("YESTERDAY", 0, "2026-11-22", "2026-11-23"),
        ("TOMORROW", 0, "2026-11-24", "2026-11-25"),
        ("THIS_WEEK", 0, "2026-11-23", "2026-11-30"),
        ("LAST_WEEK", 0, "2026-11-16", "2026-11-23"),
        ("NEXT_MONTH", 0, "2026-12-01", "2027-01-01"),
        ("THIS_QUARTER", 0, "2026-10-01", "2027-01-01"),
        ("LAST_QUARTER", 0, "2026-07-01", "2026-10-01"),
        ("NEXT_QUARTER", 0, "2027-01-01", "2027-04-01"),
        ("LAST_YEAR", 0, "2025-01-01", "2026-01-01"),
        ("LAST_N_DAYS", 1, "2026-11-23", "2026-11-24"),
        ("LAST_N_DAYS", 30, "2026-10-25", "2026-11-24"),
        ("NEXT_N_DAYS", 7, "2026-11-24", "2026-12-01"),
        ("LAST_N_MONTHS", 2, "2026-09-01", "2026-11-01"),
        ("NEXT_N_QUARTERS", 1, "2027-01-01", "2027-04-01"),
    ],
)
def test_a_range_has_these_days(name: str, count: int, first: str, end: str) -> None:
    assert days_of(name, count, MONDAY) == Days(date.fromisoformat(first), date.fromisoformat(end))


def test_the_day_is_the_users() -> None:
    late = Moment(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), SHANGHAI)
    assert days_of("TODAY", 0, late).first == date(2026, 11, 24)


def test_days_begin_where_the_clock_says_even_when_it_changes() -> None:
    berlin = Moment(datetime(2026, 3, 29, 12, 0, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert berlin.start_of(date(2026, 3, 29)) == datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert berlin.start_of(date(2026, 3, 30)) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_ranges_that_leave_the_calendar_end_with_it() -> None:
    for name in COUNTED:
        found = days_of(name, 10_000, MONDAY)
        assert found.first <= found.end
        near = days_of(name, 1, MONDAY)
        past = name.startswith("LAST")
        assert (found.end == near.end) if past else (found.first == near.first)


def test_neighbouring_ranges_touch() -> None:
    for unit in ("WEEK", "MONTH", "QUARTER", "YEAR"):
        last, this, following = (
            days_of(f"{near}_{unit}", 0, MONDAY) for near in ("LAST", "THIS", "NEXT")
        )
        assert last.end == this.first
        assert this.end == following.first
    assert {"TODAY", "THIS_WEEK"} <= FIXED.keys()


def test_the_last_day_of_the_calendar_is_today_everywhere() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert Moment(last, ZoneInfo("Asia/Shanghai")).today == date(9999, 12, 31)
