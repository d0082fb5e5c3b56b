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
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The user's day at a moment. At the ends of the calendar the last day that there is."""
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError:
            return moment.date()

    def start_of(self, day: date) -> datetime:
        """The moment at which a day begins for the user, in UTC."""
        return self.in_utc(datetime.combine(day, time()))

    def in_utc(self, local: datetime) -> datetime:
        """A moment on the user's clock, in UTC. At the ends of the calendar the last moment that there is."""
        try:
            return local.replace(tzinfo=self.zone).astimezone(UTC)
        except OverflowError:
            edge = datetime.min if local.year == 1 else datetime.max
            return edge.replace(tzinfo=UTC)


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
_NEAR: Mapping[str, int] = {"LAST": -1, "THIS": 0, "NEXT": 1}


def _near(start: Callable[[date, int], date], steps: int) -> Callable[[date], Days]:
    return lambda day: Days(start(day, steps), start(day, steps + 1))


def _last(start: Callable[[date, int], date]) -> Callable[[date, int], Days]:
    return lambda day, count: Days(start(day, -count), start(day, 0))


def _next(start: Callable[[date, int], date]) -> Callable[[date, int], Days]:
    return lambda day, count: Days(start(day, 1), start(day, count + 1))


def _last_days(day: date, count: int) -> Days:
    """Days count today in, as people say "the last 30 days"; longer units count whole ones beside the present one."""
    return Days(_day(day, 1 - count), _day(day, 1))


_LONG = {unit: start for unit, start in _UNITS.items() if unit != "DAY"}
FIXED: Mapping[str, Callable[[date], Days]] = MappingProxyType(
    {
        "TODAY": _near(_day, 0),
        "YESTERDAY": _near(_day, -1),
        "TOMORROW": _near(_day, 1),
        **{
            f"{near}_{unit}": _near(start, steps)
            for near, steps in _NEAR.items()
            for unit, start in _LONG.items()
        },
    }
)
"""Ranges that stand by themselves: `THIS_QUARTER`, `YESTERDAY` …"""
COUNTED: Mapping[str, Callable[[date, int], Days]] = MappingProxyType(
    {
        **{f"LAST_N_{unit}S": _last(start) for unit, start in _LONG.items()},
        **{f"NEXT_N_{unit}S": _next(start) for unit, start in _LONG.items()},
        "LAST_N_DAYS": _last_days,
        "NEXT_N_DAYS": _next(_day),
    }
)
"""Ranges with a number: `LAST_N_DAYS(30)`, `NEXT_N_MONTHS(2)` …"""
SINGLE_DAYS = frozenset({"TODAY", "YESTERDAY", "TOMORROW"})
"""Ranges of one day, which are dates."""
MAX_COUNT = 10_000
"""The largest number of such a range."""


def days_of(name: str, count: int, moment: Moment) -> Days:
    """The days that a relative range means. Ranges that leave the calendar end where it ends."""
    today = moment.today
    try:
        return FIXED[name](today) if name in FIXED else COUNTED[name](today, count)
    except (OverflowError, ValueError):
        if name in COUNTED and count > 1:
            near = days_of(name, 1, moment)  # ends, or begins, where the shortest such range does
            past = name.startswith("LAST")
            return Days(date.min, near.end) if past else Days(near.first, date.max)
        return Days(date.min, today) if name.startswith("LAST") else Days(today, date.max)
