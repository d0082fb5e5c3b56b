"""The periods of calendars: named by their address, in whole weeks from Monday on."""

from datetime import date

import pytest

from objectry.runtime.errors import Invalid
from objectry.runtime.shown.periods import period_named, period_of

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
    period = period_named(text, TODAY)
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
        period_named(text, TODAY)
    assert caught.value.message.code == "period_wrong"


def test_a_period_is_called_as_people_do() -> None:
    month, week = period_of("month", TODAY), period_of("week", TODAY)
    assert (month.title("zh"), month.title("en")) == ("2026年11月", "November 2026")
    assert week.title("en") == "Nov 23\u2009–\u200929, 2026"
