"""The present moment as a value, and the ranges of days that relative dates mean at that moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """When a formula is evaluated, and on whose calendar. Weeks start on Monday."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day on the user's calendar."""
        return self.now.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The moment at which a day begins for the user, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days: from `first` up to and without `end`."""

    first: date
    end: date


def _day(day: date, steps: int) -> date:
    return day + timedelta(days=steps)


def _week(day: date, steps: int) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=steps)


def _month(day: date, steps: int) -> date:
    months = day.year * 12 + day.month - 1 + steps
    return date(months // 12, months % 12 + 1, 1)


def _quarter(day: date, steps: int) -> date:
    return _month(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), steps * 3)


def _year(day: date, steps: int) -> date:
    return date(day.year + steps, 1, 1)


_UNITS: Mapping[str, Callable[[date, int], date]] = {
    "DAY": _day, "WEEK": _week, "MONTH": _month, "QUARTER": _quarter, "YEAR": _year,
}  # fmt: skip
_NEAR = {"LAST": -1, "THIS": 0, "NEXT": 1}
FIXED: Mapping[str, Callable[[date], Days]] = MappingProxyType(
    {
        "TODAY": lambda day: Days(day, _day(day, 1)),
        "YESTERDAY": lambda day: Days(_day(day, -1), day),
        "TOMORROW": lambda day: Days(_day(day, 1), _day(day, 2)),
        **{
            f"{near}_{unit}": lambda day, start=start, steps=steps: Days(
                start(day, steps), start(day, steps + 1)
            )
            for near, steps in _NEAR.items()
            for unit, start in _UNITS.items()
            if unit != "DAY"
        },
    }
)
"""Ranges that stand by themselves: `THIS_QUARTER`, `YESTERDAY` …"""
COUNTED: Mapping[str, Callable[[date, int], Days]] = MappingProxyType(
    {
        **{
            f"LAST_N_{unit}S": lambda day, count, start=start: Days(start(day, -count), start(day, 0))
            for unit, start in _UNITS.items()
            if unit != "DAY"
        },
        **{
            f"NEXT_N_{unit}S": lambda day, count, start=start: Days(
                start(day, 1), start(day, count + 1)
            )
            for unit, start in _UNITS.items()
            if unit != "DAY"
        },
        # Days count today in, as people say "the last 30 days"; longer units count whole ones beside the present one.
        "LAST_N_DAYS": lambda day, count: Days(_day(day, 1 - count), _day(day, 1)),
        "NEXT_N_DAYS": lambda day, count: Days(_day(day, 1), _day(day, count + 1)),
    }
)
"""Ranges with a number: `LAST_N_DAYS(30)`, `NEXT_N_MONTHS(2)` …"""
MAX_COUNT = 10_000
"""The largest number of such a range."""


def days_of(name: str, count: int, moment: Moment) -> Days:
    """The days that a relative range means. Ranges that leave the calendar end where it ends."""
    try:
        return FIXED[name](moment.today) if name in FIXED else COUNTED[name](moment.today, count)
    except (OverflowError, ValueError):
        return Days(date.min, moment.today) if name.startswith("LAST") else Days(moment.today, date.max)
