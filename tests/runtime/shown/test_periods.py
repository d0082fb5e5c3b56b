"""The periods of calendars: named by their address, in whole weeks that begin as their reader likes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.api.preferences import WEEK_STARTS, WeekStart
from objectry.runtime.errors import Invalid
from objectry.runtime.shown.periods import period_named, period_of, weekdays

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "span", "first", "behind", "before", "after"),
    [
        ("", "month", "2026-10-26", "2026-12-07", "2026-10", "2026-12"),
        ("2026-02", "month", "2026-01-26", "2026-03-02", "2026-01", "2026-03"),
        ("2026-W53", "week", "2026-12-28", "2027-01-04", "2026-W52", "2027-W01"),
        ("2028-02-29", "day", "2028-02-29", "2028-03-01", "2028-02-28", "2028-03-01"),
    ],
)
def test_a_period_is_named_and_leads_on(
    text: str, span: str, first: str, behind: str, before: str, after: str
) -> None:
    period = period_named(text, TODAY, "monday")
    assert (period.span, period.name) == (span, text or "2026-11")
    assert (period.first.isoformat(), period.behind.isoformat()) == (first, behind)
    assert (period.before.name, period.after.name) == (before, after)
    assert len(list(period.days)) in (1, 7, 28, 35, 42)


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-13", "2026-02-30", "2026-W54", "1800-01", "９999-01", "0000-W01", "today"],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        period_named(text, TODAY, "monday")
    assert caught.value.message.code == "period_wrong"


def test_a_period_is_called_as_people_do() -> None:
    month, week = period_of("month", TODAY, "monday"), period_of("week", TODAY, "monday")
    assert (month.title("zh"), month.title("en")) == ("2026年11月", "November 2026")
    assert week.title("en") == "Nov 23\u2009–\u200929, 2026"


@pytest.mark.parametrize(
    ("starts", "first", "last", "week", "heads"),
    [
        ("monday", "2026-10-26", "2026-12-06", ("2026-11-23", "2026-11-29"), "一二三四五六日"),
        ("sunday", "2026-11-01", "2026-12-05", ("2026-11-22", "2026-11-28"), "日一二三四五六"),
        ("saturday", "2026-10-31", "2026-12-04", ("2026-11-21", "2026-11-27"), "六日一二三四五"),
    ],
)
def test_weeks_begin_with_the_day_that_somebody_likes_and_keep_their_names(
    starts: WeekStart, first: str, last: str, week: tuple[str, str], heads: str
) -> None:
    month = list(period_named("2026-11", TODAY, starts).days)
    assert (month[0].isoformat(), month[-1].isoformat()) == (first, last)
    assert "".join(full[-1] for _, full in weekdays("zh", starts)) == heads
    named = period_named("2026-W48", TODAY, starts)
    days = list(named.days)
    assert (days[0].isoformat(), days[-1].isoformat()) == week
    assert TODAY in days and named == period_of("week", TODAY, starts)
    assert (named.name, named.before.name, named.after.name) == (
        "2026-W48",
        "2026-W47",
        "2026-W49",
    )


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)), st.sampled_from(WEEK_STARTS))
def test_every_day_lies_in_one_week_whose_name_leads_back_to_it(
    day: date, starts: WeekStart
) -> None:
    week = period_of("week", day, starts)
    assert week.holds(day) and len(list(week.days)) == 7
    assert period_named(week.name, TODAY, starts) == week
    assert week.after.begin == week.end and week.before.end == week.begin
